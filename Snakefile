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

try:
    from pilcrow.files.project import RULES
except ImportError:
    sys.exit(
        "Pilcrow is not installed where this snakemake comes from. Type .venv/bin/snakemake, or make; or: pip install -r requirements.txt"
    )


include: str(RULES / "pilcrow.smk")


rule all:
    default_target: True
    input:
        plan.targets,
