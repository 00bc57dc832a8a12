"""Divide a clean text into paragraphs, each with its kind, its speaker and the reason.

What the source states comes first; only the rest is guessed. Each guess has a reason and a grade.
What may have been read wrongly becomes a doubt. Nothing here knows the ledger.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import get_args

import msgspec

from pilcrow.model import wording
from pilcrow.model.documents import Document, Segmentation
from pilcrow.model.patterns import compile_later
from pilcrow.model.records import CleanedDocument, DivisionRow, Doubtful, Mark
from pilcrow.model.values import Kind
from pilcrow.text.bilingual import describe_languages, tell_languages
from pilcrow.text.candidates import Names, Turn, Turns
from pilcrow.text.doubts import find_doubts
from pilcrow.text.hyphens import UNDECIDED
from pilcrow.text.kinds import (
    count_front,
    count_opening_headings,
    ends_open,
    find_colophon,
    find_counted_headings,
    find_footnotes,
    find_remarks,
    find_rows,
    find_votes,
    has_row_of_dots,
    is_capital_heading,
    is_event,
    is_listed,
    is_named,
    is_note,
    is_punctuated,
    is_record,
    is_salutation,
    is_scene,
    is_title,
    is_title_case,
    markdown_heading,
    speaks,
    stage_pattern,
    stands_apart,
    stands_before_turn,
)
from pilcrow.text.labels import bare_time
from pilcrow.text.layout import TIME_CODE, is_time
from pilcrow.text.lexicon import ARTICLES, FINITE, STAGE_WORD, names_office
from pilcrow.text.normalise import normalise_text
from pilcrow.text.offsets import Offsets
from pilcrow.text.persons import folded, has_unspaced, is_person
from pilcrow.text.places import take_places
from pilcrow.text.speakers import find_turns
from pilcrow.text.units import DOUBTS, Doubt, Unit

KINDS: tuple[str, ...] = get_args(Kind)
_TIME = compile_later(
    rf"{TIME_CODE}(?:\s*(?:-->|[-–—])\s*{TIME_CODE})?(?!\s*(?:[ap]\.?\s?m|uhr|h|hrs|hours|horas|heures|ore|uur|часов|годин|óra|hodin|kl)\b)(?:(?<=[\])>]):)?\s+(?:\|\s+)?(?=\S)",
    re.IGNORECASE,
)
# Hours and minutes, and words in lower case.
_CLOCK = compile_later(r"(?:1?\d|2[0-3]):[0-5]\d [a-zà-öø-ÿа-я]")
# A time code at the end of a paragraph, as transcription programs write it: "#00:00:15-4#".
_MARKED = compile_later(r"(?<=\S)\s+#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d+)?#\Z")
_COVER = 40  # paragraphs that the cover of a record may have
_LINE = 60  # characters of a line of a label
_SHORT_TITLE = 24  # characters of a title in a script without spaces
# First characters of a note, or of a heading of Markdown.
_MARKS = "#([{（【〔［｛….–— "
_NUMBERED = compile_later(
    r"(?:§\s?|¶\s?)?[(\[]?(\d{1,4})[.)\]]{1,2}\s+(?=\S)|[§¶]\s?(\d{1,4})\s+(?=\S)"
)


class Division(msgspec.Struct):
    """The paragraphs of a text, how they were divided, and what is doubtful."""

    units: list[Unit]
    explanation: list[str]
    doubts: list[Doubt]
    marks: list[Mark]


def divide_text(
    cleaned: CleanedDocument, document: Document, offsets: Offsets | None = None
) -> Division:
    """Return the paragraphs of a clean text, in order.

    `offsets` are those of the text; None computes them.
    """
    units = _split_lines(cleaned.text)
    explanation = [f"{wording.count(len(units), 'paragraph')}: {cleaned.layout_reason}."]
    units = _take_times(units, explanation)
    timed = frozenset(index for index, unit in enumerate(units) if unit.locator)
    _take_footnotes(units)
    _take_numbers(units, explanation)
    if cleaned.locators:
        explanation += take_places(units, offsets or Offsets(cleaned))
    units, doubts = _take_speakers(units, document, timed, explanation)
    _name_speakers(units, document)
    _tell_kinds(units, document.segmentation, stage_of(document))
    marks = _override(units, document, explanation)
    marks += _decide_kinds(units, document, cleaned) + _unused_labels(units, document)
    marks += _take_languages(units, document, explanation)
    doubts += _undecided_hyphens(units, cleaned, offsets)
    labels = {id(doubt.unit) for doubt in doubts if doubt.kind == "label"}
    doubts += [
        doubt
        for doubt in find_doubts(units)
        if doubt.kind not in ("note", "label") or id(doubt.unit) not in labels
    ]
    explanation.append(_count_kinds(units))
    return Division(units, explanation, doubts, marks)


def _undecided_hyphens(
    units: Sequence[Unit], cleaned: CleanedDocument, offsets: Offsets | None
) -> list[Doubt]:
    """Return the hyphens at the ends of joined lines of which nothing tells what they are."""
    if all(change.detail != UNDECIDED for change in cleaned.normalisation.changes):
        return []  # nearly all texts
    offsets, doubts = offsets or Offsets(cleaned), []
    starts = [unit.start for unit in units]
    for edit in cleaned.normalisation:
        if edit.detail == UNDECIDED:
            place = offsets.from_received(edit.start, edit.end)[0]
            unit = units[max(0, bisect_right(starts, place) - 1)]
            at = place - unit.start
            words = unit.text[:at].rpartition(" ")[2] + unit.text[at:].partition(" ")[0]
            doubts.append(Doubt("hyphen", unit, words, "the end of a line"))
    return doubts


def _take_languages(units: list[Unit], document: Document, explanation: list[str]) -> list[Mark]:
    """Give paragraphs in another language than the document's their own.

    Return a mark if the languages were guessed.
    """
    counts = tell_languages(units, document)
    if len(counts) < 2:
        return []
    told = describe_languages(counts)
    explanation.append(told)
    if document.ledger or document.segmentation.languages != "auto":
        return []
    return [
        Mark(
            "languages",
            f"{told} Words, sentences and rules follow the language of each paragraph.",
            document=document.document,
            file=document.raw,
            todo=(
                f"If so, write languages: [{', '.join(counts)}] under segmentation in"
                f" {document.metadata_file}; if not, languages: one."
            ),
        )
    ]


def _split_lines(text: str) -> list[Unit]:
    units: list[Unit] = []
    position = 0
    for line in text.split("\n"):
        if line:
            units.append(Unit(position, position + len(line), line))
        position += len(line) + 1
    return units


def _cut(unit: Unit, characters: int) -> None:
    """Remove characters from the start of a paragraph's text."""
    unit.start += characters
    unit.text = unit.text[characters:]
    if unit.asides:
        unit.asides = [(max(0, start - characters), end - characters) for start, end in unit.asides]


def _take_times(units: list[Unit], explanation: list[str]) -> list[Unit]:
    """Make time codes at the start of paragraphs their locators.

    A time code alone on a line becomes the locator of the next paragraph.
    """
    count, alone = 0, False
    single = _single_clock(units)
    for index, unit in enumerate(units):
        if unit.text[-1] == "#" and (match := _MARKED.search(unit.text)):
            unit.locator = match.group().strip()
            unit.text = unit.text[: match.start()]
            unit.end = unit.start + match.start()
            count += 1
        if unit.text[0] not in "0123456789[(<" or unit is single:
            continue
        if match := _TIME.match(unit.text):
            unit.locator = f"{unit.locator} {match.group().strip()}".strip()
            _cut(unit, match.end())
            count += 1
        elif index + 1 < len(units) and unit.text[-1] == ":" and (time := bare_time(unit.text)):
            units[index + 1].locator = f"{unit.locator} {time}".strip()
            unit.text, alone = "", True
            count += 1
    if count:
        explanation.append(
            f"{count} paragraph{'s begin' if count != 1 else ' begins'} with a time code, kept as"
            " locator."
        )
    return [unit for unit in units if unit.text] if alone else units


def _single_clock(units: Sequence[Unit]) -> Unit | None:
    """Return the only paragraph that begins with hours and minutes, without brackets and seconds.

    There they are words: "8:15 from the pier.".
    """
    found = [
        unit
        for unit in units
        if unit.text[0].isdigit() and ":" in unit.text[:3] and _TIME.match(unit.text)
    ]
    alone = len(found) == 1 and len(units) > 1 and _CLOCK.match(found[0].text)
    return found[0] if alone else None


def _take_footnotes(units: list[Unit]) -> None:
    """Make the footnotes that end a plain text notes."""
    if units[-1].text[0] not in "[⁰¹²³⁴⁵⁶⁷⁸⁹" or any(unit.stated for unit in units[-2:]):
        return  # nearly all texts
    for unit in units[find_footnotes([unit.text for unit in units]) :]:
        unit.kind, unit.stated, unit.reason = "note", "kind", "a footnote"


def _take_numbers(units: list[Unit], explanation: list[str]) -> None:
    """Make the source's paragraph numbers labels, if at least three of them count up one by one."""
    found: list[tuple[Unit, re.Match[str], int]] = []
    for unit in units:
        if unit.kind == "note":
            continue
        if unit.text[0] in "0123456789([§¶" and (match := _NUMBERED.match(unit.text)):
            found.append((unit, match, int(match.group(1) or match.group(2))))
    steps = sum(1 for before, after in itertools.pairwise(found) if after[2] == before[2] + 1)
    if len(found) < 3 or steps < 0.9 * (len(found) - 1):
        return
    for unit, match, _ in found:
        unit.label = match.group().strip()
        _cut(unit, match.end())
    explanation.append(
        f"{len(found)} paragraphs carry a number of the source ({found[0][1].group().strip()} to"
        f" {found[-1][1].group().strip()}), kept as label."
    )


def _take_speakers(
    units: list[Unit], document: Document, timed: frozenset[int], explanation: list[str]
) -> tuple[list[Unit], list[Doubt]]:
    """Take labels out of the text. A speaker also has the paragraphs that follow."""
    names = Names.of(document)
    stated = [
        unit.stated != "" and ("speaker" in unit.stated or unit.kind in ("heading", "note"))
        for unit in units
    ]
    split = _split_off(units, names) if names.divided else {}
    if split:
        # The names that the source states are names of speakers in the words, too.
        said = {folded(unit.speaker): unit.speaker for unit in units if "speaker" in unit.stated}
        names = msgspec.structs.replace(names, known={**said, **names.known})
        stated = [state and index not in split for index, state in enumerate(stated)]
    turns = find_turns([unit.text for unit in units], names, stated, timed)
    for index in split.keys() & turns.found.keys():
        for unit in units[index : split[index]]:
            unit.stated, unit.kind = "", "speech"
    if not turns.found:
        main = document.speaker
        for unit in units:
            if "speaker" not in unit.stated and unit.kind not in ("heading", "note"):
                unit.speaker = main
        return units, _doubted(units, units, turns)
    kept, counts = _apply_turns(units, turns, document.speaker)
    labels = ", ".join(
        f"{label} ({count})"
        for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12]
    )
    explanation.append(
        f"{sum(counts.values())} speaker label{'s' * (sum(counts.values()) != 1)}: {labels}."
    )
    return kept, _doubted(units, kept, turns)


def _split_off(units: Sequence[Unit], names: Names) -> dict[int, int]:
    """Return the paragraphs that the edition splits off from a speaker whom the source names.

    They are given by index, each with the end of the turn: the next paragraph at which the source
    names a speaker. What is split off may begin with a label of its own.
    """
    found = {}
    for index, unit in enumerate(units):
        if unit.goes_on and unit.text.startswith(names.divided):
            end = index + 1
            while end < len(units) and units[end].goes_on:
                end += 1
            found[index] = end
    return found


def _doubted(units: Sequence[Unit], kept: Sequence[Unit], turns: Turns) -> list[Doubt]:
    """Return the doubts about labels. For a label alone on its line it is the paragraph below."""
    there = set(map(id, kept)) if turns.doubted else set()
    return [
        Doubt(
            "guessed" if one.taken else "label",
            next((unit for unit in units[one.index :] if id(unit) in there), units[one.index]),
            one.label,
            one.reason,
        )
        for one in turns.doubted
    ]


def _name_speakers(units: list[Unit], document: Document) -> None:
    """Name speakers as the edition does, also those that the source names."""
    if document.speakers:
        known = Names.of(document).known
        for unit in units:
            unit.speaker = known.get(folded(unit.speaker), unit.speaker)


def _apply_turns(
    units: list[Unit], turns: Turns, speaker: str
) -> tuple[list[Unit], dict[str, int]]:
    """Return the units without labels, each with its speaker, and the number of each label."""
    kept: list[Unit] = []
    question, waiting, grade, reason, office = False, "", "certain", "", ""
    counts: dict[str, int] = {}
    for index, unit in enumerate(units):
        above = unit.text[-1].isalpha() and _is_office_above(units, index, turns)
        if above or (office and index not in turns.found):
            office += f"{unit.text} "  # the first line of the label, or the second
            _hand_on(unit, units[index + 1])
            continue
        if turn := turns.found.get(index):
            speaker, question = turn.speaker, turn.question
            counts[turn.label] = counts.get(turn.label, 0) + 1
            waiting, grade, reason = office + turn.label, turn.grade, turn.reason
            office = ""
            if turn.end >= len(unit.text):
                if index + 1 < len(units) and index + 1 not in turns.found:
                    _add_count(unit, turn)
                    _hand_on(unit, units[index + 1])
                    if _begins_with_dash(units, index + 1):
                        _cut(units[index + 1], 2)
                    continue
                # No words follow: the label stays in the text, as a note.
                unit.kind, unit.speaker, waiting = "note", speaker, ""
                unit.reason = "a label without words after it"
                kept.append(unit)
                continue
            if index + 1 in turns.found and is_time(unit.text[turn.end :]):
                unit.kind, waiting = "note", ""  # "Break: [13:30]", as podcasts have it
                unit.reason = "a label with only a time after it"
                kept.append(unit)
                continue
            _add_count(unit, turn)
            _cut(unit, turn.end)
            if index + 1 < len(units) and index + 1 not in turns.found and is_time(unit.text):
                unit.locator = f"{unit.locator} {unit.text}".strip()
                _hand_on(unit, units[index + 1])
                continue  # "Anna Berg: 00:00:05", and the words on the next line
        elif waiting and index + 1 < len(units) and index + 1 not in turns.found and _belongs(unit):
            # The constituency and the party are on the line below a name.
            waiting = f"{waiting} {unit.text}"
            _hand_on(unit, units[index + 1])
            continue
        if "speaker" not in unit.stated:
            unit.speaker, unit.speaker_label = speaker, waiting
            if question:
                unit.kind = "question"
            if waiting:
                unit.grade, unit.reason = grade, f"label: {reason}" if reason else ""
            elif grade == "guessed":
                unit.grade = grade
            waiting = ""
        kept.append(unit)
    return kept, counts


def _is_office_above(units: Sequence[Unit], index: int, turns: Turns) -> bool:
    """Return whether a line is the office of the person whose label is on the next line, or begins
    an office that ends on the next line, above the label.
    """
    turn, text = turns.found.get(index + 1), units[index].text
    if turn is None and (turn := turns.found.get(index + 2)):
        goes_on = units[index + 1].text
        last = turn.end < len(units[index + 2].text) or not goes_on[-1].isalpha()
        if last or len(text) > _LINE or len(goes_on) > _LINE or speaks(goes_on):
            return False
    if turn is None or not text[-1].isalpha():
        return False  # nearly all paragraphs
    words = text.split()
    return (
        1 < len(words) <= 14
        and text[0].isupper()
        and not text.isupper()
        and (words[0].casefold() in ARTICLES or names_office(words[0]))
        and any(word[0].islower() for word in words)
        and names_office(text)
        and FINITE.isdisjoint(words)
        and is_person(turn.speaker)
        and not names_office(turn.label)
    )


def _begins_with_dash(units: Sequence[Unit], index: int) -> bool:
    """Return whether a dash, and no list, begins the words below a label."""
    dashed = [unit.text[:2] in ("– ", "— ") for unit in units[index : index + 2]]
    return dashed == [True, False] or dashed == [True]


def _add_count(unit: Unit, turn: Turn) -> None:
    """Keep the number and the time of a label as the label and locator of its unit."""
    if turn.number:
        unit.label = f"{unit.label} {turn.number}".strip()
    if turn.time:
        unit.locator = f"{unit.locator} {turn.time}".strip()


def _hand_on(unit: Unit, following: Unit) -> None:
    """Give a paragraph the number and time of the line before it."""
    following.locator = f"{unit.locator} {following.locator}".strip()
    following.label = f"{unit.label} {following.label}".strip()


def _belongs(unit: Unit) -> bool:
    """Return whether a line below a name tells more of the person: "(Sampleton North) (AB)"."""
    text = unit.text
    return (
        text[0] in "(（"
        and text[-1] in ")）"
        and len(text) <= 80
        and not text[1:2].islower()
        and not STAGE_WORD.search(text)
    )


def stage_of(document: Document) -> re.Pattern[str] | None:
    """Return the stage directions that the configuration and the metadata add to the known ones."""
    policy = document.segmentation
    return stage_pattern(
        [*document.stage_words, *policy.stage_words],
        [*document.stage_brackets, *policy.stage_brackets],
    )


def _tell_kinds(
    units: list[Unit], policy: Segmentation, stage: re.Pattern[str] | None = None
) -> None:
    headings, salutations = policy.headings == "auto", policy.salutations == "auto"
    opening = _count_opening(units) if headings else 0
    at_start = True
    last = len(units) - 1
    titles, rows = _Titles(units), find_rows(units) | find_votes(units) | find_remarks(units)
    rows |= dict.fromkeys(range(find_colophon(units), len(units)), "it tells of the transcript")
    longest = 400 if stage else 160  # characters of a line that may be something other than speech
    for index, unit in enumerate(units):
        text = unit.text
        if unit.speaker_label:
            at_start = True
        if (
            len(text) > longest
            and index >= opening
            and text[0] not in _MARKS
            and not unit.stated
            and unit.kind != "note"
            and (index >= _COVER or not has_row_of_dots(text))
        ):
            at_start = False  # nearly all paragraphs of speech
            continue
        if "kind" in unit.stated and unit.kind != "speech":
            at_start = at_start and unit.kind != "question"
        elif headings and (text[0] == "#" and (markup := markdown_heading(text))):
            unit.kind, unit.reason = "heading", "a heading of Markdown"
            _cut(unit, markup)
        elif index < opening and not unit.stated:
            unit.kind, unit.reason, unit.grade = (
                "heading",
                "an opening line without a full stop",
                "likely",
            )
        elif headings and not unit.speaker_label and index < last and is_capital_heading(text):
            unit.kind, unit.reason, unit.grade = "heading", "a line in capitals", "likely"
        elif unit.kind == "note" or index in rows:
            unit.grade = unit.grade if unit.kind == "note" else "likely"
            unit.kind, unit.reason = "note", unit.reason or rows[index]
        elif is_note(text) or (stage and stage.fullmatch(text)):
            unit.kind, unit.reason = "note", "it stands in brackets"
        elif not unit.speaker_label and is_event(text):
            unit.kind, unit.reason, unit.grade = "note", "it only says what happened", "likely"
        elif headings and (why := titles.tell(index)):
            unit.kind, unit.reason, unit.grade = "heading", why, "likely"
        elif (
            salutations
            and at_start
            and unit.kind != "question"
            and "kind" not in unit.stated
            and index < last
            and not _is_whole_turn(unit, units[index + 1])
            and is_salutation(text)
        ):
            unit.kind, unit.reason, unit.grade = "salutation", "a form of address", "likely"
        else:
            at_start = False
        if unit.kind in ("heading", "note"):
            unit.speaker = ""


def _is_plain_speech(unit: Unit) -> bool:
    """Return whether a paragraph was taken for speech although neither a label nor the source says
    so.
    """
    return unit.kind == "speech" and not unit.speaker_label and not unit.stated


class _Titles(msgspec.Struct, dict=True):
    """What shows that a line inside a text is a title. Most texts have no line to ask it of."""

    units: Sequence[Unit]

    @cached_property
    def record(self) -> bool:
        return is_record(self.units)

    @cached_property
    def front(self) -> int:
        return count_front(self.units)

    @cached_property
    def punctuated(self) -> bool:
        return is_punctuated(self.units)

    @cached_property
    def counted(self) -> set[int]:
        """The lines that count the parts."""
        return find_counted_headings([unit.text for unit in self.units])

    def tell(self, index: int) -> str:
        """Return why a paragraph that was taken for speech is a title; "" if it is none."""
        unit = self.units[index]
        if not _is_plain_speech(unit):
            return ""
        if is_scene(unit.text):
            return "it counts the parts"
        if index < self.front and is_listed(unit.text):
            return "a line before the first turn"
        if unit.text[0].isdigit() and self._counts_item(index):
            return "an item whose turns are counted"
        if not ends_open(unit.text):
            return ""  # most lines, of which nothing else need be asked
        if self.record and _heads_turn(self.units, index):
            return "a title before a turn"
        if index in self.counted:
            return "it counts the parts"
        if not stands_apart(self.units, index) or not self.punctuated or self._is_name(index):
            return ""
        # In a record a line that is not written as a title may be words: it is doubted.
        titled = not self.record or is_title_case(unit.text)
        return "a line like a title" if titled else ""

    def _counts_item(self, index: int) -> bool:
        """Return whether a line has the number of an item whose turns are numbered below it: "02
        Question de …", "02.01 Jean Quai:".
        """
        number = f"{self.units[index].text.partition(' ')[0].rstrip('.')}."
        turns = [unit for unit in self.units[index + 1 : index + 3] if unit.speaker_label]
        return any(
            unit.label.startswith(number) and unit.label[len(number) :][:1].isdigit()
            for unit in turns
        )

    def _is_name(self, index: int) -> bool:
        """Return whether a line recurs and begins with a person's name: "Anna Berg, The Daily"."""
        text = self.units[index].text
        return is_person(text.partition(",")[0]) and sum(one.text == text for one in self.units) > 1


def _heads_turn(units: Sequence[Unit], index: int) -> bool:
    """Return whether a paragraph is a title between two turns."""
    text = units[index].text
    titled = is_title_case(text) or (len(text) <= _SHORT_TITLE and has_unspaced(text))
    return titled and stands_before_turn(units, index)


def _is_whole_turn(unit: Unit, following: Unit) -> bool:
    """Return whether a turn has no paragraph but this one."""
    if unit.speaker_label:
        return bool(following.speaker_label)
    return "speaker" in unit.stated and unit.speaker != following.speaker


def _count_opening(units: Sequence[Unit]) -> int:
    """Return how many of the first paragraphs are headings. A turn and the last one never are."""
    first_turn = next((index for index, unit in enumerate(units) if unit.speaker_label), len(units))
    texts = [unit.text for unit in units[:200]]
    if 0 < first_turn <= 12 and first_turn < len(units) and all(map(is_title, texts[:first_turn])):
        return first_turn
    if texts[0][0].islower():
        return 0  # captions without capitals
    opening = count_opening_headings(texts)
    return min(opening, first_turn, max(len(units) - 1, 0))


def _count_kinds(units: Sequence[Unit]) -> str:
    counts = dict.fromkeys(KINDS, 0)
    for unit in units:
        counts[unit.kind] += 1
    return ", ".join(_counted(kind, count) for kind, count in counts.items() if count) + "."


def _counted(kind: str, count: int) -> str:
    if kind == "speech":
        return wording.count(count, "paragraph of speech", "paragraphs of speech")
    return wording.count(count, kind)


def _override(units: list[Unit], document: Document, explanation: list[str]) -> list[Mark]:
    """Apply what the metadata say of single paragraphs."""
    marks = []
    for rule in document.segmentation.kinds:
        hits = [place for place, unit in enumerate(units) if unit.text.startswith(rule.begins)]
        for place in hits:
            _set_kind(units, place, rule.kind, rule.speaker, "the metadata say so")
        if hits:
            explanation.append(f'The metadata make "{rule.begins}" of kind {rule.kind}.')
        else:
            marks.append(
                Mark(
                    "metadata",
                    f"The metadata give the kind {rule.kind} to the paragraph that begins with"
                    f' "{rule.begins}", but there is none.',
                    document=document.document,
                    file=document.metadata_file,
                    todo="Correct or remove the entry under segmentation: kinds.",
                )
            )
    return marks


def _decide_kinds(units: list[Unit], document: Document, cleaned: CleanedDocument) -> list[Mark]:
    """Apply what the edition says of single paragraphs. Return a mark for each row that does not
    fit.

    Rows apply in the order of the text, whatever their order in the file: who is said to speak from
    a paragraph on does not speak a later one that another row gives to somebody else.
    """
    marks, found = [], []
    for row in document.division:
        if row.do in ("split", "split all", "join"):
            continue
        words = normalise_text(row.words)
        hits = [
            index
            for index, unit in enumerate(units)
            if unit.text.startswith(words) or f"{unit.speaker_label} {unit.text}".startswith(words)
        ]
        if len(hits) > 1 and row.near:
            offsets = Offsets(cleaned)
            ranges = [(units[index].start, units[index].end) for index in hits]
            lines = [line for _, _, line in offsets.places(ranges)]
            hits = [min(zip(hits, lines, strict=True), key=lambda pair: abs(pair[1] - row.near))[0]]
        if len(hits) != 1:
            marks.append(unfit(row, document, len(hits), elsewhere=words in cleaned.text))
            continue
        found.append((hits[0], row))
    for index, row in sorted(found, key=lambda one: (one[0], one[1].do == "speaker")):
        _decide(units, index, row)
    return marks


def _decide(units: list[Unit], index: int, row: DivisionRow) -> None:
    """Apply a row to one paragraph, or to all paragraphs of a speaker from it on."""
    unit = units[index]
    if row.do == "speaker":
        read = unit.speaker
        for one in units[index:]:
            # A label, or a speaker whom the source itself names, begins another turn.
            other = one.speaker_label or one.speaker not in (read, "") or is_named(one)
            if one is not unit and other:
                break
            if one.kind not in ("heading", "note") and (one is unit or one.speaker == read):
                one.speaker = row.speaker
                one.grade, one.reason = "certain", f"the edition: {row.reason}"
        return
    _set_kind(units, index, row.do, row.speaker, f"the edition: {row.reason}")


def _set_kind(units: Sequence[Unit], index: int, kind: str, speaker: str, reason: str) -> None:
    """Give a paragraph the kind, and the speaker, that the scholar says."""
    unit = units[index]
    unit.kind, unit.grade, unit.reason = kind, "certain", reason
    if kind in ("heading", "note"):
        unit.speaker = ""
    elif speaker:
        unit.speaker = speaker
    elif kind == "question" and not unit.speaker_label and not is_named(unit):
        # It is not known who asked, unless a question goes on. It was not the previous speaker.
        before = units[index - 1] if index else None
        unit.speaker = before.speaker if before and before.kind == "question" else ""
    elif not unit.speaker and kind != "question":
        unit.speaker = next(
            (one.speaker for one in reversed(units[:index]) if one.speaker), ""
        ) or next((one.speaker for one in units[index:] if one.speaker), "")


def unfit(row: DivisionRow, document: Document, count: int, *, elsewhere: bool = False) -> Mark:
    """Return the mark on a row of the division whose words occur nowhere, or more than once.

    `elsewhere` says that they occur, but not where the row needs them.
    """
    begins = "is split off" if row.do.startswith("split") else "begins a paragraph"
    if count:
        what = f'"{row.words}" {begins} in {count} places: the row does not say which of them.'
        todo = "Give more of the words, or the number of the line of the raw file."
    elif elsewhere and row.do.startswith("split"):
        what = f'The row "{row.do}" does nothing: "{row.words}" begins a paragraph already.'
        todo = "Remove the row."
    elif elsewhere and row.do != "join":
        what = f'The row "{row.do}" does not fit: "{row.words}" is inside a paragraph.'
        todo = 'Give its first words, or add a row "split" with the words that you gave.'
    else:
        what = f'The row "{row.do}" no longer fits: "{row.words}" is not found where it {begins}.'
        todo = "Correct the words, or remove the row."
    return Mark(
        "division",
        what,
        document=document.document,
        file=f"edition/{document.document}.division.csv",
        line=row.line,
        todo=todo,
    )


def _unused_labels(units: list[Unit], document: Document) -> list[Mark]:
    """Return marks on the speaker labels in the metadata that no paragraph has."""
    listed = document.segmentation.speakers
    if isinstance(listed, str):
        return []
    there = {unit.speaker_label.casefold() for unit in units}
    there |= {unit.speaker.casefold() for unit in units}
    return [
        Mark(
            "metadata",
            f'The metadata list the speaker label "{label}", but no paragraph begins with it.',
            document=document.document,
            file=document.metadata_file,
            todo="Correct or remove it under segmentation: speakers.",
        )
        for label in listed
        if not any(label.rstrip(":：. -–—").casefold() in one for one in there)
    ]


def _propose_row(doubt: Doubtful) -> str:
    """Return what to do about a speaker who may be another: the row of edition/speakers.csv."""
    name, _, other = doubt.words.partition(" = ")
    return f"If they are one person, add a row to edition/speakers.csv: label {name}, name {other}."


def tell_doubts(doubts: Sequence[Doubtful], document: Document) -> list[Mark]:
    """Return doubts as marks, one for each kind, with lines and counts, the most consequential
    first.
    """
    marks: list[Mark] = []
    for kind, (one, several) in DOUBTS.items() if doubts else ():
        held = [doubt for doubt in doubts if doubt.kind == kind]
        if not held:
            continue
        told = one if len(held) == 1 else several.format(len(held))
        shown = ", ".join(f"{doubt.where} “{doubt.words[:40]}”" for doubt in held[:5])
        more = f" and {len(held) - 5} more" if len(held) > 5 else ""
        marks.append(
            Mark(
                "division",
                f"{told}: {shown}{more}.",
                document=document.document,
                file=document.raw,
                line=0 if held[0].locator else held[0].line,
                todo=(
                    _propose_row(held[0])
                    if kind == "same"
                    else f"Look at the text with `pilcrow show {document.document}`."
                ),
            )
        )
    return marks
