# count: what a batch gives to the tables
#
# needs: the paragraphs and codings of a batch, the codebook's rules, who is compared with whom (sides)
# makes: results/count/<batch>.jsonl: its counts, the rows that the tables have for each thing in the text, the words that are compared


rule count:
    input:
        sides=f"{STATE}/sides/{{batch}}.json",
        rules=f"{STATE}/rules.json",
        paragraphs="results/segment/{batch}.jsonl",
        codings="results/code/{batch}.jsonl",
    output:
        counts="results/count/{batch}.jsonl",
    log:
        "results/logs/count/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("count", wildcards.batch),
        seal=lambda wildcards: plan.seal("count", wildcards.batch),
        coding=plan.config["coding"],
        adjudication=plan.config["adjudication"],
    shell:
        "{params.python:q} -m pilcrow.count --segment {input.paragraphs:q} --code {input.codings:q}"
        " --rules {input.rules:q} --sides {input.sides:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --output {output.counts:q} --seal {params.seal:q} 2> {log:q}"
