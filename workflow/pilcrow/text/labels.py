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
    rf"(?P<name>[^\W\d_](?:[^:：()\[\]（）［］!?！？。，“”«»\"\n]|{_BRACKET})*?)(?P<sign>[ ]?[:：]){_REST}"
)
_DASHED = re.compile(
    rf"(?P<name>[^\W\d_](?:[^:：()\[\]（）!?！？。“”«»\"–—\n]|{_BRACKET})*?)"
    rf"(?P<sign>\.[ ]?[-–—](?=[ ])|[ ][-–—](?=[ ])){_REST}"
)
_STOPPED = re.compile(
    rf"(?P<name>[^\W\d_](?:[^.:：()\[\]!?“”«»\"\n]|{_BRACKET}|(?<=\b[^\W\d_])\.(?=[ ]?\w)|(?<=[^\W\d_]{{2}})\.(?=[ ]\w))*?)"
    r"(?P<sign>\.)[ ]+(?=\S)"
)
_CIRCLE = re.compile(
    rf"(?P<mark>[○◯〇◎●])[ ]?(?P<name>[^\s（(。、]{{1,20}}(?:[ ][^\s（(。、]{{1,6}}(?=[ （(]))?(?:{_BRACKET})?)[ ]+(?=\S)"
)
_LENTICULAR = re.compile(r"【(?P<name>[^【】\n]{1,20})】[ ]?(?=\S)")
_LETTER = re.compile(
    r"(?P<name>[^\W\d_])(?P<sign>[.:：)]|[ ]?[-–—]|\.[ ]?[-–—]|(?=[ ]))(?:[ ]+|(?<=：))(?=\S)"
)
_SIGNS = re.compile(r"[:：(（\[–—]| -|\.-")
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
    if first in "○◯〇◎●":
        return _of(_CIRCLE.match(text[:_SHORT]), "circle")
    if first == "【":
        return _of(_LENTICULAR.match(text[:_SHORT]), "lenticular")
    head = text[:_SHORT]
    number = ""
    if (
        len(head) > 2
        and first < "\u2e80"
        and not head[1].isalnum()
        and (found := _LETTER.match(head))
    ):
        # "O Sr. Presidente:" begins with a word of one letter, "Q Thank you." with a letter for the question.
        # and "И. Примеров:" with an initial.
        named = _COLON.match(text[:_LONG]) if found["sign"] in ("", ".") and first != "Q" else None
        if named is None or (found["sign"] and not _is_initialed(named["name"])):
            return _of(found, "letter") if found["sign"] or first in "QA" else None
    if first.isdigit() or "." in head[:8]:
        if counted := _COUNTED.match(head):
            number = counted.group()
            text = text[len(number) :]
            head = text[:_SHORT]
        elif first.isdigit():
            return None
    label = None
    if sign := _SIGNS.search(head):
        if sign.group() in ":：([（" or ":" in head:
            label = _of(_COLON.match(text[:_LONG]), "colon")
        if label is None and _DASH.search(head):
            found = _DASHED.match(text[:_LONG])
            label = _of(found, "stop-dash" if found and "." in found["sign"] else "dash")
    if label is None and head.find(". ", 0, 70) > 0 and _may_stop(head):
        label = _of(_STOPPED.match(text[:_LONG]), "stop")
    if label is not None and number:
        label.number, label.end = number.strip(), label.end + len(number)
    return label


def read_line(text: str) -> Label | None:
    """A whole paragraph as a name alone on its line, with brackets and a time after it or without. None: it cannot be one."""
    if len(text) > _LINE or not text[0].isalpha():
        return None
    time = ""
    if found := _BARE_TIME.search(text):
        time, text_of = found["time"], text[: found.start()]
    else:
        text_of = text
    name = bare_name(text_of)
    # A name ends in a letter; "Jr.", "V." and the like keep their full stop.
    if not name or text_of[-1] in _CLOSING or (text_of[-1] == "." and not time):
        return None
    brackets = "".join(match.group() for match in _BRACKETED.finditer(text_of)).strip()
    return Label(name, text_of.strip(), len(text), "line", brackets, "", time)


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
