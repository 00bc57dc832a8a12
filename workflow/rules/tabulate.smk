# tabulate: from counts to tables, and every number that the report may print
#
# needs: the counts of all batches, metadata, the codebook's themes and rules
# makes: results/tabulate/: CSV, Parquet, values.json; removes what documents that are gone left behind


rule tabulate:
    input:
        documents=f"{STATE}/documents.json",
        themes=f"{STATE}/themes.json",
        rules=f"{STATE}/rules.json",
        counts=plan.results("count"),
    output:
        tables=directory("results/tabulate"),
    log:
        "results/logs/tabulate.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("tabulate"),
        seal=plan.seal("tabulate"),
        coding=plan.config["coding"],
        population=plan.config["population"],
        keyness=plan.option("keyness"),
        coders=plan.coders,
        results=plan.root / "results",
        batches=list(plan.batches),
    shell:
        "{params.python:q} -m pilcrow.tabulate --documents {input.documents:q} --codebook {input.themes:q}"
        " --rules {input.rules:q} --coding {params.coding:q} --population={params.population:q}"
        " --coders {params.coders:q} --keyness {params.keyness:q} --count {input.counts:q}"
        " --output {output.tables:q} --seal {params.seal:q} 2> {log:q}"
        " && {params.python:q} -m pilcrow.build.prune --results {params.results:q} --keep {params.batches:q}"


rule tables:
    input:
        rules.tabulate.output.tables,
