# prune: remove what documents that are gone have left
#
# needs: the list of batches, written while the Snakefile is parsed
# makes: nothing; it deletes the results, logs and records of every batch that is not in the list
# when:  the list changes. How it deletes changes no table, so its stamp holds no code.


rule prune:
    input:
        batches=f"{STATE}/batches.json",
        stamp=plan.stamp("prune", code=False),
    output:
        made=update(plan.made("prune")),
    log:
        "results/logs/prune.log",
    localrule: True
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.prune --batches {input.batches:q}"
        " --stamp {input.stamp:q} --made {output.made:q} 2> {log:q}"
