"""Plain text in which a program writes who speaks and when, as it exports a chat or a meeting.

Name and time stand before the words, or on lines of their own above them. The source states them,
so that no label is searched for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from pilcrow.formats.turns import looks_like_name, who_speaks
from pilcrow.model.patterns import compile_later
from pilcrow.model.records import Edit, SourceLocator
from pilcrow.text.candidates import Names
from pilcrow.text.persons import is_person

_HEAD = 2_000  # characters in which the first turn begins
_HOUR = r"\d{1,2}:\d{2}(?::\d{2})?(?:[^\S\n]?[AaPp]\.?[^\S\n]?[Mm]\.?)?"
_CODE = r"(?:\d{1,2}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_DAY = rf"(?:{_DATE},?|[^\W\d_]+ (?:at|um|à|a las|alle|om|kl\.?))"
_NAME = r"(?P<name>[^\W\d_][^\n:]{0,60}?)"
_TO = r"[ ]+(?:to|an|à|a|para|aan|till|til|do|кому)[ ]+[^\n:]{1,60}?"
_MARKS = "[\u200e\u200f\u202a-\u202c]*"  # of the direction of writing
# Name and time on lines of their own, above the words; or the time before the words.
_ABOVE = (
    rf"^{_NAME}[ ]+[—–-][ ]+(?P<time>{_DAY}[ ]+{_HOUR})[ ]*$",  # Anna Berg — 05/03/2021 10:02 AM
    rf"^{_NAME},?[ ]+\[(?P<time>{_DATE},?[ ]+{_HOUR})\]:?[ ]*$",  # Anna Berg, [03.05.21 10:02]
    # Anna Berg (00:00:02 - 00:00:08)
    rf"^{_NAME}[ \t]*[(\[]?(?P<time>{_CODE}[ ]*(?:-{{1,2}}>?|[–—])[ ]*{_CODE})[)\]]?:?[ ]*$",
    # 0:0:2.54 --> 0:0:5.12, and the name below
    rf"^(?P<time>{_CODE}[ ]*-->[ ]*{_CODE})[ ]*\r?\n{_NAME}[ ]*$(?=\r?\n[^\r\n])",
    rf"^{_NAME}[ ]*\r?\n[(\[](?P<time>{_CODE})[)\]][ ]+(?=\S)",  # Anna Berg, and below "(00:02) We"
    # Anna Berg, below 00:00:02, and the words below
    rf"^{_NAME}[ ]*\r?\n(?P<time>{_CODE})[ ]*$(?=\r?\n[^\r\n])",
    # 00:02, below Anna Berg, and the words below
    rf"^(?P<time>{_CODE})[ ]*\r?\n{_NAME}[ ]*$(?=\r?\n[^\r\n])",
    # 00:00:02 – Anna Berg – We
    rf"^\[?(?P<time>{_CODE})\]?[ ]+[-–—|][ ]+(?P<name>[^\W\d_][^\n:–—|]{{0,60}}?)[ ]+[–—|-][ ]+"
    r"(?=\S)",
    # [00:00:02] Anna Berg / We
    rf"^\[(?P<time>{_CODE})\][ ]+(?P<name>[^\W\d_][^\n:/]{{0,40}}?)[ ]/[ ]+(?=\S)",
)
# A stamp before the words, and the name after it. A line that has only the stamp is the program's.
_BEFORE = (
    # [3/5/21, 10:02:11] Anna Berg: We. 03.05.2021, 10:02 - Anna Berg: We.
    (
        # [10:02, 3/5/21] Anna Berg: We.
        rf"\[?(?:{_DATE}(?:,?[ ]|T){_HOUR}Z?|{_HOUR},[ ]{_DATE})\]?(?:[ ]+[-–])?",
        r"(?P<name>[^\n:]{1,60}?):(?:[ ]*\r?\n|[ ])",
    ),
    # 10:02:11 From Anna Berg to Everyone: We.
    (
        rf"{_HOUR}(?=\s+(?:From|Von|De|Da|Van|Från|Fra|Od|От)\b)",
        rf"[^\W\d_]+[ ]+(?P<name>[^\n:]{{1,60}}?)(?:{_TO})?[ ]*:[ ]*(?:\r?\n)?[ \t]*",
    ),
    (rf"\[?{_HOUR}\]?(?=[ ]+[<*])", r"<[@+~&%]?(?P<name>[^<>\s]{1,30})>[ ]+"),  # [10:02] <anna> We.
)
_TIMED = compile_later(r":\d")  # all forms have it
_FORMS = (
    *((compile_later(form, re.MULTILINE), True) for form in _ABOVE),
    *(
        (
            compile_later(
                rf"^{_MARKS}(?P<time>{stamp})[^\S\n]+(?:{_MARKS}{name})?",
                re.MULTILINE | re.IGNORECASE,
            ),
            False,
        )
        for stamp, name in _BEFORE
    ),
)


class _Message(msgspec.Struct):
    start: int
    words: int  # where its words begin
    name: str  # "" for a line of the program
    time: str


def find_messages(text: str, names: Names) -> tuple[list[Edit], list[SourceLocator]]:
    """Return edits that part the turns and leave names and times out, and what the source states.

    A form counts if two turns have it. Lines with a stamp and without a name are notes.
    """
    if not _TIMED.search(text, 0, _HEAD):
        return [], []  # nearly all texts
    for pattern, above in _FORMS:
        if not pattern.search(text, 0, _HEAD):
            continue
        messages = [
            _Message(*found.span(), (found["name"] or "").strip(), found["time"].strip("[] -–"))
            for found in pattern.finditer(text)
        ]
        said = [message.name for message in messages if message.name]
        if len(said) > 1 and (_are_names(said) if above else len(said) * 2 >= len(messages)):
            return _edits(text, messages), _places(text, messages, names)
    return [], []


def _are_names(said: Sequence[str]) -> bool:
    """Return whether all are names or handles, and one recurs or all are persons' names."""
    recurs = len({name.casefold() for name in said}) < len(said)
    return all(looks_like_name(name) or " " not in name for name in said) and (
        recurs or all(map(is_person, said))
    )


def _edits(text: str, messages: Sequence[_Message]) -> list[Edit]:
    return [
        Edit(one.start, one.words, text[one.start : one.words], "\n", "left-out", "name and time")
        for one in messages
    ]


def _places(text: str, messages: Sequence[_Message], names: Names) -> list[SourceLocator]:
    counts = Counter(message.name for message in messages)
    who = {name: who_speaks(name, names) for name in counts if name}
    ends = [*(message.start for message in messages[1:]), len(text)]
    return [
        SourceLocator(one.words, end, one.time, who[one.name].speaker, kind=who[one.name].kind)
        if one.name
        else SourceLocator(one.words, end, one.time, kind="note")
        for one, end in zip(messages, ends, strict=True)
    ]
