"""Read what has the form of a speaker's label. `speakers` decides whether it is one.

The forms are "Anna Berg (AB):", "Die Präsidentin. –", "BAŞKAN –", "Mr. ADAMS.",
"○議長（山田太郎君）", "【记者】", "Q.", and a name alone on its line, with or without a time.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from pilcrow.model.patterns import compile_later
from pilcrow.text.kinds import speaks
from pilcrow.text.layout import TIME_CODE
from pilcrow.text.lexicon import (
    ANSWER_WORDS,
    ARTICLES,
    CALLING,
    FINITE,
    QUESTION_WORDS,
    ROLE_PHRASES,
    ROLE_WORDS,
    STAGE_WORD,
    TITLES,
    is_collective,
    names_office,
)

# A bracket that may hold brackets: "(Hon. (Dr.) Mwangi)", "(Port Clark—Minister for Ports)
# (10:21)".
_INSIDE = r"[^()\[\]（）［］]"
_BRACKET = (
    rf"[(\[（［]{_INSIDE}{{0,260}}(?:[(\[（]{_INSIDE}{{0,60}}[)\]）]{_INSIDE}{{0,80}})?[)\]）］]"
)
_BRACKETED = compile_later(rf"\s*{_BRACKET}")
# A bracket and a remark in small letters that ends the label: "Olle Berg (AB) replik:".
# So does the person who is asked: "ANNA BERG (AB) to the Minister for Ports:".
_REMARKED = compile_later(
    rf"\s*{_BRACKET}(?:(?:[ ][a-zà-öø-ÿа-яё]{{3,}}){{1,2}}|[ ]to[ ]the[ ][A-Z][^:]{{2,90}}?)"
    rf"(?=\s?[:：.]?\Z)"
)
# What may come between the sign and the words.
_REST = r"(?:[ ]+[-–—]+(?=[ ](?![a-zà-öø-ÿа-яё])))?[ ]"
# "Anf. 1 ", "01.02 " before a name: the source's number of the speech.
_COUNTED = compile_later(r"(?:[^\W\d_]{2,6}\.[ ])?\d{1,4}(?:\.\d{1,3})?[.)°]?[ ](?=[^\W\d_])")
# A numbered question that a record reports: "1. Mr. Hill asked the Minister …", "Q2. Mrs. Berg
# (Sampleton) asked the Prime Minister …".
_REPORTED = compile_later(
    r"\[?(?P<number>Q?\d{1,6}(?: and \d{1,6})?[.\]]+)[ ](?P<name>(?:[A-Z][a-z]{0,8}[.'’]? ){1,3}"
    r"[A-Z][^:?!]{1,60}?) (?=(?:asked (?:Her|His|the)|minta) [A-Z])"
)
# A nickname, or a word that the source puts into quotation marks.
_QUOTED = r"[ ][\"“„«][^\"“”„«»:：\n]{1,24}[\"”“»](?=[ ,.(:：])"
# Words, and the spaces that no sign follows, are matched as a whole and without backtracking.
# Looking for the sign after each character takes several times as long.
_COLON = compile_later(
    r"(?P<name>[^\W\d_](?:[^ :：()\[\]（）［］!?！？。，“”«»\"\n]+|" + _QUOTED + r"|[ ](?![:：])"
    rf"|(?<=\w)[\"?“”](?=\w)|{_BRACKET})*+)(?P<sign>[ ]?(?:::|[:：]))(?!//){_REST}*"
)
# The last sign is the Arabic tatweel, which Persian records set as a dash.
_DASH_SIGN = (
    r"(?:\.[ ]?[-–—](?=[ ])|[ ](?:[-–—\u0640]|--)(?=[ ])|(?<=[^\W\d_a-zß-öø-ÿ]{2})[-–—](?=[ ]))"
)
_DASHED = compile_later(
    rf"(?P<name>[^\W\d_](?:[^-. :：()\[\]（）!?！？。“”«»\"–—\n]+|{_QUOTED}|(?!{_DASH_SIGN})[-. ]"
    rf"|{_BRACKET})*+)(?P<sign>{_DASH_SIGN}){_REST}+"
)
# A name in capitals and a dash that no space parts from the words: "Mr HILL-Thank you".
_TIGHT = compile_later(
    r"(?P<name>[^\W\d_](?:[^-–—.:：!?“”«»\"\n()]|\.(?=[ ])){2,60}?[^\W\d_a-zß-öø-ÿ]{3,}"
    rf"(?:{_BRACKET})?)(?P<sign>[ ]?[-–—][ ]?)(?=[A-ZÀ-Þ](?:[a-zß-öø-ÿ]|[ ][a-z]))"
)
_CAPITAL_DASH = compile_later(r"[A-ZÀ-Þ)][ ]?[-–—][ ]?[A-ZÀ-Þ]")
_STOP = compile_later(r"\.[ ]+(?=\S)")
# "Иванов И. И., министр портов.": a name with initials and an office or a party, alone on its line.
INTRODUCED = compile_later(r"(?P<name>[А-ЯЁІЇЄ][\w-]+ [А-ЯЁІЇЄ]\. ?[А-ЯЁІЇЄ]\.), [^.:!?]{3,120}\.")
# What a name before a full stop never has.
_UNLIKE = compile_later(r"[:：!?…“”\n]|[^\W\d_]{6,}\.[ ]")
# "Anna Berg [00:00:03] Good morning."
_TIMED = compile_later(
    r"(?P<name>[^\W\d_][^:：()\[\]!?！？。“”«»\"\n]{1,60}?)["
    r" ](?P<sign>[(\[]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[)\]]|#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d+)?#)"
    r"[ ]*(?:[-–—][ ]+)?(?=\S)"
)
_CIRCLE = compile_later(
    r"(?P<mark>[○◯〇◎●])[ ]?(?P<name>[^\s（(。、]{1,20}(?:[ ][^\s（(。、]{1,6}(?=["
    rf" （(]))?(?:{_BRACKET}[^\s（(。、]{{0,8}})?)[ ]+(?=\S)"
)
# "[Interviewer] Where did you work?", "[SPEAKER_00]: We begin.", "<BERG> In the office.", "<<BERG>>
# In the office.", "{Anna Berg} In the office.", "[Anna Berg] 10:02:03"
_ENCLOSED = compile_later(
    r"(?P<mark>[\[［{]|<<?)(?P<name>[^\W\d_][^\[\]［］{}<>:：!?\n]{0,60})(?P<close>[\]］}]|>>?)"
    r"(?P<sign>[ ]?[:：]?)(?:[ ]+|\Z|(?<=[：］]))"
)
# "<< יור >> היו"ר דוד לוי: << יור >>": a label between two equal marks, as in Hebrew records.
_TAGGED = compile_later(
    r"<<[ ]?(?P<tag>[^<>:：\n]{1,20}?)[ ]?>>[ ]?(?P<name>[^<>\n]{2,120}?)[ ]?[:：]?[ ]?"
    r"<<[ ]?(?P=tag)[ ]?>>[ ]*"
)
_CLOSED = {"[": "]", "［": "］", "{": "}", "<": ">", "<<": ">>"}
# First characters of a name after a circle or in brackets.
_FRAMES = "○◯〇◎●【（[［<{"
_CLOCK = compile_later(rf"{TIME_CODE}[ ]?:?\Z")
# A full stop after a longer word or after capitals, inside a label that a later sign ends.
_SENTENCE = compile_later(
    r"(?:[^\W\d_]{4,}|[^\W\d_a-zà-öø-ÿ]{2,}|[)\]])\.[ ](?=[^\W\d_]*(?!\.)[a-zà-öø-ÿа-яё]|[IA][ ])"
)
# An initial and a name before a full stop: "A. BERGAS (ABF). ", "J. Kalniņš (AB). ".
_INITIALED = compile_later(
    rf"(?:[^\W\d_]\.[ ]?)+(?=[^\W\d_])(?:[^\W\d_]{{2,}}[^\W_]*(?:[- ][^\W\d_]{{2,}})?[ ]{_BRACKET}|"
    r"(?=[^.:]{2,40}\.[ ])(?:[^\W\d_a-zà-öø-ÿ]{2,}[- ]?)+)\.[ ]"
)
# "記者 いつ終わりますか。": in scripts without spaces one may end a label.
_SPACED = compile_later(
    "(?P<name>[\u3400-\u9fff\u3041-\u30ff々]{2,10})(?P<sign> )(?=[\u3041-\u30ff\u3400-\u9fff「『])"
)
_LENTICULAR = compile_later(r"[【（](?P<name>[^【】（）\n]{1,20})[】）][ ]?(?=[^\s（【])")
_LETTER = compile_later(
    r"(?P<name>[^\W\d_])(?P<sign>\.?[ ]?[:：]|[.)]|[ ]?[-–—]|\.[ ]?[-–—]|(?=[ ]))(?:["
    r" ]+|(?<=：))(?=\S)"
)
# The beginning of a paragraph in ASCII that no sign of a label is in.
_PLAIN = compile_later(r"(?:[A-Za-z][a-z]|I )(?:[ -')*+,/-9;-Z\\-~]++|\.(?!-)|--(?!-)|-(?![ -]))*+")
# What may come before or around a label.
_MARKS = ">•●▪‣◦·*-_(（"
_POINTED = compile_later(r"(?:(?:>{1,3}|[•●▪‣◦·])[ ]*|[-*][ ])(?=[^\W\d_])")
_WRAPPED = compile_later(
    r"(?P<mark>\*{1,3}|_{1,2}|[(（])(?P<name>[^\W\d_][^*_()（）\[\]:：!?\n]{0,60}?)[ ]?[:：]?"
    r"(?:\*{1,3}|_{1,2}|[)）])[ ]?[:：]?(?:[ ]+|\Z|(?<=：))"
)
# A name between signs, alone on its line: "== Anna Berg ==", "### Anna Berg", "(Anna Berg)".
_FRAMED = compile_later(
    r"(?:={2,4}[ ]?(?P<equal>[^=:：]{2,60}?)[ ]?={2,4}|\#{2,6}[ ](?P<hash>[^#:：]{2,60})"
    r"|[(（](?P<round>[^()（）:：]{2,40})[)）]|\*{1,3}(?P<star>[^*:：]{2,60})\*{1,3}"
    r"|<(?P<angle>[^<>:：/]{2,40})[:：]?>|【(?P<black>[^【】:：]{2,40})】)[:：]?\Z"
)
_INNER_QUOTE = compile_later(r"(?<=\w)[“”](?=\w)")
_COLON_OR_BRACKET = compile_later(r"[:：(（\[]")
_DASHED_TIME = compile_later(rf"[ ][-–—|·][ ]*(?={TIME_CODE}[ ]?:?\Z)")
# "Anna Berg - Chief Executive Officer", alone on its line.
_DASHED_ROLE = compile_later(
    r"(?P<name>[^\W\d_][^-–—|]{1,40}?)[ ](?:[-–—|]|--)[ ](?P<role>[^\W\d_].{1,60})\Z"
)
# The source's number of the speech, in an abbreviation: "Anf. 1 Statsminister Anna Berg (AB)".
_NUMBERED_LINE = compile_later(
    r"(?!(?i:secs?|arts?|ch|chap|no|nos|nr|num|pt|cap|tit|fig|vol|par|para)\.)"
    r"[^\W\d_]{2,6}\.[ ]\d{1,4}[.)°]?[ ](?=[^\W\d_])"
    r"|(?:[01]?\d|2[0-3])\.[0-5]\d[ ](?=[^\W\d_a-zà-öø-ÿ])"
    r"|\d{1,3}\.[ ](?=[A-ZÀ-Þ][^():.?!]{3,40}[ ]\([^()]{2,60}\)(?:[ ]\([^()]{2,30}\))?\Z)"
)
_COUNTING = frozenset(["NO", "NOS", "NR", "ART", "SEC", "RES", "CH", "VOL", "PP", "P"])
_LETTERS_OF_ASIA = "問答问문답"
# The first words of a label that ends in a full stop, beside capitals and initials.
_OPENINGS = CALLING | TITLES | QUESTION_WORDS | ANSWER_WORDS | ROLE_WORDS | ARTICLES
_NAMING = TITLES | QUESTION_WORDS | ANSWER_WORDS | ROLE_WORDS
_BEFORE_ROLES = frozenset(phrase.split()[0] for phrase in ROLE_PHRASES)
_DASH = compile_later(r"[–—]|- |\.-| \u0640 ")
# "1 hour 3 minutes 20 seconds", as meeting programs write times for those who listen.
SPELLED_TIME = (
    r"(?:\d{1,2} (?:hours?|hrs?|stunden?|heures?|horas?|or[ae]|uur|godzin\w*|tim\w*|uur)\.? )?"
    r"(?:\d{1,2} min\w*\.? )?\d{1,2} (?:se[ckg]\w*\.?)"
)
_BARE_TIME = compile_later(
    rf"[ ]*(?P<time>{TIME_CODE}(?:[ ]?[AaPp][Mm])?|(?<=[ ])(?i:{SPELLED_TIME}))(?P<sign>[ ]?:?)\Z"
)
_BEFORE_SIGN = compile_later(r"[ ]*(?P<time>[(\[<]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[)\]>])\Z")
_AFTER = compile_later(
    r"(?P<time>[(\[<](?:\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?"
    r"|\d+(?:\.\d+)?s?[ ]?[-–][ ]?\d+(?:\.\d+)?s)[)\]>]):?[ ]+(?=\S)"
)
# The longest label, in characters: without brackets, and with them.
_SHORT, _LONG, _WHOLE = 100, 360, 180
_REMEMBERED = 1 << 12  # beginnings of paragraphs whose reading is kept
# Signs of labels in other forms than a name and a colon.
_SIGNS_OF_OTHERS = frozenset("(){}[]（）［］【】<>-–—：")
# The longest name alone on its line, in characters.
_LINE = 90
LONGEST_LINE = 180  # of a name whose office stands beside it
_CLOSING = "…,;!?。！？；،؛"
# The end of a sentence before a bracket.
_ENDED = compile_later(r"[^\W\d_]{4,}[.!?…۔।] ?[(\[（［]")


class Label(msgspec.Struct):
    """What has the form of a label, at the start of a paragraph."""

    name: str  # without brackets, number, time and sign
    printed: str  # as printed, without number and time
    end: int  # characters of the paragraph that it takes, with the space after it
    form: str  # "colon", "stop-dash", "dash", "stop", "circle", "lenticular", "letter", "line", …
    brackets: str = ""  # the brackets after the name and what is in them
    number: str = ""  # number of the speech in the source
    time: str = ""


def bare_name(label: str) -> str:
    """Return a label without its sign and brackets such as "(through interpreter)".

    A curly quotation mark inside a word is straight, as in the Hebrew word for who presides.
    """
    if "“" in label or "”" in label:
        label = _INNER_QUOTE.sub('"', label)
    if _has_bracket(label):
        label = _BRACKETED.sub("", _REMARKED.sub("", label))
    return label.strip().rstrip(":：.").strip()


def _has_bracket(label: str) -> bool:
    return "(" in label or "[" in label or "（" in label or "［" in label


def _brackets(label: str) -> str:
    """Return the brackets of a label, with what is in them."""
    if not _has_bracket(label):
        return ""
    return "".join(match.group() for match in _BRACKETED.finditer(label)).strip()


def read_label(text: str) -> Label | None:
    """Return what has the form of a label at the start of a paragraph; None if nothing has.

    `read_line` reads names alone on their line.
    """
    if (
        _PLAIN.fullmatch(text, 0, _SHORT)
        and text[-1] != ":"
        and (text.find(". ", 0, 70) < 0 or not _may_stop(text[:_SHORT]))
        and not ("-" in text[:_SHORT] and _has_tight_dash(text))
    ):
        return None  # nearly all paragraphs of English speech
    head = text[:_SHORT]
    if head.isupper() and ":" in text[_SHORT:_WHOLE]:
        return _read_closely(text)  # a name in capitals with a long office
    asked = " asked " in head or " minta " in head
    numbered = text[0].isdigit() or text[0] in "Q["
    if asked and numbered and (reported := _REPORTED.match(text)):
        return Label(
            bare_name(reported["name"]),
            reported["name"],
            reported.end(),
            "colon",
            _brackets(reported["name"]),
            reported["number"],
        )
    colon = head.find(":", 0, _SHORT - 2)
    if (
        colon > 0
        and head[colon + 1 : colon + 2] == " "
        and head[colon + 2 : colon + 3].isalnum()
        and text[-1] != ":"
        and _tells_all(head[:colon])
    ):
        return _read_beginning(head[: colon + 3])
    return _read_closely(text)


@lru_cache(maxsize=_REMEMBERED)
def _tells_all(name: str) -> bool:
    """Return whether what stands before a paragraph's first colon tells by itself whether it is a
    label, whatever the words after the colon are.
    """
    first = name.split()[0] if name.strip() else ""
    return (
        name[0].isalnum()
        and _SIGNS_OF_OTHERS.isdisjoint(name)
        and not (". " in name and first.casefold().rstrip(".") in ARTICLES)
    )


@lru_cache(maxsize=_REMEMBERED)
def _read_beginning(text: str) -> Label | None:
    """Return the label at the start of a paragraph, of which only the beginning is given. A record
    has the same ones again and again.
    """
    return _read_closely(text)


def _read_closely(text: str) -> Label | None:
    """Return what has the form of a label, in any language and form."""
    first = text[0]
    if first in _MARKS and (marked := _marked(text)):
        return marked
    reach = _reach(text)
    head = text[:reach]
    if (
        text[1:2].isalnum()
        and not _has_sign(head)
        and first not in _FRAMES
        and first not in _LETTERS_OF_ASIA
        and not (text.find(". ", 0, 70) > 0 and _may_stop(head))
        and not (first > "\u3040" and " " in text[2:11])
    ):
        return None  # nearly all others
    if first in _FRAMES:
        if first == "<" and (tagged := _TAGGED.match(text)):
            return Label(
                bare_name(tagged["name"]),
                tagged["name"].strip(),
                tagged.end(),
                "colon",
                _brackets(tagged["name"]),
            )
        return _framed(text[:_SHORT])
    number = ""
    if letter := _lone_letter(text, head):
        return letter
    if first.isdigit() or "." in head[:8]:
        if counted := _COUNTED.match(head):
            number = counted.group()
            text = text[len(number) :]
            head = text[:reach]
        elif first.isdigit():
            return None
    label = _lone_letter(text, head) if number else None
    label = label or _signed(text, head)
    label = label or (_of(_SPACED.match(text), "spaced") if text[0] > "\u3000" else None)
    if label is not None and label.form in ("colon", "dash", "stop-dash"):
        label = _before_sign(text, head, label)
    if label is None and head.find(". ", 0, 70) > 0 and _may_stop(head):
        label = _stopped(text)
    if label is not None and number:
        label.number, label.end = number.strip(), label.end + len(number)
    return label


def _before_sign(text: str, head: str, label: Label) -> Label:
    """Return a label with a full stop that ends before the sign, or else the label itself.

    Examples are "CHAIR BERG. So: we wait." and "КОВАЛЬ О.П. Я скажу: ні.".
    """
    inside = next((one for one in _SENTENCE.finditer(label.printed) if _ends(one)), None)
    ends = inside is not None and inside.end() < len(label.printed) and _may_stop(head)
    initials = label.form == "colon" and text.partition(" ")[0].isupper()
    if not (ends or (initials and head.find(". ", 0, label.end) > 0)):
        return label
    stopped = _stopped(text)
    if stopped is None or stopped.end >= label.end:
        return label
    rest = text[stopped.end : label.end]
    words = {word.strip(",;:.") for word in rest.split()}
    if ends and (not (names_office(rest) and FINITE.isdisjoint(words)) or speaks(rest)):
        return stopped
    goes_on = stopped.name[-1] == "." and any(map(str.islower, words))
    return stopped if goes_on and not names_office(rest) else label


def _ends(found: re.Match[str]) -> bool:
    """Return whether a full stop is not that of a title: "prof. Petr Malý"."""
    word = found.group().split(".")[0].casefold()
    return word not in TITLES and f"{word}." not in TITLES and not word.endswith("dr")


def _reach(text: str) -> int:
    """Return within how many characters a label may end.

    One with a long office may take a whole line, "Dr. Anna Berg, Parl. Staatssekretärin bei der
    …:", or be in capitals.
    """
    if text[-1] == ":" and len(text) <= _WHOLE:
        return len(text)
    return _WHOLE if text[:_SHORT].isupper() else _SHORT


def _framed(head: str) -> Label | None:
    """Return a name after a circle or in brackets: "○議長（山田太郎君） …", "【记者】…"."""
    if head[0] in "○◯〇◎●":
        return _of(_CIRCLE.match(head), "circle")
    return _of(_LENTICULAR.match(head), "lenticular") if head[0] in "【（" else _enclosed(head)


def _marked(text: str) -> Label | None:
    """Return a label with marks before or around it: ">> ANNA BERG: …", "• Anna Berg: …", "**Anna
    Berg:** …", "(Berg): …".
    """
    head = text[:_SHORT]
    if found := _POINTED.match(head):
        label = _read_closely(text[found.end() :])
        if label:
            label.end += found.end()
        return label
    if found := _WRAPPED.match(head):
        outside = head[found.end("name") :]
        if ":" not in outside and "：" not in outside and found.end() >= len(text):
            return None  # `read_line` reads it
        sign = "：" if "：" in found.group() else ":"
        if sign not in found.group() or STAGE_WORD.search(found["name"]):
            return None
        name = bare_name(found["name"])
        return Label(name, found.group().strip(), found.end(), "colon") if name else None
    return None


def _has_sign(head: str) -> bool:
    """Return whether a sign that may end a label occurs.

    This is asked of each paragraph. A pattern would take ten times as long.
    """
    return (
        ":" in head
        or "(" in head
        or "[" in head
        or ("-" in head and ("- " in head or ".-" in head or _has_tight_dash(head)))
        or (
            not head.isascii()
            and ("–" in head or "—" in head or "：" in head or "（" in head or " \u0640 " in head)
        )
    )


def _signed(text: str, head: str) -> Label | None:
    """Return a label that ends in a colon, a dash, or a time in brackets."""
    if not _has_sign(head):
        return None
    label = None
    if ". –" in head or ". —" in head or ".–" in head or ".-" in head or ". - " in head:
        # The label of "Sr. Hill. – Señora presidenta: …" ends before the colon.
        found = _DASHED.match(text[:_LONG])
        if found and "." in found["sign"] and ":" not in found["name"]:
            return _of(found, "stop-dash")
    if _COLON_OR_BRACKET.search(head) and (":" in text[:_LONG] or "：" in text[:_LONG]):
        found = _COLON.match(text[:_LONG])
        label = _of(found, "colon") if found and _is_parted(found) else None
        label = label or _of(_TIMED.match(head), "timed")
    typed = " -- " in head and head.partition(" -- ")[0].isupper()  # "ANNA BERG -- Thank you"
    if label is None and (typed or _DASH.search(head.replace("--", ""))):
        found = _DASHED.match(text[:_LONG])
        label = _of(found, "stop-dash" if found and "." in found["sign"] else "dash")
    if label is None and _has_tight_dash(head):
        label = _of(_TIGHT.match(text[:_LONG]), "dash")
    return label


def _has_tight_dash(text: str) -> bool:
    """Return whether a dash follows a capital at the beginning, before another capital."""
    return _CAPITAL_DASH.search(text, 0, _SHORT) is not None


def _is_parted(found: re.Match[str]) -> bool:
    """Return whether a label is parted from the words by a space, or needs none: before or after a
    sign of full width, and as several words in capitals: "TOM HILL:Thank you."
    """
    following = found.string[found.end() : found.end() + 1]
    if found["name"].isupper() and " " in found["name"] and not following.isdigit():
        return True
    return found.group()[-1] in " ：" or not following or "\u2e80" <= following <= "\uffef"


def _lone_letter(text: str, head: str) -> Label | None:
    """Return a letter for question or answer if the text begins with a single one."""
    possible = len(head) > 2 and (head[0] < "\u2e80" or head[0] in _LETTERS_OF_ASIA)
    return _letter(text, head) if possible and not head[1].isalnum() else None


def _letter(text: str, head: str) -> Label | None:
    """Return a letter for question or answer: "Q.", "A:", "Q Thank you.".

    A word of one letter or an initial is not one.
    """
    found = _LETTER.match(head)
    if found is None or (f"{head[0].casefold()}." in TITLES and found["sign"] == "."):
        return None
    sign = found["sign"]
    if sign not in ("", "."):
        return None if head[0] in _LETTERS_OF_ASIA else _of(found, "letter")
    # "O Sr. Presidente:" begins with a word, "И. Примеров:" with an initial.
    other = _signed(text, head)
    if sign:
        initial = (other and _is_initialed(other.name.partition(",")[0])) or _INITIALED.match(
            text[:_SHORT]
        )
        return None if initial else _of(found, "letter")
    if head[0] == "Q" or head[0] in _LETTERS_OF_ASIA or (head[0] == "A" and other is None):
        return _of(found, "letter")
    return None


def _stopped(text: str) -> Label | None:
    """Return a label that ends in a full stop: "Mr. HILL of Ohio.", "Иванов И. И.".

    The full stop of an initial or of a form of address does not end it.
    """
    if text[-1] == "." and (introduced := INTRODUCED.fullmatch(text)):
        return Label(introduced["name"], text, len(text), "stop")
    for stop in _STOP.finditer(text[:_LONG]):
        name = text[: stop.start()]
        if len(name) > 90 or "--" in name or _UNLIKE.search(name):
            return None
        unclosed = name.count("(") > name.count(")") or name.count("[") > name.count("]")
        if unclosed or text[stop.end()].islower():
            continue
        last = name.split()[-1].rsplit(".", 1)[-1]
        if f"{last.casefold()}." in TITLES and len(last) < 5:
            continue
        counts = not last.isupper() or last in _COUNTING
        if 1 < len(last) < 5 and counts and text[stop.end()].isdigit():
            continue  # "S.J. Res. 12", "Art. 5", "DOCUMENT NO. 7"
        if all(len(part) < 2 for part in re.split(r"[.\s]+", name)):
            continue  # initials alone: "J. R. Sample."
        if len(last) == 1 and last.isalpha():
            if not _is_surname_first(name):
                continue
            if re.match(r"[^\W\d_]\.", text[stop.end() :]):
                continue
            name = f"{name}."
        bare = name if len(last) == 1 and last.isalpha() else bare_name(name)
        return Label(bare, text[: stop.start() + 1], stop.end(), "stop", _brackets(name))
    return None


def _is_surname_first(name: str) -> bool:
    """Return whether a name is a family name and initials: "Иванов И. И", "HILL T".

    "Mark E" is not: the word goes on.
    """
    first, *initials = re.split(r"[.\s]+", name)
    if not initials or any(len(part) != 1 for part in initials):
        return False
    return len(initials) > 1 or first.isupper() or not first.isascii()


def may_fill_line(text: str) -> bool:
    """Return whether a paragraph is short enough for a name alone on its line. One in capitals or
    with a bracket at its end may hold a long office.
    """
    return len(text) <= _LINE or (
        len(text) <= LONGEST_LINE and (text[-1] in ")）" or ("," in text and text.isupper()))
    )


def read_line(text: str) -> Label | None:
    """Return a paragraph that is a name alone on its line, with or without brackets and a time.

    None if it cannot be one.
    """
    text_of = text.removeprefix("- ")
    number = ""
    if not may_fill_line(text) or not text_of:
        return None
    if counted := _NUMBERED_LINE.match(text_of):
        number, text_of = counted.group().strip(), text_of[counted.end() :]
    if enclosed := _ENCLOSED.match(text_of):
        rest = text_of[enclosed.end() :].strip()
        if text_of[0] == "[" and rest and _CLOCK.match(rest):
            name = enclosed["name"].strip()
            return Label(name, f"[{name}]", len(text), "line", "", "", rest)
    if framed := _FRAMED.match(text_of):
        name = bare_name((framed[framed.lastgroup or 0] or "").strip())
        if not name or not name[0].isalpha() or STAGE_WORD.search(name):
            return None
        return Label(name, text_of, len(text), "framed")
    if not text_of[0].isalpha():
        return None
    time = ""
    if number[-3:-2] == ".":
        number, time = "", number  # "15.02 Matti Meikäläinen sd"
    if dashed := _DASHED_TIME.search(text_of):
        text_of = f"{text_of[: dashed.start()]} {text_of[dashed.end() :]}"
    if role := _DASHED_ROLE.match(text_of):
        if speaks(role["role"]) or not FINITE.isdisjoint(role["role"].split()):
            return None  # words that go on in the next line
        name = role["name"].strip()
        return Label(name, text_of.strip(), len(text), "line", "", number, "")
    if found := _BARE_TIME.search(text_of):
        time, text_of = found["time"], text_of[: found.start()]
    name, brackets = bare_name(text_of), _brackets(text_of)
    # A name ends in a letter. "Jr.", "V." and the like keep their full stop.
    if not name or text_of[-1] in _CLOSING or (text_of[-1] == "." and not time):
        return None
    if brackets and (STAGE_WORD.search(brackets) or _ENDED.search(text_of)):
        return None  # words, and what happened: "We thank you. (Applause)"
    printed = f"- {text_of.strip()}" if text.startswith("- ") else text_of.strip()
    return Label(name, printed, len(text), "line", brackets, number, time)


def _enclosed(head: str) -> Label | None:
    """Return a name in square or angle brackets before the words. A stage direction is not one."""
    found = _ENCLOSED.match(head)
    if found is None or found.end() >= len(head) or STAGE_WORD.search(found["name"]):
        return None
    if _CLOSED[found["mark"]] != found["close"]:
        return None
    name = found["name"].strip()
    printed = head[: found.end()].strip()
    after = _AFTER.match(head, found.end())
    time, end = (after["time"], after.end()) if after else ("", found.end())
    return Label(name, printed, end, "enclosed", "", "", time)


def bare_time(text: str) -> str:
    """Return the time if a paragraph is only a time, "(01:04):"; else ""."""
    found = _BARE_TIME.match(text)
    return text if found else ""


def _is_initialed(name: str) -> bool:
    """Return whether a name is one or more initials and a word or two: "И. Примеров", "J. R.
    Sample".
    """
    words = bare_name(name).partition(" | ")[0].split()
    return 1 < len(words) <= 5 and all(word[0].isupper() for word in words)


@lru_cache(maxsize=1 << 12)
def _is_plain(word: str) -> bool:
    """Return whether a paragraph's first word shows that no label with a full stop begins it."""
    first = word.casefold()
    bare = first.rstrip(".")
    if len(bare) < 2 or word.isupper() or not {first, bare}.isdisjoint(_OPENINGS):
        return False
    return first not in _BEFORE_ROLES


def _may_stop(head: str) -> bool:
    """Return whether a paragraph's first words can be a label that ends in a full stop.

    Such labels begin with an address, an office or capitals.
    """
    opening, _, rest = head.partition(" ")
    if _is_plain(opening) and rest[1:2] != ".":
        return False  # nearly all paragraphs of speech
    words = head.split(" ", 4)
    first = words[0].casefold()
    if words[0].isupper() and len(words[0].strip(".")) > 1:
        return True
    bare = first.rstrip(".")
    if (first in CALLING and is_collective(head)) or (
        len(bare) == 1 and head[1:2] == "." and _INITIALED.match(head)
    ):
        return True
    if len(words) > 1 and f"{first} {words[1].casefold().rstrip('.')}" in ROLE_PHRASES:
        return True
    if first in TITLES or not {bare}.isdisjoint(_NAMING):
        return True
    second = words[1].casefold().rstrip(".") if len(words) > 1 else ""
    if bare in ARTICLES and any(len(word) > 2 and word.isupper() for word in words[1:4]):
        return True
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
        # "Anna Berg (00:03):": the time is that of the turn, not part of the name.
        time = timed["time"]
        named = named[: timed.start()]
        printed = named + whole[found.end("name") :].strip()
    after = _AFTER.match(found.string, end) if form == "colon" else None
    if after and not time:
        time, end = after["time"], after.end()
    brackets = _brackets(named)
    name = bare_name(named)
    if form == "circle" and brackets:
        # An office, with the holder's name in brackets.
        pass
    return Label(name, printed, end, form, brackets, "", time) if name else None
