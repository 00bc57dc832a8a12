"""`python -m pilcrow` is the `pilcrow` command."""

from pilcrow.cli import script

script()
