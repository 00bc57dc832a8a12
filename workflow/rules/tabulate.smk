# tabulate: from counts to tables, and every number that the report may print
#
# needs: the counts of all batches, metadata, the codebook's themes and rules
# makes: results/tabulate/: each table as CSV and as Parquet; values.json


rule tabulate:
    input:
        counts=expand(plan.made("count/{batch}"), batch=plan.batches),
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/rules.json",
        stamp=plan.stamp("tabulate"),
        # First what documents that are gone have left is removed, whatever is built.
        pruned=plan.made("prune"),
    output:
        tables=report(
            [name for name in plan.project.tables if name.endswith(".csv")],
            caption="../captions/tables.rst",
            category="Tables",
        ),
        parquet=[name for name in plan.project.tables if name.endswith(".parquet")],
        values="results/tabulate/values.json",
        made=update(plan.made("tabulate")),
    log:
        "results/logs/tabulate.log",
    benchmark:
        "results/benchmarks/tabulate.tsv"
    conda:
        "../envs/pilcrow.yaml"
    # This reads the whole corpus: half a gigabyte for 10,000 documents.
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        coding=plan.option("coding"),
        population=plan.option("population"),
        keyness=plan.option("keyness"),
        coders=plan.coders,
    shell:
        "python -P -m pilcrow.tabulate"
        " --documents {input.documents:q} --codebook {input.codebook:q}"
        " --coding {params.coding:q} --population={params.population:q}"
        " --coders {params.coders:q} --keyness {params.keyness:q} --count {input.counts:q}"
        " --output results/tabulate"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"


rule tables:
    input:
        rules.tabulate.output,
    localrule: True
