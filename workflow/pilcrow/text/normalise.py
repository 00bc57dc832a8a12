"""Make the processing record: every change by the machine to the text as received.

It is one flat list of edits. First come characters: invisible ones are removed, and the rest is
composed to NFC. Then come white space and layout (`layout.arrange`). Both lists are joined into one
on the received text. So one list leads from the normalised text back to the source.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from operator import add

from pilcrow.model.patterns import compile_later
from pilcrow.model.records import Edit

# What an edit of the processing record can be, and its meaning for a reader.
OPERATIONS = {
    "markup": (
        "signs of Markdown that are not words: emphasis, escapes, links, quotations, underlined"
        " headings"
    ),
    "column": "tabs between a name and the words, in a text of columns, written as a colon",
    "mended": (
        "letters that were misread when the file was made: UTF-8 read as Windows-1252, and its"
        " signs kept as control characters"
    ),
    "unified": (
        "ligatures and presentation forms written as their letters; Arabic letters drawn out"
        " (tatweel) as they are"
    ),
    "composed": "characters brought to Unicode normalisation form C",
    "removed": (
        "invisible characters removed: zero-width, soft hyphen, direction marks, control characters"
    ),
    "space": (
        "runs of spaces, tabs and no-break spaces made one space, and none at the ends of lines"
    ),
    "line-end": "line ends of other systems made \\n",
    "blank-line": "blank lines removed",
    "joined": "hard-wrapped lines joined",
    "left-out": "running heads, page numbers and time codes left out",
    "divided": "a line parted or joined as the editor says, or before a label inside a long line",
    "correction": "the editor's correction",
}

SPACES = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
BREAKS = "\n\r\f\v\x85\u2028\u2029"
# Invisible characters. `_needed` decides on ZWNJ and ZWJ (U+200C, U+200D) one by one.
_INVISIBLE = compile_later(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
_HYPHENATED = compile_later(r"\u00ad[ \t]*(?:\r\n|[\n\r\x85\u2028])[ \t]*(?=\w)")
_INVISIBLE_OR_HYPHENATED = compile_later(f"{_HYPHENATED.pattern}|{_INVISIBLE.pattern}")
# Scripts that spell with joiners: Arabic, Syriac to Mandaic, Indic, Tibetan, Myanmar, Khmer,
# Mongolian, Arabic forms.
_JOINING = compile_later(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)
# Emoji that a ZWJ joins, with skin tones and the variation selector.
_EMOJI = compile_later("[\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")


# The bytes 80 to BF, and those that begin a character of two, three and four bytes in UTF-8, as
# Windows-1252 and Latin-1 read them.
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)
}
_BYTE = {sign: byte for byte, sign in _WINDOWS.items()} | {
    chr(byte): byte for byte in range(0x80, 0xA0)
}
_FOLLOWS = "[" + "".join(sign for sign, byte in _BYTE.items() if byte < 0xC0) + "]"
_MISREAD = compile_later(
    f"[\u00c3-\u00df]{_FOLLOWS}|\u00c2[\x80-\xbf]|[\u00e0-\u00ef]{_FOLLOWS}{{2}}|[\u00f0-\u00f4]{_FOLLOWS}{{3}}"
)
# The same for the code pages of Central Europe and of Cyrillic; each has few letters that begin a
# character.
_PAGES = {"cp1250": "\u00c4\u0139\u0102\u0143", "cp1251": "\u0420\u0421\u0413\u0412"}
_CONTROLS = compile_later("[\x80-\x9f]")
_UNIFIED = compile_later(
    "[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdc7\ufe30\ufe55\ufe76-\ufefc]|(?<=[\u0621-\u064a])\u0640+(?=[\u0621-\u064a\u064b-\u0652])"
)

# The colons of vertical and of small type, which Chinese records print beside the usual one.
_COLONS = {"\ufe30": "：", "\ufe55": "："}


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after the edits."""
    if not edits:
        return text
    return weave(
        text,
        [edit.start for edit in edits],
        [edit.end for edit in edits],
        [edit.after for edit in edits],
    )


def weave(text: str, starts: Iterable[int], ends: Iterable[int], instead: Sequence[str]) -> str:
    """Return the text with other text in place of the ranges [start, end).

    It works on whole columns, because a hard-wrapped text has a range a line.
    """
    pieces = [""] * (2 * len(instead) + 1)
    pieces[::2] = [
        text[start:end]
        for start, end in zip(chain((0,), ends), chain(starts, (len(text),)), strict=True)
    ]
    pieces[1::2] = instead
    return "".join(pieces)


def revert_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text before the edits, from the text after them."""
    if not edits:
        return text
    # Each edit shifts all later offsets by its change in length.
    lengths = [len(edit.after) for edit in edits]
    growth = accumulate(
        (length - (edit.end - edit.start) for length, edit in zip(lengths, edits, strict=True)),
        initial=0,
    )
    starts = [edit.start + grown for edit, grown in zip(edits, growth, strict=False)]
    return weave(text, starts, list(map(add, starts, lengths)), [edit.before for edit in edits])


_UNUSUAL = compile_later(
    f"{_INVISIBLE.pattern[:-2]}{SPACES[1:]}{BREAKS[1:]}\u00c2\u00c3\u00e2\u00d0\u00d1\u0139\u0102\u0640\ufb00-\ufb17\ufb50-\ufdc7\ufe30\ufe55\ufe76-\ufefc]+"
)
_USUAL = bytes(range(ord(" "), 0x7F)) + b"\n"


def unusual_characters(text: str) -> frozenset[str]:
    """Return the characters of a text that may have to be changed. The others need no search.

    They are invisible ones, spaces other than " " and breaks other than "\\n". If these are few,
    the letters beyond ASCII are added.
    """
    rest = text.encode("utf-8", "surrogatepass").translate(None, _USUAL)
    if len(rest) <= len(text) // 8:
        return frozenset(rest.decode("utf-8", "surrogatepass"))
    return frozenset("".join(_UNUSUAL.findall(text)))


def normalise_characters(text: str, unusual: frozenset[str] | None = None) -> list[Edit]:
    """Return edits that remove invisible characters and compose the rest to NFC.

    A text that needs neither costs almost nothing.
    """
    unusual = unusual_characters(text) if unusual is None else unusual
    invisible = any(map(_INVISIBLE.match, unusual))
    if text.isascii() and not invisible:
        return []
    mended = mend(text, unusual)
    whole = apply_edits(text, mended)
    removed = remove_invisible(whole) if invisible else []
    visible = apply_edits(whole, removed)
    removed = join_edits(mended, removed, whole, text)
    return join_edits(removed, compose_characters(visible), visible, text)


def mend(text: str, unusual: frozenset[str]) -> list[Edit]:
    """Return edits that restore misread letters, and write ligatures as letters.

    Control characters from 80 to 9F become the signs of Windows-1252: such a text was read as
    Latin-1. Only 85 is a line break. UTF-8 that was read as Windows-1252 is read again, if the rest
    of the text does not need these letters.
    """
    found: dict[int, Edit] = {}
    page = _other_page(text, unusual)
    if page or not unusual.isdisjoint("\u00c2\u00c3\u00e2\u00d0\u00d1"):
        known = f"UTF-8 read as Windows-{page[2:] or '1252'}"
        for match, after in _misread_page(text, page) if page else _misread(text):
            start, end = match.span()
            found[start] = Edit(start, end, match[0], after, "mended", known)
    controls = {sign for sign in unusual if "\x80" <= sign <= "\x9f"}
    if controls - {"\x85"}:
        covered = {place for edit in found.values() for place in range(edit.start, edit.end)}
        for match in _CONTROLS.finditer(text):
            start, end = match.span()
            after = _WINDOWS[ord(match[0])]
            if start not in covered and after != match[0]:
                found[start] = Edit(start, end, match[0], after, "mended", names(match[0]))
    if any(map(_UNIFIED.match, unusual)) or "\u0640" in unusual:
        for match in _UNIFIED.finditer(text):
            start, end = match.span()
            drawn_out = match[0][0] == "\u0640"
            after = "" if drawn_out else unicodedata.normalize("NFKC", match[0])
            after = _COLONS.get(match[0], after)
            if " " not in after:
                found[start] = Edit(start, end, match[0], after, "unified", names(match[0]))
    return [found[start] for start in sorted(found)]


def _misread(text: str) -> list[tuple[re.Match[str], str]]:
    """Return where UTF-8 was read as Windows-1252, with the original text.

    Places where other letters could be meant are left out.
    """
    read_again = []
    for match in _MISREAD.finditer(text):
        try:
            after = bytes(_BYTE[sign] for sign in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        read_again.append((match, after))
    inside = {place for match, _ in read_again for place in range(*match.span())}
    begins = sum(1 for i, sign in enumerate(text) if sign in "\u00c2\u00c3" and i not in inside)
    return read_again if len(read_again) > max(1, 2 * begins) else []


def _other_page(text: str, unusual: frozenset[str]) -> str:
    """Return the code page, other than Windows-1252, that UTF-8 was plainly read as; "" if none."""
    sample = text[:20_000]
    if not unusual.isdisjoint("\u0139\u0102") and len(_misread_page(sample, "cp1250")) > max(
        2, len(_misread(sample))
    ):
        return "cp1250"
    cyrillic = sample.count("\u0420") + sample.count("\u0421")
    return "cp1251" if cyrillic > len(sample) // 5 and _misread_page(sample, "cp1251") else ""


def _misread_page(text: str, page: str) -> list[tuple[re.Match[str], str]]:
    """Return where UTF-8 was read in another code page, with the original text.

    Nothing if most of the letters are meant.
    """
    signs = {
        sign: byte for byte in range(0x80, 0x100) if (sign := bytes([byte]).decode(page, "ignore"))
    }
    signs |= {chr(byte): byte for byte in range(0x80, 0xA0)}
    follows = "".join(sign for sign, byte in signs.items() if byte < 0xC0)
    sequences = []
    for low, high, count in ((0xC3, 0xE0, 1), (0xE0, 0xF0, 2), (0xF0, 0xF5, 3)):
        leads = "".join(sign for sign, byte in signs.items() if low <= byte < high)
        sequences.append(f"[{leads}][{re.escape(follows)}]{{{count}}}")
    pattern = re.compile("|".join(sequences))
    read_again = []
    for match in pattern.finditer(text):
        try:
            after = bytes(signs[sign] for sign in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        read_again.append((match, after))
    inside = {place for match, _ in read_again for place in range(*match.span())}
    begins = sum(1 for i, sign in enumerate(text) if sign in _PAGES[page] and i not in inside)
    return read_again if len(read_again) > max(2, 2 * begins) else []


def count_misread(text: str) -> int:
    """Return how many places of a text look like UTF-8 that was read as Windows-1252."""
    return len(_MISREAD.findall(text)) if "\u00c3" in text or "\u00e2\u20ac" in text else 0


def remove_invisible(text: str) -> list[Edit]:
    """Return edits that remove invisible characters, except joiners that are needed."""
    edits = []
    hyphenated = "\u00ad" in text and _HYPHENATED.search(text)
    for match in (_INVISIBLE_OR_HYPHENATED if hyphenated else _INVISIBLE).finditer(text):
        start, end = match.span()
        run = match.group()
        if hyphenated and run[-1].isspace():
            # A soft hyphen at the end of a line: the word continues on the next line in any layout.
            edits.append(Edit(start, end, run, "", "joined", "U+00AD"))
            continue
        kept = "".join(
            run[i]
            for i in range(len(run))
            if run[i] in "\u200c\u200d" and _needed(text, start, end, run[i])
        )[:1]
        if kept != run:
            edits.append(Edit(start, end, run, kept, "removed", names(run)))
    return edits


def _needed(text: str, start: int, end: int, joiner: str) -> bool:
    """Return whether a joiner between text[:start] and text[end:] is spelling."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after:
        return False
    if _JOINING.match(before):
        return not after.isspace() or joiner == "\u200d"
    return joiner == "\u200d" and bool(_EMOJI.match(before)) and bool(_EMOJI.match(after))


def names(characters: str) -> str:
    """Return code points for the record: "U+00AD U+200B"."""
    return " ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(characters))


def compose_characters(text: str) -> list[Edit]:
    """Return edits that bring a text to NFC, each as small as a base character with its marks."""
    if unicodedata.is_normalized("NFC", text):
        return []
    edits = []
    for match in re.finditer(r"[^ \n]+", text):
        word, place = match.group(), match.start()
        if unicodedata.is_normalized("NFC", word):
            continue
        for start, end in _clusters(word):
            before = word[start:end]
            after = unicodedata.normalize("NFC", _in_order(before))
            if before != after:
                edits.append(Edit(place + start, place + end, before, after, "composed"))
    return edits


def _clusters(word: str) -> Iterable[tuple[int, int]]:
    """Return ranges that can be normalised separately.

    Each is a character with its marks, or with the Hangul vowels and finals after it.
    """
    start = 0
    for i, character in enumerate(word):
        if (
            i
            and not unicodedata.category(character).startswith("M")
            and not "\u1160" <= character <= "\u11ff"
        ):
            yield start, i
            start = i
    yield start, len(word)


def _in_order(cluster: str) -> str:
    """Return a character with its marks in canonical order, which normalisation needs a time that
    is quadratic in the marks for.
    """
    runs = itertools.groupby(cluster, key=lambda sign: unicodedata.combining(sign) > 0)
    return "".join(
        sign
        for marks, run in runs
        for sign in (sorted(run, key=unicodedata.combining) if marks else run)
    )


def join_edits(
    first: Sequence[Edit], second: Sequence[Edit], between: str, original: str
) -> list[Edit]:
    """Join two lists of edits into one: `first` (original → between) and `second` (on `between`).

    Edits that overlap become one, with the operation of the later. Edits that cancel out are
    dropped.
    """
    if not first:
        return list(second)
    if not second:
        return list(first)
    result: list[Edit] = []
    i = j = 0
    shift = 0  # original − between, for text before first[i]
    while i < len(first) or j < len(second):
        low = min(
            first[i].start - shift if i < len(first) else len(between) + 1,
            second[j].start if j < len(second) else len(between) + 1,
        )
        high, low_shift, first_i, first_j = low, shift, i, j
        while True:
            # Pieces that overlap the range, or touch its edge.
            if i < len(first) and (start := first[i].start - shift) <= high:
                end = start + len(first[i].after)
                if (
                    start < high
                    or (i == first_i and j == first_j and start == low)
                    or (start == high and j > first_j and low == high)
                ):
                    high = max(high, end)
                    shift += len(first[i].before) - len(first[i].after)
                    i += 1
                    continue
            if j < len(second) and second[j].start <= high:
                start, end = second[j].start, second[j].end
                alone = i == first_i and j == first_j and start == low
                if start < high or alone or (start == high and start == end and i > first_i):
                    high = max(high, end)
                    j += 1
                    continue
            break
        before = original[low + low_shift : high + shift]
        pieces, position = [], low
        for edit in second[first_j:j]:
            pieces += [between[position : edit.start], edit.after]
            position = edit.end
        after = "".join(pieces) + between[position:high]
        if before != after:
            parts = [*second[first_j:j], *first[first_i:i]]
            detail = parts[0].detail or ", ".join(
                dict.fromkeys(
                    part.operation for part in parts if part.operation != parts[0].operation
                )
            )
            result.append(
                Edit(low + low_shift, high + shift, before, after, parts[0].operation, detail)
            )
    return result


def normalise_text(words: str) -> str:
    """Return a few words as `clean` would leave them, for cells that the scholar types.

    They are composed to NFC and visible, with single spaces.
    """
    visible = apply_edits(words, normalise_characters(words))
    return (
        re.sub(r"\s+", " ", visible).strip()
        if words.strip() == words
        else re.sub(r"\s+", " ", visible)
    )
