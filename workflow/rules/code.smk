# code: from paragraphs to codings, each with the words that earned it
#
# needs: the paragraphs of a batch, the codebook's rules, the codings by hand
# makes: results/code/<batch>.jsonl: codings, voices, actors


rule code:
    input:
        manifest=f"{STATE}/manifests/{{batch}}.json",
        rules=f"{STATE}/rules.json",
        clean="results/clean/{batch}.jsonl",
        paragraphs="results/segment/{batch}.jsonl",
    output:
        codings="results/code/{batch}.jsonl",
    log:
        "results/logs/code/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("code", wildcards.batch),
        seal=lambda wildcards: plan.seal("code", wildcards.batch),
    shell:
        "{params.python:q} -m pilcrow.code --manifest {input.manifest:q} --clean {input.clean:q}"
        " --paragraphs {input.paragraphs:q} --rules {input.rules:q}"
        " --output {output.codings:q} --seal {params.seal:q} 2> {log:q}"
