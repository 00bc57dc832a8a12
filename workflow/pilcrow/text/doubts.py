"""Find what may have been read wrongly in a divided text. `speakers` weighs labels."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from pilcrow.model.patterns import compile_later
from pilcrow.text.kinds import (
    REPORTED,
    is_record,
    speaks,
    stands_apart,
    stands_before_turn,
)
from pilcrow.text.lexicon import names_office
from pilcrow.text.persons import may_be_same, name_parts
from pilcrow.text.units import NAMED, Doubt, Unit

# Characters. Paragraphs of speech are rarely longer.
_LONG = 8_000
_LONG_TURN = 30_000  # of a record in which each turn is one paragraph,
_ALONE = 0.6  # that is, in which a greater share of the paragraphs have labels
# The share of a text over which the same running head is found, at least.
_COVERED = 1 / 3
# Fewest paragraphs of a page.
_PAGE = 5
_VOTE = compile_later(
    r"(?:ayes?|noes|nays?|yeas?|abstentions?|in favou?r|against|abstaining|"
    r"pour|contre|ja|nein|enthaltungen|dafür|dagegen|a favor|en contra|abstenciones|abstenções|"
    r"contra|за|против|воздержались|voor|tegen|赞成|反对|弃权|贊成|反對)"
    r"\W{1,3}\d{1,4}\W{0,2}\Z",
    re.IGNORECASE,
)
# A name in capitals, or after a form of address, that follows a sentence and ends in a colon.
_LABEL_INSIDE = compile_later(
    r"[.!?…”\"»)\]] (?P<label>"
    r"(?:(?P<address>M[Rr]s?|M[Ss]|D[Rr])\.? [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)?"
    r"|[^\W\d_a-z]{2,}(?: [^\W\d_a-z.]{2,}){0,4}):)\Z"
)
_CATCHWORDS = 6  # colons of a speech without labels, at most
_NAME = 40  # characters of a name alone on its line
_SLIP = 6  # characters of a label that may be a slip, at least
_HEAD = 60  # characters, within which the colon of a label or a remark is
_RECURS = 3  # lines with the same name that make it one
_STOPS = ".!?…。！？؟।,;:，；：—–-"
# Characters. Questions of reporters are rarely longer.
_SHORT = 600
# What speakers ask of those who listen: "It is old, right?".
_ECHOED = compile_later(
    r"[ ,](?:right|no|okay|ok|eh|huh|yeah|true|isn[’']t it|don[’']t (?:you|they|we)|you know"
    r"|oder|nicht wahr|gell|n[’']est-ce pas|hein|verdad|cierto|¿no|¿verdad|vero|giusto|né|certo"
    r"|toch|hè|да|верно|правда|prawda)\s?[?？]\Z",
    re.IGNORECASE,
)
_ONE_QUESTION = 60  # characters of a question called in
_FLOOR = 120  # characters of words that give somebody the floor
_LABELLED = 5  # short questions with labels that show that all have one
_STOPPED = compile_later(r"[.!?…:;] ")
_LEAST = 40  # characters of a paragraph whose sentence breaks off; shorter ones are items of lists
_OFTEN = 0.1  # the share of paragraphs that break off in a text of verse or lists
# A remark of the transcriber: "Note: the answer was inaudible.".
_REMARK = compile_later(
    r"(?:(?:editor|transcriber|translator)(?:[’']s|s[’'])? note"
    r"|note|anmerkung|nota|примечание|注|註)"
    r"(?: (?:der redaktion|de la rédaction|del editor|of the editor))?\s?[:：]",
    re.IGNORECASE,
)
# The end of a label, with or without a bracket before it.
_SIGNED = compile_later(r"\s?(?:[(\[][^()\[\]]{1,80}[)\]]\s?)?[-–—:：]")
_BRACKETS = "([（［〔"
_BRACKETED = ")]）］〕"
# The number of an item in brackets: "(ii) the pier (2012)", "（二）及（三）".
_COUNTED = compile_later(
    r"[(\[（]\s?(?:\d{1,3}|[A-Za-z]{1,4}|[一二三四五六七八九十]{1,3})\s?[)\]）]"
)
_SIGNS = compile_later(r"[\W_]+")
# The date and the number of a page or a tape: "Wednesday, 22 May 2013 Take: 12".
_DATED = compile_later(
    r"(?<!\d)(?:19|20)\d\d(?!\d).{1,20}[:：]\s?\d{1,4}\Z"
    r"|\b(?i:tape|take|side|cassette|kassette|track|disc|disk)[ :#.]{1,3}\d{1,3}\Z"
)
_DIGITS = compile_later(r"\d+")
_NUMBER = compile_later(r"\d{1,9}")
_WORDS = compile_later(r"[^\W\d_]{3,}")


def find_doubts(units: Sequence[Unit]) -> Iterator[Doubt]:
    """Find paragraphs of speech that may have been read wrongly.

    They hold a label, are very long, look like a note, recur like a running head, count votes, or
    may be someone else's.
    """
    turns = [unit for unit in units if unit.speaker_label]
    named = _names(units)
    labels = tuple({f" {unit.speaker_label}" for unit in turns if unit.speaker_label[-1] == ":"})
    stopped = _stopped_labels(turns)
    short: list[tuple[int, Unit]] = []
    labelled = bool(turns)
    record = labelled and is_record(turns)
    told = any(unit.goes_on for unit in units) and is_record(units, stated=True)
    longest = _LONG_TURN if record and _has_turns_alone(units) else _LONG
    alone = not (labelled or named or told)
    # In a speech without labels a catchword comes once: "Work: there is none. BREAD: it is dear.".
    catchwords = alone and sum(unit.text.count(":") for unit in units) <= _CATCHWORDS
    for place, unit in enumerate(units):
        text = unit.text
        if alone and 100 < len(text) <= longest and ":" not in text and text[0] not in _BRACKETS:
            continue  # nearly all paragraphs of one person's speech
        if unit.kind not in ("speech", "question"):
            continue
        inside = [
            label
            for label in (_labels_inside(text, labels) if ":" in text else ())
            if not catchwords or " " in label
        ]
        if stopped and not inside:
            inside = [found["label"] for found in stopped.finditer(text)]
        for label in dict.fromkeys(inside):
            yield Doubt("inside", unit, label)
        if len(text) > longest:
            yield Doubt("long", unit, text, f"{len(text):,} characters")
        if unit.speaker_label:
            continue
        if named and (name := _named_at_start(text, named)):
            yield Doubt("label", unit, name, "it is a label elsewhere")
        titled = told if unit.goes_on else record and not unit.stated and len(text) <= 100
        titled = titled and text[-1] not in _BRACKETED  # what happened ends it
        if (labelled or text[0] in _BRACKETS) and (why := _looks_like_note(text, labelled)):
            yield Doubt("note", unit, text, why)
        elif titled and (stands_before_turn(units, place) or stands_apart(units, place)):
            yield Doubt("note", unit, text, "it ends as a title does")
        if len(text) <= 100 and not unit.stated:
            if any(map(str.isdecimal, text[-3:])) and _VOTE.match(text):
                yield Doubt("vote", unit, text)
            elif text[-1] not in ".!?…。！？,;:，；：—–-)）]":
                short.append((place, unit))
    yield from _of_turns(units, labelled)
    for unit in _broken(units):
        yield Doubt("broken", unit, unit.text[-40:], "the next paragraph goes on in lower case")
    yield from _running(short, len(units))


def _of_turns(units: Sequence[Unit], labelled: bool) -> Iterator[Doubt]:
    """Find questions that may be somebody else's, and labels that may be slips."""
    slips = list(_alike(units)) if labelled else []
    names = {unit.speaker for kind, unit, *_ in slips if kind == "alike"}
    for unit, other in _same(units, names):
        yield Doubt("same", unit, f"{unit.speaker} = {other}", "the same family name")
    if not labelled:
        for unit in _alternating(units):
            yield Doubt("asked", unit, unit.text, "questions and answers alternate")
        yield from _alone(units)
        return
    for unit in _asked(units):
        yield Doubt("asked", unit, unit.text, "the same label follows it again")
    for unit, reason in _asked_within(units):
        yield Doubt("asked", unit, unit.text, reason)
    for kind, unit, label, other in slips:
        yield Doubt(kind, unit, label, f"a letter more or less than in “{other}”")


def _stopped_labels(units: Sequence[Unit]) -> re.Pattern[str] | None:
    """Return a pattern of the text's labels in capitals with a full stop, after a sentence."""
    labels = {unit.speaker_label for unit in units if unit.speaker_label[-1:] == "."}
    labels = {one for one in labels if any(len(w) > 3 and w.isupper() for w in one.split())}
    if not labels:
        return None
    listed = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    return re.compile(rf"[.!?)][\"”’']? (?P<label>{listed}) (?=[A-ZÀ-Þ])")


def _alone(units: Sequence[Unit]) -> Iterator[Doubt]:
    """Find names alone on their lines in a text without any label, as exports of chats have them.

    At least two short lines without a sign recur, and together they are a fifth of the text. Each
    is reported at its first place.
    """
    if len(units) < 4 * _RECURS or any(unit.stated for unit in units):
        return
    places: dict[str, list[Unit]] = {}
    for unit in units[:-1]:
        text = unit.text
        if len(text) <= _NAME and unit.kind == "speech" and text[-1] not in _STOPS:
            places.setdefault(text, []).append(unit)
    found = [some for some in places.values() if len(some) >= _RECURS]
    if len(found) > 1 and sum(map(len, found)) * 5 >= len(units):
        for some in found:
            yield Doubt("label", some[0], some[0].text, f"alone on {len(some)} lines")


def _names(units: Sequence[Unit]) -> dict[str, set[str]]:
    """Return the printed names of the speakers, by first word; {} if only one person speaks."""
    named: dict[str, set[str]] = {}
    names = {unit.speaker_label or unit.speaker for unit in units}
    for name in names if len(names) > 2 else ():
        if len(bare := name.rstrip(":：. -–—")) > 5:
            named.setdefault(bare.split()[0], set()).add(bare)
    return named


def _named_at_start(text: str, named: Mapping[str, set[str]]) -> str:
    """Return the speaker's name before a label's sign, if a paragraph begins so; else ""."""
    names = named.get(text[:60].split(maxsplit=1)[0].rstrip(":：-–—"))
    if not names:
        return ""
    return next(
        (name for name in names if text.startswith(name) and _SIGNED.match(text, len(name))), ""
    )


def _has_turns_alone(units: Sequence[Unit]) -> bool:
    """Return whether nearly all paragraphs of speech have a label, so that each is a whole turn."""
    spoken = [unit for unit in units if unit.kind in ("speech", "question")]
    return sum(unit.speaker_label != "" for unit in spoken) > _ALONE * len(spoken)


def _running(short: Sequence[tuple[int, Unit]], count: int) -> Iterator[Doubt]:
    """Yield short lines that recur like a running head."""
    places: dict[str, list[int]] = {}
    units = dict(short)
    for place, unit in short:
        places.setdefault(_DIGITS.sub("0", unit.text), []).append(place)
    recurring = {
        place: len(found)
        for found in places.values()
        if (
            (len(found) > 2 and found[-1] - found[0] >= count * _COVERED and _is_spread(found))
            or (len(found) > 1 and _DATED.search(units[found[0]].text))
        )
        and _counts_on([units[one] for one in found])
        for place in found
    }
    for place, unit in short:
        if count := recurring.get(place, 0):
            yield Doubt("running", unit, unit.text, f"it occurs {count} times")


def _looks_like_note(text: str, labelled: bool) -> str:
    """Return why words without a label may be a note; "" if they do not look like one."""
    if text[0] in _BRACKETS and _stands_in_brackets(text):
        return "it stands in brackets"
    if not labelled:
        return ""
    if " asked " in text and REPORTED.match(text):
        return "it tells who asked"
    head = text[:_HEAD]
    told = (":" in head or "：" in head) and _REMARK.match(text)
    return "it begins as a remark does" if told else ""


def _stands_in_brackets(text: str) -> bool:
    """Return whether a paragraph that begins with a bracket ends with one and is not spoken."""
    if _COUNTED.match(text):
        return False
    return text[-1] in _BRACKETED and len(text) > 2 and not (text[-2] in ".!?…。" and speaks(text))


def _asked(units: Sequence[Unit]) -> list[Unit]:
    """Return questions that someone else may have asked.

    They have no label, and the same speaker has a label before and after them. The label would not
    be repeated if nobody else had spoken. If the text also repeats labels elsewhere, a single
    question counts only if it addresses the speaker: "Mr. President, …". Speakers also ask such
    questions themselves.
    """
    spoken = [unit for unit in units if unit.kind in ("speech", "question")]
    # After a note or a heading that the source states a label is repeated.
    parted = {id(unit) for unit, other in itertools.pairwise(units) if other.stated == "kind"}
    between = [
        unit
        for before, unit, after in zip(spoken, spoken[1:], spoken[2:], strict=False)
        if after.speaker_label
        and id(unit) not in parted
        and not unit.speaker_label
        and not unit.stated
        and before.speaker == unit.speaker == after.speaker
        and len(unit.text) <= _SHORT
        and not unit.reason.startswith("the edition")
    ]
    if not between:
        return []
    # The label of the same speaker may well be repeated after a note or a heading.
    again = sum(
        1
        for one, other in itertools.pairwise(units)
        if one.speaker_label and other.speaker_label == one.speaker_label
    )
    labels: dict[str, set[str]] = {}
    for unit in spoken:
        labels.setdefault(unit.speaker, set()).add(unit.speaker_label)
    names = {
        speaker: frozenset(_WORDS.findall(" ".join([speaker, *own]).casefold()))
        for speaker, own in labels.items()
    }
    found = [
        unit
        for unit in between
        if (unit.text[-1] in "?？؟" and not _ECHOED.search(unit.text))
        or (len(unit.text) < 80 and _is_called(unit, names[unit.speaker]))
    ]
    alone = len(found) == 1 and again > 0
    return [unit for unit in found if _is_called(unit, names[unit.speaker])] if alone else found


def _alternating(units: Sequence[Unit]) -> list[Unit]:
    """Return the questions of a dialogue in which nobody has a name.

    At least three paragraphs ask one question each. They are a fourth of the text, or a third of
    the paragraphs with a dash that are most of it. Words that do not ask follow each.
    """
    spoken = [unit for unit in units if unit.kind == "speech" and not unit.stated]
    if not any(unit.text[-1] in "?？؟。" for unit in spoken):
        return []
    begun = [unit for unit in spoken if unit.text[0] in "-–—―"]
    dashed = len(begun) >= _RECURS and 2 * len(begun) > len(units)
    asked = [
        place
        for place, unit in enumerate(spoken)
        if _is_question(unit.text) and (not dashed or unit.text[0] in "-–—―")
    ]
    alone = all(other > one + 1 for one, other in itertools.pairwise(asked))
    least = (1, len(begun) / 3) if dashed else (3, len(spoken) / 4)
    if not alone or len(asked) < max(least) or len(spoken) - 1 in asked:
        return []
    return [spoken[place] for place in asked]


def _is_question(text: str) -> bool:
    """Return whether a paragraph is one question."""
    ends = text[-1] in "?？؟" or (text[-1] == "。" and text.endswith("か。"))
    return ends and len(text) <= _SHORT and not _STOPPED.search(text)


def _asked_within(units: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """Yield questions of reporters that are set without a label, and why they may be theirs.

    At press conferences those without a microphone often are. One kind is a short question by
    itself within the answer to a question. What comes before and after is the same person's, so
    `_asked` does not find it. The other kind follows a few words that give somebody the floor:
    "You, sir." Somebody else answers it. Those who ask have labels elsewhere in such a text.
    """
    spoken = [unit for unit in units if unit.kind in ("speech", "question")]
    labels = [unit for unit in spoken if unit.kind == "question" and unit.speaker_label]
    labelled = len(labels) > 1
    called = sum(len(unit.text) <= _ONE_QUESTION for unit in labels) >= _LABELLED
    asked = False  # whether the turn answers a question
    for before, unit, after in zip(spoken, spoken[1:], spoken[2:], strict=False):
        if unit.speaker_label:
            asked = unit.kind == "speech" and (
                before.kind == "question" or before.text[-1] in "?？؟"
            )
            continue
        if unit.text[-1] not in "?？؟" or unit.stated or unit.reason.startswith("the edition"):
            continue
        single = len(unit.text) <= _ONE_QUESTION and not _STOPPED.search(unit.text)
        single = single and not (called or _ECHOED.search(unit.text))
        if asked and single and not after.speaker_label:
            yield unit, "a short question by itself in an answer"
        elif (
            labelled
            and before.speaker_label
            and after.speaker_label
            and before.kind == after.kind == "speech"
            and before.speaker != after.speaker
            and before.text[-1] not in "?？؟"
            and len(before.text) <= _FLOOR
            and len(unit.text) <= _SHORT
        ):
            yield unit, "somebody got the floor before it, and somebody else answers"


def _broken(units: Sequence[Unit]) -> list[Unit]:
    """Return paragraphs that break off in mid-sentence, where the next goes on in lower case.

    In a text in which many do so, as in verse, a paragraph is not a sentence.
    """
    found = [
        unit
        for unit, following in itertools.pairwise(units)
        if following.text[0].islower()  # few do
        and unit.kind == following.kind == "speech"
        and unit.speaker == following.speaker
        and not following.speaker_label
        and ((len(unit.text) > _LEAST and unit.text[-1].isalpha()) or _is_divided(unit.text))
    ]
    if len(found) <= max(len(units) >= _PAGE, _OFTEN * len(units)):
        return found
    return [unit for unit in found if not unit.text[-1].isalpha()]


def _is_divided(text: str) -> bool:
    """Return whether a text ends in a word that a hyphen divides."""
    return text[-1] in "-‐" and text[-2:-1].isalpha()


class _Labels:
    """The labels of a text, to find those that differ from another by a single letter."""

    def __init__(self, units: Sequence[Unit]) -> None:
        printed = Counter([unit.speaker_label for unit in units])
        self.counts = {
            label: count
            for label, count in printed.items()
            if len(label) > _SLIP and not _DIGITS.search(label)
        }
        self.shorter: dict[str, set[str]] = {}
        for label in self.counts:
            for one in _shortened(label):
                self.shorter.setdefault(one, set()).add(label)

    def near(self, label: str) -> str:
        """Return a label that has a letter more or less than this one; "" if there is none."""
        others = self.shorter.get(label, set()) | (_shortened(label) & self.counts.keys())
        return min((other for other in others if not _is_same(other, label)), default="")


def _alike(units: Sequence[Unit]) -> Iterator[tuple[str, Unit, str, str]]:
    """Yield labels that occur once and differ from another by a single letter: "MINISTR:".

    Each has its kind of doubt, and the other label. Words before a colon that differ so, and were
    not taken for a label, are among them.
    """
    labels = _Labels(units)
    for unit in units:
        label = unit.speaker_label
        if not label and unit.kind == "speech" and not unit.stated:
            head, colon, _ = unit.text[:_HEAD].partition(":")
            if colon and len(head) >= _SLIP and (other := labels.near(f"{head}:")):
                yield "label", unit, f"{head}:", other
        elif (
            labels.counts.get(label) == 1
            and NAMED not in unit.reason
            and unit.kind != "question"
            and (other := labels.near(label))
        ):
            yield "alike", unit, label, other


def _is_sure(unit: Unit) -> bool:
    """Return whether a speaker's label is no doubt already, and no decision of the edition."""
    return unit.grade != "guessed" and NAMED not in unit.reason


def _same(units: Sequence[Unit], slips: Collection[str]) -> Iterator[tuple[Unit, str]]:
    """Yield the first paragraph of a speaker who may be another one of the text, and the other's
    name.

    Only two speakers have the family name. The one whose name says less is doubtful. Names that may
    be `slips` are not compared: nobody is called "MINSTER HILL".
    """
    known = dict.fromkeys(unit.speaker for unit in units)
    for name in ("", *slips):
        known.pop(name, None)
    if len(known) < 2:
        return
    families: dict[str, list[str]] = {}
    for name in known:
        if family := name_parts(name)[0]:
            families.setdefault(family, []).append(name)
    pairs = {}
    for names in families.values():
        if len(names) == 2 and may_be_same(*names):
            less, more = sorted(names, key=lambda name: (len(name), name))
            pairs[less] = more
    for unit in units:
        if pairs and unit.speaker in pairs and _is_sure(unit):
            yield unit, pairs.pop(unit.speaker)


@lru_cache(maxsize=1 << 10)
def _shortened(label: str) -> frozenset[str]:
    return frozenset(label[:at] + label[at + 1 :] for at in range(len(label)))


def _is_same(one: str, other: str) -> bool:
    """Return whether two labels differ in spaces and signs only, or one begins with the other, as
    "MEMBERS:" and "MEMBER:".
    """
    one, other = _SIGNS.sub("", one).casefold(), _SIGNS.sub("", other).casefold()
    return one.startswith(other) or other.startswith(one)


def _is_called(unit: Unit, names: Collection[str]) -> bool:
    """Return whether a paragraph begins by addressing its own speaker, by name or office.

    `names` are the words of that speaker's name and labels.
    """
    address, comma, _ = unit.text.partition(",")
    called = _WORDS.findall(address.casefold())
    return bool(
        comma and 0 < len(called) <= 4 and (called[-1] in names or names_office(called[-1]))
    )


def _counts_on(units: Sequence[Unit]) -> bool:
    """Return whether lines are equal but for numbers that only grow, as page numbers do."""
    numbers = [list(map(int, _NUMBER.findall(unit.text))) for unit in units]
    return all(before <= after for before, after in itertools.pairwise(numbers))


def _is_spread(places: Sequence[int]) -> bool:
    """Return whether a line recurs at similar distances, as on page after page.

    Lines that recur within a table or a list, or irregularly ("Motion agreed to"), are not running
    heads.
    """
    gaps = sorted(after - before for before, after in itertools.pairwise(places))
    near, far = gaps[len(gaps) // 4], gaps[-1 - len(gaps) // 4]
    return near >= _PAGE and far <= 4 * near


def _labels_inside(text: str, labels: tuple[str, ...]) -> Iterator[str]:
    """Yield the labels of turns inside a paragraph."""
    place = text.find(": ", 1)
    while place > 0:
        own = max((one for one in labels if text.endswith(one, 0, place + 1)), key=len, default="")
        before = text[: place + 1 - len(own)].rstrip() if own else ""
        if before[-1:] and before[-1] in '.!?…”"»)]' and not _is_open(before):
            yield own.strip()
        else:
            match = _LABEL_INSIDE.search(text, max(0, place - 60), place + 1)
            called = match and (match["address"] or match["label"].isupper())
            if match and called and not _is_open(text[: match.start("label")]):
                yield match["label"]
        place = text.find(": ", place + 1)


def _is_open(text: str) -> bool:
    """Return whether a bracket is open at the end of a text: what follows is an interjection."""
    return text.rfind("[") > text.rfind("]") or text.rfind("(") > text.rfind(")")
