"""Find the layout of a text: where paragraphs end, which lines were wrapped, what is not speech.

`arrange` turns any layout into one paragraph a line. It works on lines, never on single characters.
So a text that already has one paragraph a line takes one scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, islice, pairwise
from operator import add, sub
from sys import intern

import msgspec

from pilcrow.model import wording
from pilcrow.model.patterns import compile_later
from pilcrow.model.problems import fail
from pilcrow.model.records import Edit
from pilcrow.text.expressions import Expression, TooManySteps
from pilcrow.text.hyphens import Hyphens
from pilcrow.text.normalise import BREAKS, SPACES, unusual_characters

_ANY_GAP = compile_later(f"([{BREAKS}][{SPACES}{BREAKS}]*)")
_SPACE = compile_later(f"[{SPACES}]")
_ODD_SPACES = compile_later(f"[{SPACES[1:]}]+")
_ONE_BREAK = compile_later(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_WORD = compile_later(f"[^{SPACES}{BREAKS}]+")
# Spaces and breaks that few files have: all but " ", "\t", "\n" and "\r".
_ODD = frozenset(
    "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + BREAKS[2:]
)

# Scripts written without spaces between words: Han, kana, their punctuation and full-width forms;
# Thai, Lao, Khmer.
_UNSPACED = compile_later(
    "[\u0e00-\u0eff\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff]"
)
_ENDS_SENTENCE = compile_later("[.!?…:;。！？：；؟۔।॥][\"'”’»›)\\]」』）】]*\\Z")

TIME_CODE = r"[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?[\])>]?"
_TIMES = compile_later(
    rf"(?:kl\.?\s?|klo\s|\d{{4}}-\d\d-\d\d\s)?{TIME_CODE}(?:\s*(?:-->|[-–—])\s*{TIME_CODE}(?:\s+[A-Za-z]\w*:\S+)*)?\Z",
    re.IGNORECASE,
)
# The time of day in records of Malaysia and Canada: "■1050", "● (1405)", "• (14 h 10) •".
_DAYTIME = compile_later(
    r"[■●•]\s?[(]?(?:[01]?\d|2[0-3])\s?[:.h]?\s?[0-5]\d(?:\s?h)?[)]?(?:\s?[■●•])?\Z"
)
# The time of day in the record of Austria's parliament: "10.05".
_CLOCK = compile_later(r"(?:[01]?\d|2[0-3])\.[0-5]\d\*?\Z")
# What stands before the number of a page.
PAGE_WORDS = (
    r"page|pg\.?|p\.|seite|s\.|página|pág\.|pàgina|pagina|pag\.|sida|side|sivu|strona|str\.|strana"
    r"|stranica|oldal|sayfa|puslapis|lappuse|lehekülg|trang|halaman|σελίδα|σελ\.|стр\.?|страница"
    r"|страна|сторінка|стор\.|עמוד|صفحة|صفحه|पृष्ठ|第"
)
_PAGE = compile_later(
    rf"(?:(?:{PAGE_WORDS})\s*\d{{1,4}}\s*(?:页|頁)?(?:\s*(?:of|/|von|de|sur|из|من)\s*\d{{1,4}})?"
    r"|(?:\w+day,? \d{1,2} \w+ \d{4},?\s+)?take:\s*\d{1,4}"
    r"|[-–—·•~]\s*\d{1,4}\s*[-–—·•~]|\d{1,4}\s*(?:/|of|von|из|من)\s*\d{1,4})\.?\Z",
    re.IGNORECASE,
)
_PAGE_IN_HEAD = compile_later(
    r"(?:page|seite|página|pagina|стр\.|strona|sida|side|sivu|oldal)\s*(\d{1,4})\b"
    r"|\b(\d{1,4})\.\s?oldal",
    re.IGNORECASE,
)
# A line that only separates: "*****", "* * *".
_ORNAMENT = compile_later(r"(?:[*_=~•][ ]?){3,}\Z")
_NUMBER = compile_later(r"[\[(]?(\d{1,5})[\])]?\.?\Z")
# A line is read closely only if it has this: nearly all lines of speech are longer.
_SHORT = 60
_OF_PAGES = ("page number", "running head")  # what interrupts a paragraph
_GAP = "    "  # between the words of a head and its page number
# The longest line that may be a running head.
_HEAD = 100
_DIGITS = compile_later(r"\d+")
# Transcripts of courts number their lines: "12   Q. Where?".
_LINE_NUMBER = compile_later(r"(\d{1,3})(?:[ \t]+|(?=[\r\n]|\Z))")
# What looks like a label at the start of a line: "THE CHAIR: ", "Q. ".
_LABELLED = compile_later(
    r"[^\W\d_a-zà-öø-ÿ](?:[^:：.!?…\n]|(?<=\b[^\W_])\.|(?<=\b[^\W_]{2})\.){0,50}:\s|[QA][.:]\s"
)
# A label in capitals that ends in a full stop, at the start of an indented line: "  Mr. ADAMS. I".
_STOPPED = compile_later(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Mme|Sra?)\. |The |El |La )?"
    r"(?:(?:Mc|Mac|De|La|Van)?[A-ZÀ-Þ][A-ZÀ-Þ'’-]{2,})(?: [A-ZÀ-Þ][A-ZÀ-Þ'’.-]+){0,3}"
    r"(?: of [A-Z][a-z]+)?(?: \([^()\n]{2,40}\))?\. (?=[A-ZÀ-Þ“\"(`])"
)
_REACH = 52  # characters of a line up to the colon of a label
_FEW = 3  # a text of more lines has one paragraph a line


class Lines(msgspec.Struct):
    """The lines of a text: character ranges without white space, and the breaks before each."""

    starts: list[int]
    ends: list[int]
    breaks: list[int]  # before the line; for the first line 2


_WRAPPED = 8  # lines that show that a text without blank lines was wrapped, at least


def has_few_lines(text: str) -> bool:
    """Return whether a text has so few lines that each may hold several paragraphs."""
    return text.count("\n") < _FEW


def find_lines(text: str, unusual: frozenset[str] | None = None) -> Lines:
    """Return lines that hold more than white space. `unusual`: see `unusual_characters`."""
    unusual = unusual_characters(text) if unusual is None else unusual
    if unusual.isdisjoint(_ODD):
        if "\r" not in unusual:
            return _split_lines(text, "\n")
        if text.count("\r") == text.count("\n") == text.count("\r\n"):
            return _split_lines(text, "\r\n")
    # Lines and the gaps between them in turn. Only the first and the last line can be empty.
    parts = _ANY_GAP.split(text)
    gaps = parts[1::2]
    forms = {
        gap: len(_ONE_BREAK.findall(gap)) + gap.count("\u2029") for gap in set(gaps)
    }  # files have few of them
    places = list(accumulate(map(len, parts)))
    lines = Lines([0, *places[1::2]], places[::2], [2, *(forms[gap] for gap in gaps)])
    if len(parts) > 1 and not parts[-1]:
        del lines.starts[-1], lines.ends[-1], lines.breaks[-1]
    if lines.starts and lines.starts[0] == lines.ends[0]:
        if len(lines.breaks) > 1:
            lines.breaks[1] += lines.breaks[0]
        del lines.starts[0], lines.ends[0], lines.breaks[0]
    return _trimmed(text, lines)


def _split_lines(text: str, line_end: str) -> Lines:
    """Split a text into lines that has one kind of line end, and no spaces but plain ones and tabs.

    It works on whole lists, for speed.
    """
    pieces = text.split(line_end)
    places = accumulate(map(len(line_end).__add__, map(len, pieces)), initial=0)
    starts = list(islice(places, len(pieces)))
    stripped = [piece.strip(" \t") for piece in pieces]
    lengths = list(map(len, stripped))
    if sum(lengths) + len(line_end) * (len(pieces) - 1) < len(text):
        for i, (piece, bare) in enumerate(zip(pieces, stripped, strict=True)):
            if piece is not bare:
                starts[i] += len(piece) - len(piece.lstrip(" \t"))
    ends = map(add, starts, lengths)
    kept = list(compress(range(len(lengths)), lengths))
    return Lines(
        list(compress(starts, lengths)),
        list(compress(ends, lengths)),
        [2, *map(sub, kept[1:], kept)] if kept else [],
    )


def _trimmed(text: str, lines: Lines) -> Lines:
    """Return lines without the spaces at their ends. The first also loses those at its start."""
    starts, ends, keep = lines.starts, lines.ends, True
    for i, end in enumerate(ends):
        if text[end - 1] == " " or text[end - 1] > "~" or text[end - 1] == "\t":
            while end > starts[i] and _SPACE.match(text, end - 1):
                end -= 1
            ends[i] = end
            keep = keep and end > starts[i]
    if starts:
        while starts[0] < ends[0] and _SPACE.match(text, starts[0]):
            starts[0] += 1
        keep = keep and starts[0] < ends[0]
    if keep:
        return lines
    kept = [i for i in range(len(starts)) if starts[i] < ends[i]]
    breaks, waiting = [], 0
    for i in range(len(starts)):
        waiting += lines.breaks[i]
        if starts[i] < ends[i]:
            breaks.append(waiting)
            waiting = 0
    return Lines([starts[i] for i in kept], [ends[i] for i in kept], breaks)


def _judge_wrapping(text: str, lines: Lines, inner: Sequence[int]) -> tuple[str, str, int]:
    """Return layout, reason and width, from the lines that no blank line follows.

    `inner` has the indices of these lines.
    """
    lengths = sorted(lines.ends[i] - lines.starts[i] for i in inner)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.95))]
    if wrapped := _judge_unspaced(text, lines, inner):
        return "blocks", wrapped, width
    if width > 200:
        reason = f"lines of up to {width} characters were not wrapped: each line is a paragraph"
        return "lines", reason, 0
    full = sum(1 for i in inner if _is_full(text, lines, i, width))
    runs_on = (_continues(text, lines.ends[i], lines.starts[i + 1]) for i in inner)
    # The longest of two lines is always full. So they must also break inside a sentence.
    if full >= 0.8 * len(inner) and width >= 36 and (len(inner) > 2 or all(runs_on)):
        reason = (
            f"blank lines between blocks whose lines end where the next word would pass {width}"
            " characters: hard-wrapped, and joined"
        )
        return "blocks", reason, width
    if len(inner) > 2 and (running_on := sum(runs_on)) >= 0.5 * len(inner):
        reason = (
            f"{_of_lines(running_on, len(inner))} inside blocks"
            f" {_verb(running_on, 'breaks', 'break')} off in mid-sentence: the lines are wrapped,"
            " and are joined"
        )
        return "blocks", reason, width
    if len(inner) <= 2:
        reason = (
            "blank lines between paragraphs, and too few lines without one to look wrapped: each"
            " line is a paragraph"
        )
        return "lines", reason, 0
    reason = (
        f"blank lines between blocks, but {_of_lines(short, len(inner))} inside them"
        f" {_verb(short, 'ends', 'end')} short of the margin: each line is a paragraph"
        if (short := len(inner) - full)
        else f"blank lines between blocks of lines with at most {width} characters, which are too"
        " short to be wrapped: each line is a paragraph"
    )
    return "lines", reason, 0


def _judge_unspaced(text: str, lines: Lines, inner: Sequence[int]) -> str:
    """Return why lines in a script without spaces were wrapped; "" if they were not.

    Their width is in columns: two for a character of the script, one for a digit.
    """
    tried = inner[:: max(1, len(inner) // 9)]
    if 2 * sum(1 for i in tried if _UNSPACED.match(text, lines.starts[i])) < len(tried):
        return ""
    widths = {}
    for i in inner:
        line = text[lines.starts[i] : lines.ends[i]]
        widths[i] = (len(line) + len(line.encode())) // 2
    width = sorted(widths.values())[int(len(inner) * 0.9)]
    full = [i for i in inner if widths[i] >= width - 6]
    running_on = [
        i
        for i in full
        if not _ENDS_SENTENCE.search(text, lines.ends[i] - 1, lines.ends[i])
        and text[lines.starts[i + 1]].isalnum()
    ]
    enough = len(running_on) >= max(0.25 * len(inner), 0.7 * len(full))
    if len(inner) <= 2 or width < 36 or not enough:
        return ""
    return (
        f"{_of_lines(len(running_on), len(full))} that reach the margin inside blocks"
        f" {_verb(len(running_on), 'breaks', 'break')} off in mid-sentence: the lines are wrapped,"
        " and are joined"
    )


def _of_lines(number: int, lines: int) -> str:
    return f"{number} of {wording.count(lines, 'line')}"


def _verb(number: int, one: str, several: str) -> str:
    return one if number == 1 else several


def guess_layout(
    text: str, lines: Lines, indented: frozenset[int] | None = None
) -> tuple[str, str, int]:
    """Return the layout, the reason for it in a sentence, and the width of wrapped lines (0 if
    none).
    """
    count = min(len(lines.starts), 20_000)
    if count < 2:
        return "lines", "the file has one line", 0
    separated = sum(1 for i in range(1, count) if lines.breaks[i] > 1)
    if indented is None:
        indented = find_indented(text, lines)
    if count <= 5:
        indented = frozenset()
    if indented and _run_on(text, lines, indented):
        lengths = sorted(map(sub, lines.ends, lines.starts))
        reason = (
            f"{_of_lines(len(indented), count)}"
            f" {_verb(len(indented), 'is indented, and begins', 'are indented, and begin')}"
            " paragraphs; the others are joined to them"
        )
        return "blocks", reason, lengths[int(len(lengths) * 0.95)]
    if not separated:
        return "lines", "no blank lines, so that each line is a paragraph", 0
    inner = [i for i in range(count - 1) if lines.breaks[i + 1] == 1]
    if not inner:
        return "lines", "blank lines separate all lines, so each line is a paragraph", 0
    return _judge_wrapping(text, lines, inner)


def _find_wrapped_turns(text: str, lines: Lines) -> frozenset[int]:
    """Return the lines that begin with what looks like a label, in a wrapped text without blank
    lines.

    Empty for any other text.
    """
    count = len(lines.starts)
    if count < 6 or max(lines.breaks[1:]) > 1:
        return frozenset()
    width = max(map(sub, lines.ends, lines.starts))
    if width > 200:
        return frozenset()
    begun = _find_labelled(text, lines)
    inner = [i for i in range(count - 1) if i + 1 not in begun]
    if len(begun) < 2 or not inner:
        return frozenset()
    if _break_off_within_turns(text, lines, begun, inner):
        return begun
    if width < 36 or len(inner) < 3:
        return frozenset()
    full = sum(1 for i in inner if _is_full(text, lines, i, width - 10))
    running_on = sum(1 for i in inner if _continues(text, lines.ends[i], lines.starts[i + 1]))
    # Three lines are few: each must break off in mid-sentence.
    least = 0.5 if len(inner) > 3 else 1.0
    wrapped = full >= 0.8 * len(inner) and running_on >= least * len(inner)
    return begun if wrapped else frozenset()


def _find_wrapped_speech(text: str, lines: Lines) -> frozenset[int]:
    """Return the lines that begin paragraphs of a wrapped text without blank lines and labels.

    Nearly every line ends where the next word would pass the margin, and most break off in
    mid-sentence. A line that ends a sentence earlier ends a paragraph. Empty for any other text.
    """
    count = len(lines.starts)
    if count < _WRAPPED or max(lines.breaks[1:]) > 1:
        return frozenset()
    width = max(map(sub, lines.ends, lines.starts))
    if not 36 <= width <= 120:
        return frozenset()
    open_ = [i for i in range(count - 1) if not _is_full(text, lines, i, width)]
    short = {i for i in open_ if _ENDS_SENTENCE.search(text, lines.ends[i] - 4, lines.ends[i])}
    inner = [i for i in range(count - 1) if i not in short]
    running_on = sum(1 for i in inner if _continues(text, lines.ends[i], lines.starts[i + 1]))
    wrapped = len(open_) - len(short) <= 0.1 * len(inner) and running_on >= 0.5 * len(inner)
    return (
        frozenset([0, *(i + 1 for i in short)])
        if wrapped and 2 * len(inner) > count
        else frozenset()
    )


def _find_title(text: str, lines: Lines, width: int) -> frozenset[int]:
    """Return the lines of a title at the head of a wrapped text, except the first.

    They are a few lines before the first blank line. Each ends although the next word would have
    fitted, and none ends a sentence.
    """
    end = next((i for i in range(1, len(lines.starts)) if lines.breaks[i] > 1), 0)
    if not 1 < end <= 4 or any(_is_full(text, lines, i, width - 15) for i in range(end - 1)):
        return frozenset()
    if any(_ENDS_SENTENCE.search(text, lines.ends[i] - 4, lines.ends[i]) for i in range(end)):
        return frozenset()
    if any(text[lines.starts[i]].islower() for i in range(end)):
        return frozenset()
    return frozenset(range(1, end))


def _break_off_within_turns(
    text: str, lines: Lines, begun: frozenset[int], inner: Sequence[int]
) -> bool:
    """Return whether turns end as sentences do, and nearly no line before their ends.

    The first line begins a turn, and one of the others goes on in lower case.
    """
    last = len(lines.starts) - 1
    ends = [i for i in range(last + 1) if i == last or i + 1 in begun]

    def ended(i: int) -> bool:
        return _ENDS_SENTENCE.search(text, max(0, lines.ends[i] - 4), lines.ends[i]) is not None

    return (
        0 in begun
        and sum(text[lines.ends[i] - 1] not in ":;" and ended(i) for i in ends) >= 0.9 * len(ends)
        and sum(map(ended, inner)) <= 0.2 * len(inner)
        and any(text[lines.starts[i + 1]].islower() for i in inner)
    )


def _find_labelled(text: str, lines: Lines) -> frozenset[int]:
    return frozenset(
        i
        for i, start in enumerate(lines.starts)
        # Few lines have either. Matching all lines would take most of the time of a layout.
        if (text.find(":", start, start + _REACH) > 0 or text[start] in "QA")
        and _LABELLED.match(text, start)
    )


def _find_stopped(text: str, lines: Lines) -> frozenset[int]:
    """Return the indented lines that begin with a label in capitals and a full stop, below the end
    of a sentence; none if there are fewer than three.
    """
    found = frozenset(
        i
        for i, start in enumerate(lines.starts)
        if i
        and text[start - 1] == " "
        and text[start].isupper()
        and _STOPPED.match(text, start)
        and _ENDS_SENTENCE.search(text, lines.ends[i - 1] - 4, lines.ends[i - 1])
    )
    return found if len(found) > 2 else frozenset()


def _take_line_numbers(text: str, lines: Lines) -> dict[int, int]:
    """Move the starts of lines behind the source's line numbers.

    Returns the indices of these lines, with the characters of the number and the spaces after it.

    Nearly all short lines must begin with a number that counts on, or starts again at 1. If half
    of them do, as in a transcript with an index of words, the numbers must run to the same number
    on most pages.
    """
    count = len(lines.starts)
    if count < 6 or not any(text[lines.starts[count * k // 4]].isdigit() for k in (1, 2, 3)):
        return {}
    found = {
        i: match
        for i, start in enumerate(lines.starts)
        if (match := _LINE_NUMBER.match(text, start)) and match.end() <= lines.ends[i]
    }
    numbers = [int(match[1]) for match in found.values()]
    lengths = sorted(map(sub, lines.ends, lines.starts))
    words = sum(match.end() < lines.ends[i] for i, match in found.items())
    if len(found) < 0.5 * count or words < 0.5 * len(found):
        return {}
    if len(found) < 0.9 * count or lengths[-1] > 120 or _count_steps(numbers) < 0.95:
        found = _numbered_by_page(found)
        if len(found) < 0.5 * count or lengths[int(0.95 * count)] > 120:
            return {}
    for i, match in found.items():
        lines.starts[i] = match.end()
        if i - 1 in found:
            lines.breaks[i] = 1  # a blank line would have a number of its own
    return {i: len(match[0]) for i, match in found.items()}


def _begin_deeper(lines: Lines, numbered: Mapping[int, int]) -> frozenset[int]:
    """Return the numbered lines that are indented further than most: they begin paragraphs."""
    indents = {i: width for i, width in numbered.items() if lines.starts[i] < lines.ends[i]}
    common, count = Counter(indents.values()).most_common(1)[0]
    if count < 0.3 * len(indents):
        return frozenset()
    return frozenset(i for i, width in indents.items() if width > common + 3)


def _count_steps(numbers: Sequence[int]) -> float:
    """Return the share of numbers that count on from the one before, or start again at 1."""
    steps = sum(after in (before + 1, 1) for before, after in pairwise(numbers))
    return steps / max(1, len(numbers) - 1)


def _numbered_by_page(found: Mapping[int, re.Match[str]]) -> dict[int, re.Match[str]]:
    """Return the lines whose numbers run from 1 to the same number on most pages; else none.

    Other numbers at the start of a line are left: those of pages, and "20 102:25" in an index.
    """
    kept: dict[int, re.Match[str]] = {}
    tops: list[int] = []
    last = 0
    for i, match in found.items():
        number = int(match[1])
        if number not in (last + 1, 1):
            continue
        if number == 1 and last:
            tops.append(last)
        kept[i], last = match, number
    if not tops:
        return {}
    top, pages = Counter(tops).most_common(1)[0]
    return kept if top >= 10 and pages >= max(3, 0.6 * len(tops)) else {}


def _is_full(text: str, lines: Lines, i: int, width: int) -> bool:
    """Return whether the next line's first word would not have fitted on line i."""
    start = lines.starts[i + 1]
    if text[start] > "\u0e00" and _UNSPACED.match(text, start):
        return lines.ends[i] - lines.starts[i] >= width - 3
    word = _WORD.match(text, start)
    return lines.ends[i] - lines.starts[i] + 1 + (word.end() - start if word else 0) > width


def find_left_out(text: str, lines: Lines, running: Sequence[str] = ()) -> dict[int, str]:
    """Return the lines that are not part of the speech, with what they are.

    They are running heads, page numbers and time codes.
    """
    patterns = [Expression(pattern) for pattern in running]
    left_out: dict[int, str] = {}
    numbers: list[tuple[int, int]] = []
    clocks: list[tuple[int, float]] = []
    with_digits: list[int] = []
    # Of a line that has only its own number nothing is left.
    lengths = list(map(sub, lines.ends, lines.starts))
    short = [i for i, length in enumerate(lengths) if 0 < length <= _SHORT]
    for i in range(len(lines.starts)) if patterns else short:
        start, end = lines.starts[i], lines.ends[i]
        if _is_running(text, start, end, patterns):
            left_out[i] = "running head"
        elif 0 < end - start <= _SHORT:
            line = text[start:end]
            if not has_digit(line):
                if line[0] in "*_=~•" and _ORNAMENT.match(line):
                    left_out[i] = "ornament"
                continue
            with_digits.append(i)
            if _TIMES.match(line) or (line[0] in "■●•" and _DAYTIME.match(line)):
                left_out[i] = "time code"
            elif _PAGE.match(line):
                left_out[i] = "page number"
            elif _CLOCK.match(line):
                clocks.append((i, float(line.rstrip("*"))))
            elif bare := _NUMBER.match(line):
                numbers.append((i, int(bare.group(1))))
    # A number alone on a line is a page number if it counts on. "1945" alone is not.
    for place, (i, number) in enumerate(numbers):
        before = numbers[place - 1][1] if place else None
        after = numbers[place + 1][1] if place + 1 < len(numbers) else None
        if (before == number - 1 or after == number + 1) and not _is_count(text, lines, i):
            left_out[i] = "page number"
    if len(clocks) > 1 and all(one[1] <= other[1] for one, other in pairwise(clocks)):
        left_out.update((i, "time code") for i, _ in clocks)
    _add_running_heads(text, lines, left_out)
    if _GAP in text:
        with_digits += [
            i
            for i, length in enumerate(lengths)
            if _SHORT < length <= _HEAD and text.find(_GAP, lines.starts[i], lines.ends[i]) > 0
        ]
        with_digits.sort()
    counted = _counted_heads(text, lines, with_digits, left_out)
    left_out.update(dict.fromkeys(counted, "running head"))
    return left_out


def is_time(line: str) -> bool:
    """Return whether a line is only a time code."""
    return line[0] in "0123456789[(<" and _TIMES.match(line) is not None


def has_digit(line: str) -> bool:
    """Return whether a line has a digit. "²" counts, although it is not a decimal number."""
    return _DIGITS.search(line) is not None or (not line.isascii() and any(map(str.isdigit, line)))


def _counted_heads(
    text: str, lines: Lines, with_digits: Sequence[int], left_out: Mapping[int, str]
) -> list[int]:
    """Return three or more lines of the same words with a page number that counts on.

    An example is "Harbour Talks 2021 Page 3". `with_digits` holds the short lines to look at.
    """
    forms: dict[str, list[int]] = {}
    for i in with_digits:
        if i not in left_out:
            form = _DIGITS.sub("0", text[lines.starts[i] : lines.ends[i]])
            forms.setdefault(form, []).append(i)
    heads: list[int] = []
    for same in forms.values():
        if len(same) < 3:
            continue  # nearly all lines with digits
        found = [
            (i, int(page[1] or page[2]))
            for i in same
            if (page := _PAGE_IN_HEAD.search(text[lines.starts[i] : lines.ends[i]]))
        ]
        if len(found) > 2 and all(other == one + 1 for (_, one), (_, other) in pairwise(found)):
            heads += [i for i, _ in found]
    return heads


def _is_running(text: str, start: int, end: int, patterns: Sequence[Expression]) -> bool:
    """Return whether a line is a running head that the metadata describe. Raises Problems."""
    for pattern in patterns:
        try:
            if pattern.fullmatch(text, start, end):
                return True
        except TooManySteps:
            fail(
                f'The expression "{pattern.pattern}" under segmentation: running may need too many '
                f"steps on a line of {end - start:,} characters.",
                todo="Write it without look-around and back-references, or with fewer repetitions.",
                kind="running",
            )
    return False


def _is_count(text: str, lines: Lines, i: int) -> bool:
    """Return whether a number counts what the line before names, such as "Ayes".

    It is then not a page number.
    """
    if not i or lines.breaks[i] > 1:
        return False
    line = text[lines.starts[i - 1] : lines.ends[i - 1]]
    return len(line.split()) <= 3 and line[-1].isalpha() and line[0].isupper()


def _add_running_heads(text: str, lines: Lines, left_out: dict[int, str]) -> None:
    """Add the lines that occur next to page numbers or form feeds on at least half of the pages.

    They are the same except for numbers.
    """
    edges: set[float] = {i for i, what in left_out.items() if what == "page number"}
    pages = len(edges)
    if "\f" in text:
        tops = [
            i
            for i in range(1, len(lines.starts))
            if "\f" in text[lines.ends[i - 1] : lines.starts[i]]
        ]
        edges.update(i - 0.5 for i in tops)  # between two lines
        pages = max(pages, len(tops))
    for _ in range(3):  # a head may have up to three lines
        forms: dict[str, set[int]] = {}
        for edge in edges:
            for i in {int(edge - 0.5), int(edge + 1)}:
                if (
                    0 <= i < len(lines.starts)
                    and i not in left_out
                    and 0 < lines.ends[i] - lines.starts[i] <= _HEAD
                ):
                    form = _DIGITS.sub("0", text[lines.starts[i] : lines.ends[i]])
                    if (
                        form[0] not in "([（"
                        and form[-1] not in ":："
                        and sum(map(str.isalpha, form)) >= 3
                    ):
                        forms.setdefault(form, set()).add(i)
        found = {i for places in forms.values() if len(places) >= max(2, pages / 2) for i in places}
        if not found:
            return
        left_out.update(dict.fromkeys(found, "running head"))
        edges = {float(i) for i in found}


def joint(text: str, end: int, start: int) -> str:
    """Return what joins two lines: a space, or "" after a hyphen and in some scripts."""
    last, first = text[end - 1], text[start]
    if first == "—" and last.isalnum() and text[start + 1 : start + 2].isalnum():
        return ""  # a dash without spaces, which went to the next line
    if last < "\u0e00" and last != "-":
        return "" if last.isdigit() and "\u2e80" <= first < "\uff00" else " "
    dash = len(text[max(0, end - 4) : end]) - len(text[max(0, end - 4) : end].rstrip("-‐—"))
    hyphened = dash > 0 and text[end - dash - 1 : end - dash].isalnum() and first.isalnum()
    unspaced = (last > "\u0e00" and _UNSPACED.match(last) and _UNSPACED.match(first)) or (
        "\u2e80" <= last < "\uff00" and first.isdigit()
    )
    return "" if (hyphened or unspaced) and unicodedata.is_normalized("NFC", last + first) else " "


def arrange(
    text: str,
    layout: str = "auto",
    running: Sequence[str] = (),
    unusual: frozenset[str] | None = None,
) -> tuple[list[Edit], str, str]:
    """Return the edits that make a text one paragraph a line, the layout, and the reason for it.

    The layout is "lines" or "blocks"; `layout` is "auto" or what the metadata say. `running` has
    patterns of whole lines to leave out. A paragraph that a page break interrupts is joined if its
    line ends without a full stop and it goes on in lower case.
    """
    unusual = unusual_characters(text) if unusual is None else unusual
    lines = find_lines(text, unusual)
    numbered = _take_line_numbers(text, lines)
    left_out = find_left_out(text, lines, running)
    left_out.update((i, "line number") for i in numbered if lines.starts[i] == lines.ends[i])
    width = 0
    indented = find_indented(text, lines, unusual) if layout != "lines" else frozenset()
    if layout == "auto" and numbered:
        layout, indented = "blocks", _find_labelled(text, lines) | _begin_deeper(lines, numbered)
        width = max(map(sub, lines.ends, lines.starts))
        reason = "the source numbers its lines: the numbers are left out, and the lines are joined"
    elif (
        layout == "auto"
        and not indented
        and (begun := _find_wrapped_turns(text, lines) or _find_wrapped_speech(text, lines))
    ):
        layout, indented = "blocks", begun
        width = max(map(sub, lines.ends, lines.starts))
        reason = (
            f"lines of up to {width} characters break off in mid-sentence: wrapped without blank"
            " lines, and joined up to the next label or the end of a paragraph"
        )
    elif layout == "auto":
        layout, reason, width = guess_layout(text, lines, indented)
        if width:
            indented |= _find_title(text, lines, width)
    else:
        reason = f'the metadata say "layout: {layout}"'
    if layout == "blocks":
        if "\n " in text:
            indented |= _find_stopped(text, lines)
        edits = _join_blocks(text, lines, left_out, width, indented, numbered)
    else:
        edits = _part_lines(text, lines, left_out, numbered)
    return space(text, edits, unusual), layout, reason


_BREAK_FORMS = ("\r\n", *BREAKS)


def _part_lines(
    text: str, lines: Lines, left_out: dict[int, str], numbered: Collection[int]
) -> list[Edit]:
    """Return the gaps of a text in which each line is a paragraph."""
    edits: list[Edit] = []
    known: dict[str, str] = {}  # few gaps are different, so each is kept once
    last, count, skipped = -1, 0, ""
    for i, start in enumerate(lines.starts):
        count += lines.breaks[i]
        if left_out and i in left_out:
            skipped = f"{skipped}; {left_out[i]}" if skipped else left_out[i]
            continue
        if i in numbered:
            skipped = "line number"
        if last < 0:
            edits += _opening(text, start, skipped)
        elif start - (end := lines.ends[last]) > 1 or text[end] != "\n":
            if skipped.endswith(_OF_PAGES) and _continues(text, end, start):
                edits.append(_edit(text, end, start, joint(text, end, start), "left-out", skipped))
            else:
                edits.append(_parted(text, end, start, count, skipped, known))
        last, count, skipped = i, 0, ""
    return edits + _closing(text, lines.ends[last] if last >= 0 else 0, skipped)


def _join_blocks(
    text: str,
    lines: Lines,
    left_out: dict[int, str],
    width: int,
    indented: frozenset[int],
    numbered: Collection[int],
) -> list[Edit]:
    """Return the gaps of a text with wrapped paragraphs: most of them are joined."""
    edits: list[Edit] = []
    starts, ends, breaks = lines.starts, lines.ends, lines.breaks
    full = width - 20
    known: dict[str, str] = {}
    hyphens = Hyphens(text, ends)
    last, count, skipped = -1, 0, ""
    for i, start in enumerate(starts):
        count += breaks[i]
        if left_out and i in left_out:
            skipped = f"{skipped}; {left_out[i]}" if skipped else left_out[i]
            continue
        if last < 0:
            edits += _opening(text, start, skipped)
        elif (
            count == 1
            and not skipped
            and (end := ends[last]) - starts[last] > full
            and "." < text[end - 1] < "\u0e00"
            and text[start] != "—"
            and i not in indented
            and i not in numbered
        ):
            # The fast way for nearly every line of a wrapped text.
            gap = text[end:start]
            edits.append(Edit(end, start, known.setdefault(gap, gap), " ", "joined"))
        elif i not in indented and _is_joined(text, lines, last, i, width, count, skipped):
            end = ends[last]
            skipped = skipped or ("line number" if i in numbered else "")
            operation = "left-out" if skipped else "joined"
            if text[end - 1] in "-‐" and text[end - 2].isalpha() and text[start].isalpha():
                end, between, undecided = hyphens.join(end, start)
                skipped = skipped or undecided
            else:
                between = joint(text, end, start)
            edits.append(_edit(text, end, start, between, operation, skipped))
        elif start - (end := ends[last]) > 1 or text[end] != "\n":
            skipped = skipped or ("line number" if i in numbered else "")
            edits.append(_parted(text, end, start, count, skipped, known))
        last, count, skipped = i, 0, ""
    return edits + _closing(text, ends[last] if last >= 0 else 0, skipped)


def _is_joined(
    text: str, lines: Lines, last: int, i: int, width: int, count: int, skipped: str
) -> bool:
    """Return whether line i of a wrapped text continues the paragraph of the last line kept."""
    if skipped:
        return _continues(text, lines.ends[last], lines.starts[i])
    short = lines.ends[last] - lines.starts[last] <= width - 20
    return count == 1 and not (short and _stops(text, lines, last, i, width))


def _opening(text: str, start: int, skipped: str) -> list[Edit]:
    """Return what comes before the first line kept."""
    operation = "left-out" if skipped else "blank-line"
    return [_edit(text, 0, start, "", operation, skipped)] if start else []


def _parted(
    text: str, end: int, start: int, count: int, skipped: str, known: dict[str, str]
) -> Edit:
    """Return the gap between two paragraphs."""
    gap = text[end:start]
    gap = known.setdefault(gap, gap)
    if skipped:
        operation = "left-out"
    elif count > 1:
        operation = "blank-line"
    else:
        operation = "line-end" if gap in _BREAK_FORMS else "space"
    return Edit(end, start, gap, "\n", operation, skipped)


def _closing(text: str, end: int, skipped: str) -> list[Edit]:
    """Return what comes after the last line kept."""
    if end >= len(text):
        return []
    operation = (
        "left-out" if skipped else "line-end" if text[end:] in _BREAK_FORMS else "blank-line"
    )
    return [_edit(text, end, len(text), "", operation, skipped)]


def _edit(text: str, start: int, end: int, after: str, operation: str, detail: str) -> Edit:
    return Edit(start, end, intern(text[start:end]), after, operation, detail)


def find_indented(
    text: str, lines: Lines, unusual: frozenset[str] = frozenset("\t\u3000")
) -> frozenset[int]:
    """Return lines that begin a paragraph by their indent.

    The indent is a little larger than most, and the line before ends a sentence. Empty if indents
    show nothing: all are equal, or the indented lines do not follow the end of a sentence.
    """
    gaps = list(map(sub, lines.starts[1:], lines.ends))
    if gaps == lines.breaks[1:] or gaps == [2 * count for count in lines.breaks[1:]]:
        return frozenset()  # only line ends separate the lines
    if not any(f"\n{space}" in text for space in " \t\u3000" if space == " " or space in unusual):
        return frozenset()
    indents = [_indent(text, start) for start in lines.starts]
    counts = Counter(indents)
    common = min((one for one, count in counts.items() if count >= 0.2 * len(indents)), default=0)
    further = [i for i, indent in enumerate(indents) if 1 <= indent - common <= 8]
    if len(further) < 2:
        return frozenset()
    follow = [i for i in further if i and lines.breaks[i] == 1]
    ended = {
        i
        for i in follow
        if _ENDS_SENTENCE.search(
            text, max(lines.starts[i - 1], lines.ends[i - 1] - 4), lines.ends[i - 1]
        )
        or indents[i - 1] - common > 8
    }
    if len(ended) >= 0.7 * len(follow):
        return frozenset(further)
    # Bills and letters have larger indents. The indent of paragraphs is the one whose lines follow
    # the end of a sentence.
    levels = {indent: [i for i in follow if indents[i] == indent] for indent in set(indents)}
    starting = {
        indent
        for indent, found in levels.items()
        if len(found) > 4 and sum(i in ended for i in found) >= 0.7 * len(found)
    }
    return frozenset(i for i in further if indents[i] in starting)


def _run_on(text: str, lines: Lines, indented: frozenset[int]) -> bool:
    """Return whether most lines without an indent continue the sentence of the line before."""
    following = [
        i for i in range(1, len(lines.starts)) if i not in indented and lines.breaks[i] == 1
    ]
    ends = lines.ends
    open_ones = sum(
        1 for i in following if not _ENDS_SENTENCE.search(text, ends[i - 1] - 4, ends[i - 1])
    )
    return bool(following) and open_ones >= 0.6 * len(following)


def _indent(text: str, start: int) -> int:
    """Return the indent of a line in columns: four for a tab, two for a wide space."""
    indent, place = 0, start - 1
    while place >= 0 and (character := text[place]) in " \t\u3000\xa0":
        indent += {"\t": 4, "\u3000": 2}.get(character, 1)
        place -= 1
    return indent


def _stops(text: str, lines: Lines, i: int, following: int, width: int) -> bool:
    """Return whether line i ends a paragraph inside a block: it ends a sentence well before the
    margin.
    """
    if following != i + 1:
        return False
    length = lines.ends[i] - lines.starts[i]
    if not _ENDS_SENTENCE.search(text, max(lines.starts[i], lines.ends[i] - 4), lines.ends[i]):
        return False
    word = _WORD.match(text, lines.starts[i + 1])
    return length + 1 + (word.end() - word.start() if word else 0) <= width - 15


def _continues(text: str, end: int, start: int) -> bool:
    """Return whether a paragraph that ends at `end` continues at `start`, after lines left out."""
    return text[start].islower() and not _ENDS_SENTENCE.search(text, max(0, end - 4), end)


def find_runs(text: str, unusual: frozenset[str] | None = None) -> list[tuple[int, int]]:
    """Return the ranges of spaces other than a single plain one. Adjoining ranges are one."""
    unusual = unusual_characters(text) if unusual is None else unusual
    found: list[tuple[int, int]] = []
    position = text.find("  ")
    while position >= 0:
        end = position + 2
        while text[end : end + 1] == " ":
            end += 1
        found.append((position, end))
        position = text.find("  ", end)
    if "\t" in unusual or not unusual.isdisjoint(_ODD):
        found = sorted([*found, *(match.span() for match in _ODD_SPACES.finditer(text))])
        found = [(start, end) for start, end in _merged(text, found)]
    return found


def _merged(text: str, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return ranges together with the plain spaces next to them. Ranges that touch are merged."""
    last = -1
    for start, end in found:
        if start < last:
            continue
        while start > 0 and text[start - 1] == " ":
            start -= 1
        while match := _SPACE.match(text, end):
            end = match.end()
        yield start, end
        last = end


def space(text: str, gaps: list[Edit], unusual: frozenset[str] | None = None) -> list[Edit]:
    """Return the gaps between lines, and the runs of spaces that become one space."""
    runs = find_runs(text, unusual)
    if not runs:
        return gaps
    edits: list[Edit] = []
    place = 0
    for start, end in runs:
        while place < len(gaps) and gaps[place].end <= start:
            edits.append(gaps[place])
            place += 1
        # Spaces at the ends of lines belong to the gap. The others have text on both sides.
        if place == len(gaps) or start < gaps[place].start:
            edits.append(Edit(start, end, text[start:end], " ", "space"))
    return [*edits, *gaps[place:]]
