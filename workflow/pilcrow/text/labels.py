"""The forms of a speaker's label: what at the start of a paragraph could be one. Whether it is one, `speakers` weighs.

`read_label` knows the signs only: "Anna Berg (AB):", "Die Präsidentin. –", "BAŞKAN –", "Mr. ADAMS.", "○議長（山田太郎君）",
"【记者】", "Q.", and a name alone on its line, with a time or without.
"""

from __future__ import annotations

import re

import msgspec

from pilcrow.text.layout import TIME_CODE
from pilcrow.text.lexicon import ARTICLES, QUESTION_WORDS, ROLE_WORDS, TITLES

# A bracket, with brackets inside it: "(Hon. (Dr.) Mwangi)", "(Port Clark—Minister for Ports) (10:21)".
_INSIDE = r"[^()\[\]（）［］]"
_BRACKET = (
    rf"[(\[（［]{_INSIDE}{{0,160}}(?:[(\[（]{_INSIDE}{{0,60}}[)\]）]{_INSIDE}{{0,80}})?[)\]）］]"
)
_BRACKETED = re.compile(rf"\s*{_BRACKET}")
_REST = r"(?!//)(?P<dash>[ ]+[-–—]+(?=[ ]))?(?:[ ]+|(?<=[：])|\Z|(?=[\u2e80-\uffef]))"
# "Anf. 1 " before a name: the source's number of the speech.
_COUNTED = re.compile(r"(?:[^\W\d_]{2,6}\.[ ])?\d{1,4}[.)°]?[ ](?=[^\W\d_])")
_COLON = re.compile(
    rf"(?P<name>[^\W\d_](?:[^:：()\[\]（）［］!?！？。，“”«»\"\n]|(?<=\w)\"(?=\w)|{_BRACKET})*?)(?P<sign>[ ]?[:：]){_REST}"
)
_DASHED = re.compile(
    rf"(?P<name>[^\W\d_](?:[^:：()\[\]（）!?！？。“”«»\"–—\n]|{_BRACKET})*?)"
    rf"(?P<sign>\.[ ]?[-–—](?=[ ])|[ ][-–—](?=[ ])){_REST}"
)
_STOP = re.compile(r"\.[ ]+(?=\S)")
# What a name before a full stop does not hold.
_UNLIKE = re.compile(r"[:：!?…“”\n]|[^\W\d_]{6,}\.[ ]")
# "Anna Berg [00:00:03] Good morning."
_TIMED = re.compile(
    r"(?P<name>[^\W\d_][^:：()\[\]!?！？。“”«»\"\n]{1,60}?)[ ](?P<sign>[(\[]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[)\]])[ ]+(?=\S)"
)
_CIRCLE = re.compile(
    rf"(?P<mark>[○◯〇◎●])[ ]?(?P<name>[^\s（(。、]{{1,20}}(?:[ ][^\s（(。、]{{1,6}}(?=[ （(]))?(?:{_BRACKET})?)[ ]+(?=\S)"
)
_LENTICULAR = re.compile(r"[【（](?P<name>[^【】（）\n]{1,20})[】）][ ]?(?=[^\s（【])")
_LETTER = re.compile(
    r"(?P<name>[^\W\d_])(?P<sign>\.?[ ]?[:：]|[.)]|[ ]?[-–—]|\.[ ]?[-–—]|(?=[ ]))(?:[ ]+|(?<=：))(?=\S)"
)
_COLON_OR_BRACKET = re.compile(r"[:：(（\[]")
_DASH = re.compile(r"[–—]| - |\.-")
_BARE_TIME = re.compile(rf"[ ]*(?P<time>{TIME_CODE})(?P<sign>[ ]?:?)\Z")
_BEFORE_SIGN = re.compile(r"[ ]*(?P<time>[(\[<]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[)\]>])\Z")
_AFTER = re.compile(r"(?P<time>[(\[<]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[)\]>])[ ]+(?=\S)")
# How far into a paragraph a label may reach: without brackets, and with them.
_SHORT, _LONG = 100, 300
# How long a name alone on its line may be.
_LINE = 90
_CLOSING = "…,;!?。！？；،؛"


class Label(msgspec.Struct):
    """What at the start of a paragraph has the form of a label."""

    name: str  # without brackets, number, time and sign
    printed: str  # as it stands there, without number and time
    end: int  # characters of the paragraph that it takes, the space after it included
    form: str  # "colon", "stop-dash", "dash", "stop", "circle", "lenticular", "letter", "line"
    brackets: str = ""  # what stands in brackets after the name, brackets included
    number: str = ""  # of the speech, as the source counts it
    time: str = ""


def bare_name(label: str) -> str:
    """A label without brackets ("through interpreter") and sign."""
    return _BRACKETED.sub("", label).strip().rstrip(":：.").strip()


def read_label(text: str) -> Label | None:
    """What has the form of a label at the start of a paragraph; names alone on a line apart. None: nothing has."""
    first = text[0]
    head = text[:_SHORT]
    if (
        text[1:2].isalnum()
        and not _has_sign(head)
        and first not in "○◯〇◎●【（"
        and not (text.find(". ", 0, 70) > 0 and _may_stop(head))
    ):
        return None  # nearly all paragraphs of speech
    if first in "○◯〇◎●":
        return _of(_CIRCLE.match(text[:_SHORT]), "circle")
    if first in "【（":
        return _of(_LENTICULAR.match(text[:_SHORT]), "lenticular")
    head = text[:_SHORT]
    number = ""
    if (
        len(head) > 2
        and first < "\u2e80"
        and not head[1].isalnum()
        and (letter := _letter(text, head))
    ):
        return letter
    if first.isdigit() or "." in head[:8]:
        if counted := _COUNTED.match(head):
            number = counted.group()
            text = text[len(number) :]
            head = text[:_SHORT]
        elif first.isdigit():
            return None
    label = _signed(text, head)
    if label is None and head.find(". ", 0, 70) > 0 and _may_stop(head):
        label = _stopped(text)
    if label is not None and number:
        label.number, label.end = number.strip(), label.end + len(number)
    return label


def _has_sign(head: str) -> bool:
    """Whether a sign that may end a label stands there. Asked of each paragraph: a pattern would take ten times as long."""
    return (
        ":" in head
        or "(" in head
        or "[" in head
        or " -" in head
        or ".-" in head
        or "–" in head
        or "—" in head
        or "：" in head
        or "（" in head
    )


def _signed(text: str, head: str) -> Label | None:
    """A label that ends in a colon, a dash, or a time in brackets."""
    if not _has_sign(head):
        return None
    label = None
    if _COLON_OR_BRACKET.search(head):
        label = _of(_COLON.match(text[:_LONG]), "colon") or _of(_TIMED.match(head), "timed")
    if label is None and _DASH.search(head):
        found = _DASHED.match(text[:_LONG])
        label = _of(found, "stop-dash" if found and "." in found["sign"] else "dash")
    return label


def _letter(text: str, head: str) -> Label | None:
    """A letter for question or answer: "Q.", "A:", "Q    Thank you."; not a word of one letter, nor an initial."""
    found = _LETTER.match(head)
    if found is None or (f"{head[0].casefold()}." in TITLES and found["sign"] == "."):
        return None
    sign = found["sign"]
    if sign not in ("", "."):
        return _of(found, "letter")
    # "O Sr. Presidente:" begins with a word, "И. Примеров:" with an initial.
    other = _signed(text, head)
    if sign:
        return None if other and _is_initialed(other.name) else _of(found, "letter")
    if head[0] == "Q" or (head[0] == "A" and other is None):
        return _of(found, "letter")
    return None


def _stopped(text: str) -> Label | None:
    """A label that ends in a full stop which ends neither an initial nor a form of address: "Mr. HILL of Ohio.", "Иванов И. И."."""
    for stop in _STOP.finditer(text[:_LONG]):
        name = text[: stop.start()]
        if len(name) > 90 or _UNLIKE.search(name):
            return None
        if name.count("(") > name.count(")") or text[stop.end()].islower():
            continue
        last = name.split()[-1].rsplit(".", 1)[-1]
        if f"{last.casefold()}." in TITLES and len(last) < 5:
            continue
        if len(last) == 1:
            if re.match(r"[^\W\d_]\.", text[stop.end() :]):
                continue
            name = f"{name}."
        bare = name if len(last) == 1 else bare_name(name)
        brackets = "".join(match.group() for match in _BRACKETED.finditer(name)).strip()
        return Label(bare, text[: stop.start() + 1], stop.end(), "stop", brackets)
    return None


def read_line(text: str) -> Label | None:
    """A whole paragraph as a name alone on its line, with brackets and a time after it or without. None: it cannot be one."""
    text_of = text.removeprefix("- ")
    if len(text) > _LINE or not text_of[0].isalpha():
        return None
    time = ""
    if found := _BARE_TIME.search(text_of):
        time, text_of = found["time"], text_of[: found.start()]
    name = bare_name(text_of)
    # A name ends in a letter; "Jr.", "V." and the like keep their full stop.
    if not name or text_of[-1] in _CLOSING or (text_of[-1] == "." and not time):
        return None
    brackets = "".join(match.group() for match in _BRACKETED.finditer(text_of)).strip()
    printed = f"- {text_of.strip()}" if text.startswith("- ") else text_of.strip()
    return Label(name, printed, len(text), "line", brackets, "", time)


def bare_time(text: str) -> str:
    """A paragraph that is only a time, "(01:04):", as that time; else ""."""
    found = _BARE_TIME.match(text)
    return text if found else ""


def _is_initialed(name: str) -> bool:
    """Whether a name is one or more initials and a word or two: "И. Примеров", "J. R. Sample"."""
    words = bare_name(name).split()
    return 1 < len(words) <= 5 and all(word[0].isupper() for word in words)


def _may_stop(head: str) -> bool:
    """Whether a paragraph's first words can be a label that ends in a full stop: an address, an office, capitals."""
    words = head.split(" ", 4)
    first = words[0].casefold()
    if words[0].isupper() and len(words[0].strip(".")) > 1:
        return True
    bare = first.rstrip(".")
    if first in TITLES or bare in TITLES or bare in QUESTION_WORDS or bare in ROLE_WORDS:
        return True
    second = words[1].casefold().rstrip(".") if len(words) > 1 else ""
    return (
        bare in ARTICLES
        and (second in TITLES or second in ROLE_WORDS or (words[1:2] and words[1].isupper()))
    ) or (
        # "Иванов И. И."
        len(words) > 2 and len(words[1]) in (2, 4) and words[1][1] == "." and words[1][0].isupper()
    )


def _of(found: re.Match[str] | None, form: str) -> Label | None:
    if found is None:
        return None
    whole = found.group()
    named, end, time = found["name"], found.end(), ""
    printed = whole.strip()
    if form == "timed":
        printed, time = named, found["sign"]
    if form in ("colon", "dash", "stop-dash") and (timed := _BEFORE_SIGN.search(named)):
        # "Anna Berg (00:03):"; the time is where the turn stands, not part of the name.
        time = timed["time"]
        named = named[: timed.start()]
        printed = named + whole[found.end("name") :].strip()
    after = _AFTER.match(found.string, end) if form == "colon" else None
    if after and not time:
        time, end = after["time"], after.end()
    brackets = "".join(match.group() for match in _BRACKETED.finditer(named)).strip()
    name = bare_name(named)
    if form == "circle" and brackets:
        # An office, and in brackets who holds it.
        pass
    return Label(name, printed, end, form, brackets, "", time) if name else None
