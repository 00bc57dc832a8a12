# pilcrow: every stage, in the order of the flow; the one file that a Snakefile includes, whatever version of Pilcrow there is
#
# needs: a project (raw/, edition/, coding/, report/, config/)
# makes: `plan`, and the rules below


include: "plan.smk"
include: "clean.smk"
include: "segment.smk"
include: "code.smk"
include: "count.smk"
include: "tabulate.smk"
include: "draw.smk"
include: "compose.smk"
include: "render.smk"
include: "documents.smk"
include: "export.smk"
