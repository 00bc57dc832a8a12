# segment: from clean text to paragraphs with kind, speaker, ID and verdict
#
# needs: the clean text of a batch, the ledgers of its documents
# makes: results/segment/<batch>.jsonl: documents, paragraphs, tombstones


rule segment:
    input:
        manifest=f"{STATE}/manifests/{{batch}}.json",
        clean="results/clean/{batch}.jsonl",
    output:
        paragraphs="results/segment/{batch}.jsonl",
    log:
        "results/logs/segment/{batch}.log",
    params:
        python=plan.python,
        digest=lambda wildcards: plan.digest("segment", wildcards.batch),
        seal=lambda wildcards: plan.seal("segment", wildcards.batch),
    shell:
        "{params.python:q} -m pilcrow.segment --manifest {input.manifest:q} --clean {input.clean:q}"
        " --output {output.paragraphs:q} --seal {params.seal:q} 2> {log:q}"
