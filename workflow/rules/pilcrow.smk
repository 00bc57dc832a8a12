# pilcrow: every stage, in the order of the flow
#
# needs: a project (config/, raw/, edition/, coding/, report/); all of it is checked here, before any rule
# makes: `plan`, which knows the documents and their files; the rules below; their stamps (see pilcrow/build/stamps.py)

from pilcrow.build.plan import STATE, Plan, planned, prepare_environment


# Used as a module, the workflow has a prefix before each path. It is read from this rule, which has no other use.
rule project:
    input:
        "config/config.yaml",


plan = planned(
    lambda: Plan(
        str(rules.project.input[0]).removesuffix("config/config.yaml"),
        config,
        workflow.is_main_process,
    )
)
prepare_environment()


wildcard_constraints:
    batch="[a-z][a-z0-9-]*",


include: "clean.smk"
include: "segment.smk"
include: "code.smk"
include: "count.smk"
include: "tabulate.smk"
include: "draw.smk"
include: "compose.smk"
include: "strict.smk"
include: "render.smk"
include: "documents.smk"
include: "export.smk"
include: "prune.smk"


plan.write_stamps(rules)
