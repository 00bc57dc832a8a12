"""The name that a Snakefile of version 0.1 imports. Newer ones do not need it."""

from pilcrow.files.project import RULES

__all__ = ["RULES"]
