# compose: the edition, the tables, the figures and the scholar's prose as one Quarto project, every citation resolved
#
# needs: report/, the records of all batches, tables, figures, the look, the codebook with its prose
# makes: results/compose/ (a Quarto project), results/paragraphs.json and .csv (the published index)


rule compose:
    input:
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        rules=f"{STATE}/rules.json",
        config=ancient(f"{STATE}/config.json"),
        marks=f"{STATE}/marks.json",
        clean=plan.results("clean"),
        paragraphs=plan.results("segment"),
        codings=plan.results("code"),
        tables="results/tabulate",
        figures="results/draw",
    output:
        project=directory("results/compose"),
        # update: the published index, like the report, stays as it was if the job fails.
        index=update("results/paragraphs.json"),
        table=update("results/paragraphs.csv"),
    log:
        "results/logs/compose.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("compose"),
        seal=plan.seal("compose"),
        report=plan.root / "report",
    shell:
        "{params.python:q} -m pilcrow.compose --report {params.report:q} --documents {input.documents:q}"
        " --codebook {input.codebook:q} --rules {input.rules:q} --config {input.config:q} --marks {input.marks:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --tables {input.tables:q} --figures {input.figures:q}"
        " --output {output.project:q} --index {output.index:q} --seal {params.seal:q} 2> {log:q}"
