# export: the edition and its codings for other programs: TEI, REFI-QDA, Web Annotation, plain text
#
# needs: the records of all batches, metadata, the codebook with its prose, the look's palette,
#        and what the front matter of the report says of its publication
# makes: results/export_batch/<batch>.jsonl (what each document gives), and in results/export/
#        text/, tei/ and annotations/ (a file a document), codebook.qdc, project.qdpx,
#        annotations.jsonld, tei-corpus.xml, and a folder for each export of a fork


rule export_batch:
    input:
        clean="results/clean/{batch}.jsonl",
        paragraphs="results/segment/{batch}.jsonl",
        codings="results/code/{batch}.jsonl",
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        publication=f"{STATE}/publication.json",
        look=plan.look("palette.json"),
        stamp=plan.stamp("export_batch/{batch}"),
    output:
        exports="results/export_batch/{batch}.jsonl",
        made=update(plan.made("export_batch/{batch}")),
    log:
        "results/logs/export_batch/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    params:
        coding=plan.option("coding"),
        adjudication=plan.option("adjudication"),
    shell:
        "python -P -m pilcrow.export_batch --documents {input.documents:q}"
        " --codebook {input.codebook:q} --publication {input.publication:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.exports:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"


rule export:
    input:
        batches=expand(plan.made("export_batch/{batch}"), batch=plan.batches),
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        publication=f"{STATE}/publication.json",
        look=plan.look("palette.json"),
        stamp=plan.stamp("export"),
    output:
        text=directory("results/export/text"),
        tei=directory("results/export/tei"),
        annotations=directory("results/export/annotations"),
        collection="results/export/annotations.jsonld",
        codebook="results/export/codebook.qdc",
        project="results/export/project.qdpx",
        corpus=["results/export/tei-corpus.xml"] if plan.project.documents > 1 else [],
        own=[directory(f"results/export/{name}") for name in plan.own_exports],
        made=update(plan.made("export")),
    log:
        "results/logs/export.log",
    benchmark:
        "results/benchmarks/export.tsv"
    conda:
        "../envs/pilcrow.yaml"
    # This reads the whole corpus: half a gigabyte for 10,000 documents.
    resources:
        mem_mb=2000,
        runtime=60,
    shell:
        "python -P -m pilcrow.export --documents {input.documents:q} --codebook {input.codebook:q}"
        " --publication {input.publication:q} --batches {input.batches:q} --output results/export"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
