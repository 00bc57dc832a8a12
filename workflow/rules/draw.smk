# draw: from tables to figures
#
# needs: the tables, the look's palette and fonts, the language of the report and its words
# makes: results/draw/: NAME.svg, NAME-narrow.svg for phones, and figures.json with titles,
#        captions, alternative texts


rule draw:
    input:
        tables=plan.made("tabulate"),
        look=plan.look("palette.json", "fonts/*.[ot]tf", plan.words),
        stamp=plan.stamp("draw"),
    output:
        figures=report(
            expand("results/draw/{name}.svg", name=plan.project.figures),
            caption="../captions/figures.rst",
            category="Figures",
        ),
        narrow=expand("results/draw/{name}-narrow.svg", name=plan.project.figures),
        index="results/draw/figures.json",
        made=update(plan.made("draw")),
    log:
        "results/logs/draw.log",
    conda:
        "../envs/pilcrow.yaml"
    params:
        language=plan.language,
    shell:
        "python -P -m pilcrow.draw --tables results/tabulate --language {params.language:q}"
        " --output results/draw"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"


# One figure alone: snakemake results/figures/theme-prevalence.svg
rule figure:
    input:
        tables=plan.made("tabulate"),
        look=plan.look("palette.json", "fonts/*.[ot]tf", plan.words),
        stamp=plan.stamp("figure/{figure}"),
    output:
        figure="results/figures/{figure}.svg",
        made=update(plan.made("figure/{figure}")),
    log:
        "results/logs/figures/{figure}.log",
    wildcard_constraints:
        figure="|".join(plan.project.known_figures),
    conda:
        "../envs/pilcrow.yaml"
    params:
        language=plan.language,
    shell:
        "python -P -m pilcrow.draw --tables results/tabulate --language {params.language:q}"
        " --only {wildcards.figure:q} --output {output.figure:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
