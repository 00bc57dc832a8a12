"""Compare quoted words with a text.

A quotation may omit words (… or […]), insert words in brackets ([the]), and change an initial
([T]his) or an ending (goal[s]). A full stop or comma may be inside the closing mark. The style
guides of the field allow this. Quotation marks, dashes and spaces of all styles are equal. All
else must be verbatim.
"""

from __future__ import annotations

import difflib
import functools
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pilcrow.text.words import is_unspaced, split_words, word_spans

_MARKS = "“”„‟\"«»‹›「」『』‘’‚‛'`´ʼ"
_DASH = re.compile(r"\s*[‐‑‒–—―-]+\s*")
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\s*\.\s*\.)\s*\]|…|\.\s?\.\s?\.")
_EMPHASIS = re.compile(r"(?<![\\\w])(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_SIGN = re.compile(r"\\([^\w\s]|[ _])|(?<!\\)(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w*);)")
CLOSE = 0.6  # share of words in common that makes another wording a near miss


class Match(msgspec.Struct, frozen=True):
    """A text in which a quotation is (its key), and the ranges of the quotation in it."""

    key: str
    ranges: list[tuple[int, int]]


def without_markdown(words: str) -> str:
    """Return the words of a quotation without Markdown's own signs, and with entities as signs."""
    while (without := _EMPHASIS.sub(r"\2", words)) != words:
        words = without
    return _SIGN.sub(lambda sign: sign[1] or html.unescape(sign[2]), words)


def written_signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the sign of each escape and each entity of a text."""
    for sign in _SIGN.finditer(text):
        yield sign.start(), sign.end(), sign[1] or html.unescape(sign[2])


def normalise(text: str) -> tuple[str, list[int]]:
    """Return a text with one style of quotation marks, dashes and spaces, and its positions.

    The positions are those in `text` of each character of the result.
    """
    result: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(text):
        dash = _DASH.match(text, position)
        if dash:
            result.append("-")
            places.append(position + len(dash[0]) - len(dash[0].lstrip()))
            position = dash.end()
            continue
        end = _end_of_character(text, position)
        piece = text[position:end]
        if piece.isspace():
            if result and result[-1] != " ":
                result.append(" ")
                places.append(position)
        elif piece[0] in _MARKS:
            result.append("'")
            places.append(position)
        elif piece not in "\u00ad\u200b\u2060\ufeff":
            for character in unicodedata.normalize("NFC", piece):
                result.append(
                    "..." if character == "…" else "'" if character in _MARKS else character
                )  # U+1FEF is a grave accent
                places += [position] * len(result[-1])
        position = end
    return "".join(result), places


def _end_of_character(text: str, position: int) -> int:
    """Return where the character at a position ends, with the marks that combine with it."""
    end = position + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


@functools.lru_cache(maxsize=8192)
def _prepared(text: str) -> tuple[str, list[int]]:
    return normalise(text)


def _is_word(character: str) -> bool:
    """Return whether a character belongs to a word that ends at a space."""
    return character.isalnum() and not is_unspaced(character)


def pattern_of(words: str) -> list[re.Pattern[str]]:
    """Return a pattern for each range between omissions."""
    stretches = []
    for stretch in _ELLIPSIS.split(without_markdown(words)):
        stretch = stretch.strip()
        if not stretch:
            continue
        pieces: list[str] = []
        for piece in re.split(r"(\s*\[[^\[\]]*\]\s*)", stretch):
            bracketed = re.fullmatch(r"(\s*)\[([^\[\]]*)\](\s*)", piece)
            if bracketed is None:
                pieces.append(re.escape(normalise(piece)[0]) if piece else "")
            elif bracketed[2].isalpha() and not bracketed[1] and pieces[-1][-1:].isalpha():
                # "ask[ed]" stands for "ask", "asks" and "asking".
                pieces.append(r"[^\W_]*" + (" " if bracketed[3] else ""))
            elif len(bracketed[2]) == 1 and bracketed[2].isalpha() and not bracketed[3]:
                letter = bracketed[2]
                pieces.append(
                    (" " if bracketed[1] else "")
                    + f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]"
                )
            elif bracketed[1] or bracketed[3]:
                pieces.append(" ")
        pattern = "".join(pieces).strip()
        first, last = stretch[0], stretch[-1]
        before = r"(?<![^\W_])" if _is_word(first) else ""
        after = r"(?![^\W_])" if _is_word(last) else ""
        if pattern:
            stretches.append(re.compile(before + pattern + after))
    return stretches


def _literal(words: str) -> list[re.Pattern[str]]:
    content = normalise(without_markdown(words).strip())[0]
    before = r"(?<![^\W_])" if content and _is_word(content[0]) else ""
    after = r"(?![^\W_])" if content and _is_word(content[-1]) else ""
    return [re.compile(before + re.escape(content) + after)] if content else []


def find_words(words: str, texts: Sequence[tuple[str, str]]) -> list[Match] | None:
    """Return where a quotation is in texts (key, text), or None.

    A quotation may begin in one text and go on in the next.
    """
    bare = words.strip()
    trimmed = re.sub(r"[.,;:。，、]+\Z", "", bare) if not _ELLIPSIS.search(bare[-3:]) else bare
    for candidate in dict.fromkeys((bare, trimmed)):
        for stretches in (_literal(candidate), pattern_of(candidate)):
            if stretches and (found := _find_stretches(stretches, texts)):
                return found
    return None


def _find_stretches(
    stretches: list[re.Pattern[str]], texts: Sequence[tuple[str, str]]
) -> list[Match] | None:
    prepared = [(key, text, *_prepared(text)) for key, text in texts]
    for first in range(len(prepared)):
        found: dict[str, list[tuple[int, int]]] = {}
        at, position = first, 0
        for stretch in stretches:
            hit = None
            while at < len(prepared):
                hit = stretch.search(prepared[at][2], position)
                if hit or (stretch is stretches[0]):
                    break
                at, position = at + 1, 0
            if hit is None:
                break
            key, text, _, places = prepared[at]
            end = _end_of_character(text, places[hit.end() - 1])
            found.setdefault(key, []).append((places[hit.start()], end))
            position = hit.end()
        else:
            return [Match(key, ranges) for key, ranges in found.items()]
    return None


def near_misses(words: str, texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the texts that have enough of a quotation's words for a near miss, in any order.

    This is faster than `closest_passage`, which then has less to compare.
    """
    wanted = split_words(normalise(without_markdown(words))[0])
    found = []
    for key, text in texts:
        have = set(split_words(text))
        if wanted and sum(word in have for word in wanted) >= CLOSE * len(wanted):
            found.append((key, text))
    return found


def closest_passage(words: str, texts: Sequence[tuple[str, str]]) -> tuple[str, str, float]:
    """Return the passage most like a quotation.

    That is the key of its text, its words, and its share of words in common with the quotation.
    """
    wanted = split_words(normalise(without_markdown(words))[0])
    best = ("", "", 0.0)
    for key, text in texts:
        spans, have = word_spans(text), split_words(text)
        if not wanted or not have:
            continue
        matcher = difflib.SequenceMatcher(None, have, wanted, autojunk=False)
        hits = [block for block in matcher.get_matching_blocks() if block.size]
        for block in hits:
            begin = max(0, block.a - block.b)
            end = min(len(have), begin + len(wanted))
            score = difflib.SequenceMatcher(None, have[begin:end], wanted, autojunk=False).ratio()
            if score > best[2]:
                best = (key, text[spans[begin][0] : spans[end - 1][1]], score)
    return best


def differing_words(words: str, passage: str) -> str:
    """Return what differs, in words: `"goals" where the text has "goal"`.

    It is "" if only signs or capitals differ.
    """
    mine = re.findall(r"[^\s]+", normalise(without_markdown(words))[0].strip(" .,;:"))
    theirs = re.findall(r"[^\s]+", normalise(passage)[0].strip(" .,;:"))
    found = []
    for operation, a, b, c, d in difflib.SequenceMatcher(
        None, mine, theirs, autojunk=False
    ).get_opcodes():
        yours, text = " ".join(mine[a:b]), " ".join(theirs[c:d])
        if operation == "replace":
            found.append(f'"{yours}" where the text has "{text}"')
        elif operation == "delete":
            found.append(f'"{yours}", which the text does not have')
        elif operation == "insert":
            found.append(f'no "{text}", which the text has')
    return "; ".join(found)
