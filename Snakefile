# Pilcrow: from the transcripts in raw/ to results/report.html and results/report.pdf.
#
#   snakemake           rebuild what an edit calls for
#   snakemake -n        say what would be rebuilt
#   snakemake tables    tables only, without figures and report
#
# A clone runs its own workflow/; a fork runs the installed package. The same file serves both.
import os, sys
from pathlib import Path

own = Path(workflow.current_basedir) / "workflow"
if (own / "pilcrow").is_dir():
    sys.path.insert(0, str(own))
    os.environ["PYTHONPATH"] = str(own)

from pilcrow.building.plan import RULES


include: str(RULES / "plan.smk")
include: str(RULES / "clean.smk")
include: str(RULES / "segment.smk")
include: str(RULES / "code.smk")
include: str(RULES / "tabulate.smk")
include: str(RULES / "draw.smk")
include: str(RULES / "compose.smk")
include: str(RULES / "render.smk")
include: str(RULES / "documents.smk")


rule all:
    default_target: True
    input:
        plan.targets,
