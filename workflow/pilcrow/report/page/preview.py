"""Write what Quarto's own preview of report/ needs of a build: values, parts and documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.language import report_language, shipped_codes
from pilcrow.model.problems import fail
from pilcrow.model.records import write_text
from pilcrow.report.prose.labels import word
from pilcrow.report.prose.source import Values, flatten, printed_value

LOCAL = "_quarto.yml.local"  # Quarto reads it beside _quarto.yml, and git ignores it
FIRST = "# Written by each build of Pilcrow for Quarto's preview. Write options into _quarto.yml.\n"
CITATIONS = "paras"  # values that are ready citations, which the filter reads anew


def preview_variables(values: Values) -> str:
    """Return the content of report/_quarto.yml.local: the values, where Quarto reads variables."""

    def words(group: Mapping[str, Any], path: str) -> dict[str, Any]:
        return {
            key: (
                words(value, f"{path}{key}.")
                if isinstance(value, Mapping)
                else printed_value(f"{path}{key}", value)
            )
            for key, value in group.items()
        }

    return FIRST + json.dumps({"_quarto-vars": words(values, "")}, ensure_ascii=False, indent=1)


def preview_data(values: Values, style: str, sums: Mapping[str, str]) -> dict[str, Any]:
    """Return what look/preview.lua reads.

    `style` is the citation style. `sums` holds the SHA-1 of what was read, by path.
    """
    ready = {
        path: str(value)
        for path, value in flatten(values)
        if path.rpartition(".")[2].rpartition("_")[2] == CITATIONS
    }
    # The language of the prose may have changed since the build.
    languages = [*shipped_codes(), report_language().code]
    appendix = {code.partition("-")[0]: word("appendix", code) for code in languages}
    return {"values": ready, "style": style, "sources": dict(sums), "appendix": appendix}


def write_settings(values: Values, path: Path, shown: str) -> None:
    """Write report/_quarto.yml.local. Raise Problems if that file is the scholar's own.

    `shown` is its path as messages name it.
    """
    if path.is_file() and not path.read_text(encoding="utf-8", errors="replace").startswith(FIRST):
        fail(
            f"The build writes {LOCAL} for Quarto's preview, and this one is your own.",
            file=shown,
            line=1,
            todo="Move its lines to _quarto.yml, and remove it.",
            kind="preview",
        )
    write_text(path, preview_variables(values) + "\n")
