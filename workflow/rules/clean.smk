# clean: from the bytes as received to clean text
#
# needs: the transcripts of a batch, their corrections (with the ledgers that place them), and of
#        their metadata what decides the text: language, speaker, encoding, segmentation
# makes: results/clean/<batch>.jsonl: text, apparatus, processing record


rule clean:
    input:
        raw=plan.files_of("raw"),
        corrections=plan.files_of("corrections"),
        # Corrections find their paragraphs by the ledger.
        ledgers=plan.files_of("ledger", where="corrections"),
        manifest=f"{STATE}/texts/{{batch}}.json",
        stamp=plan.stamp("clean/{batch}"),
    output:
        documents="results/clean/{batch}.jsonl",
        made=update(plan.made("clean/{batch}")),
    log:
        "results/logs/clean/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.clean --manifest {input.manifest:q} --output {output.documents:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
