# pilcrow: every stage
#
# needs: a project: config/, raw/, edition/, coding/, report/. It is checked here, before any rule
# makes: `plan`, which knows the documents and their files; the rules below;
#        their stamps (see pilcrow/build/stamps.py)

from pilcrow.build.plan import STATE, planned
from pilcrow.files.project import RULES


# Used as a module, the workflow has a prefix before each path. It is read from this rule, which has
# no other use.
rule project:
    input:
        "config/config.yaml",


plan = planned(
    str(rules.project.input[0]).removesuffix("config/config.yaml"),
    config,
    workflow.is_main_process,
)


wildcard_constraints:
    batch="|".join(plan.batches) or "none",


# Each of the other files holds the rules of a stage; their order does not matter.
for path in sorted(RULES.glob("*.smk")):
    if path.stem not in ("pilcrow", "workflow"):

        include: str(path)


plan.write_stamps(rules)
