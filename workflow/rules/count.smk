# count: what a batch gives to the tables
#
# needs: the paragraphs and codings of a batch, the codebook's rules, who is compared with whom
#        (sides)
# makes: results/count/<batch>.jsonl: its counts, the rows that the tables have for each thing in
#        the text, the words that are compared


rule count:
    input:
        paragraphs="results/segment/{batch}.jsonl",
        codings="results/code/{batch}.jsonl",
        rules=f"{STATE}/rules.json",
        sides=f"{STATE}/sides/{{batch}}.json",
        stamp=plan.stamp("count/{batch}"),
    output:
        counts="results/count/{batch}.jsonl",
        made=update(plan.made("count/{batch}")),
    log:
        "results/logs/count/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    params:
        coding=plan.option("coding"),
        adjudication=plan.option("adjudication"),
        coders=plan.coders,
    shell:
        "python -P -m pilcrow.count --segment {input.paragraphs:q} --code {input.codings:q}"
        " --rules {input.rules:q} --sides {input.sides:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --coders {params.coders:q}"
        " --output {output.counts:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
