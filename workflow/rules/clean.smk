# clean: from the bytes as received to clean text
#
# needs: the raw files of a batch, their corrections, what their metadata says of encoding and layout
# makes: results/clean/<batch>.jsonl: text, apparatus, processing record


rule clean:
    input:
        manifest=f"{STATE}/manifests/{{batch}}.json",
    output:
        documents="results/clean/{batch}.jsonl",
    log:
        "results/logs/clean/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("clean", wildcards.batch),
        seal=lambda wildcards: plan.seal("clean", wildcards.batch),
    shell:
        "{params.python:q} -m pilcrow.clean --manifest {input.manifest:q} --output {output.documents:q}"
        " --seal {params.seal:q} 2> {log:q}"
