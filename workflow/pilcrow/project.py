"""The rule files, for a Snakefile to import.

`ENTRY` is the whole workflow, for the `module` directive. `RULES` is the folder of the rule files.
A Snakefile of version 0.1 includes `RULES / "pilcrow.smk"` and defines the rule `all` itself.
"""

import sys
from pathlib import Path

# Snakemake puts the project folder first. There a file such as random.py would hide a module.
sys.path.sort(key=lambda folder: Path(folder) == Path.cwd())

from pilcrow.files.project import RULES

ENTRY = RULES / "workflow.smk"

__all__ = ["ENTRY", "RULES"]
