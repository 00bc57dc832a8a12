# code: from paragraphs to codings, each with the words it rests on
#
# needs: the paragraphs of a batch, the codebook's rules, the codings by hand
# makes: results/code/<batch>.jsonl: codings, voices, actors


rule code:
    input:
        clean="results/clean/{batch}.jsonl",
        paragraphs="results/segment/{batch}.jsonl",
        hand=plan.files_of("hand", "voice"),
        rules=f"{STATE}/rules.json",
        manifest=f"{STATE}/manifests/{{batch}}.json",
        stamp=plan.stamp("code/{batch}"),
    output:
        codings="results/code/{batch}.jsonl",
        made=update(plan.made("code/{batch}")),
    log:
        "results/logs/code/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.code --manifest {input.manifest:q} --clean {input.clean:q}"
        " --paragraphs {input.paragraphs:q} --rules {input.rules:q} --output {output.codings:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
