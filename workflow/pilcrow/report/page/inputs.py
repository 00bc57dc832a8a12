"""Hold what the stage `compose` reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from pilcrow.figures.drawn import DrawnFigure
from pilcrow.files.language import report_language, say_number
from pilcrow.model.codebook import Codebook
from pilcrow.model.documents import Document
from pilcrow.model.records import Mark
from pilcrow.model.settings import Config
from pilcrow.model.values import Data
from pilcrow.report.prose.source import Values


class Inputs(msgspec.Struct):
    """Everything that compose reads.

    Paths lie in the project. Nothing is read besides the files named here.
    """

    root: Path
    report: Path  # the folder of the prose
    prose: frozenset[Path]  # the files of that folder
    look: dict[str, Path]  # the look's files by name
    sources: dict[str, str]  # checksums of transcripts, metadata, edition and codings by path
    documents: list[Document]
    codebook: Codebook
    config: Config
    marks: list[Mark]
    tables: Path
    figures: Path
    sums: dict[str, str] = {}  # SHA-1 of the same files: what Pandoc can compute
    renderer: dict[str, str] = {}  # what makes page and print: renderer, version, pandoc, typst

    @property
    def shown(self) -> str:
        """Return the folder of the prose as messages name it."""
        return self.report.relative_to(self.root).as_posix()

    def modules(self) -> list[Path]:
        """Return the project's own modules of parts."""
        folder = self.report / "parts"
        return sorted(path for path in self.prose if path.parent == folder and path.suffix == ".py")

    def values(self) -> Values:
        """Return the values that the prose may print; {} if there are none."""
        path = self.tables / "values.json"
        values: Values = msgspec.json.decode(path.read_bytes()) if path.is_file() else {}
        return values if report_language().english else {**values, **_counted(values)}

    def drawn(self) -> list[DrawnFigure]:
        """Return what was drawn; [] if nothing was."""
        path = self.figures / "figures.json"
        return (
            msgspec.json.decode(path.read_bytes(), type=list[DrawnFigure]) if path.is_file() else []
        )


def _counted(values: Values) -> dict[str, Data]:
    """Return the values that count with a noun, as "13 paragraphs", in the report's language."""

    def counted(group: str, key: str, one: Callable[[int], str]) -> dict[str, Data]:
        said = values.get(group)
        if not isinstance(said, dict) or not isinstance(said.get(key), int):
            return {}
        return {group: {**said, "counted": one(int(str(said[key])))}}

    return {
        **counted(
            "paragraphs", "units", lambda n: say_number(n, "{n} paragraph", "{n} paragraphs")
        ),
        **counted("words", "speech", lambda n: say_number(n, "{n} word", "{n} words")),
        **counted("sentences", "speech", lambda n: say_number(n, "{n} sentence", "{n} sentences")),
        **counted("documents", "count", lambda n: say_number(n, "{n} document", "{n} documents")),
        **counted("themes", "count", lambda n: say_number(n, "{n} theme", "{n} themes")),
    }


def choices(inputs: Inputs) -> tuple[str, str]:
    """Return the coding that the report uses, and the rule of adjudication."""
    return inputs.config.coding, inputs.config.adjudication
