"""The figures of the report. `registry` has them all; docs/figures.md says how to add one."""
