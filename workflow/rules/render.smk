# render: from the composed project to the report that people open
#
# needs: results/compose/, a renderer (Quarto, or the embedded Pandoc and Typst)
# makes: results/report.html, results/report.pdf


rule render:
    input:
        project="results/compose",
    output:
        # update: Snakemake removes other outputs before their job; a page that people read stays, and comes back if the job fails.
        report=update("results/report.{format}"),
    log:
        "results/logs/render/{format}.log",
    wildcard_constraints:
        format="html|pdf",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("render", wildcards.format),
        seal=lambda wildcards: plan.seal("render", wildcards.format),
        renderer=plan.renderer,
    shell:
        "{params.python:q} -m pilcrow.render --project {input.project:q} --format {wildcards.format:q}"
        " --renderer {params.renderer:q} --output {output.report:q} --seal {params.seal:q} 2> {log:q}"
