# compose: edition, tables, figures and prose as one Quarto project, every citation resolved
#
# needs: report/, the look, the records of all batches, tables, figures, the codebook with its
#        prose, checksums of raw/, edition/ and coding/, ledgers and metadata of documents without a
#        transcript
# makes: results/compose/ (a Quarto project),
#        results/paragraphs.json and .csv (the published index),
#        results/citations.bib, .ris, .json (report and paragraphs for reference managers),
#        results/cited/ (what the report says of each batch's documents, for their pages),
#        report/_quarto.yml.local (what `quarto preview report/` needs)
# also, whether it fails or not: results/gate.json, what the gate found


rule compose:
    input:
        report=plan.prose,
        look=plan.look("*"),
        gone=plan.project.gone,
        clean=expand(plan.made("clean/{batch}"), batch=plan.batches),
        paragraphs=expand(plan.made("segment/{batch}"), batch=plan.batches),
        codings=expand(plan.made("code/{batch}"), batch=plan.batches),
        tables=plan.made("tabulate"),
        figures=plan.made("draw"),
        documents=f"{STATE}/documents.json",
        codebook=f"{STATE}/codebook.json",
        # For the lines of examples that fail.
        written_codebook="coding/codebook.yaml",
        config=f"{STATE}/report.json",
        marks=f"{STATE}/marks.json",
        sources=f"{STATE}/sources.json",
        sums=f"{STATE}/sums.json",
        renderer=f"{STATE}/renderer.json",
        stamp=plan.stamp("compose"),
    output:
        project=directory("results/compose"),
        # update: like the report, the published index stays as it was if the job fails.
        index=update("results/paragraphs.json"),
        table=update("results/paragraphs.csv"),
        entries=update(multiext("results/citations", ".bib", ".ris", ".json")),
        cited=expand("results/cited/{batch}.json", batch=plan.batches),
        whole="results/cited/_report.json",
        # For a preview by Quarto itself: the only file that a build writes outside of results/.
        # Git ignores it.
        preview=update("report/_quarto.yml.local"),
        made=update(plan.made("compose")),
    log:
        text="results/logs/compose.log",
        # A log, because Snakemake keeps the logs of jobs that fail.
        gate="results/gate.json",
    benchmark:
        "results/benchmarks/compose.tsv"
    conda:
        "../envs/pilcrow.yaml"
    # This reads the whole corpus: half a gigabyte for 10,000 documents.
    resources:
        mem_mb=2000,
        runtime=60,
    shell:
        "python -P -m pilcrow.compose --report {input.report:q} --look {input.look:q}"
        " --orphans {input.gone:q} --sources {input.sources:q} --sums {input.sums:q}"
        " --documents {input.documents:q} --renderer {input.renderer:q}"
        " --codebook {input.codebook:q} --config {input.config:q}"
        " --marks {input.marks:q} --clean {input.clean:q} --segment {input.paragraphs:q}"
        " --code {input.codings:q} --tables results/tabulate --figures results/draw"
        " --output {output.project:q} --index {output.index:q} --folder results/cited"
        " --preview {output.preview:q} --gate {log.gate:q}"
        " --stamp {input.stamp:q} --made {output.made:q} {output:q} 2> {log.text:q}"
