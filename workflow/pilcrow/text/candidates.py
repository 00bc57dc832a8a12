"""Candidates for a label: what has the form of one, the same name in the same form together."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from pilcrow.model.documents import Document
from pilcrow.text.kinds import is_note
from pilcrow.text.labels import Label
from pilcrow.text.lexicon import NO_SPEAKER
from pilcrow.text.persons import PSEUDONYM, folded, is_small, person_key

CERTAIN, LIKELY, GUESSED = 5, 3, 2


_SAMPLE = 400_000


_STOPPED = re.compile(r"[.!?…] |[.!?…][)\]]")


_ENDED = re.compile(r"[^\W\d_]{3,}[.!?…] |\)\Z")


class Turn(msgspec.Struct, frozen=True):
    """A label found at the start of a paragraph."""

    label: str  # as printed
    speaker: str  # "" where the label names no one ("Question:")
    end: int  # characters of the paragraph that the label and the space after it take
    question: bool = False
    grade: str = "certain"  # certain, likely, guessed
    reason: str = ""
    number: str = ""  # of the speech, as the source counts it
    time: str = ""


class Doubted(msgspec.Struct, frozen=True):
    """A paragraph whose beginning looks like a label and was read as words, or was taken for one
    on weak evidence.
    """

    index: int  # of the paragraph
    label: str
    taken: bool
    reason: str


class Turns(msgspec.Struct):
    """The labels of paragraphs, by the paragraph's index, and what is doubtful."""

    found: dict[int, Turn]
    doubted: list[Doubted]


class Names(msgspec.Struct, frozen=True):
    """What is known of the speakers before reading."""

    main: str = ""  # the main speaker's name
    policy: str | Sequence[str] = "auto"  # "auto", "none", or the labels
    known: Mapping[str, str] = {}  # folded label → who that is, as the edition says
    never: frozenset[str] = frozenset()  # folded strings that never are labels, as the edition says
    forms: frozenset[str] = frozenset()  # forms in which labels come, as the edition says

    @classmethod
    def of(cls, document: Document) -> Names:
        """Return what the metadata and the edition say of a document's speakers."""
        rows = document.speakers
        return cls(
            document.speaker,
            document.segmentation.speakers,
            {folded(row.label): row.name for row in rows if row.use == "speaker"},
            frozenset(folded(row.label) for row in rows if row.use == "never"),
            frozenset(row.label for row in rows if row.use == "form"),
        )


class Candidate(msgspec.Struct):
    """A name in one form, with its places."""

    name: str
    form: str
    places: list[int]
    labels: list[Label]
    points: int = 0
    reasons: list[str] = []
    lower: int = 0  # how many of them go on in lower case
    role: str = ""  # of a letter: "question" or "answer"


class Context(msgspec.Struct, dict=True):
    """What evidence may ask of the whole text; candidates keep their places meanwhile."""

    paragraphs: Sequence[str]
    names: Names
    candidates: list[Candidate]
    stems: dict[str, int]  # pseudonyms without their number: how often they stand there
    begins: bool  # whether the first paragraph of speech has a candidate
    timed: frozenset[int]  # paragraphs that a time code stands before
    found_small: dict[str, bool] = {}  # of words asked for, whether the text has them in lower case

    @cached_property
    def covered(self) -> float:
        """The share of paragraphs that begin with a short name and a colon which recurs."""
        count = sum(
            len(one.places)
            for one in self.candidates
            if one.form == "colon" and len(one.name.split()) <= 3 and len(one.places) > 1
        )
        return count / max(1, len(self.paragraphs))

    @cached_property
    def sentence_case(self) -> bool:
        """Whether the paragraphs without a candidate begin with capitals."""
        places = {place for one in self.candidates for place in one.places}
        others = [text for at, text in enumerate(self.paragraphs) if at not in places]
        return bool(others) and all(text[0].isupper() for text in others[:40])

    @cached_property
    def below(self) -> frozenset[int]:
        """The paragraphs below a label with a colon that fills its line."""
        return frozenset(
            place + 1
            for one in self.candidates
            if one.form == "colon"
            for place, label in zip(one.places, one.labels, strict=True)
            if label.end >= len(self.paragraphs[place])
        )

    @cached_property
    def recurring(self) -> int:
        """How many candidates stand there more than once."""
        return sum(1 for candidate in self.candidates if len(candidate.places) > 1)

    def in_lower_case(self, word: str) -> bool:
        """Return whether the text has a word in lower case, too."""
        word = word.lower()
        if word not in self.found_small:
            self.found_small[word] = word in self.sample and (
                re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.sample) is not None
            )
        return self.found_small[word]

    @cached_property
    def sample(self) -> str:
        """The beginning of the text."""
        return "\n".join(self.paragraphs)[:_SAMPLE]

    @cached_property
    def families(self) -> Counter[str]:
        """How many candidates that end in a colon bear a family name."""
        return Counter(
            key for one in self.candidates if one.form == "colon" and (key := person_key(one.name))
        )


Evidence = tuple[int, str] | None


def find_lone_lines(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Return the paragraphs that may be a name alone on its line: short, without a sentence's
    end, before one with a sentence's end.

    What ends in a time needs no sentence after it. A dash may stand before a time or a part: "Anna
    Berg - 0:03".
    """
    return [
        index
        for index, (text, following) in enumerate(itertools.pairwise(paragraphs))
        if len(text) <= 90
        and (
            index not in read
            or (read[index].form in ("dash", "enclosed", "timed") and not _ENDED.search(text))
        )
        and text[-1] not in ".,;:!?…。！？：；"
        and not (text[0] == "#" and text[1:2] == " ")  # the title of a page
        and (
            following[-1] in '.!?…。！？؟।”"»—–-'
            or (following[-1] in ")]" and (following[0] in "([" or _STOPPED.search(following)))
            or len(following) > 90
            or (text[-1].isdigit() and text[-3:-2] == ":")
        )
    ]


def find_facts(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Return the labels among the facts that a transcript begins with: "Date: 3 May", "Interviewer:
    Tom Hill", "Duration: 45 minutes".
    """
    first = next(
        (
            index
            for index, label in sorted(read.items())
            if label.form == "colon" and not _is_fact(paragraphs[index])
        ),
        min(len(paragraphs), 40),
    )
    facts = [index for index in read if index < first and read[index].form == "colon"]
    if any({*read[index].name.casefold().split()} & NO_SPEAKER for index in facts):
        # A label that fills its line states no fact; words come below it.
        return [
            index
            for index in facts
            if read[index].end < len(paragraphs[index])
            or {*read[index].name.casefold().split()} & NO_SPEAKER
        ]
    return []


def _is_fact(text: str) -> bool:
    """Return whether a line is short and ends as no sentence does."""
    return len(text) <= 80 and text[-1] not in ".!?…。！？"


def gather(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[Candidate]:
    """Return the labels that were read, the same name in the same form together."""
    found: dict[tuple[str, str], Candidate] = {}
    for index, label in sorted(read.items()):
        if not label.name.strip():
            continue  # signs alone
        key = (
            ("letter", label.name + label.printed[1:2])
            if label.form == "letter"
            else (label.form, label.name.casefold())
        )
        if (candidate := found.get(key)) is None:
            candidate = found[key] = Candidate(label.name, label.form, [], [])
        candidate.places.append(index)
        candidate.labels.append(label)
        candidate.lower += is_small(paragraphs[index][label.end : label.end + 1])
    return list(found.values())


def count_stems(candidates: Sequence[Candidate]) -> dict[str, int]:
    """Return how often pseudonyms stand there, by what stands before their number."""
    stems: dict[str, int] = {}
    for candidate in candidates:
        if PSEUDONYM.match(candidate.name):
            stem = candidate.name.rstrip("0123456789")
            stems[stem] = stems.get(stem, 0) + len(candidate.places)
    return stems


def begins_with_label(paragraphs: Sequence[str], read: Mapping[int, Label]) -> bool:
    """Return whether no paragraph of speech stands before the first candidate: only lines without a
    sentence's end, or notes.
    """
    first = next(iter(sorted(index for index, label in read.items() if label.form != "line")), None)
    if first is None:
        return False
    return all(
        text[-1] not in ".!?…。！？" or is_note(text) for text in paragraphs[: min(first, 40)]
    )
