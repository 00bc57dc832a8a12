"""Who speaks: which paragraphs begin with a label, found by weighing evidence.

1. `labels` reads what at the start of a paragraph has the form of a label.
2. The same name in the same form is one candidate, with all its places.
3. Each piece of evidence gives points: `_EVIDENCE` lists them, from what a word means to how often
it stands there.
4. Where some candidates are surely labels, others that are written as they are gain by it.
5. From `LIKELY` points on a candidate is a label; with fewer it is words, and is reported if it is
close.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from pilcrow.model.documents import Document
from pilcrow.text.kinds import is_address, is_note
from pilcrow.text.labels import Label, bare_name, read_label, read_line
from pilcrow.text.lexicon import (
    AGENDA,
    ANSWER_WORDS,
    ARTICLES,
    ASKED,
    ASKING_ENDINGS,
    COLLECTIVE,
    NO_SPEAKER,
    NOT_FIRST,
    PARTICLES,
    QUESTION_PHRASES,
    QUESTION_WORDS,
    ROLE_PHRASES,
    ROLE_WORDS,
    STAGE_WORD,
    TITLES,
    names_office,
)

CERTAIN, LIKELY, GUESSED = 5, 3, 2
_NAME_PARTS = re.compile(r"[\s.,]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PSEUDONYM = re.compile(r"[^\W\d_][^\W\d]{0,19}(?:[^\W\d]|[-_ #.])?\d{1,3}\Z")
_ORDINALS = frozenset(
    ["first", "second", "third", "premier", "primer", "primera", "erste", "erster"]
)
# Pairs of letters for question and answer.
_PAIRS = (
    ("Q", "A"),
    ("P", "R"),
    ("Q", "R"),
    ("D", "R"),
    ("F", "A"),
    ("В", "О"),
    ("П", "В"),
    ("س", "ج"),
    ("ש", "ת"),
    ("S", "C"),
    ("K", "V"),
    ("P", "O"),
    ("П", "О"),
    ("З", "В"),
    ("S", "V"),
    ("F", "S"),
    ("V", "A"),
    ("Î", "R"),
    ("Ε", "Α"),
    ("I", "R"),
    ("問", "答"),
    ("问", "答"),
    ("문", "답"),
    ("H", "Đ"),
    ("प्र", "उ"),
    ("پ", "ج"),
    ("Ερ", "Απ"),
)
_SAMPLE = 400_000
_NO_NAME_FIRST = frozenset(
    [
        "der",
        "die",
        "das",
        "dem",
        "the",
        "this",
        "ein",
        "eine",
        "einen",
        "zum",
        "zur",
        "im",
        "am",
        "mit",
        "ohne",
        "un",
        "une",
    ]
)
# "HILL", "McCONNELL", "DeWINE".
_CAPITAL_NAME = re.compile(r"(?:[^\W\d_]+-)?[A-Z][a-z]{1,2}['’]?[A-Z]{3,}")
# Words after the comma of an address that begin a sentence: "Herr Minister, ich frage Sie:".
_PRONOUNS = frozenset(
    str.split(
        "ich sie wir ihr er es man das dies auch da wenn lassen so i you we they he she it this"
        " that let if je vous nous il elle ils elles c’est yo usted nosotros ustedes eu nós você io"
        " noi lei voi ik wij u jag vi ni я вы мы он она они это ja my wy vy já én mi ön eu noi"
        " dumneavoastră ben biz siz ja mi vi"
    )
)
# Forms of which a record uses one.
_FORMS = frozenset(["colon", "stop-dash", "dash", "stop", "line", "circle"])
_STOPPED = re.compile(r"[.!?…] |[.!?…][)\]]")
_ENDED = re.compile(r"[^\W\d_]{3,}[.!?…] |\)\Z")
# What records put into square brackets before a paragraph, and is not a name.
_TONGUES = frozenset(
    [
        "english",
        "translation",
        "french",
        "german",
        "spanish",
        "russian",
        "chinese",
        "arabic",
        "text",
        "original",
        "français",
        "traduction",
        "anglais",
        "allemand",
        "español",
        "inglés",
        "übersetzung",
        "englisch",
        "note",
    ]
)
_VOCATIVES = frozenset(
    [
        "mr",
        "mister",
        "madam",
        "mme",
        "monsieur",
        "madame",
        "herr",
        "frau",
        "señor",
        "señora",
        "signor",
        "signora",
        "senhor",
        "senhora",
        "your",
        "господин",
        "госпожа",
        "уважаемый",
    ]
)


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
        """What the metadata and the edition say of a document's speakers."""
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


class Context(msgspec.Struct):
    """What evidence may ask of the whole text."""

    paragraphs: Sequence[str]
    names: Names
    candidates: list[Candidate]
    stems: dict[str, int]  # pseudonyms without their number: how often they stand there
    begins: bool  # whether the first paragraph of speech has a candidate
    timed: frozenset[int]  # paragraphs that a time code stands before
    sample: str = ""

    @property
    def covered(self) -> float:
        """The share of paragraphs that begin with a short name and a colon which recurs."""
        count = sum(
            len(one.places)
            for one in self.candidates
            if one.form == "colon" and len(one.name.split()) <= 3 and len(one.places) > 1
        )
        return count / max(1, len(self.paragraphs))

    @property
    def recurring(self) -> int:
        return sum(1 for candidate in self.candidates if len(candidate.places) > 1)

    def in_lower_case(self, word: str) -> bool:
        """Whether the text has a word in lower case, too."""
        if not self.sample:
            self.sample = "\n".join(self.paragraphs)[:_SAMPLE]
        return re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", self.sample) is not None


Evidence = tuple[int, str] | None


def find_turns(
    paragraphs: Sequence[str],
    names: Names,
    stated: Sequence[bool] = (),
    timed: frozenset[int] = frozenset(),
) -> Turns:
    """Find the labels of paragraphs.

    Args:
        paragraphs: Their texts, none of them empty.
        names: What is known of the speakers before.
        stated: Of each paragraph, whether the source itself says who speaks or that nobody does:
            there no label is looked for.
        timed: The paragraphs that a time code stands before.
    """
    if names.policy == "none" and not names.known and not names.forms:
        return Turns({}, [])
    read: dict[int, Label] = {}
    for index, text in enumerate(paragraphs):
        if not (stated and stated[index]) and (label := read_label(text)):
            read[index] = label
    if not isinstance(names.policy, str) or names.policy == "none":
        return _listed(paragraphs, names, read)
    for index in _head(paragraphs, read):
        del read[index]
    for index in _lines(paragraphs, read):
        if (not (stated and stated[index])) and (label := read_line(paragraphs[index])):
            read[index] = label
    candidates = _gather(paragraphs, read)
    context = Context(
        paragraphs, names, candidates, _stems(candidates), _begins(paragraphs, read), timed
    )
    _weigh(context)
    return _decide(context)


def _lines(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Paragraphs that may be a name alone on its line: short, without a sentence's end, before one
    with a sentence's end.

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
        and (
            following[-1] in '.!?…。！？؟।”"»—–-'
            or (following[-1] in ")]" and (following[0] in "([" or _STOPPED.search(following)))
            or len(following) > 90
            or (text[-1].isdigit() and text[-3:-2] == ":")
        )
    ]


def _head(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[int]:
    """Labels among the facts that a transcript begins with:

    "Date: 3 May", "Interviewer: Tom Hill", "Duration: 45 minutes".
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
        return facts
    return []


def _is_fact(text: str) -> bool:
    """Whether a line is short and ends as no sentence does."""
    return len(text) <= 80 and text[-1] not in ".!?…。！？"


def _gather(paragraphs: Sequence[str], read: Mapping[int, Label]) -> list[Candidate]:
    """The labels that were read, the same name in the same form together."""
    found: dict[tuple[str, str], Candidate] = {}
    for index, label in sorted(read.items()):
        key = (
            ("letter", label.name + label.printed[1:2])
            if label.form == "letter"
            else (label.form, label.name.casefold())
        )
        candidate = found.setdefault(key, Candidate(label.name, label.form, [], []))
        candidate.places.append(index)
        candidate.labels.append(label)
        candidate.lower += paragraphs[index][label.end : label.end + 1].islower()
    return list(found.values())


def _stems(candidates: Sequence[Candidate]) -> dict[str, int]:
    stems: dict[str, int] = {}
    for candidate in candidates:
        if _PSEUDONYM.match(candidate.name):
            stem = candidate.name.rstrip("0123456789")
            stems[stem] = stems.get(stem, 0) + len(candidate.places)
    return stems


def _begins(paragraphs: Sequence[str], read: Mapping[int, Label]) -> bool:
    """Whether no paragraph of speech stands before the first candidate: only lines without a
    sentence's end, or notes.
    """
    first = next(iter(sorted(index for index, label in read.items() if label.form != "line")), None)
    if first is None:
        return False
    return all(
        text[-1] not in ".!?…。！？" or is_note(text) for text in paragraphs[: min(first, 40)]
    )


# Evidence: points, and what they are given for. None: it says nothing.


def _edition(candidate: Candidate, context: Context) -> Evidence:
    """What edition/speakers.csv says of a label decides."""
    forms, label = context.names.forms, candidate.labels[0]
    own = {folded(candidate.name), folded(label.printed)}
    if own & context.names.never:
        return -100, "the edition says that it never is a label"
    if own & set(context.names.known):
        return 100, "the edition names this speaker"
    if forms and _has_form(candidate, label, forms):
        return 10, "in a form that the edition names"
    return None


def _has_form(candidate: Candidate, label: Label, forms: frozenset[str]) -> bool:
    if candidate.form == "line":
        if label.time and "name and time" in forms:
            return True
        return "name alone" in forms or bool(label.brackets and "name (party)" in forms)
    wanted = {"stop": "name.", "dash": "name –", "stop-dash": "name –"}.get(candidate.form, "")
    return wanted in forms or bool(label.brackets and "name (party)" in forms)


def _known(candidate: Candidate, context: Context) -> Evidence:
    """The edition or the lists of words know the name."""
    name = candidate.name.casefold()
    words = _content(name)
    if not words:
        return None
    alone = words[0] if len(words) == 1 else ""
    if name in QUESTION_PHRASES:
        return 4, "words for who asks"
    if name in ROLE_PHRASES or " ".join(words) in ROLE_PHRASES:
        return 4, "words for a part in the event"
    if _calls(name):
        return _collective(candidate)
    if alone in QUESTION_WORDS or name in QUESTION_WORDS or candidate.name.endswith(ASKING_ENDINGS):
        return 4, "a word for who asks"
    if alone in ANSWER_WORDS or name in ANSWER_WORDS:
        return 4, "a word for who answers"
    if alone in ROLE_WORDS or name in ROLE_WORDS:
        return 4, "a word for a part in the event"
    if words[0] in ASKED and len(words) <= 3 and len(words[0]) > 1:
        return 4, "a word for who asks, and a name"
    return None


def _calls(name: str) -> bool:
    """Whether a label is those who call from the floor: "Some hon. members"."""
    return len(name.split()) <= 7 and COLLECTIVE.match(name) is not None


def _collective(candidate: Candidate) -> Evidence:
    """Those who call from the floor.

    "Some members: …" needs a colon; a full stop may end a sentence.
    """
    if candidate.form in ("colon", "stop-dash"):
        return 8, "those who call from the floor"
    short = all(
        len(text) > 2 and (text[0].isupper() or text.casefold().split()[0] in ("din", "из", "із"))
        for text in (candidate.name,)
    )
    return (
        8 if short and candidate.form in ("stop", "dash") else 3
    ), "those who call from the floor"


def _main(candidate: Candidate, context: Context) -> Evidence:
    if is_main(candidate.name, context.names.main):
        return 4, "the main speaker's name"
    return None


def _title(candidate: Candidate, context: Context) -> Evidence:
    words = _content(candidate.name.casefold())
    if words and (words[0] in TITLES or words[0].rstrip(".") in TITLES) and len(words) > 1:
        return 3, "a form of address before a name"
    return None


def _office(candidate: Candidate, context: Context) -> Evidence:
    if names_office(candidate.name):
        words = candidate.name.partition(",")[0].split()
        if candidate.form != "stop" and _is_office_of_person(words):
            return 4, "an office and a person's name"
        return 2, "an office"
    return None


def _bracketed(candidate: Candidate, context: Context) -> Evidence:
    if any(label.brackets for label in candidate.labels):
        if any(map(_names_person, candidate.labels)) and not _is_person(candidate.name):
            return 3, "a person's name in brackets after it"
        return 2, "a remark in brackets after the name"
    return None


def _stands_alone(candidate: Candidate, context: Context) -> Evidence:
    """A label that is its whole line, before the words on the next."""
    if candidate.form != "colon" or candidate.name[0].islower():
        return None
    lengths = [len(context.paragraphs[place]) for place in candidate.places]
    alone = all(label.end >= size for label, size in zip(candidate.labels, lengths, strict=True))
    return (1, "alone on its line, with a colon") if alone else None


def _relative(candidate: Candidate, context: Context) -> Evidence:
    """Another label of this form calls the same person by more words or fewer:

    "Anna Berg, harbour master" and "Berg".
    """
    if candidate.form != "colon":
        return None
    own = _person_key(candidate.name)
    if own and any(
        one is not candidate and one.form == "colon" and _person_key(one.name) == own
        for one in context.candidates
    ):
        return 3, "another label has the same family name"
    return None


def _person_key(name: str) -> str:
    """The family name of a label that is a person's name, or a single word; "" of another."""
    bare = name.partition(",")[0].strip()
    words = bare.split()
    if len(words) > 1 and not _is_person(bare):
        return ""
    key = words[-1].casefold() if words else ""
    known = key in ROLE_WORDS or key in QUESTION_WORDS or key in NOT_FIRST or key in NO_SPEAKER
    return "" if known or not bare[:1].isupper() else key


def _timed(candidate: Candidate, context: Context) -> Evidence:
    if any(label.time for label in candidate.labels) or (
        candidate.form == "line" and context.timed.issuperset(candidate.places)
    ):
        return 3, "a time code beside the name"
    return None


def _signed(candidate: Candidate, context: Context) -> Evidence:
    form = candidate.form
    if form == "enclosed":
        if STAGE_WORD.search(candidate.name) or candidate.name.casefold() in _TONGUES:
            return -9, "a stage direction or a language"
        return (0 if len(candidate.places) > 1 else -2), "in brackets before the words"
    if form == "circle":
        return 5, "a circle before it, as in records of Japan and Korea"
    if form == "lenticular":
        return (1 if _is_black(candidate) else -3), "in brackets before the words"
    if form == "stop-dash":
        return 1, "a full stop and a dash after it"
    if any(label.number for label in candidate.labels):
        return 3, "a number of the speech before it"
    if form == "line":
        return -1, "alone on its line"
    if form == "dash" and not candidate.name.isupper():
        return -1, ""
    if form == "stop" and not any(
        word.isupper() for word in candidate.name.split() if len(word) > 2
    ):
        return (-2 if len(candidate.places) > 1 else -3), ""
    return None


def _is_black(candidate: Candidate) -> bool:
    return candidate.labels[0].printed[0] == "【"


def _recurs(candidate: Candidate, context: Context) -> Evidence:
    count = len(candidate.places)
    if count == 1:
        return None
    if candidate.form == "line" and count < 2:
        return None
    return (3 if count > 2 else 2), f"it stands there {count} times"


def _capitals(candidate: Candidate, context: Context) -> Evidence:
    """The whole name in capitals, or after an address its surname."""
    words = [word for word in candidate.name.split() if word.casefold() not in PARTICLES]
    if sum(map(str.isalpha, candidate.name)) < 2 or _UNSPACED.search(candidate.name):
        return None
    if candidate.name.isupper():
        return 1, "in capitals"
    if any((len(word) > 2 and word.isupper()) or _CAPITAL_NAME.match(word) for word in words):
        return 1, "a name in capitals"
    return None


def _person(candidate: Candidate, context: Context) -> Evidence:
    if _is_person(candidate.name):
        return 1, "the form of a person's name"
    return None


def _pseudonym(candidate: Candidate, context: Context) -> Evidence:
    name = candidate.name
    if _PSEUDONYM.match(name):
        stem = name.rstrip("0123456789")
        return (
            3 if context.stems.get(stem, 0) > 1 else 2
        ), "a word with a number, as pseudonyms have"
    if any(character.isdigit() for character in name):
        return -4, "digits"
    return None


def _phrase(candidate: Candidate, context: Context) -> Evidence:
    """Words in lower case that belong neither to names nor to offices: a sentence's beginning."""
    name = candidate.name
    if candidate.form == "letter" or _PSEUDONYM.match(name) or _calls(name):
        return None
    if _UNSPACED.search(name):
        return (-5, "") if len(name) > 16 and candidate.form != "circle" else None
    before, _, after = name.partition(",")
    words = [word for word in re.split(r"[\s’']+", before) if word]
    lower = [
        word
        for word in words
        if word[0].islower()
        and word.casefold() not in PARTICLES
        and word.casefold() not in TITLES
        and word.casefold() not in ROLE_WORDS
        and word.casefold() not in QUESTION_WORDS
        and not names_office(word)
    ]
    if lower == [words[-1]] and len(lower[0]) < 5 and len(words) > 2 and len(candidate.places) > 1:
        lower = []  # a party after the name: "Matti Meikäläinen sd"
    if len(words) > 12:
        return -5, "too many words"
    if lower:
        if candidate.form == "stop" and _title(candidate, context):
            return -12, f"“{lower[0]}” in lower case"
        if len(words) == 1 and len(candidate.places) > 1:
            return -1, "in lower case"
        if candidate.form != "stop" and _is_office_of_person(words):
            return None
        if any(map(_names_person, candidate.labels)) and len(words) <= 6:
            return (0, "") if names_office(before) else (-1, "")
        several = 4 if names_office(before) or _title(candidate, context) else 6
        return -several, f"“{lower[0]}” in lower case"
    if after and not {*after.casefold().split()[:1]}.isdisjoint(_PRONOUNS):
        return -14, f"“{after.split()[0]}” after a comma"
    if (
        after
        and not names_office(after)
        and after.strip()[:1].islower()
        and candidate.form == "colon"
    ):
        return -2, ""
    if after.count(",") > 2 and not names_office(after):
        return -4, "several commas"
    # A full stop inside: after an abbreviation only.
    if (
        any(len(word.rstrip(".")) > 5 and word.endswith(".") for word in words[:-1])
        and candidate.form != "stop-dash"
    ):
        return -5, "a full stop inside"
    return None


def _is_office_of_person(words: Sequence[str]) -> bool:
    """Whether words are an office and a person's name, in this order or the other:

    "Ministryně dopravy Eva Malá".
    """
    if not 3 <= len(words) <= 12 or any(word.isdigit() for word in words):
        return False
    first, last = words[:2], words[-2:]
    named = all(word[0].isupper() and not names_office(word) for word in last)
    if named and names_office(words[0]):
        return True
    named = all(word[0].isupper() and not names_office(word) for word in first)
    return named and any(names_office(word) for word in words[2:])


def _names_person(label: Label) -> bool:
    """Whether a bracket after the label holds a person's name: "innviðaráðherra (Jón Voss)"."""
    inside = label.brackets.strip("()[]（） ").split(")")[0]
    return _is_person(inside)


def _first_word(candidate: Candidate, context: Context) -> Evidence:
    words = candidate.name.casefold().split()
    first = words[0].rstrip(".,")
    if first not in NOT_FIRST or first in _ORDINALS or (len(first) == 1 and words[0][-1] == "."):
        return None
    if len(words) > 1 and (_title(candidate, context) or COLLECTIVE.match(candidate.name)):
        return None
    return -5, f"“{candidate.name.split()[0]}” begins a sentence or a catchword"


def _fact(candidate: Candidate, context: Context) -> Evidence:
    words = _content(candidate.name.casefold())
    if words and (words[0] in AGENDA or words[0].rstrip("0123456789-") in AGENDA):
        return -8, "a word of an agenda"
    if (
        words
        and (words[-1] in NO_SPEAKER or words[0] in NO_SPEAKER)
        and not names_office(candidate.name)
        and not _title(candidate, context)
    ):
        return -5, "a word that introduces a fact or a remark"
    return None


def _address(candidate: Candidate, context: Context) -> Evidence:
    """ "My Countrymen:" greets; and so does "Mr. President:" where nobody else has a label."""
    if is_address(candidate.name) and not _known(candidate, context):
        return -6, "a form of address"
    if _is_vocative(candidate.name) and not any(
        one.form == candidate.form
        and not _is_vocative(one.name)
        and (_is_person(one.name) or _known(one, context) or _title(one, context))
        for one in context.candidates
    ):
        return -9, "a form of address, and nobody else has a label"
    return None


def _is_vocative(name: str) -> bool:
    """Whether words only address someone by an office:

    "Mr. President", "Monsieur le Président, Mesdames".
    """
    first = name.casefold().split()[0].rstrip(".")
    return first in _VOCATIVES and (names_office(name) or name.count(",") > 0)


def _common(candidate: Candidate, context: Context) -> Evidence:
    """The words of a catchword stand in the text in lower case, too; those of a name do not."""
    if candidate.form == "letter" or not 1 <= candidate.points <= 6:
        return None
    words = [
        word
        for word in _NAME_PARTS.split(candidate.name)
        if len(word) > 2 and word.casefold() not in PARTICLES and word.casefold() not in TITLES
    ]
    named = not words or any(map(names_office, words)) or not words[0][0].isupper()
    if not named and all(map(context.in_lower_case, words)):
        return -3, "its words are common words of the text"
    return None


def _monologue(candidate: Candidate, context: Context) -> Evidence:
    """Catchwords that come once each, after unlabelled speech, are not speakers."""
    if context.begins or len(candidate.places) > 1 or context.recurring:
        return None
    if _title(candidate, context) and not _is_vocative(candidate.name):
        return None
    if _known(candidate, context) or _main(candidate, context):
        # "Question: what is a pier?" in the speech of one person.
        alone = not any(
            one is not candidate
            and (len(one.places) > 1 or _main(one, context) or _known(one, context))
            for one in context.candidates
        )
        asked = candidate.form == "colon" and _known(candidate, context)
        if alone and asked and _goes_on_small(candidate, context):
            return -5, "it comes once, after speech without a label, and the sentence goes on"
        return None
    return -2, "it comes once, after speech without a label"


def _goes_on_small(candidate: Candidate, context: Context) -> bool:
    """Whether the words after a label begin with a small letter, as within a sentence."""
    words = (
        next(filter(str.isalpha, context.paragraphs[place][label.end :]), "")
        for place, label in zip(candidate.places, candidate.labels, strict=True)
    )
    return all(map(str.islower, words))


def _opens(candidate: Candidate, context: Context) -> Evidence:
    if (
        context.begins
        and candidate.form != "line"
        and (_is_person(candidate.name) or candidate.name.isupper())
    ):
        return 1, "no speech stands before the first label"
    return None


def _dialogue(candidate: Candidate, context: Context) -> Evidence:
    """Two names that both recur answer each other."""
    if len(candidate.places) > 1 and context.recurring > 1 and candidate.name[0].isupper():
        return 1, "another label recurs, too"
    return None


def _covers(candidate: Candidate, context: Context) -> Evidence:
    """Where nearly all paragraphs begin so, even names in lower case are labels."""
    if len(candidate.places) < 2 or context.recurring < 2 or len(candidate.name.split()) > 3:
        return None
    if context.covered > 0.8:
        return 3, "nearly all paragraphs begin with such a label"
    return None


def _followed(candidate: Candidate, context: Context) -> Evidence:
    """A line that only says more of who that is stands below the name: "(South Pier) (CD)"."""
    if candidate.form != "line":
        return None
    below = [context.paragraphs[place + 1] for place in candidate.places]
    if all(text[0] in "(（" and text[-1] in ")）" and len(text) <= 80 for text in below):
        inside = below[0].strip("()（） ")
        if inside[:1].isupper() and not STAGE_WORD.search(inside):
            return 3, "a line in brackets below the name"
    return None


def _goes_on(candidate: Candidate, context: Context) -> Evidence:
    if candidate.lower * 2 > len(candidate.places) and candidate.form != "letter":
        return -1, "the words after it begin in lower case"
    return None


_EVIDENCE: tuple[Callable[[Candidate, Context], Evidence], ...] = (
    _edition,
    _known,
    _main,
    _title,
    _office,
    _bracketed,
    _stands_alone,
    _relative,
    _timed,
    _signed,
    _recurs,
    _capitals,
    _person,
    _pseudonym,
    _phrase,
    _first_word,
    _fact,
    _address,
    _goes_on,
    _followed,
    _opens,
    _dialogue,
    _covers,
    _monologue,
    _common,
)


def _weigh(context: Context) -> None:
    """Give the candidates their points, first by themselves, then in the company of those that
    are surely labels.
    """
    for candidate in context.candidates:
        if candidate.form == "letter":
            continue
        candidate.reasons = []
        if not any(map(str.isalnum, candidate.name.partition(",")[0])):
            candidate.points -= 9  # there is no name: ", my friends:", "…:"
            continue
        for evidence in _EVIDENCE:
            if found := evidence(candidate, context):
                candidate.points += found[0]
                if found[1]:
                    candidate.reasons.append(found[1])
    _weigh_letters(context)
    _weigh_company(context)
    _weigh_forms(context)


def _weigh_company(context: Context) -> None:
    """What is written as sure labels are gains by them."""
    strong = [one for one in context.candidates if one.points >= LIKELY]
    if not strong:
        return
    forms = {one.form for one in strong}
    known = {key for one in strong for key in _keys(one.name)}
    for candidate in context.candidates:
        if (
            -4 <= candidate.points < CERTAIN
            and candidate.form in forms
            and _is_named(candidate, known)
        ):
            candidate.points = CERTAIN
            candidate.reasons.append("its name is a label elsewhere")
            continue
        if candidate.points >= CERTAIN or candidate.form not in forms or candidate.form == "letter":
            continue
        if candidate.points < 0:
            continue
        if (
            _is_person(candidate.name)
            or candidate.name.isupper()
            or _title(candidate, context)
            or (names_office(candidate.name) and candidate.name.split()[0].casefold() in ARTICLES)
        ):
            candidate.points += 2
        elif len(candidate.places) > 1:
            candidate.points += 1
        else:
            continue
        candidate.reasons.append("it stands among other labels of this form")


def _weigh_forms(context: Context) -> None:
    """A record writes its labels in one form: where that is plain, words in another are a
    sentence's beginning.

    "Vielen Dank, Frau Präsidentin. – Ich …" recurs in a debate whose labels end in a colon, and is
    not a label.
    """
    counts: dict[str, int] = {}
    for one in context.candidates:
        if one.points >= CERTAIN and not _is_vocative(one.name):
            counts[one.form] = counts.get(one.form, 0) + len(one.places)
    signed = {form: count for form, count in counts.items() if form in _FORMS}
    if not signed:
        return
    form, count = max(signed.items(), key=lambda item: item[1] * (1 if item[0] == "line" else 3))
    others = sum(signed.values()) - (signed.get("line", 0) if form != "line" else 0)
    if count < 8 or count < 0.6 * others:
        return
    if form == "colon":
        _weigh_lines(context)
    if form == "stop":
        _weigh_capitals(context)
    known = {one.name.casefold() for one in context.candidates if one.form == form}
    spoken = {
        word for one in context.candidates if one.form == form for word in [one.name.split()[0]]
    }
    for candidate in context.candidates:
        vocative = _is_vocative(candidate.name) and candidate.points < 10
        foreign = (
            candidate.form in _FORMS
            and candidate.form != form
            and candidate.name.casefold() not in known
        )
        if (foreign or (vocative and candidate.name.split()[0] not in spoken)) and not (
            _edition(candidate, context) or candidate.form == "letter"
        ):
            candidate.points = min(candidate.points - 9, 0)


def _weigh_capitals(context: Context) -> None:
    """Where labels that end in a full stop have names in capitals, a name without them begins a
    sentence.
    """
    stops = [one for one in context.candidates if one.form == "stop"]
    strong = [one for one in stops if one.points >= CERTAIN]
    capital = [one for one in strong if _capitals(one, context)]
    if sum(len(one.places) for one in capital) < 0.7 * sum(len(one.places) for one in strong):
        return
    for one in stops:
        if not _capitals(one, context) and one.points < 100:
            one.points -= 8


def _weigh_lines(context: Context) -> None:
    """Where labels fill their lines, and the words stand below, a catchword before words is not
    a label.
    """
    strong = [one for one in context.candidates if one.form == "colon" and one.points >= CERTAIN]
    places = [place for one in strong for place in one.places]
    alone = sum(
        _fills(label, context.paragraphs[place])
        for one in strong
        for place, label in zip(one.places, one.labels, strict=True)
    )
    if alone < 0.8 * len(places):
        return
    for one in context.candidates:
        if one.form != "colon" or one.points < GUESSED or one.points >= 100:
            continue
        if any(label.brackets for label in one.labels) or names_office(one.name):
            continue
        if not any(
            _fills(label, context.paragraphs[place])
            for place, label in zip(one.places, one.labels, strict=True)
        ):
            one.points -= 6


def _fills(label: Label, text: str) -> bool:
    return label.end >= len(text)


def _keys(name: str) -> list[str]:
    """What else a label's name may be called by: without what follows a comma; by the family
    name alone.
    """
    bare = name.partition(",")[0].strip().casefold().rstrip(".")
    return [bare]


def _is_named(candidate: Candidate, known: set[str]) -> bool:
    """Whether a candidate is another label with more words or fewer:

    "Anna Berg, harbour master" beside "Berg".
    """
    if candidate.form not in ("colon", "stop", "dash", "stop-dash"):
        return False
    bare = candidate.name.partition(",")[0].strip()
    own = bare.casefold().rstrip(".")
    if "," in candidate.name and own in known:
        return True
    if candidate.form == "stop" and own in known:
        return True
    parts = bare.split()
    return 1 < len(parts) <= 4 and _is_person(bare) and parts[-1].casefold() in known


def _weigh_letters(context: Context) -> None:
    """A lone letter is a label only in company: question and answer, again and again."""
    letters: dict[str, list[Candidate]] = {}
    for candidate in context.candidates:
        if candidate.form == "letter":
            letters.setdefault(candidate.name, []).append(candidate)
    if not letters:
        return
    roles: dict[str, str] = {}
    for question, answer in _PAIRS:
        both = letters.get(question, []) + letters.get(answer, [])
        if question in letters and answer in letters and _alternate(context, both):
            roles |= {question: "question", answer: "answer"}
            break
    others = any(one.points >= 4 for one in context.candidates if one.form != "letter")
    if "Q" in letters and "Q" not in roles:
        both = [*letters["Q"], *letters.get("A", []), *letters.get("R", [])]
        count = sum(len(one.places) for one in both)
        if others or count >= 2:
            roles |= {"Q": "question", "A": "answer"}
            if any(len(one.labels[0].printed) > 1 for one in letters.get("R", [])):
                roles["R"] = "answer"
    # Before a colon letters are names, too: "I:", "B:".
    colons = {one.name: one for found in letters.values() for one in found if _has_colon(one)}
    if (len(colons) > 1 or others) and any(len(one.places) > 1 for one in colons.values()):
        roles = {**dict.fromkeys(colons, ""), **roles}
    asked = {
        place
        for name in letters
        if roles.get(name) == "question"
        for one in letters[name]
        for place in one.places
    }
    for name in roles:
        for candidate in letters.get(name, []):
            candidate.role = roles[name]
            if roles[name] or _has_colon(candidate):
                _take_letter(candidate, context.paragraphs, asked)


def _has_colon(candidate: Candidate) -> bool:
    return candidate.labels[0].printed[1:2] in (":", "：")


def _take_letter(candidate: Candidate, paragraphs: Sequence[str], asked: set[int]) -> None:
    """Accept a letter.

    An "A" without a sign may be a word: it answers only where a question was just asked.
    """
    if len(candidate.labels[0].printed) == 1 and candidate.role == "answer":
        kept = [
            (place, label)
            for place, label in zip(candidate.places, candidate.labels, strict=True)
            if place - 1 in asked and not paragraphs[place][label.end].islower()
        ]
        candidate.places = [place for place, _ in kept]
        candidate.labels = [label for _, label in kept]
    candidate.points = CERTAIN
    candidate.reasons = [
        "letters for question and answer" if candidate.role else "letters for the speakers"
    ]


def _alternate(context: Context, candidates: Sequence[Candidate]) -> bool:
    """Whether letters follow each other as question and answer do, over most of the text."""
    places = sorted((place, one.name) for one in candidates for place in one.places)
    if len(places) < 3:
        return False
    changes = sum(1 for (_, one), (_, other) in itertools.pairwise(places) if one != other)
    return changes >= 0.6 * (len(places) - 1) and len(places) >= 0.3 * len(context.paragraphs)


def _decide(context: Context) -> Turns:
    """Labels from `LIKELY` points on; what is close to it is doubtful."""
    turns: dict[int, Turn] = {}
    doubted: list[Doubted] = []
    company = any(one.points >= CERTAIN for one in context.candidates)
    rivals = _rivals(context)
    for candidate in context.candidates:
        taken = candidate.points >= LIKELY or (
            candidate.points == GUESSED and company and candidate.form != "line"
        )
        grade = (
            "certain"
            if candidate.points >= CERTAIN
            else "likely"
            if candidate.points >= LIKELY
            else "guessed"
        )
        reason = "; ".join(candidate.reasons)
        for index, label in zip(candidate.places, candidate.labels, strict=True):
            if taken:
                role = "rival" if candidate.name in rivals else candidate.role
                turns[index] = _turn(label, context.names, grade, reason, role)
        if grade == "guessed" and (taken or _is_doubtful(candidate)):
            doubted += [
                Doubted(index, label.printed, taken, reason)
                for index, label in zip(candidate.places, candidate.labels, strict=True)
            ]
    return Turns(dict(sorted(turns.items())), sorted(doubted, key=lambda one: one.index))


def _is_doubtful(candidate: Candidate) -> bool:
    """Whether a candidate that was read as words is worth a look."""
    if candidate.form in ("letter", "stop", "dash"):
        return False
    return candidate.points >= GUESSED or (candidate.points == 1 and len(candidate.places) > 1)


def _rivals(context: Context) -> set[str]:
    """Names that only share the main speaker's family name, where two of them do:

    "Mr. Hill" and "Mrs. Hill".
    """
    close = {
        one.name
        for one in context.candidates
        if one.points >= GUESSED and is_main(one.name, context.names.main)
    }
    titles = {
        _content(name.casefold())[0].rstrip(".") for name in close if _content(name.casefold())
    }
    gendered = titles & {
        "mr",
        "mrs",
        "ms",
        "herr",
        "frau",
        "señor",
        "señora",
        "sr",
        "sra",
        "m",
        "mme",
    }
    return close if len(gendered) > 1 else set()


def _content(name: str) -> list[str]:
    """The words of a label without an article before them and a number after them."""
    words = name.replace(",", " ").split()
    if len(words) > 1 and words[-1].isdigit():
        words = words[:-1]
    while len(words) > 1 and (words[0] in ARTICLES or words[0] == "der"):
        words = words[1:]
    return words


def _is_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to five words or initials, each with a
    capital but for particles.
    """
    if _UNSPACED.search(name):
        return 2 <= len(name) <= 8
    parts = [part for part in _NAME_PARTS.split(name.partition(",")[0]) if part]
    if parts and parts[0].casefold() in _NO_NAME_FIRST:
        return False
    if not 2 <= len(parts) <= 6 or not name[0].isalpha():
        return False
    if not any(part[0].isupper() or part[0].islower() for part in parts):
        return len(parts) <= 4
    return all(part[0].isupper() or part in PARTICLES for part in parts) and parts[-1][0].isupper()


def is_main(name: str, main: str) -> bool:
    """Whether a label names the main speaker: by the family name, and no given name that is
    another's: "С.В.Лавров", "MR. LAVROV".
    """
    if not main:
        return False
    if _UNSPACED.search(main):
        return len(name) > 1 and name in main
    own = [part for part in _NAME_PARTS.split(main.casefold()) if part]
    parts = [part for part in _NAME_PARTS.split(name.casefold()) if part]
    if not own or own[-1] not in parts:
        return False
    initials = {part[0] for part in own}
    for part in parts[: parts.index(own[-1])]:
        if part in own or part in TITLES or f"{part}." in TITLES or part in ROLE_WORDS:
            continue
        if names_office(part) or part in PARTICLES or part in ARTICLES or len(part) == 1:
            if len(part) == 1 and part.isalpha() and part not in initials and len(own) > 1:
                continue  # a middle initial that the metadata do not give
            continue
        if len(parts) <= 3 and len(own) > 1:
            return False
    return True


# From label to turn


def _turn(label: Label, names: Names, grade: str, reason: str, role: str = "") -> Turn:
    """The turn that a label begins: who speaks, and whether it is a question."""
    name = label.name
    words = _content(name.casefold())
    question = False
    known = names.known.get(folded(label.printed), names.known.get(folded(name)))
    if known is not None:
        speaker, question = known, _asks(name, words)
    elif role == "question" or (label.form != "letter" and _asks(name, words)):
        speaker, question = "", True
    elif role == "answer" or (
        label.form != "letter" and {folded, *words[:1]} & ANSWER_WORDS and len(words) < 2
    ):
        speaker = names.main
    else:
        speaker = names.main if role != "rival" and is_main(name, names.main) else name
    return Turn(
        label.printed, speaker, label.end, question, grade, reason, label.number, label.time
    )


def _asks(name: str, words: Sequence[str]) -> bool:
    """Whether a label is a word for who asks, alone or with a name."""
    return bool(
        name.casefold() in QUESTION_WORDS
        or name.casefold() in QUESTION_PHRASES
        or (len(words) == 1 and words[0] in QUESTION_WORDS)
        or name.endswith(ASKING_ENDINGS)
        or (words and len(words) <= 3 and words[0] in ASKED)
    )


def _listed(paragraphs: Sequence[str], names: Names, read: Mapping[int, Label]) -> Turns:
    """The labels that the metadata or the edition list, wherever a paragraph begins with one in
    any form.
    """
    given = [] if isinstance(names.policy, str) else list(names.policy)
    listed = ({folded(label) for label in given} | set(names.known)) - names.never
    printed = sorted((label.strip() for label in given), key=len, reverse=True)
    stops = [label for label in printed if label[-1:] in ".-–—" and folded(label) in listed]
    turns: dict[int, Turn] = {}
    for index, text in enumerate(paragraphs):
        label = read.get(index)
        line = read_line(text) if index + 1 < len(paragraphs) else None
        if not (label and {folded(label.name), folded(label.printed)} & listed):
            label = line if line and {folded(line.name), folded(line.printed)} & listed else None
        if label is None and (
            found := next((one for one in stops if text.startswith(f"{one} ")), "")
        ):
            label = Label(bare_name(found.rstrip(" -–—")), found, len(found) + 1, "stop")
        if label:
            own = {folded(label.name), folded(label.printed)} & set(names.known)
            who = "the edition names this speaker" if own else "the metadata list this label"
            turns[index] = _turn(label, names, "certain", who)
    return Turns(turns, [])


def folded(label: str) -> str:
    """A label as labels are compared: without the sign after it, without capitals."""
    return label.strip().rstrip(":：. -–—").casefold()
