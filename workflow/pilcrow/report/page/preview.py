"""Write what Quarto's own preview of report/ needs of a build: values, parts and documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilcrow.files.language import report_language, shipped_codes
from pilcrow.model.problems import fail
from pilcrow.model.records import write_text
from pilcrow.report.prose.labels import LABELS, label, word
from pilcrow.report.prose.portable import CALLOUTS
from pilcrow.report.prose.source import Values, flatten, printed_value

LOCAL = "_quarto.yml.local"  # Quarto reads it beside _quarto.yml, and git ignores it
FIRST = "# Written by each build of Pilcrow for Quarto's preview. Write options into _quarto.yml.\n"
CITATIONS = "paras"  # values that are ready citations, which the filter reads anew


def preview_variables(values: Values) -> str:
    """Return the content of report/_quarto.yml.local: the values, where Quarto reads variables, and
    the words of each language, in place of Quarto's.
    """

    def words(group: Mapping[str, Any], path: str) -> dict[str, Any]:
        return {
            key: (
                words(value, f"{path}{key}.")
                if isinstance(value, Mapping)
                else printed_value(f"{path}{key}", value)
            )
            for key, value in group.items()
        }

    settings = {
        "language": {code: _quarto_words(code) for code in _languages()},
        "_quarto-vars": words(values, ""),
    }
    return FIRST + json.dumps(settings, ensure_ascii=False, indent=1)


def _languages() -> list[str]:
    """Return the codes of all languages: that of the prose may have changed since the build."""
    return [*dict.fromkeys(["en", *shipped_codes(), report_language().code])]


def _quarto_words(code: str) -> dict[str, str]:
    """Return the report's words of a language by the names that Quarto has for them."""
    numbered = {
        f"crossref-{kind}-{form}": label(kind, code)
        for kind in LABELS
        for form in ("title", "prefix")
    }
    callouts = {f"callout-{name}-title": label(kind, code) for name, kind in CALLOUTS.items()}
    others = {
        "crossref-sec-prefix": "section",
        "crossref-apx-prefix": "appendix",
        "toc-title-document": "contents",
        "section-title-abstract": "abstract",
        "title-block-keywords": "keywords",
    }
    return {**numbered, **callouts, **{key: word(name, code) for key, name in others.items()}}


def preview_data(values: Values, style: str, sums: Mapping[str, str]) -> dict[str, Any]:
    """Return what look/preview.lua reads.

    `style` is the citation style. `sums` holds the SHA-1 of what was read, by path.
    """
    ready = {
        path: str(value)
        for path, value in flatten(values)
        if path.rpartition(".")[2].rpartition("_")[2] == CITATIONS
    }
    words = {
        code.partition("-")[0]: {name: word(name, code) for name in ("appendix", "para", "paras")}
        for code in _languages()
    }
    return {"values": ready, "style": style, "sources": dict(sums), "words": words}


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
