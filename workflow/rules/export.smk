# export: the edition and its codings for other programs: TEI, REFI-QDA, Web Annotation, plain text
#
# needs: what each batch gives (results/export_batch/, by the records that list it), metadata, the
#        codebook with its prose, the look's palette, and what the front matter of the report says
#        of its publication
# makes: in results/export/: text/, tei/ and annotations/ (a file a document), codebook.qdc,
#        project.qdpx, annotations.jsonld, tei-corpus.xml, and a folder for each export of a fork


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
        own=[directory(f"results/export/{name}") for name in plan.project.own_exports],
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
