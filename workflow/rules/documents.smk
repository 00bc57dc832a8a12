# pages, documents: the page of all documents with its search, and in a large corpus a page for each document
#
# needs: results/cited/ (which documents have pages, and what the report says of them), the records, the look
# makes: results/pages/<batch>.jsonl (pages without their shell), results/listed/<batch>.jsonl (entries of the list),
#   results/documents.html, results/documents/ (the pages, and what the search reads)


rule pages:
    input:
        cited="results/cited/{batch}.json",
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        rules=f"{STATE}/rules.json",
        clean=lambda wildcards: plan.beside("clean", wildcards.batch),
        paragraphs=lambda wildcards: plan.beside("segment", wildcards.batch),
        codings=lambda wildcards: plan.beside("code", wildcards.batch),
    output:
        pages="results/pages/{batch}.jsonl",
        listed="results/listed/{batch}.jsonl",
    log:
        "results/logs/pages/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("pages", wildcards.batch),
        seal=lambda wildcards: plan.seal("pages", wildcards.batch),
    shell:
        "{params.python:q} -m pilcrow.pages --cited {input.cited:q} --documents {input.documents:q}"
        " --codebook {input.codebook:q} --rules {input.rules:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.pages:q} --index {output.listed:q} --seal {params.seal:q} 2> {log:q}"


rule documents:
    input:
        cited="results/cited/_report.json",
        pages=[f"results/pages/{batch}.jsonl" for batch in plan.batches],
        listed=[f"results/listed/{batch}.jsonl" for batch in plan.batches],
        look=plan.look,
    output:
        # update: the page stays as it was if the job fails, as the report does.
        page=update("results/documents.html"),
        folder=directory("results/documents"),
    log:
        "results/logs/documents.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("documents"),
        seal=plan.seal("documents"),
    shell:
        "{params.python:q} -m pilcrow.documents --cited {input.cited:q} --pages {input.pages:q}"
        " --listed {input.listed:q} --look {input.look:q}"
        " --folder {output.folder:q} --output {output.page:q} --seal {params.seal:q} 2> {log:q}"
