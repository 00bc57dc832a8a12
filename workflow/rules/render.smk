# render: from the composed project to the report that people open
#
# needs: results/compose/, by the record that lists its files; a renderer
# makes: results/report.html, results/report.pdf;
#        if `formats` in config/config.yaml names them, or if they are asked for:
#        results/report.docx, results/report.epub, results/report.jats.xml


rule render:
    input:
        project=plan.made("compose"),
        stamp=plan.stamp("render/{format}"),
    output:
        # Snakemake removes an output before its job. With update() the old page stays while the job
        # runs, and comes back if it fails.
        report=report(
            update("results/report.{format}"),
            caption="../captions/report.rst",
            category="Report",
        ),
        made=update(plan.made("render/{format}")),
    log:
        "results/logs/render/{format}.log",
    wildcard_constraints:
        format=r"html|pdf|docx|epub|jats\.xml",
    conda:
        "../envs/pilcrow.yaml"
    params:
        renderer=plan.renderer,
    shell:
        "python -P -m pilcrow.render --project results/compose --format {wildcards.format:q}"
        " --renderer {params.renderer:q} --output {output.report:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
