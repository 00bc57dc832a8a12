# plan: what every rule asks: documents, batches, manifests, digests
#
# needs: config/config.yaml, raw/, edition/, coding/ (checked here, every problem at once, before any stage runs)
# makes: .snakemake/pilcrow/ (what was checked, as JSON; a manifest a batch)

from pathlib import Path

from pilcrow.build.plan import STATE, planned
from pilcrow.build.reporting import report_calmly

# Used as a module in another workflow, the project may lie in a folder of its own (undocumented by Snakemake: a test guards it).
plan = planned(
    Path(workflow.modifier.path_modifier.prefix or "."),
    config,
    workflow.is_main_process,
)
if workflow.is_main_process:
    report_calmly(plan)


wildcard_constraints:
    batch="[a-z][a-z0-9-]*",
