"""Strict: refuse a report with warnings. The report is the same as without `strict`."""

from __future__ import annotations

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.model.problems import Problems
from pilcrow.report.prose.findings import Finding, stopping_findings


class GateSummary(msgspec.Struct):
    """The part of the gate's findings that is read here."""

    findings: list[Finding]


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.strict --findings gate.json`.

    Raises Problems, one for each warning.
    """
    parser = stage_parser("strict", __doc__)
    parser.file("findings", "what the gate found")
    options = parser.parse_args(arguments)
    gate = msgspec.json.decode(options.findings.read_bytes(), type=GateSummary)
    if found := stopping_findings(gate.findings, strict=True):
        raise Problems(found)
    return 0


if __name__ == "__main__":
    run(main)
