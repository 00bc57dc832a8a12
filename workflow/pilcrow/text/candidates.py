"""Gather candidates for speaker labels: what has the form of a label, grouped by name and form."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from pilcrow.model.documents import Document
from pilcrow.model.patterns import compile_later
from pilcrow.text.kinds import is_note
from pilcrow.text.labels import LONGEST_LINE, Label, may_fill_line
from pilcrow.text.lexicon import (
    ASKED,
    FINITE,
    GOING_ON,
    NO_SPEAKER,
    NOT_FIRST,
    ROLE_WORDS,
    ROLL,
    TITLES,
    names_office,
)
from pilcrow.text.normalise import normalise_text
from pilcrow.text.persons import (
    PSEUDONYM,
    calls_from_floor,
    folded,
    has_party,
    has_role_beside,
    is_family_first,
    is_person,
    is_small,
    person_key,
    stem_of,
)
from pilcrow.text.stopwords import stop_words

CERTAIN, LIKELY, GUESSED = 5, 3, 2


_SAMPLE = 400_000
LONGEST_NAME = 60  # characters of a person's name
_TIMED = 5  # paragraphs with a time code that show how labels follow them


_HOUR_LAST = compile_later(r"[ ]\d{1,2}:\d{2}(?::\d{2})?(?:[ ]?[AaPp][Mm])?:?\Z")


_NUMBERS = compile_later(r"\d+")
_STOPPED = compile_later(r"(?<!\d)[.!?…] |[.!?…][)\]]")


_ENDED = compile_later(r"[^\W\d_]{3,}[.!?…] |\)\Z")


class Turn(msgspec.Struct, frozen=True):
    """A label found at the start of a paragraph."""

    label: str  # as printed
    speaker: str  # "" where the label names no one ("Question:")
    end: int  # characters of the paragraph that the label and the space after it take
    question: bool = False
    grade: str = "certain"  # "certain", "likely" or "guessed"
    reason: str = ""
    number: str = ""  # number of the speech in the source
    time: str = ""


class Doubted(msgspec.Struct, frozen=True):
    """The beginning of a paragraph that may be a label.

    It looks like one but was read as words, or was taken for one on weak evidence.
    """

    index: int  # of the paragraph
    label: str
    taken: bool
    reason: str


class Turns(msgspec.Struct):
    """The labels of paragraphs, by the paragraph's index, and the doubtful ones."""

    found: dict[int, Turn]
    doubted: list[Doubted]


class Names(msgspec.Struct, frozen=True):
    """What the metadata and the edition say of the speakers."""

    main: str = ""  # the main speaker's name
    policy: str | Sequence[str] = "auto"  # "auto", "none", or the labels
    known: Mapping[str, str] = {}  # folded label → speaker, from the edition
    never: frozenset[str] = frozenset()  # folded strings that the edition says are never labels
    forms: frozenset[str] = frozenset()  # forms of labels that the edition names
    language: str = ""  # of the text, BCP 47
    divided: tuple[str, ...] = ()  # the first words of the paragraphs that the edition splits off

    @classmethod
    def of(cls, document: Document) -> Names:
        """Return what the metadata and the edition say of a document's speakers."""
        rows = document.speakers
        if not rows and not document.division:
            main, policy = document.speaker, document.segmentation.speakers
            return cls(main, policy, language=document.language)
        return cls(
            document.speaker,
            document.segmentation.speakers,
            {folded(row.label): row.name for row in rows if row.use == "speaker"},
            frozenset(folded(row.label) for row in rows if row.use == "never"),
            frozenset(row.label for row in rows if row.use == "form"),
            document.language,
            tuple(
                normalise_text(row.words) for row in document.division if row.do.startswith("split")
            ),
        )


class Candidate(msgspec.Struct):
    """A name in one form, with the paragraphs that begin with it."""

    name: str
    form: str
    places: list[int]
    labels: list[Label]
    points: int = 0
    reasons: list[str] = []
    lower: int = 0  # how many of these paragraphs go on in lower case
    role: str = ""  # for a letter: "question" or "answer"
    bracketed: bool = False  # whether one of the labels has brackets,
    numbered: bool = False  # a number,
    timed: bool = False  # or a time


class Context(msgspec.Struct, dict=True):
    """What the rules of `evidence` can ask about the whole text.

    The `places` of a candidate must not change while it is in use.
    """

    paragraphs: Sequence[str]
    names: Names
    candidates: list[Candidate]
    stems: dict[str, int]  # how often pseudonyms occur, by the part before their number
    begins: bool  # whether the first paragraph of speech has a candidate
    timed: frozenset[int]  # paragraphs after a time code
    pure: bool = False  # whether each paragraph begins with a name that does not return
    found_small: dict[str, bool] = {}  # cache: whether the text has a word in lower case

    @cached_property
    def covered(self) -> float:
        """The share of paragraphs that begin with a short name and a colon, if that name recurs."""
        count = sum(
            len(one.places)
            for one in self.candidates
            if one.form == "colon" and len(one.name.split()) <= 3 and len(one.places) > 1
        )
        return count / max(1, len(self.paragraphs))

    @cached_property
    def dashes(self) -> float:
        """The share of paragraphs that begin with a short name and a dash, if that name recurs."""
        found = (one for one in self.candidates if one.form == "dash" and len(one.places) > 1)
        count = sum(len(one.places) for one in found if len(one.name.split()) <= 3)
        return count / max(1, len(self.paragraphs))

    @cached_property
    def begun(self) -> float:
        """The share of paragraphs that begin with a short name and a colon."""
        count = sum(
            len(one.places)
            for one in self.candidates
            if one.form == "colon" and len(one.name.split()) <= 3
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
        """The paragraphs after a label with a colon that takes a whole line."""
        return frozenset(
            place + 1
            for one in self.candidates
            if one.form == "colon"
            for place, label in zip(one.places, one.labels, strict=True)
            if label.end >= len(self.paragraphs[place])
        )

    @cached_property
    def partied(self) -> int:
        """How often a person's name and a party in small letters occur there."""
        return sum(len(one.places) for one in self.candidates if has_party(one.name))

    @cached_property
    def dashed(self) -> int:
        """The number of lines that are a name, a dash and a role."""
        lines = (one for one in self.candidates if one.form == "line")
        return sum(
            label.printed[len(one.name) :][2:4].lstrip("-")[:1] == " "
            for one in lines
            for label in one.labels
        )

    @cached_property
    def spaced(self) -> float:
        """The share of paragraphs with a word before a space, in a script without spaces, if the
        word recurs or names an office.
        """
        found = (one for one in self.candidates if one.form in ("spaced", "circle"))
        count = sum(
            len(one.places) for one in found if len(one.places) > 1 or names_office(one.name)
        )
        return count / max(1, len(self.paragraphs))

    @cached_property
    def holders(self) -> frozenset[str]:
        """The names in the brackets of offices that are alone on their lines."""
        lines = [one for one in self.candidates if one.form == "line" and names_office(one.name)]
        return frozenset(label.brackets.strip("() ") for one in lines for label in one.labels)

    @cached_property
    def roles(self) -> int:
        """The number of lines that are a person's name in capitals and a role."""
        return sum(one.form == "line" and has_role_beside(one.name) for one in self.candidates)

    @cached_property
    def timed_lines(self) -> int:
        """The number of lines that end in a time."""
        timed = (one for one in self.candidates if one.timed)
        return sum(label.time != "" for one in timed for label in one.labels)

    @cached_property
    def capital_lines(self) -> int:
        """The number of names in capitals that recur alone on their lines."""
        lines = (one for one in self.candidates if one.form == "line" and one.name.isupper())
        return sum(len(one.places) > 1 for one in lines)

    @cached_property
    def after_times(self) -> bool:
        """Whether a short label with a colon follows nearly every time code, as in a chat."""
        if len(self.timed) < _TIMED:
            return False
        places = {
            place
            for one in self.candidates
            if one.form == "colon" and len(one.name.split()) <= 4
            for place in one.places
        }
        return len(self.timed & places) >= 0.9 * len(self.timed)

    @cached_property
    def inverted(self) -> int:
        """The number of lines that are a family name, a comma and a given name."""
        lines = (one for one in self.candidates if one.form == "line")
        return sum(len(one.places) for one in lines if is_family_first(one.name))

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """The function words of the text's language."""
        return stop_words(self.names.language) if self.names.language else frozenset()

    @cached_property
    def recurring(self) -> int:
        """The number of candidates that occur more than once."""
        return sum(1 for candidate in self.candidates if len(candidate.places) > 1)

    def in_lower_case(self, word: str) -> bool:
        """Return whether the text also has a word in lower case."""
        word = word.lower()
        if word not in self.found_small:
            # A pattern that begins with the word is several times as fast as one that looks back.
            whole = re.escape(word)
            self.found_small[word] = word in self.sample and (
                re.search(rf"{whole}(?<!\w{whole})(?!\w)", self.sample) is not None
            )
        return self.found_small[word]

    def words_before(self, name: str) -> Iterator[str]:
        """Yield the words before a name, wherever the beginning of the text has it."""
        place = self.sample.find(f" {name}")
        while place >= 0:
            words = self.sample[max(0, place - LONGEST_NAME) : place].split()
            end = place + 1 + len(name)
            if words and not self.sample[end : end + 1].isalnum():
                yield words[-1]
            place = self.sample.find(f" {name}", end)

    @cached_property
    def recorded(self) -> bool:
        """Whether names stand beside times that rise from the first minute of a recording."""
        found = sorted(
            (place, [int(part) for part in _NUMBERS.findall(label.time)])
            for one in self.candidates
            if one.form == "line"
            for place, label in zip(one.places, one.labels, strict=True)
            if label.time
        )
        times = [[0] * (3 - len(time)) + time[:3] for _, time in found]
        rises = all(before < after for before, after in itertools.pairwise(times))
        return len(times) > 1 and rises and not any(times[0][:-1])

    @cached_property
    def sample(self) -> str:
        """The beginning of the text."""
        return "\n".join(self.paragraphs)[:_SAMPLE]

    @cached_property
    def families(self) -> Counter[str]:
        """The number of candidates that end in a colon, by family name."""
        return Counter(
            key for one in self.candidates if one.form == "colon" and (key := person_key(one.name))
        )


Evidence = tuple[int, str] | None


def find_lone_lines(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Return the paragraphs that may be a name alone on its line.

    They are short, do not end as a sentence does, and the next paragraph does. If a line ends in a
    time, the next paragraph need not. A dash may come before the time or the person's role: "Anna
    Berg - 0:03".
    """
    lengths = map(len, paragraphs[:-1])
    found = [
        index
        for index in [at for at, length in enumerate(lengths) if length <= LONGEST_LINE]
        if may_fill_line(text := paragraphs[index])
        and (
            index not in read
            or (read[index].form in ("dash", "enclosed", "timed") and not _ENDED.search(text))
        )
        and (text[-1] not in ".,;:!?…。！？：；؟۔؛،।" or _ends_in_time(text))
        and not (text[0] == "#" and text[1:2] == " ")  # the title of a page
        and (
            (following := paragraphs[index + 1])[-1] in '.!?…。！？؟।”"»—–-'
            or (following[-1] in ")]" and (following[0] in "([" or _STOPPED.search(following)))
            or len(following) > 90
            or (text[-1].isdigit() and text[-3:-2] == ":")
            or (text[-1] in ":mM" and _ends_in_time(text))
        )
    ]
    # What stands in capitals above several sentences is a label above other words, too.
    capitals = [paragraphs[index] for index in found if paragraphs[index].isupper()]
    if len(capitals) < 2:
        return found
    recurring = {text for text, count in Counter(capitals).items() if count > 1}
    known = set(found)
    return found + [
        index
        for index, (text, following) in enumerate(itertools.pairwise(paragraphs))
        if text in recurring and following not in recurring and index not in known
    ]


def _ends_in_time(text: str) -> bool:
    """Return whether a line ends in the time of day, as exports of chats have it: "Ann Pugh 9:30
    AM:".
    """
    return text[-1] in ":mM" and ":" in text[-9:-1] and _HOUR_LAST.search(text) is not None


LEADER = 8 * "."  # between the columns of a list: "President: Mr. Hill . . . . (Samplonia)"


def find_facts(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Return the labels that are facts at the head of a transcript.

    Examples are "Date: 3 May", "Interviewer: Tom Hill" and "Duration: 45 minutes".
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
    later = {label.name for index, label in read.items() if index >= first}
    sure = {
        index
        for index in facts
        if {*read[index].name.casefold().split()} & NO_SPEAKER
        or LEADER in paragraphs[index].replace(" ", "")
        or f"The {read[index].name}" in later  # "President: Mr. Hill" on the cover of a record
    }
    # A label that takes a whole line states no fact: the words of a speaker follow it. Nor does
    # one that recurs later.
    return [
        index
        for index in facts
        if index in sure
        or (sure and read[index].end < len(paragraphs[index]) and read[index].name not in later)
    ]


def is_roll(name: str) -> bool:
    """Return whether words head a list of those present: "MEMBERS PRESENT"."""
    return not ROLL.isdisjoint(name.casefold().split())


def find_named_roles(paragraphs: Sequence[str], read: Mapping[int, Label]) -> dict[int, Label]:
    """Return the labels that are a part, a colon and a person's name: "KETUA: HADI SANTOSO".

    They take whole lines, with the words below. Nearly all labels are such, and one recurs.
    """
    colons = [index for index in read if read[index].form == "colon"]
    found = {}
    for index in colons:
        name = paragraphs[index][read[index].end :].strip()
        if name[-1:].isalpha() and len(name) <= LONGEST_NAME and is_person(name):
            found[index] = name
    recurs = len({paragraphs[index] for index in found}) < len(found)
    if len(found) < 3 or not recurs or len(found) < 0.8 * len(colons):
        return {}
    found.pop(len(paragraphs) - 1, None)
    return {
        index: Label(name, paragraphs[index], len(paragraphs[index]), "colon")
        for index, name in found.items()
    }


def _is_fact(text: str) -> bool:
    """Return whether a line is short and does not end as a sentence does, or is part of a table."""
    return (len(text) <= 80 and text[-1] not in ".!?…。！？") or LEADER in text.replace(" ", "")


def gather(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[Candidate]:
    """Return the labels that were read, grouped by name and form."""
    _take_up(read)
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
        candidate.bracketed |= label.brackets != ""
        candidate.numbered |= label.number != ""
        candidate.timed |= label.time != ""
        candidate.lower += is_small(paragraphs[index][label.end : label.end + 1])
    return list(found.values())


def _take_up(read: Mapping[int, Label]) -> None:
    """Name those who go on after an interruption as elsewhere: "Mr. HILL continued:"."""
    resumed = [one for one in read.values() if one.name.rpartition(" ")[2] in GOING_ON]
    names = {one.name for one in read.values()} if resumed else set()
    for label in resumed:
        words = label.name.split()
        while len(words) > 1 and words[-1] in GOING_ON:
            del words[-1]
        if (name := " ".join(words).rstrip(",")) in names:
            label.name = name


def count_stems(candidates: Sequence[Candidate]) -> dict[str, int]:
    """Return how often pseudonyms occur, by the part before their number."""
    stems: dict[str, int] = {}
    for candidate in candidates:
        if PSEUDONYM.match(candidate.name):
            stem = stem_of(candidate.name)
            stems[stem] = stems.get(stem, 0) + len(candidate.places)
    return stems


def _begins_sentence(name: str) -> bool:
    words = name.split()
    if words[0].casefold() in NOT_FIRST or words[0].casefold() in NO_SPEAKER:
        return not names_office(name)
    last = words[-1]
    if len(words) < 2 or not last.isalpha() or not is_small(last[0]):
        return False
    return last in FINITE or not (
        len(last) < 5
        or names_office(name)
        or calls_from_floor(name)
        or any(word in TITLES or word in ROLE_WORDS or word in ASKED for word in words)
    )


def begins_with_label(paragraphs: Sequence[str], read: Mapping[int, Label]) -> bool:
    """Return whether the first candidate comes before any speech.

    Only notes and lines that do not end as a sentence does may come before it.
    A label that reads like the beginning of a sentence or a remark is not counted: "I say this:".
    """
    first = next(
        (
            index
            for index, label in sorted(read.items())
            if label.form != "line" and not _begins_sentence(label.name)
        ),
        None,
    )
    if first is None:
        return False
    return all(
        text[-1] not in ".!?…。！？" or is_note(text) for text in paragraphs[: min(first, 40)]
    )
