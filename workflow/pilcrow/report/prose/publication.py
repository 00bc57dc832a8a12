"""Read who publishes the report, under what terms and in which language, from its front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from pilcrow.model.values import Data
from pilcrow.report.prose import byline
from pilcrow.report.prose.project_file import read_options

# Text stays text: a date or a version is repeated as it is written.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
INDEX = "report/index.qmd"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


class Publication(msgspec.Struct, frozen=True):
    """What the front matter says of the publication; "" and [] for what it does not say."""

    publisher: str = ""
    authors: list[str] = []
    date: str = ""
    doi: str = ""
    licence: str = ""
    licence_address: str = ""

    def fields(self) -> dict[str, Data]:
        """Return the fields by name."""
        return msgspec.structs.asdict(self)


def read_publication(root: Path, doi: str = "") -> Publication:
    """Return what report/index.qmd says of the report's publication.

    `doi` is the DOI of the configuration. It replaces that of the front matter unless it is "". A
    missing or faulty front matter says nothing here. The stage `compose` reports its faults.
    """
    said = publication_of(_front_of(root))
    return msgspec.structs.replace(said, doi=doi or said.doi)


def read_language_code(root: Path) -> str:
    """Return the language of the report in a project, as `lang` names it; "en" without one."""
    options, _, _ = read_options(root / "report", "report", None, ("lang",))
    return str(_front_of(root).get("lang") or options.get("lang") or "en")


def _front_of(root: Path) -> Mapping[str, Data]:
    path = root / INDEX
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    found = _FRONT.match(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    try:
        front = yaml.load(found[1], Loader=LOADER) if found else {}
    except (yaml.YAMLError, RecursionError):
        front = {}
    return front if isinstance(front, dict) else {}


def publication_of(front: Mapping[str, Data]) -> Publication:
    """Return the publication of a front matter whose values are text."""
    authors = byline.as_list(front.get("author", front.get("authors")))
    licence, address = byline.licence_of(front)
    return Publication(
        publisher=byline.publisher_of(front),
        authors=[name for name in map(byline.author_name, authors) if name],
        date=str(front.get("date") or ""),
        doi=byline.doi_of(front),
        licence=licence,
        licence_address=address,
    )
