# export: the edition and its codings for other programs: TEI, REFI-QDA, Web Annotation, plain text
#
# needs: the records of all batches, metadata, the codebook with its prose, the look's palette
# makes: results/export/: text/, tei/ and annotations/ (a file a document), codebook.qdc, project.qdpx, annotations.jsonld, tei-corpus.xml


rule export:
    input:
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        clean=plan.results("clean"),
        paragraphs=plan.results("segment"),
        codings=plan.results("code"),
    output:
        exports=directory("results/export"),
    log:
        "results/logs/export.log",
    threads: plan.processes
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("export"),
        seal=plan.seal("export"),
        coding=plan.config["coding"],
        adjudication=plan.config["adjudication"],
    shell:
        "{params.python:q} -m pilcrow.export --documents {input.documents:q} --codebook {input.codebook:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --processes {threads} --output {output.exports:q} --seal {params.seal:q} 2> {log:q}"
