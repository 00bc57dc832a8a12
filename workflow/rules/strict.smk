# strict: with `strict: true` in the configuration, a report with marks fails the build
#
# needs: results/compose/gate.json, what the gate found
# makes: nothing but the record that the report passed


rule strict:
    input:
        project=plan.made("compose"),
        stamp=plan.stamp("strict"),
    output:
        made=update(plan.made("strict")),
    log:
        "results/logs/strict.log",
    # Before the report is rendered, where there is a choice.
    priority: 10
    localrule: True
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.strict --findings results/compose/gate.json"
        " --stamp {input.stamp:q} --made {output.made:q} 2> {log:q}"
