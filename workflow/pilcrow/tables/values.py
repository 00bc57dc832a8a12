"""values.json: numbers and citations for the prose.

An example is `{{< var theme.dialogue.paragraphs >}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from pilcrow.model.values import Data
from pilcrow.model.wording import count

if TYPE_CHECKING:
    from pilcrow.tables.tables import Row

KINDS = ("speech", "question", "heading", "salutation", "note")
CITED = 200  # a ready citation of more paragraphs than this would fill a page
FIRST = 20  # so many of them are cited then, and the rest is counted
COMPARED = 24  # of more documents there are no values of a theme in a document: the table has them
_NUMBER = re.compile(r"([a-z]+)(\d+)([a-z]*)\Z")


def number_key(number: str) -> tuple[str, int, str]:
    """Return a key that sorts p2 before p10, and p8 before p8a before p9."""
    found = _NUMBER.match(number)
    return (found[1], int(found[2]), found[3]) if found else (number, 0, "")


def cite_paragraphs(identifiers: Iterable[str]) -> str:
    """Return the citation of paragraphs, to be put between brackets; "" for none.

    An example is `@lavrov-truss-2022, paras. 4–6, 9; @other, para. 2`. Consecutive whole numbers
    are joined with an en dash; inserted numbers (8a) and other kinds (h1) stand alone. Documents
    are in the order of their first paragraph.
    """
    documents: dict[str, set[str]] = {}
    for identifier in identifiers:
        document, _, number = identifier.rpartition(".")
        documents.setdefault(document, set()).add(number)
    return "; ".join(f"@{document}, {_locator(numbers)}" for document, numbers in documents.items())


def cite_many(identifiers: Sequence[str], count: int) -> str:
    """Return the citation of `count` paragraphs, of which the first are given.

    More than CITED are cited by the first FIRST and the number of the others.
    """
    if count <= CITED:
        return cite_paragraphs(identifiers)
    return f"{cite_paragraphs(identifiers[:FIRST])} (and {count - FIRST:,} more)"


def _locator(numbers: set[str]) -> str:
    ordered = sorted(numbers, key=number_key)
    speech = [number[1:] for number in ordered if number.startswith("p")]
    others = [number for number in ordered if not number.startswith("p")]
    parts: list[str] = []
    if speech:
        parts.append(
            ("para. " if len(speech) == 1 else "paras. ") + ", ".join(join_consecutive(speech))
        )
    return ", ".join(parts + others)


def join_consecutive(numbers: Sequence[str]) -> list[str]:
    """Return sorted paragraph numbers with consecutive whole ones joined: 4, 5, 6, 9 → 4–6, 9."""
    grouped: list[list[str]] = []
    for number in numbers:
        if (
            grouped
            and number.isdigit()
            and grouped[-1][-1].isdigit()
            and int(number) == int(grouped[-1][-1]) + 1
        ):
            grouped[-1].append(number)
        else:
            grouped.append([number])
    return [group[0] if len(group) == 1 else f"{group[0]}–{group[-1]}" for group in grouped]


def percent(share: float | None) -> str:
    """Return a share as whole per cent with its sign; "" for None."""
    return "" if share is None else f"{round(100 * share)}%"


class Collected(msgspec.Struct, omit_defaults=True):
    """The values that follow from the tables, in the order in which values.json has them."""

    paragraphs: dict[str, Data]
    words: dict[str, Data]
    sentences: dict[str, Data]
    documents: dict[str, Data]
    themes: dict[str, Data]
    disagreements: dict[str, int]
    theme: dict[str, dict[str, Data]]  # by code
    document: dict[str, dict[str, Data]] | None = None  # by ID; None where there are many


def collect(
    themes: Sequence[Row],
    documents: Sequence[Row],
    kinds: Mapping[str, int],
    uncoded: Sequence[str],
    paragraph_ids: Mapping[str, Sequence[str]],
    disagreements: Mapping[str, int],
    in_documents: Mapping[str, Mapping[str, Data]] = {},
) -> Collected:
    """Collect the values from the rows of tables.

    Args:
        themes: Rows of the table of themes.
        documents: Rows of the table of documents.
        kinds: The number of paragraphs by kind.
        uncoded: IDs of the recording units without a theme.
        paragraph_ids: IDs of the paragraphs of each theme.
        disagreements: How often the rules and the coders disagree.
        in_documents: For each document the values of each theme in it.
    """
    units, read, coded, words, sentences = (
        sum(row[name] or 0 for row in documents)
        for name in ("recording_units", "read", "coded", "words", "sentences")
    )
    found = sum(1 for row in themes if row["paragraphs"])
    values = Collected(
        paragraphs={
            "total": sum(kinds.values()),
            **{kind: kinds.get(kind, 0) for kind in KINDS},
            "units": units,
            "read": read,
            "unread": units - read,
            "coded": coded,
            "uncoded": read - coded,
            "counted": count(units, "paragraph"),
            "uncoded_paras": cite_many(uncoded, read - coded),
        },
        words={"speech": words, "counted": count(words, "word")},
        sentences={"speech": sentences, "counted": count(sentences, "sentence")},
        documents={"count": len(documents), "counted": count(len(documents), "document")},
        themes={"count": len(themes), "found": found, "counted": count(len(themes), "theme")},
        disagreements=dict(disagreements),
        theme={row["theme"]: _theme(row, paragraph_ids.get(row["theme"], ())) for row in themes},
    )
    if len(documents) <= CITED:
        values.document = {row["document"]: _document(row) for row in documents}
        for name, entries in in_documents.items():
            values.document[name]["theme"] = dict(entries)
    return values


def themes_in_documents(
    rows: Iterable[Row], numbers: Mapping[tuple[str, str], str]
) -> dict[str, dict[str, Data]]:
    """Return by document what there is to print of each theme in it.

    `rows`: the table of themes by document; `numbers`: by document and theme, the numbers of the
    paragraphs, separated by a space.
    """
    found: dict[str, dict[str, Data]] = {}
    for row in rows:
        document, theme = row["document"], row["theme"]
        listed = [f"{document}.{number}" for number in numbers.get((document, theme), "").split()]
        found.setdefault(document, {})[theme] = {
            "paragraphs": row["paragraphs"],
            "of": row["of_paragraphs"],
            "share": percent(row["share"]),
            "paras": cite_many(listed, row["paragraphs"]),
        }
    return found


def add_compared(
    values: Collected,
    by_rules: Mapping[str, Sequence[str]],
    in_both: Mapping[str, Sequence[str]],
) -> None:
    """Add to each theme what the rules have of it, and what the report's coding and the rules both
    have.

    Parameters: the values so far, and by theme the first paragraphs that the rules have, and that
    both have. Themes that more than CITED paragraphs have are left out, since their paragraphs are
    not listed. Where the rules make the report's coding, all three are the
    same.
    """
    for code, entry in values.theme.items():
        for name, held in (("by_rules", by_rules), ("in_both", in_both)):
            listed = held.get(code, ())
            if len(listed) <= CITED:
                entry[name] = {
                    "paragraphs": len(listed),
                    "paras": cite_paragraphs(listed),
                }


def _document(row: Row) -> dict[str, Data]:
    return {
        "title": row["title"],
        "date": row["date"],
        "speaker": row["speaker"],
        "words": row["words"],
        "paragraphs": row["recording_units"],
        "sentences": row["sentences"],
        "read": row["read"],
        "coded": row["coded"],
        "uncoded": (row["read"] or 0) - (row["coded"] or 0),
    }


def _theme(row: Row, identifiers: Sequence[str]) -> dict[str, Data]:
    return {
        "name": row["name"],
        "paragraphs": row["paragraphs"],
        "of": row["of_paragraphs"],
        "words": row["words_evidence"],
        "share": percent(row["share"]),
        "evidence": row["evidence"],
        "documents": row["documents"],
        "rules": row["rules"],
        "rests_on": row["rests_on"],
        "paras": cite_many(identifiers, row["paragraphs"]),
    }


def value_at(values: Mapping[str, Data], *names: str) -> Data:
    """Return the value below `names`, one within the other; None if there is none."""
    found: Data = dict(values)
    for name in names:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found
