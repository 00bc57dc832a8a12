"""From the counts of all batches to the tables of themes, with pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pilcrow.edition.people import described_people, main_speaker
from pilcrow.model.codebook import Theme, Where
from pilcrow.model.documents import Document
from pilcrow.model.groups import spelled
from pilcrow.model.records import Speaker
from pilcrow.tables.columns import TABLES, Column, theme_columns
from pilcrow.tables.counting import LISTED
from pilcrow.tables.counts import BESIDE, COUNTED, OF_CODING
from pilcrow.tables.reading import RECORDED
from pilcrow.tables.sensitivity import rests_on

Frame = Any  # a pandas frame: pandas is loaded where it is used, and has no types of its own
SUMS = [
    "paragraphs",
    "of_paragraphs",
    "evidence",
    "words_evidence",
    "words_paragraphs",
    "of_words",
]


class Counts:
    """The counts of a corpus: a frame for each table of COUNTED, all batches together."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {column: [] for column in columns} for name, columns in COUNTED.items()
        }
        self._frames: dict[str, Frame] = {}

    def add(self, name: str, columns: Mapping[str, list[Any]]) -> None:
        """Add the counts of a batch."""
        for column, values in self._columns[name].items():
            values += columns[column]

    def __getitem__(self, name: str) -> Frame:
        import pandas

        if name not in self._frames:
            types = COUNTED[name]
            columns = self._columns.pop(name)
            self._frames[name] = pandas.DataFrame(
                {
                    column: pandas.Series(values, dtype=types[column])
                    for column, values in columns.items()
                }
            )
        return self._frames[name]

    def summed(self, name: str, by: Sequence[str]) -> Frame:
        """Return the sums of one kind of count, a row for each group."""
        numbers = [
            column for column, kind in COUNTED[name].items() if kind == "int64" and column not in by
        ]
        return self[name].groupby(list(by), sort=True)[numbers].sum()

    def codes(self, themes: Sequence[Theme]) -> list[str]:
        """Return the themes of the codebook, then those that only people gave, sorted."""
        given = set(self["cells"]["theme"]) | set(" ".join(self["hand"]["themes"]).split())
        own = [theme.code for theme in themes]
        return [*own, *sorted(given - set(own))]


class CountsBeside(Counts):
    """The same counts, but of the coding beside the report's."""

    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def __getitem__(self, name: str) -> Frame:
        return self._counts[f"{name}{BESIDE}" if name in OF_CODING else name]


def join(identifiers: Iterable[str]) -> str:
    """Return IDs as one cell; "" if there are more than LISTED."""
    listed = list(identifiers)
    return " ".join(listed) if len(listed) <= LISTED else ""


def first_of(cells: Iterable[str]) -> list[str]:
    """Return the first LISTED + 1 paragraph IDs in some cells, by document.

    The result does not depend on how documents are divided into batches.
    """
    identifiers = [identifier for cell in cells for identifier in cell.split()]
    identifiers.sort(key=lambda identifier: identifier.rpartition(".")[0])
    return identifiers[: LISTED + 1]


def in_documents(documents: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Return the IDs of the first LISTED + 1 paragraphs with these numbers, by document."""
    found: list[str] = []
    for document, listed in sorted(zip(documents, numbers, strict=True)):
        found += [f"{document}.{number}" for number in listed.split()]
        if len(found) > LISTED:
            break
    return found[: LISTED + 1]


def divide_counts(part: Any, whole: Any) -> Any:
    """Divide two columns of counts; empty where nothing is counted from."""
    return (part / whole.where(whole > 0)).astype("Float64")


def documents_frame(counts: Counts, documents: Sequence[Document], extra: Sequence[str]) -> Frame:
    """Return the table of documents: counts, metadata, and the scholar's own columns, `extra`."""
    import pandas

    described = pandas.DataFrame(
        [
            {
                **{name: spelled(entry.metadata.extra.get(name)) for name in extra},
                "document": entry.document,
                "title": entry.metadata.title or entry.document,
                "speaker": main_speaker(entry.metadata.known_speaker, entry.speakers),
                "date": entry.metadata.known_date,
                "place": entry.metadata.place,
                "event": entry.metadata.event,
            }
            for entry in documents
        ],
        dtype="str",
    )
    return counts["documents"].merge(described, on="document", how="left", validate="one_to_one")


def speakers_frame(counts: Counts, documents: Sequence[Document]) -> Frame:
    """Return the table of speakers: their part of each document, and what is known of them."""
    import pandas

    sums = {"all_paragraphs": "paragraphs", "all_words": "words"}
    names = ["document", "speaker"]
    bases = counts["bases"]
    units = bases[bases["kind"].isin(RECORDED)]
    table = units.groupby(names, sort=True)[list(sums)].sum().reset_index()
    entries = {entry.document: entry for entry in documents}
    people = {
        name: {person.name: person for person in described_people(entry.speakers)}
        for name, entry in entries.items()
    }
    told = []
    for document, name in zip(table["document"], table["speaker"], strict=True):
        known = people[document].get(name) or Speaker(name)
        speaker = entries[document].metadata.speaker
        entry = entries[document]
        main = bool(name) and name == main_speaker(entry.speaker, entry.speakers)
        told.append(
            {
                "family": known.family or (speaker.family if main else ""),
                "role": known.role or (speaker.role if main else ""),
                "party": known.party,
                "authority": known.authority,
                "main": main,
            }
        )
    types = {"family": "str", "role": "str", "party": "str", "authority": "str", "main": "bool"}
    facts = pandas.DataFrame(told, columns=list(types)).astype(types)
    return pandas.concat([table.rename(columns=sums), facts], axis="columns")


def theme_counts(counts: Counts, themes: Sequence[Theme], rules_in: str = "") -> Frame:
    """Return a row for each document, speaker and theme, zeros included.

    The other frames of themes are sums of it. If the coding is by rules, a theme is not looked for
    in paragraphs for whose language, kind or speaker it has no rule. These do not count among those
    that could have the theme.

    Args:
        counts: The counts of the corpus.
        themes: The themes of the codebook.
        rules_in: Language of the codebook if the coding is by rules; else "".

    Returns:
        A frame with the columns document, speaker, theme, and SUMS.
    """
    import pandas

    names = ["document", "speaker", "theme"]
    codes = counts.codes(themes)
    kinds_of = {theme.code: theme.kinds for theme in themes}
    kinds = pandas.DataFrame(
        [(code, kind) for code in codes for kind in kinds_of.get(code, RECORDED)],
        columns=["theme", "kind"],
        dtype="str",
    )
    sizes = ["of_paragraphs", "of_words"]
    possible = counts["bases"].merge(kinds, on="kind")
    by_code = {theme.code: theme for theme in themes}
    if rules_in:
        keys = ["theme", "language", "kind", "speaker"]
        for (code, *where), rows in possible.groupby(keys, sort=False).groups.items():
            known = by_code.get(code)
            if known and not known.has_rules_for(Where(*where), rules_in):
                possible.loc[rows, sizes] = 0
    possible = possible.groupby(names, sort=False)[sizes].sum().reset_index()
    frame = possible.merge(counts["cells"], on=names, how="outer")
    frame[SUMS] = frame[SUMS].fillna(0).astype("int64")
    order = {code: place for place, code in enumerate(codes)}
    return (
        frame.assign(place=frame["theme"].map(order).astype("int64"))
        .sort_values(["document", "place", "speaker"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )


def with_shares(frame: Frame) -> Frame:
    """Return the sums of a frame with their shares."""
    return frame.assign(
        share=divide_counts(frame["paragraphs"], frame["of_paragraphs"]),
        share_words=divide_counts(frame["words_evidence"], frame["of_words"]),
    )


def theme_documents(counts: Counts, frame: Frame) -> Frame:
    """Return the table of themes by document.

    Its column `numbers` is not published: the numbers of the paragraphs, separated by a space.
    """
    names = ["document", "theme"]
    table = with_shares(frame.groupby(names, sort=False)[SUMS].sum().reset_index())
    table = table.merge(counts["held"], on=names, how="left").fillna({"numbers": ""})
    return table.assign(
        paragraph_ids=[
            join(f"{document}.{number}" for number in numbers.split())
            for document, numbers in zip(table["document"], table["numbers"], strict=True)
        ]
    )


def theme_matrix(documents: Frame, by_document: Frame, codes: Sequence[str]) -> Frame:
    """Return documents × themes: each document, and how many of its paragraphs have each theme.

    A cell is empty if no paragraph of the document could have the theme: none was read for it.
    """
    columns = theme_columns("matrix", codes)
    about = [column.name for column in TABLES["matrix"].columns]
    counted = by_document["paragraphs"].astype("Int64").where(by_document["of_paragraphs"] > 0)
    wide = by_document.assign(paragraphs=counted).pivot(
        index="document", columns="theme", values="paragraphs"
    )
    wide = wide.reindex(columns=codes).rename(
        columns={code: column.name for code, column in columns.items()}
    )
    return documents[about].merge(wide.reset_index(), on="document", how="left")


def matrix_columns(codes: Sequence[str]) -> list[Column]:
    return [*TABLES["matrix"].columns, *theme_columns("matrix", codes).values()]


def positions(counts: Counts, codes: Sequence[str]) -> Frame:
    """Return the table of evidence by tenth of the document."""
    import pandas

    places = pandas.MultiIndex.from_product([codes, range(1, 11)], names=["theme", "tenth"])
    return counts.summed("tenths", ["theme", "tenth"]).reindex(places, fill_value=0).reset_index()


def theme_table(counts: Counts, frame: Frame, themes: Sequence[Theme]) -> Frame:
    """Return the table of themes, with every theme of the codebook.

    Its column `listed` is not published: the first paragraphs.
    """
    codes = counts.codes(themes)
    names = {theme.code: theme.name for theme in themes}
    table = frame.groupby("theme", sort=False)[SUMS].sum().reindex(codes, fill_value=0)
    spread, could = (
        frame[frame[name] > 0].groupby("theme")["document"].nunique().reindex(codes, fill_value=0)
        for name in ("paragraphs", "of_paragraphs")
    )
    rules = counts["used"].groupby("theme")["rule"].nunique()
    held = dict(iter(counts["held"].groupby("theme")))
    listed = [
        in_documents(list(held[code]["document"]), list(held[code]["numbers"]))
        if code in held
        else []
        for code in codes
    ]
    table = with_shares(table).assign(
        name=[names.get(code, code) for code in codes],
        documents=spread,
        of_documents=could,
        rules=rules.reindex(codes, fill_value=0),
        listed=listed,
        paragraph_ids=list(map(join, listed)),
    )
    table["rests_on"] = [
        rests_on(paragraphs, number)
        for paragraphs, number in zip(table["paragraphs"], table["rules"], strict=True)
    ]
    return table.rename_axis("theme").reset_index()


def cooccurrence(counts: Counts, themes: Frame) -> Frame:
    """Return the table of themes that share a paragraph, in the order of the table of themes."""
    import pandas

    paragraphs = dict(zip(themes["theme"], themes["paragraphs"], strict=True))
    order = {code: place for place, code in enumerate(paragraphs)}
    rows = []
    for pair, group in counts["pairs"].groupby(["theme", "other"]):
        first, second = sorted(pair, key=lambda code: order[code])
        both = int(group["paragraphs"].sum())
        either = paragraphs[first] + paragraphs[second] - both
        identifiers = join(first_of(group["identifiers"]))
        rows.append((first, second, both, either, both / either, identifiers))
    rows.sort(key=lambda row: (order[row[0]], order[row[1]]))
    return pandas.DataFrame(
        rows, columns=["theme", "other", "paragraphs", "either", "jaccard", "paragraph_ids"]
    )


def themes_compared(counts: Counts, codes: Sequence[str]) -> Iterator[dict[str, int | str]]:
    """Yield the rows of the table of the paragraphs that both codings give a theme, or one."""
    held = dict(iter(counts["compared_themes"].groupby(["theme", "by"])))
    for code in codes:
        row: dict[str, int | str] = {"theme": code}
        for by in ("both", "report", "beside"):
            rows = held.get((code, by), counts["compared_themes"][:0])
            row[by] = sum(len(listed.split()) for listed in rows["numbers"])
            row[f"{by}_ids"] = join(in_documents(list(rows["document"]), list(rows["numbers"])))
        if any(row[by] for by in ("both", "report", "beside")):
            yield row
