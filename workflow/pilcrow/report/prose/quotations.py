"""Find the quotations of the report, and the citation that each belongs to.

`verbatim` compares their words with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pilcrow.report.prose.citations import Cluster
from pilcrow.report.prose.markdown import MASK, blocks, mask
from pilcrow.report.prose.verbatim import written_signs
from pilcrow.text.sentences import find_sentences

# Opening marks and the marks that may close them.
PAIRS: dict[str, str] = {
    "“": "”",
    '"': '"',
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
}
SINGLE = "‘‚'"
_ALL_MARKS = frozenset("".join([*PAIRS, *PAIRS.values()]))
_ESCAPED = re.compile(rf"\\[{''.join(sorted(_ALL_MARKS))}]")
_ESCAPE = frozenset({"escape"})
NESTED = 8  # quotations within quotations; what is deeper is not prose
_WORD = re.compile(r"\w")
# The line below a block quotation that says whose words it quotes: no sentence ends in it.
_NAMING = re.compile(rf"\s*(?:-{{1,3}}|[–—])[^{MASK}.!?…]*(?:\b\w\.[^{MASK}.!?…]*)*{MASK}[\s.)]*")
HINTED = 3  # words, from which an uncited quotation of a paragraph is hinted at


class Quotation(msgspec.Struct, frozen=True):
    """Words in quotation marks, or a block quotation.

    The range in the text includes the quotation marks. `words` are as written, without them.
    """

    start: int
    end: int
    words: str
    block: bool = False
    other: bool = False  # marked as a quotation of another source


# Finding


def find_quotations(text: str, masked: str) -> list[Quotation]:
    """Return every quotation of a text, in order.

    A quotation within another is part of it, and none goes beyond its block. A block quotation is
    one.
    """
    found: list[Quotation] = []
    quoted_blocks = block_quotations(text, masked)
    signs, begins = _with_marks(mask(text, keep=_ESCAPE) if _ESCAPED.search(text) else masked)
    for start, end in blocks(masked):
        if any(first <= start < last for first, last in ((q.start, q.end) for q in quoted_blocks)):
            continue
        found += _inline(text, signs, start, end, begins)
    return sorted(found + quoted_blocks, key=lambda quotation: quotation.start)


def _with_marks(masked: str) -> tuple[str, dict[int, int]]:
    """Return a text of the same length in which marks written as entities or escapes are signs.

    `&ldquo;` becomes “ in the place of its last character. The character before it fills in the
    other places. Also returns the first position of each, by its last.
    """
    characters, begins = list(masked), {}
    for start, end, sign in written_signs(masked):
        if sign in _ALL_MARKS:
            before = masked[start - 1] if start else " "
            characters[start:end] = [*before * (end - start - 1), sign]
            begins[end - 1] = start
    return "".join(characters), begins


def _inline(
    text: str, masked: str, start: int, end: int, begins: Mapping[int, int]
) -> list[Quotation]:
    """Return the quotations of a block. `masked` and `begins` are those of `_with_marks`."""
    found = []
    position = start
    unclosed: set[str] = set()  # marks that nothing closes from here on
    while position < end:
        mark = masked[position]
        if mark in PAIRS and mark not in unclosed and _opens(masked, position, start, end):
            close = _closing(masked, position, end)
            if close > 0:
                inner = text[position + 1 : begins.get(close, close)]
                if inner.strip():
                    found.append(
                        Quotation(
                            begins.get(position, position),
                            close + 1,
                            inner,
                            other=_is_other(text, position, close),
                        )
                    )
                position = close + 1
                continue
            if mark in PAIRS[mark] or not any(
                masked.find(closer, position, end) >= 0 for closer in PAIRS[mark]
            ):
                unclosed.add(mark)
        position += 1
    return found


def _opens(masked: str, position: int, start: int, end: int) -> bool:
    """Return whether a mark opens a quotation.

    It does after a space or a bracket and before anything but a space. An apostrophe does not.
    """
    before = masked[position - 1] if position > start else " "
    after = masked[position + 1] if position + 1 < end else " "
    mark = masked[position]
    if mark in ("“", "„", "«", "‹", "「", "『", "‚"):
        return not (mark == "«" and before.isalnum() and not after.isspace())
    if mark == "»" and (after.isspace() or before.isalnum()):
        return False
    if mark == "'" and re.match(
        r"'(?:\d\ds?\b|(?:tis|twas|em|cause|til)\b)", masked[position : position + 8]
    ):
        return False
    return (
        before.isspace() or before in "([{—–-*_/" + MASK or before in PAIRS
    ) and not after.isspace()


def _closing(masked: str, opening: int, end: int) -> int:
    """Return the position of the mark that closes a quotation, or -1.

    Marks of other styles in it belong to its text. An apostrophe does not close it.
    """
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


def _is_other(text: str, opening: int, close: int) -> bool:
    """Return whether a quotation lies in a span `[…]{.other}`: it quotes another source."""
    for found in re.finditer(r"\]\{[^{}\n]*\.other\b[^{}\n]*\}", text[close : close + 2000]):
        depth = 0
        for position in range(close + found.start(), -1, -1):
            depth += {"]": 1, "[": -1}.get(text[position], 0)
            if depth == 0:
                return position <= opening
    return False


def block_quotations(text: str, masked: str) -> list[Quotation]:
    """Return the block quotations: lines that begin with ">", and `::: {.quotation}`."""
    found = []
    for match in re.finditer(r"(?:^[ ]{0,3}>[^\n]*(?:\n|\Z))+", masked, re.MULTILINE):
        found.append(Quotation(match.start(), match.end(), text[match.start() : match.end()], True))
    for match in re.finditer(r"^(:{3,})[^\n]*$\n", text, re.MULTILINE):
        if ".quotation" in match[0]:
            close = re.search(rf"^{match[1]}[ \t]*$", text[match.end() :], re.MULTILINE)
            end = match.end() + (close.start() if close else len(text) - match.end())
            found.append(
                Quotation(match.end(), end, text[match.end() : end], True, ".other" in match[0])
            )
    return found


# Which citation a quotation belongs to


def attribute(
    text: str,
    masked: str,
    quotations: Iterable[Quotation],
    clusters: Sequence[Cluster],
    silent: Iterable[Cluster] = (),
) -> list[tuple[Quotation, Cluster | None]]:
    """Return each quotation with the citation that it belongs to, or None.

    The citation is in the same sentence. The first of these that exists is taken: the one
    around the quotation, the one right after it, its own before it (see `_own_before`), the next
    one after it, a narrative one before it. `silent` are cross-references, which no quotation
    belongs to.
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
        block = next(
            (block for block in ranges if block[0] <= quotation.start < block[1]),
            (quotation.start, quotation.end),
        )
        sentence = next(
            ((a, b) for a, b in sentences.get(block, [block]) if a <= quotation.start < b), block
        )
        result.append((quotation, _in_sentence(text, quotation, speaking, sentence)))
    return result


def opening_citation(
    text: str,
    masked: str,
    quotation: Quotation,
    quotations: Sequence[Quotation],
    clusters: Sequence[Cluster],
    later: Cluster,
) -> Cluster | None:
    """Return the citation in brackets that a quotation may belong to although `later` follows.

    It opens the sentence, before all quotations, and another quotation is before `later`: "In
    [@speech, para. 3] the words “…” come before “…” [@other, para. 1]".
    """
    between = [one for one in quotations if quotation.end <= one.start and one.end <= later.start]
    if quotation.block or not between:
        return None
    block = next((one for one in blocks(masked) if one[0] <= quotation.start < one[1]), None)
    if block is None:
        return None
    sentences = _sentences(text, block, quotations, clusters)
    start = next((a for a, b in sentences if a <= quotation.start < b), block[0])
    if any(start <= one.start < quotation.start for one in quotations):
        return None
    before = [one for one in clusters if start <= one.start and one.end <= quotation.start]
    return before[-1] if before and not before[-1].narrative else None


def _in_sentence(
    text: str, quotation: Quotation, clusters: Sequence[Cluster], sentence: tuple[int, int]
) -> Cluster | None:
    """Return the citation of a quotation in a sentence (its range), or None."""
    start, end = sentence
    for cluster in clusters:
        if cluster.start < quotation.start and quotation.end <= cluster.end:
            return cluster
    after = next((one for one in clusters if quotation.end <= one.start < end), None)
    before = [one for one in clusters if start <= one.start and one.end <= quotation.start]
    # A narrative citation speaks of what follows it: "@x says “…”, @y says “…”".
    directly = after and not _WORD.search(text, quotation.end, after.start)
    if directly and after and not (after.narrative and before and before[-1].narrative):
        return after
    if before and _own_before(text, quotation, before[-1], after):
        return before[-1]
    narrative = [one for one in before if one.narrative]
    return after or (narrative[-1] if narrative else None)


def _own_before(text: str, quotation: Quotation, before: Cluster, after: Cluster | None) -> bool:
    """Return whether a quotation belongs to the citation before it although another may follow.

    It does in "@speech [para. 3] says “…”" and in "… [@speech, para. 3]: “…”". A narrative citation
    without paragraphs yields to a later bracket that cites the same document, and any narrative one
    to a later bracket in the quotation's own clause, if a semicolon ended its clause.
    """
    if not before.narrative:
        return text[before.end : quotation.start].strip() == ":"
    if after is None or after.narrative:
        return True
    if ";" in text[before.end : quotation.start] and ";" not in text[quotation.end : after.start]:
        return False
    if before.items[0].suffix.strip():
        return True
    return before.items[0].key not in {item.key for item in after.items}


def _for_block(text: str, quotation: Quotation, clusters: Sequence[Cluster]) -> Cluster | None:
    inside = [cluster for cluster in clusters if quotation.start <= cluster.start < quotation.end]
    if inside:
        return inside[-1]
    after = next((cluster for cluster in clusters if cluster.start >= quotation.end), None)
    if after is not None and not text[quotation.end : after.start].strip(" \t\n:>"):
        return after
    before = [cluster for cluster in clusters if cluster.end <= quotation.start]
    if before and re.fullmatch(
        r"[^\n]*:?\s*(?::{3,}[^\n]*)?\s*", text[before[-1].end : quotation.start]
    ):
        return before[-1]
    return None


def _sentences(
    text: str, block: tuple[int, int], quotations: Sequence[Quotation], clusters: Sequence[Cluster]
) -> list[tuple[int, int]]:
    """Return the ranges of a block's sentences.

    Quotations and citations do not divide sentences. A citation after a full stop belongs to the
    sentence before it.
    """
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
            cover(cluster.start, cluster.end, "C" if cluster.narrative else "c")
    for position in stops:
        characters[position - start] = "."
    sentences = [(start + a, start + b) for a, b in find_sentences("".join(characters))]
    merged: list[tuple[int, int]] = []
    opens = {cluster.start for cluster in clusters if not cluster.narrative}
    for first, last in sentences:
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
    """Return the words to compare.

    Those of a block quotation are its paragraphs, without ">" signs and citations. A last paragraph
    such as "— Lavrov, in @speech [para. 7]" says whose words they are, and is not compared.
    """
    if not quotation.block:
        return [quotation.words]
    content = quotation.words
    for cluster in sorted(clusters, key=lambda cluster: -cluster.start):
        if quotation.start <= cluster.start < quotation.end:
            first, last = cluster.start - quotation.start, cluster.end - quotation.start
            content = content[:first] + MASK + content[last:]
    content = re.sub(r"^[ ]{0,3}>[ ]?", "", content, flags=re.MULTILINE)
    paragraphs = [one for one in re.split(r"\n[ \t]*\n", content) if one.strip()]
    if len(paragraphs) > 1 and _NAMING.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    stretches = []
    for paragraph in paragraphs:
        paragraph = paragraph.replace(MASK, "")
        bare = re.sub(r"\s+", " ", paragraph).strip().strip("—–- ").strip()
        if len(bare) > 1 and bare[0] in PAIRS and bare[-1] in PAIRS[bare[0]]:
            bare = bare[1:-1]
        if bare:
            stretches.append(bare)
    return stretches
