# pages: what the list of documents and their own pages say of a batch
#
# needs: results/cited/<batch>.json (which documents have pages, and what the report says of them);
#        the records of the batch, and of batches that hold versions of its documents; metadata and
#        the codebook with its prose
# makes: results/pages/<batch>.jsonl (pages without their shell),
#        results/listed/<batch>.jsonl (entries of the list)


rule pages:
    input:
        cited="results/cited/{batch}.json",
        clean=lambda wildcards: expand(
            "results/clean/{batch}.jsonl", batch=plan.project.beside[wildcards.batch]
        ),
        paragraphs=lambda wildcards: expand(
            "results/segment/{batch}.jsonl", batch=plan.project.beside[wildcards.batch]
        ),
        codings=lambda wildcards: expand(
            "results/code/{batch}.jsonl", batch=plan.project.beside[wildcards.batch]
        ),
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        stamp=plan.stamp("pages/{batch}"),
    output:
        pages="results/pages/{batch}.jsonl",
        listed="results/listed/{batch}.jsonl",
        made=update(plan.made("pages/{batch}")),
    log:
        "results/logs/pages/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    shell:
        "python -P -m pilcrow.pages --cited {input.cited:q} --documents {input.documents:q}"
        " --codebook {input.codebook:q} --clean {input.clean:q}"
        " --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.pages:q} --index {output.listed:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
