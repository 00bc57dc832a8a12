# compose: the edition, the tables, the figures and the scholar's prose as one Quarto project, every citation resolved
#
# needs: report/, the look, the records of all batches, tables, figures, the codebook with its prose,
#   checksums of raw/, edition/ and coding/, ledgers and metadata of documents without a transcript
# makes: results/compose/ (a Quarto project), results/paragraphs.json and .csv (the published index),
#   results/cited/ (what the report says of the documents of each batch, for their pages)
# also, whether it fails or not: results/gate.json, what the gate found


rule compose:
    input:
        report=plan.report,
        look=plan.look,
        orphans=plan.orphans,
        sources=f"{STATE}/sources.json",
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
        cited=[f"results/cited/{batch}.json" for batch in plan.batches],
        whole="results/cited/_report.json",
    log:
        text="results/logs/compose.log",
        # A log, because Snakemake keeps logs of jobs that fail.
        gate="results/gate.json",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("compose"),
        seal=plan.seal("compose"),
        cited=plan.root / "results/cited",
    shell:
        "{params.python:q} -m pilcrow.compose --report {input.report:q} --look {input.look:q}"
        " --orphans {input.orphans:q} --sources {input.sources:q} --documents {input.documents:q}"
        " --codebook {input.codebook:q} --rules {input.rules:q} --config {input.config:q} --marks {input.marks:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --tables {input.tables:q} --figures {input.figures:q}"
        " --output {output.project:q} --index {output.index:q} --folder {params.cited:q} --gate {log.gate:q}"
        " --seal {params.seal:q} 2> {log.text:q}"
