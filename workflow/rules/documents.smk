# pages, documents: the list of documents with its search; in a large corpus a page for each of them
#
# needs: results/cited/ (which documents have pages, and what the report says of them), the records,
#        the look
# makes: results/pages/<batch>.jsonl (pages without their shell),
#        results/listed/<batch>.jsonl (entries of the list),
#        results/documents.html, results/documents/ (the pages, and what the search reads)


rule pages:
    input:
        cited="results/cited/{batch}.json",
        clean=lambda wildcards: expand(
            "results/clean/{batch}.jsonl", batch=plan.beside[wildcards.batch]
        ),
        paragraphs=lambda wildcards: expand(
            "results/segment/{batch}.jsonl", batch=plan.beside[wildcards.batch]
        ),
        codings=lambda wildcards: expand(
            "results/code/{batch}.jsonl", batch=plan.beside[wildcards.batch]
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


rule documents:
    input:
        cited="results/cited/_report.json",
        pages=expand("results/pages/{batch}.jsonl", batch=plan.batches),
        listed=expand("results/listed/{batch}.jsonl", batch=plan.batches),
        look=plan.look("*"),
        stamp=plan.stamp("documents"),
    output:
        # update: the page stays as it was if the job fails, as the report does.
        page=update("results/documents.html"),
        folder=directory("results/documents"),
        made=update(plan.made("documents")),
    log:
        "results/logs/documents.log",
    benchmark:
        "results/benchmarks/documents.tsv"
    conda:
        "../envs/pilcrow.yaml"
    # This reads the whole corpus: half a gigabyte for 10,000 documents.
    resources:
        mem_mb=2000,
        runtime=60,
    shell:
        "python -P -m pilcrow.documents --cited {input.cited:q} --pages {input.pages:q}"
        " --listed {input.listed:q} --look {input.look:q} --folder {output.folder:q}"
        " --output {output.page:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
