# workflow: what plain `snakemake` makes in a project that uses the installed package
#
# A clone has workflow/Snakefile.
#
# needs: the rules of every stage
# makes: the report, its index of paragraphs, the exports; in a corpus the list of documents


include: "pilcrow.smk"


rule all:
    default_target: True
    input:
        plan.targets,
