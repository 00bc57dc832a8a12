"""Quotations of the report: found with the citation that answers for them, and compared with the cited paragraphs, word for word.

Allowed, as the style guides of the field have it: omission (… or […]), insertion in brackets ([the]), a changed initial ([T]his),
a full stop or comma inside the closing quotation mark. Quotation marks, dashes and spaces of any style are equal. All else is verbatim.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from pilcrow.citations import Cluster
from pilcrow.markdown import MASK, blocks
from pilcrow.sentences import find_sentences

# Opening marks and the marks that may close them. A straight or a Polish mark closes what the same family opened.
PAIRS: dict[str, str] = {"“": "”", '"': '"', "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‘": "’", "‚": "‘’", "'": "'"}
SINGLE = "‘‚'"
_MARKS = "“”„‟\"«»‹›「」『』‘’‚‛'`´ʼ"
_DASH = re.compile(r"\s*[‐‑‒–—―-]+\s*")
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\s*\.\s*\.)\s*\]|…|\.\s?\.\s?\.")
_EMPHASIS = re.compile(r"(?<![\\\w])(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\([^\w\s])")
CLOSE = 0.6  # share of words in common from which another wording counts as a near miss
NESTED = 8  # quotations within quotations; deeper ones are no prose
HINTED = 3  # words, from which an uncited quotation of a paragraph is hinted at


class Quotation(msgspec.Struct, frozen=True):
    """Words in quotation marks (or a block quotation): range in the text with its marks, and the words as written."""

    start: int
    end: int
    words: str
    block: bool = False
    other: bool = False  # marked as a quotation of another source


class Match(msgspec.Struct, frozen=True):
    """Where a quotation stands: key of the text, and character ranges in it."""

    key: str
    ranges: list[tuple[int, int]]


# Comparing


def plain(words: str) -> str:
    """The words of a quotation without Markdown's own signs."""
    while (without := _EMPHASIS.sub(r"\2", words)) != words:
        words = without
    return _ESCAPE.sub(r"\1", words)


def normalise(text: str) -> tuple[str, list[int]]:
    """A text in which all styles of quotation marks, dashes and spaces are one, and for each of its characters the place in `text`."""
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
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
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
                result.append("..." if character == "…" else character)
                places += [position] * len(result[-1])
        position = end
    return "".join(result), places


@functools.lru_cache(maxsize=8192)
def _prepared(text: str) -> tuple[str, list[int]]:
    return normalise(text)


def _is_word(character: str) -> bool:
    """Whether a character is part of a word that a space would end: not so in scripts that write none."""
    return character.isalnum() and not ("\u0e00" <= character <= "\u0eff" or "\u3040" <= character <= "\u9fff" or character > "\U00020000")


def pattern_of(words: str) -> list[re.Pattern[str]]:
    """What to look for: one pattern for each stretch between omissions."""
    stretches = []
    for stretch in _ELLIPSIS.split(plain(words)):
        stretch = stretch.strip()
        if not stretch:
            continue
        pieces: list[str] = []
        for piece in re.split(r"(\s*\[[^\[\]]*\]\s*)", stretch):
            bracketed = re.fullmatch(r"(\s*)\[([^\[\]]*)\](\s*)", piece)
            if bracketed is None:
                pieces.append(re.escape(normalise(piece)[0]) if piece else "")
            elif len(bracketed[2]) == 1 and bracketed[2].isalpha() and not bracketed[3]:
                letter = bracketed[2]
                pieces.append((" " if bracketed[1] else "") + f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]")
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
    content = normalise(plain(words).strip())[0]
    before = r"(?<![^\W_])" if content and _is_word(content[0]) else ""
    after = r"(?![^\W_])" if content and _is_word(content[-1]) else ""
    return [re.compile(before + re.escape(content) + after)] if content else []


def find_words(words: str, texts: Sequence[tuple[str, str]]) -> list[Match] | None:
    """Where a quotation stands in texts (key, text) taken in order, or None. What one text begins, the next may go on with."""
    bare = words.strip()
    trimmed = re.sub(r"[.,;:。，、]+\Z", "", bare) if not _ELLIPSIS.search(bare[-3:]) else bare
    for candidate in dict.fromkeys((bare, trimmed)):
        for stretches in (_literal(candidate), pattern_of(candidate)):
            if stretches and (found := _find_stretches(stretches, texts)):
                return found
    return None


def _find_stretches(stretches: list[re.Pattern[str]], texts: Sequence[tuple[str, str]]) -> list[Match] | None:
    prepared = [(key, *_prepared(text)) for key, text in texts]
    for first in range(len(prepared)):
        found: dict[str, list[tuple[int, int]]] = {}
        at, position = first, 0
        for stretch in stretches:
            hit = None
            while at < len(prepared):
                hit = stretch.search(prepared[at][1], position)
                if hit or (stretch is stretches[0]):
                    break
                at, position = at + 1, 0
            if hit is None:
                break
            key, _, places = prepared[at]
            found.setdefault(key, []).append((places[hit.start()], places[hit.end() - 1] + 1))
            position = hit.end()
        else:
            return [Match(key, ranges) for key, ranges in found.items()]
    return None


def closest_passage(words: str, texts: Sequence[tuple[str, str]]) -> tuple[str, str, float]:
    """The stretch of the texts most like a quotation: its text's key, the stretch, and the share of words in common."""
    wanted = [word.casefold() for word in re.findall(r"\w+", normalise(plain(words))[0])]
    best = ("", "", 0.0)
    for key, text in texts:
        spans = [(found.start(), found.end()) for found in re.finditer(r"\w+", text)]
        have = [text[start:end].casefold() for start, end in spans]
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
    """What differs, in a sentence: `"goals" where the text has "goal"`. "" where only signs or capitals do."""
    mine = re.findall(r"[^\s]+", normalise(plain(words))[0].strip(" .,;:"))
    theirs = re.findall(r"[^\s]+", normalise(passage)[0].strip(" .,;:"))
    found = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        yours, text = " ".join(mine[a:b]), " ".join(theirs[c:d])
        if operation == "replace":
            found.append(f'"{yours}" where the text has "{text}"')
        elif operation == "delete":
            found.append(f'"{yours}", which the text has not')
        elif operation == "insert":
            found.append(f'no "{text}", which the text has')
    return "; ".join(found)


# Finding


def find_quotations(text: str, masked: str) -> list[Quotation]:
    """Every quotation of a text, in order: outermost marks only, none across blocks; block quotations as a whole."""
    found: list[Quotation] = []
    quoted_blocks = block_quotations(text, masked)
    for start, end in blocks(masked):
        if any(first <= start < last for first, last in ((q.start, q.end) for q in quoted_blocks)):
            continue
        found += _inline(text, masked, start, end)
    return sorted(found + quoted_blocks, key=lambda quotation: quotation.start)


def _inline(text: str, masked: str, start: int, end: int) -> list[Quotation]:
    found = []
    position = start
    unclosed: set[str] = set()  # a mark that nothing closes from here on is closed by nothing later either
    while position < end:
        mark = masked[position]
        if mark in PAIRS and mark not in unclosed and _opens(masked, position, start, end):
            close = _closing(masked, position, end)
            if close > 0:
                inner = text[position + 1 : close]
                if inner.strip():
                    found.append(Quotation(position, close + 1, inner, other=_is_other(text, masked, position, close)))
                position = close + 1
                continue
            if mark in PAIRS[mark] or not any(masked.find(closer, position, end) >= 0 for closer in PAIRS[mark]):
                unclosed.add(mark)
        position += 1
    return found


def _opens(masked: str, position: int, start: int, end: int) -> bool:
    """Whether a mark opens a quotation: after a space or a bracket, before something that is no space. Apostrophes do not."""
    before = masked[position - 1] if position > start else " "
    after = masked[position + 1] if position + 1 < end else " "
    mark = masked[position]
    if mark in ("“", "„", "«", "‹", "「", "『", "‚"):
        return not (mark == "«" and before.isalnum() and not after.isspace())
    if mark == "»" and (after.isspace() or before.isalnum()):
        return False
    if mark == "'" and re.match(r"'(?:\d\ds?\b|(?:tis|twas|em|cause|til)\b)", masked[position : position + 8]):
        return False
    return (before.isspace() or before in "([{—–-*_/" + MASK or before in PAIRS) and not after.isspace()


def _closing(masked: str, opening: int, end: int) -> int:
    """The place of the mark that closes, or -1. Marks of other styles inside are its text; an apostrophe closes nothing."""
    mark = masked[opening]
    closers = PAIRS[mark]
    depth = 0
    for position in range(opening + 1, end):
        character = masked[position]
        if character == mark and mark not in closers and mark in "“«‹「『„":
            depth += 1
            if depth > NESTED:
                return -1
        elif character in closers:
            following = masked[position + 1] if position + 1 < end else " "
            before = masked[position - 1]
            if mark in SINGLE and following.isalnum():
                continue  # an apostrophe
            if mark == '"' and (before.isspace() or following.isalnum()):
                continue
            if depth:
                depth -= 1
                continue
            return position
    return -1


def _is_other(text: str, masked: str, opening: int, close: int) -> bool:
    """Whether a quotation lies in a span `[…]{.other}`: of another source than the documents."""
    for found in re.finditer(r"\]\{[^{}\n]*\.other\b[^{}\n]*\}", text[close : close + 2000]):
        depth = 0
        for position in range(close + found.start(), -1, -1):
            depth += {"]": 1, "[": -1}.get(text[position], 0)
            if depth == 0:
                return position <= opening
    return False


def block_quotations(text: str, masked: str) -> list[Quotation]:
    """Block quotations: lines that begin with ">", and `::: {.quotation}`."""
    found = []
    for match in re.finditer(r"(?:^[ ]{0,3}>[^\n]*(?:\n|\Z))+", masked, re.MULTILINE):
        found.append(Quotation(match.start(), match.end(), text[match.start() : match.end()], True))
    for match in re.finditer(r"^(:{3,})[^\n]*$\n", text, re.MULTILINE):
        if ".quotation" in match[0]:
            close = re.search(rf"^{match[1]}[ \t]*$", text[match.end() :], re.MULTILINE)
            end = match.end() + (close.start() if close else len(text) - match.end())
            found.append(Quotation(match.end(), end, text[match.end() : end], True, ".other" in match[0]))
    return found


# Which citation answers for which quotation


def attribute(
    text: str, masked: str, quotations: Iterable[Quotation], clusters: Sequence[Cluster], silent: Iterable[Cluster] = ()
) -> list[tuple[Quotation, Cluster | None]]:
    """Each quotation with the citation that follows it in its sentence, else the narrative one that precedes it, else None.

    `silent`: clusters that are no citations (cross-references): they answer for nothing.
    """
    deaf = {cluster.start for cluster in silent}
    speaking = [cluster for cluster in clusters if cluster.start not in deaf]
    quotations = list(quotations)
    ranges = blocks(masked)
    sentences = {block: _sentences(text, block, quotations, clusters) for block in ranges}
    result: list[tuple[Quotation, Cluster | None]] = []
    for quotation in quotations:
        if quotation.block:
            result.append((quotation, _for_block(text, quotation, speaking)))
            continue
        block = next((block for block in ranges if block[0] <= quotation.start < block[1]), (quotation.start, quotation.end))
        start, end = next(((a, b) for a, b in sentences.get(block, [block]) if a <= quotation.start < b), block)
        after = [cluster for cluster in speaking if quotation.end <= cluster.start < end]
        around = [cluster for cluster in speaking if cluster.start < quotation.start and quotation.end <= cluster.end]
        before = [cluster for cluster in speaking if start <= cluster.start and cluster.end <= quotation.start and cluster.narrative]
        result.append((quotation, around[0] if around else after[0] if after else before[-1] if before else None))
    return result


def _for_block(text: str, quotation: Quotation, clusters: Sequence[Cluster]) -> Cluster | None:
    inside = [cluster for cluster in clusters if quotation.start <= cluster.start < quotation.end]
    if inside:
        return inside[-1]
    after = next((cluster for cluster in clusters if cluster.start >= quotation.end), None)
    if after is not None and not text[quotation.end : after.start].strip(" \t\n:>"):
        return after
    before = [cluster for cluster in clusters if cluster.end <= quotation.start]
    if before and re.fullmatch(r"[^\n]*:?\s*(?::{3,}[^\n]*)?\s*", text[before[-1].end : quotation.start]):
        return before[-1]
    return None


def _sentences(text: str, block: tuple[int, int], quotations: Sequence[Quotation], clusters: Sequence[Cluster]) -> list[tuple[int, int]]:
    """Ranges of a block's sentences. Quotations and citations are opaque; a citation after the full stop belongs before it."""
    start, end = block
    characters = list(text[start:end].replace("\n", " "))

    def cover(first: int, last: int, sign: str) -> None:
        for position in range(max(first, start), min(last, end)):
            characters[position - start] = sign

    stops = []
    for quotation in quotations:
        if not quotation.block and start <= quotation.start < end:
            cover(quotation.start, quotation.end, "q")
            inner = quotation.words.rstrip()
            if inner.endswith((".", "!", "?", "…", "。", "！", "？")):
                stops.append(quotation.end - 1)
    for cluster in clusters:
        if start <= cluster.start < end:
            cover(cluster.start, cluster.end, "c")
    for position in stops:
        characters[position - start] = "."
    found = [(start + a, start + b) for a, b in find_sentences("".join(characters))]
    merged: list[tuple[int, int]] = []
    opens = {cluster.start for cluster in clusters if not cluster.narrative}
    for first, last in found:
        follows = merged and first in opens and text[merged[-1][1] - 1] in ".!?…\"”’'»"
        if follows:
            cluster = next(cluster for cluster in clusters if cluster.start == first)
            merged[-1] = (merged[-1][0], min(cluster.end, last))
            first = cluster.end
            if not text[first:last].strip(" .\n"):
                merged[-1] = (merged[-1][0], last)
                continue
        merged.append((first, last))
    return merged


def quoted_stretches(quotation: Quotation, clusters: Sequence[Cluster]) -> list[str]:
    """The words to compare: for a block quotation its paragraphs, without ">" signs and the citation in it."""
    if not quotation.block:
        return [quotation.words]
    content = quotation.words
    for cluster in sorted(clusters, key=lambda cluster: -cluster.start):
        if quotation.start <= cluster.start < quotation.end:
            first, last = cluster.start - quotation.start, cluster.end - quotation.start
            content = content[:first] + content[last:]
    content = re.sub(r"^[ ]{0,3}>[ ]?", "", content, flags=re.MULTILINE)
    stretches = []
    for paragraph in re.split(r"\n[ \t]*\n", content):
        bare = re.sub(r"\s+", " ", paragraph).strip().strip("—–- ").strip()
        if len(bare) > 1 and bare[0] in PAIRS and bare[-1] in PAIRS[bare[0]]:
            bare = bare[1:-1]
        if bare:
            stretches.append(bare)
    return stretches
