# export: the edition and its codings for other programs: TEI, REFI-QDA, Web Annotation, plain text
#
# needs: the records of all batches, metadata, the codebook with its prose, the look's palette
# makes: results/export_batch/<batch>.jsonl (what each document gives), and results/export/: text/, tei/ and annotations/ (a file
#   a document), codebook.qdc, project.qdpx, annotations.jsonld, tei-corpus.xml


rule export_batch:
    input:
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        clean="results/clean/{batch}.jsonl",
        paragraphs="results/segment/{batch}.jsonl",
        codings="results/code/{batch}.jsonl",
    output:
        exports="results/export_batch/{batch}.jsonl",
    log:
        "results/logs/export_batch/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("export_batch", wildcards.batch),
        seal=lambda wildcards: plan.seal("export_batch", wildcards.batch),
        coding=plan.config["coding"],
        adjudication=plan.config["adjudication"],
    shell:
        "{params.python:q} -m pilcrow.export_batch --documents {input.documents:q} --codebook {input.codebook:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.exports:q} --seal {params.seal:q} 2> {log:q}"


rule export:
    input:
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        batches=plan.results("export_batch"),
    output:
        exports=directory("results/export"),
    log:
        "results/logs/export.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("export"),
        seal=plan.seal("export"),
    shell:
        "{params.python:q} -m pilcrow.export --documents {input.documents:q} --codebook {input.codebook:q}"
        " --batches {input.batches:q} --output {output.exports:q} --seal {params.seal:q} 2> {log:q}"
