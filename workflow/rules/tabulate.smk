# tabulate: from records to tables, and every number that the report may print
#
# needs: the paragraphs and codings of all batches, metadata, the codebook's themes and rules
# makes: results/tabulate/: CSV, Parquet, values.json; prunes what documents no longer there left behind


rule tabulate:
    input:
        documents=f"{STATE}/documents.json",
        themes=f"{STATE}/themes.json",
        rules=f"{STATE}/rules.json",
        paragraphs=plan.results("segment"),
        codings=plan.results("code"),
    output:
        tables=directory("results/tabulate"),
    log:
        "results/logs/tabulate.log",
    threads: plan.processes
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("tabulate"),
        seal=plan.seal("tabulate"),
        coding=plan.config["coding"],
        population=plan.config["population"],
        adjudication=plan.config["adjudication"],
        keyness=plan.option("keyness"),
        portions=plan.state / "portions",
        engine=plan.engine("tabulate"),
        results=plan.root / "results",
        batches=list(plan.batches),
    shell:
        "{params.python:q} -m pilcrow.tabulate --documents {input.documents:q} --codebook {input.themes:q}"
        " --rules {input.rules:q} --coding {params.coding:q}"
        " --population={params.population:q} --adjudication {params.adjudication:q}"
        " --keyness {params.keyness:q}"
        " --portions {params.portions:q} --engine {params.engine} --processes {threads}"
        " --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.tables:q} --seal {params.seal:q} 2> {log:q}"
        " && {params.python:q} -m pilcrow.build.prune --results {params.results:q} --keep {params.batches:q}"


rule tables:
    input:
        rules.tabulate.output.tables,
