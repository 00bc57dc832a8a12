# documents: the list of documents with its search; in a large corpus a page for each of them
#
# needs: the pages and entries of all batches, what the report says of itself, the look
# makes: results/documents.html, results/documents/ (the pages, and what the search reads)


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
