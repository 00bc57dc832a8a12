"""Counts of one batch, by document, speaker and theme, and the rows about its text.

Nothing here needs another batch or pandas. `tabulate` sums the counts up, see `aggregate`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec

from pilcrow.model.codebook import Codebook, Where
from pilcrow.model.records import Coding, Evidence, Paragraph
from pilcrow.tables.columns import TableScope, row_columns, theme_columns
from pilcrow.tables.counts import BESIDE, COUNTED, OF_CODING, Counted, TableRows, empty
from pilcrow.tables.reading import (
    CONSENSUS,
    RECORDED,
    RULES,
    CodedDocument,
    WordPlaces,
    is_read,
    people,
    spoken_text,
    themes_of,
    with_consensus,
)
from pilcrow.tables.rows_of_text import write_codings, write_decision, write_paragraph

LAST = 1_000_000  # place of a theme that the codebook does not have
LISTED = 200  # more paragraph IDs than this are counted, not listed


class Listing:
    """A number of paragraphs, and the first LISTED + 1 of their IDs."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []

    def add(self, identifier: str) -> None:
        self.count += 1
        if self.count <= LISTED + 1:
            self.first.append(identifier)


class _Placed(NamedTuple):
    """A paragraph among the recording units of its document."""

    paragraph: Paragraph
    words: WordPlaces
    where: Where
    before: int  # words of the recording units before it
    length: int  # words of all recording units of the document
    recorded: bool
    read: bool  # for the coding that the report uses
    compared: bool  # for the coding beside it too


class BatchCounts:
    """The counts of a batch, to which documents are added one after the other."""

    def __init__(self, codebook: Codebook, project: TableScope, adjudication: str) -> None:
        self.themes = {theme.code: theme for theme in codebook.themes}
        self.choice, self.second = project.coding, project.beside
        self.adjudication = adjudication
        self.recorded = frozenset(kind for theme in codebook.themes for kind in theme.kinds) | {
            *RECORDED
        }
        self.codebook = codebook
        self.ruled = {theme.code for theme in codebook.themes if theme.rules}
        self._unasked: dict[Where, frozenset[str]] = {}
        self.order = {code: place for place, code in enumerate(self.themes)}
        self.wide = {
            code: column.name for code, column in theme_columns("codings_wide", self.themes).items()
        }
        self.rows = {
            name: empty(TableRows, name, [column.name for column in columns])
            for name, columns in row_columns(list(self.themes), project).items()
        }
        self.counted = {name: empty(Counted, name, names) for name, names in COUNTED.items()}
        self.report = _CodingCounts(self.counted, "")
        self.beside = _CodingCounts(self.counted, BESIDE)
        self.kinds: Counter[str] = Counter()
        self.fallen: defaultdict[str, Listing] = defaultdict(Listing)
        self.by_rules: Counter[str] = Counter()  # whatever coding the report uses
        self.sentences: Counter[str] = Counter()
        self.compared: Counter[str] = Counter()

    def add(self, reading: CodedDocument) -> None:
        """Count a document."""
        read, read_beside = (
            {
                paragraph.id
                for paragraph in reading.paragraphs
                if is_read(reading.codings.get(paragraph.id, ()), coding)
            }
            for coding in (self.choice, self.second)
        )
        if CONSENSUS in (self.choice, self.second):
            reading, decisions = with_consensus(reading, self.adjudication)
            for decision in decisions if self.choice == CONSENSUS else ():
                write_decision(self.rows["consensus"], decision)
        units = [paragraph for paragraph in reading.paragraphs if paragraph.kind in RECORDED]
        length = sum(
            paragraph.words for paragraph in reading.paragraphs if paragraph.kind in self.recorded
        )
        compared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        language = reading.document.language
        before = 0
        for paragraph in reading.paragraphs:
            recorded = paragraph.kind in self.recorded
            own = paragraph.language or language
            words = WordPlaces(spoken_text(paragraph), own)
            where = Where(own, paragraph.kind, paragraph.speaker)
            was_read = paragraph.id in read and self.is_asked(where)
            both = bool(self.second) and was_read and paragraph.id in read_beside
            placed = _Placed(paragraph, words, where, before, length, recorded, was_read, both)
            self.kinds[paragraph.kind] += 1
            codings = reading.codings.get(paragraph.id, [])
            chosen = themes_of(codings, self.choice)
            second = themes_of(codings, self.second) if both else {}
            self._write_rows(reading, placed, chosen, second)
            if recorded:
                self.report.add(placed, chosen, was_read)
                if self.second:
                    self.beside.add(placed, second, both)
                self._add_rules(paragraph, codings)
                if both:
                    self._add_compared(compared, placed, chosen, second)
                self._add_people(placed, codings)
                before += paragraph.words
        self._finish(reading, units, compared)

    def unasked(self, where: Where) -> frozenset[str]:
        """Return the themes that no rule looks for in such paragraphs."""
        if where not in self._unasked:
            self._unasked[where] = self.codebook.unasked(where)
        return self._unasked[where]

    def passed_over(self, where: Where) -> frozenset[str]:
        """Return the themes that the coding of the report does not look for in such paragraphs.

        In a coding by rules these are the themes without a rule for them. In one by people they
        are the themes that are coded on other kinds.
        """
        if self.choice == RULES:
            return self.unasked(where)
        return frozenset(
            code for code, theme in self.themes.items() if where.kind not in theme.kinds
        )

    def is_asked(self, where: Where) -> bool:
        """Return whether the coding of the report looks for any theme in such paragraphs."""
        return self.choice != RULES or not self.ruled <= self.unasked(where)

    def _finish(
        self,
        reading: CodedDocument,
        units: Sequence[Paragraph],
        compared: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:
        """Write what was counted of a document."""
        record = reading.document
        name = record.document
        document, beside = self.report.finish(name), self.beside.finish(name)
        self.counted["documents"].write(
            document=name,
            language=record.language,
            source=record.source,
            sha256=record.sha256,
            provisional=record.provisional,
            paragraphs=len(reading.paragraphs),
            recording_units=len(units),
            read=document.read,
            compared=beside.read,
            coded=document.coded,
            words=sum(paragraph.words for paragraph in units),
            sentences=sum(len(paragraph.sentences) for paragraph in units),
        )
        for (theme, by), numbers in compared.items():
            self.counted["compared_themes"].write(
                document=name, theme=theme, by=by, numbers=" ".join(numbers)
            )
        if document.uncoded:
            self.counted["uncoded"].write(document=name, numbers=" ".join(document.uncoded))

    def _write_rows(
        self,
        reading: CodedDocument,
        placed: _Placed,
        chosen: Mapping[str, Sequence[Evidence]],
        second: Iterable[str],
    ) -> None:
        """Write the rows that the tables have for a paragraph and what was coded on it."""
        paragraph, before = placed.paragraph, placed.before
        codings = reading.codings.get(paragraph.id, [])
        voices = reading.voices.get(paragraph.id, [])
        themes, themes_beside = (
            sorted(given, key=lambda theme: (self.order.get(theme, len(self.order)), theme))
            for given in (chosen, second)
        )
        write_paragraph(
            self.rows["paragraphs"],
            paragraph,
            placed.where.language,
            (themes, themes_beside),
            before if placed.recorded else None,
            placed.read if placed.recorded else None,
        )
        if placed.recorded:
            passed_over = self.passed_over(placed.where)
            self.rows["codings_wide"].write(
                paragraph=paragraph.id,
                document=paragraph.document,
                speaker=paragraph.speaker,
                words=paragraph.words,
                **{
                    column: int(code in chosen)
                    if placed.read and (code in chosen or code not in passed_over)
                    else None
                    for code, column in self.wide.items()
                },
            )
        write_codings(self.rows["codings"], codings, voices, placed.words, before)
        for voice in voices:
            first, last = placed.words.touched(voice.start, voice.end)
            self.rows["voice"].write(
                **msgspec.structs.asdict(voice), word=before + first, words=last - first
            )
        for actor in reading.actors.get(paragraph.id, []):
            self.rows["actors"].write(**msgspec.structs.asdict(actor))
        unasked = self.unasked(placed.where)
        self.compared["of"] += compared_with_rules(codings, unasked)
        for row in disagreements(codings, unasked):
            self.rows["disagreements"].write(**row._asdict())
            self.compared[
                "stale" if row.stale else "count" if row.first == RULES else "people"
            ] += 1

    def _add_rules(self, paragraph: Paragraph, codings: Iterable[Coding]) -> None:
        """Count what the rules found in a recording unit, whatever coding the report uses."""
        for coding in codings:
            if coding.coder != RULES:
                continue
            known = self.themes.get(coding.theme)
            self.by_rules[coding.theme] += 1
            self.sentences[coding.theme] += sentences_with(
                coding.evidence, paragraph.sentences, known.at_least if known else 1
            )
            for rule in coding.carried_by:
                self.fallen[rule].add(paragraph.id)

    def _add_compared(
        self,
        compared: Mapping[tuple[str, str], list[str]],
        placed: _Placed,
        chosen: Collection[str],
        second: Collection[str],
    ) -> None:
        """Set the report's coding of a recording unit beside the other one, of the themes that the
        rules look for there.
        """
        paragraph, unasked = placed.paragraph, self.unasked(placed.where)
        for theme in sorted(
            {*chosen, *second} - unasked, key=lambda code: self.order.get(code, LAST)
        ):
            alone = "report" if theme in chosen else "beside"
            differ = (theme in chosen) != (theme in second)
            compared[theme, alone if differ else "both"].append(paragraph.number)
            self.rows["codings_compared"].write(
                paragraph=paragraph.id,
                document=paragraph.document,
                theme=theme,
                report=theme in chosen,
                beside=theme in second,
                differ=differ,
            )

    def _add_people(self, placed: _Placed, codings: Sequence[Coding]) -> None:
        """Note what people gave a recording unit, and the rules beside them."""
        paragraph = placed.paragraph
        readers = people(codings)
        if not readers:
            return
        stale = {coding.coder for coding in codings if coding.stale}
        if stale:
            self.counted["stale"].write(paragraph=paragraph.id)
        current = [coder for coder in readers if coder not in stale]
        for coder in [RULES, *current] if current else ():
            themes = sorted(
                {coding.theme for coding in codings if coding.coder == coder and coding.theme}
            )
            self.counted["hand"].write(
                paragraph=paragraph.id,
                kind=paragraph.kind,
                coder=coder,
                themes=" ".join(themes),
                unasked=" ".join(sorted(self.unasked(placed.where))) if coder == RULES else "",
            )

    def records(self) -> Iterator[TableRows | Counted]:
        """Yield all rows and counts of the batch."""
        write = {name: rows.write for name, rows in self.counted.items()}
        for kind, count in self.kinds.items():
            write["kinds"](kind=kind, paragraphs=count)
        self.report.write()
        self.beside.write()
        for rule, listing in self.fallen.items():
            write["fallen"](
                rule=rule, paragraphs=listing.count, identifiers=" ".join(listing.first)
            )
        for theme, count in self.by_rules.items():
            write["by_rules"](theme=theme, paragraphs=count, sentences=self.sentences[theme])
        kinds = ("count", "of", "people", "stale")
        write["compared"](**{kind: self.compared[kind] for kind in kinds})
        yield from self.counted.values()
        yield from self.rows.values()


class _DocumentCounts:
    """The counts of one document in one coding."""

    def __init__(self) -> None:
        self.read = self.coded = 0
        # By speaker, kind and language: paragraphs and words that were read, all paragraphs,
        # sentences and words.
        self.bases: dict[tuple[str, str, str], list[int]] = {}
        self.cells: dict[tuple[str, str], list[int]] = {}  # by speaker and theme
        self.held: dict[str, list[str]] = {}  # numbers of the paragraphs that have a theme
        self.uncoded: list[str] = []

    def add_base(self, paragraph: Paragraph, language: str, read: bool) -> None:
        """Count a paragraph as one that could have a theme."""
        base = self.bases.setdefault((paragraph.speaker, paragraph.kind, language), [0] * 5)
        if read:
            self.read += paragraph.kind in RECORDED
            base[0] += 1
            base[1] += paragraph.words
        base[2] += 1
        base[3] += len(paragraph.sentences)
        base[4] += paragraph.words


class _CodingCounts:
    """The counts of a batch in one coding, written to tables whose names have an ending."""

    def __init__(self, counted: Mapping[str, TableRows], ending: str) -> None:
        self.to = {name: counted[f"{name}{ending}"] for name in OF_CODING}
        self.pairs: defaultdict[tuple[str, str], Listing] = defaultdict(Listing)
        self.tenths: Counter[tuple[str, int]] = Counter()
        self.used: set[tuple[str, str]] = set()
        self.document = _DocumentCounts()

    def add(self, placed: _Placed, chosen: Mapping[str, list[Evidence]], read: bool) -> None:
        """Count the themes of a recording unit, which was read or not."""
        paragraph, document = placed.paragraph, self.document
        unit = paragraph.kind in RECORDED  # a theme may be coded on other kinds, too
        document.add_base(paragraph, placed.where.language, read)
        if not chosen:
            if read and unit:
                document.uncoded.append(paragraph.number)
            return
        document.coded += unit
        for theme, evidence in chosen.items():
            cell = document.cells.setdefault((paragraph.speaker, theme), [0, 0, 0, 0])
            cell[0] += 1
            cell[1] += len(evidence)
            cell[2] += placed.words.in_evidence(evidence)
            cell[3] += paragraph.words
            document.held.setdefault(theme, []).append(paragraph.number)
            self.used.update((theme, span.rule) for span in evidence if span.rule)
            for span in evidence:
                place = placed.before + placed.words.touched(span.start, span.end)[0]
                self.tenths[theme, min(10, 1 + 10 * place // max(1, placed.length))] += 1
        for pair in combinations(chosen, 2):
            self.pairs[pair].add(paragraph.id)

    def finish(self, name: str) -> _DocumentCounts:
        """Write and return what was counted of a document, and begin another."""
        document, self.document = self.document, _DocumentCounts()
        for (speaker, kind, language), base in document.bases.items():
            self.to["bases"].write(
                document=name,
                speaker=speaker,
                kind=kind,
                language=language,
                of_paragraphs=base[0],
                of_words=base[1],
                all_paragraphs=base[2],
                all_sentences=base[3],
                all_words=base[4],
            )
        for (speaker, theme), cell in document.cells.items():
            self.to["cells"].write(
                document=name,
                speaker=speaker,
                theme=theme,
                paragraphs=cell[0],
                evidence=cell[1],
                words_evidence=cell[2],
                words_paragraphs=cell[3],
            )
        for theme, numbers in document.held.items():
            self.to["held"].write(document=name, theme=theme, numbers=" ".join(numbers))
        return document

    def write(self) -> None:
        """Write what was counted of the whole batch."""
        for (theme, other), listing in self.pairs.items():
            self.to["pairs"].write(
                theme=theme,
                other=other,
                paragraphs=listing.count,
                identifiers=" ".join(listing.first),
            )
        for (theme, tenth), count in self.tenths.items():
            self.to["tenths"].write(theme=theme, tenth=tenth, evidence=count)
        for theme, rule in sorted(self.used):
            self.to["used"].write(theme=theme, rule=rule)


def sentences_with(
    evidence: Iterable[Evidence], sentences: Iterable[tuple[int, int]], at_least: int = 1
) -> int:
    """Count the sentences (character ranges) in which at least `at_least` spans of evidence
    begin.
    """
    starts = sorted(span.start for span in evidence)
    return sum(
        bisect_left(starts, last) - bisect_left(starts, first) >= max(1, at_least)
        for first, last in sentences
    )


class Disagreement(NamedTuple):
    """A theme that one of two coders gave a paragraph, and the other did not."""

    paragraph: str
    theme: str
    first: str
    second: str
    has: str
    rule: str
    evidence: str
    memo: str
    stale: bool


def disagreements(
    codings: Sequence[Coding], unasked: Collection[str] = ()
) -> Iterator[Disagreement]:
    """Compare the coders of one paragraph: the rules with each person who read it, then person with
    person.

    `unasked`: themes that no rule looks for there. Of these rules and people cannot differ.

    A person has read a paragraph if there is a row on it, even one that says that no theme applies.
    """
    readers = people(codings)
    if not readers:
        return
    held = {
        coder: {coding.theme: coding for coding in codings if coding.coder == coder}
        for coder in [RULES, *readers]
    }
    for first, second in [*((RULES, reader) for reader in readers), *combinations(readers, 2)]:
        stale = any(coding.stale for coder in (first, second) for coding in held[coder].values())
        silent = {"", *(unasked if first == RULES else ())}
        for theme in sorted((set(held[first]) ^ set(held[second])) - silent):
            owner = first if theme in held[first] else second
            coding = held[owner][theme]
            person = second if owner == first else owner
            memo = held[person].get(theme) or held[person].get("")
            yield Disagreement(
                paragraph=coding.paragraph,
                theme=theme,
                first=first,
                second=second,
                has=owner,
                rule=" ".join(sorted({span.rule for span in coding.evidence if span.rule})),
                evidence=" | ".join(span.text for span in coding.evidence),
                memo=memo.memo if memo else "",
                stale=stale,
            )


def compared_with_rules(codings: Sequence[Coding], unasked: Collection[str] = ()) -> int:
    """Count the themes of one paragraph on which rules and people can disagree: those that either
    gave. The `unasked`, which no rule looks for there, are left out.

    One person after the other, as the disagreements are counted, and without stale codings.
    """
    by_rules = {coding.theme for coding in codings if coding.coder == RULES}
    total = 0
    for reader in people(codings):
        own = [coding for coding in codings if coding.coder == reader]
        if not any(coding.stale for coding in own):
            total += len((by_rules | {coding.theme for coding in own}) - {"", *unasked})
    return total
