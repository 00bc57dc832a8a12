"""`python -m pilcrow` is the `pilcrow` command."""

from pilcrow.cli.main import script

script()
