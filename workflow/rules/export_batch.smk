# export_batch: what each document of a batch gives to the exports
#
# needs: the records of the batch, metadata, the codebook with its prose, the look's palette, and
#        what the front matter of the report says of its publication
# makes: results/export_batch/<batch>.jsonl


rule export_batch:
    input:
        clean="results/clean/{batch}.jsonl",
        paragraphs="results/segment/{batch}.jsonl",
        codings="results/code/{batch}.jsonl",
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        publication=f"{STATE}/publication.json",
        look=plan.look("palette.json"),
        stamp=plan.stamp("export_batch/{batch}"),
    output:
        exports="results/export_batch/{batch}.jsonl",
        made=update(plan.made("export_batch/{batch}")),
    log:
        "results/logs/export_batch/{batch}.log",
    conda:
        "../envs/pilcrow.yaml"
    params:
        coding=plan.option("coding"),
        adjudication=plan.option("adjudication"),
    shell:
        "python -P -m pilcrow.export_batch --documents {input.documents:q}"
        " --codebook {input.codebook:q} --publication {input.publication:q}"
        " --coding {params.coding:q} --adjudication {params.adjudication:q}"
        " --clean {input.clean:q} --segment {input.paragraphs:q} --code {input.codings:q}"
        " --output {output.exports:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log:q}"
