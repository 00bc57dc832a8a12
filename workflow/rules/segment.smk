# segment: from clean text to paragraphs with kind, speaker, ID and verdict
#
# needs: the clean text of a batch, the ledgers of its documents
# makes: results/segment/<batch>.jsonl: documents, paragraphs, tombstones


rule segment:
    input:
        clean="results/clean/{batch}.jsonl",
        ledgers=plan.files_of("ledger"),
        manifest=f"{STATE}/texts/{{batch}}.json",
        stamp=plan.stamp("segment/{batch}"),
    output:
        paragraphs="results/segment/{batch}.jsonl",
        made=update(plan.made("segment/{batch}")),
    log:
        "results/logs/segment/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.segment --manifest {input.manifest:q} --clean {input.clean:q}"
        " --output {output.paragraphs:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
