# draw: from tables to figures
#
# needs: results/tabulate/, the look's palette and type scale
# makes: results/draw/: NAME.svg, and figures.json with titles, captions, alternative texts


rule draw:
    input:
        tables="results/tabulate",
    output:
        figures=directory("results/draw"),
    log:
        "results/logs/draw.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("draw"),
        seal=plan.seal("draw"),
    shell:
        "{params.python:q} -m pilcrow.draw --tables {input.tables:q} --output {output.figures:q}"
        " --seal {params.seal:q} 2> {log:q}"


# One figure alone: snakemake results/figures/theme-prevalence.svg
rule figure:
    input:
        tables="results/tabulate",
    output:
        figure="results/figures/{figure}.svg",
    log:
        "results/logs/figures/{figure}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("draw"),
        seal=lambda wildcards: plan.seal("figure", wildcards.figure),
    shell:
        "{params.python:q} -m pilcrow.draw --tables {input.tables:q} --only {wildcards.figure:q}"
        " --output {output.figure:q} --seal {params.seal:q} 2> {log:q}"
