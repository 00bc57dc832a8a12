# documents: the page of all documents with its search, and in a large corpus a page for each
#
# needs: results/compose/ (which says which documents have pages), the records of all batches, results/report.html
# makes: results/documents.html; in results/documents/ the pages and what the search reads, each written again only if it changed


rule documents:
    input:
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        rules=f"{STATE}/rules.json",
        config=ancient(f"{STATE}/config.json"),
        clean=plan.results("clean"),
        paragraphs=plan.results("segment"),
        codings=plan.results("code"),
        project="results/compose",
        report="results/report.html",
    output:
        # update: the page stays as it was if the job fails, as the report does.
        page=update("results/documents.html"),
    log:
        "results/logs/documents.log",
    threads: plan.processes
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("documents"),
        seal=plan.seal("documents"),
        engine=plan.engine("documents"),
        folder=plan.root / "results/documents",
        kept=plan.state / "pages",
    shell:
        "{params.python:q} -m pilcrow.documents --documents {input.documents:q} --codebook {input.codebook:q}"
        " --rules {input.rules:q} --config {input.config:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --project {input.project:q} --report {input.report:q}"
        " --kept {params.kept:q} --engine {params.engine} --processes {threads}"
        " --folder {params.folder:q} --output {output.page:q} --seal {params.seal:q} 2> {log:q}"
