"""Find the citations of the report, resolve them to paragraphs and works, and link each number.

This reads Pandoc's own syntax: clusters `[see @key, locator; @other]`, narrative citations `@key
[locator]`, suppressed authors `-@key`. A key that is a document's ID cites paragraphs, as in
`[@lavrov-truss-2022, paras. 4-6, 9]`. Any other key is a work of references.bib.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from pilcrow.files.language import say
from pilcrow.identity.ledger import follow_redirects
from pilcrow.identity.numbering import NUMBER, parts_of
from pilcrow.model.names import short_name
from pilcrow.model.records import Paragraph, SegmentedDocument, Withdrawn
from pilcrow.report.prose.findings import TextProblem
from pilcrow.report.prose.markdown import brackets, mask

_KEY = r"@(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>(?:[^\W_]\w*|_\w+)(?:[:.#$%&\-+?<>~/]\w+)*))"
_CITED = re.compile(rf"(?<![\w@\\])(?P<suppress>-)?{_KEY}")
UNITS = ("speech", "question")
CITATION = "citation"  # the kind of what is wrong here
CROSS_REFERENCE = re.compile(
    r"(fig|tbl|sec|eq|lst|nte|tip|wrn|imp|cau|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)"
    r"-([\w.-]+)\Z",
    re.IGNORECASE,
)
_ITEM = r"(?:[hspn](?:0|[1-9]\d*)[a-z]*|(?:0|[1-9]\d*)[a-z]*)"
_ENTITY = re.compile(r"&#?\w+\Z")
# A space of any width: as a sign, as an entity, or after a backslash, as Markdown writes one.
_SPACE = (
    r"(?:\s|\\ |&(?:nbsp|ensp|emsp|numsp|thinsp|hairsp"
    r"|#(?:0*(?:160|8194|8195|8199|8201|8202|8239)|x0*(?:a0|2002|2003|2007|2009|200a|202f)));)"
)
_TO = r"(?:--|[-‐-―−]|&(?:ndash|mdash|hyphen|#(?:0*(?:8211|8212)|x0*201[34]));)"
_RANGE = rf"{_ITEM}(?:{_SPACE}*{_TO}{_SPACE}*{_ITEM})?"
_ENTRY = re.compile(
    rf"{_SPACE}*(?:(?P<label>(?:paras?|paragraphs?|pars?)\b\.?|¶¶?|§§?){_SPACE}*)?"
    rf"(?P<range>{_RANGE})(?![\w-])",
    re.IGNORECASE,
)
_BEFORE_LOCATOR = re.compile(rf"(?:(?=[^\n]){_SPACE})?\n?(\[)", re.IGNORECASE)
_OPENING = re.compile(rf"(?:,|{_SPACE})*", re.IGNORECASE)
_JOIN = re.compile(
    rf"{_SPACE}*(?:,|(?:,{_SPACE}*)?\b(?:and|und|et|y|и)\b|&(?:amp;)?)(?={_SPACE})", re.IGNORECASE
)


class Item(msgspec.Struct, frozen=True):
    """One citation within a cluster.

    Positions are those of the assembled text. `prefix` and `suffix` are as written.
    """

    start: int
    end: int
    key: str
    key_start: int
    prefix: str = ""
    suffix: str = ""
    suffix_start: int = 0
    suppressed: bool = False


class Cluster(msgspec.Struct, frozen=True):
    """The citations in one pair of brackets, or a narrative citation with its locator."""

    start: int
    end: int
    items: list[Item]
    narrative: bool = False


class Locator(msgspec.Struct, frozen=True):
    """The paragraphs that a suffix names.

    `label` is the label as typed. `ranges` holds the first and the last number of each range, twice
    the same for a single paragraph. `rest` is the text after them.
    """

    label: str
    ranges: list[tuple[str, str]]
    rest: str


class CitableDocument(msgspec.Struct, frozen=True):
    """A document as it can be cited: its paragraphs and its withdrawn paragraphs, by number."""

    document: str
    paragraphs: dict[str, Paragraph]
    withdrawn: dict[str, Withdrawn]
    provisional: bool = False
    speaker: str = ""  # the main speaker
    families: Mapping[str, str] = {}  # family names by speaker
    language: str = ""

    def cited_speaker(self, paragraphs: Iterable[Paragraph | None]) -> str:
        """Return whom a citation of paragraphs should name, or "" if that is the main speaker.

        It is the short name of the only speaker, or "question" if all are questions by unnamed
        speakers. Several speakers give "". None among `paragraphs` is a withdrawn paragraph.
        """
        found = {(one.kind, one.speaker) if one else ("", "") for one in paragraphs}
        speakers = {speaker for _, speaker in found}
        if len(speakers) != 1 or not self.speaker or {kind for kind, _ in found} - set(UNITS):
            return ""
        (speaker,) = speakers
        if not speaker:
            return "question" if {kind for kind, _ in found} == {"question"} else ""
        if speaker == self.speaker:
            return ""
        return self.families.get(speaker) or short_name(speaker, self.language)

    def units(self) -> list[str]:
        """Return the IDs of the paragraphs of speech and questions, in the order of the text."""
        ordered = sorted(self.paragraphs.values(), key=lambda paragraph: paragraph.order)
        return [paragraph.id for paragraph in ordered if paragraph.kind in UNITS]

    def numbers(self, prefix: str = "p") -> list[str]:
        """Return all numbers with a prefix that the document has or had, in order."""
        return sorted(
            (
                number
                for number in (*self.paragraphs, *self.withdrawn)
                if parts_of(number)[0] == prefix
            ),
            key=parts_of,
        )


class Target(msgspec.Struct, frozen=True):
    """A cited paragraph: the number as cited and the ID to which the link leads.

    `paragraph` is None if the paragraph was withdrawn.
    """

    number: str
    identifier: str
    paragraph: Paragraph | None
    withdrawn: Withdrawn | None = None


class Resolved(msgspec.Struct, frozen=True):
    """A citation with the paragraphs that it cites: ranges of targets, in the order written."""

    item: Item
    document: str
    label: str
    ranges: list[list[Target]]
    rest: str
    speaker: str = ""  # who is cited, where it is not the document's main speaker

    def targets(self) -> list[Target]:
        """Return the targets of all ranges."""
        return [target for group in self.ranges for target in group]


def make_citable_document(
    document: str,
    paragraphs: Iterable[Paragraph],
    withdrawn: Iterable[Withdrawn] = (),
    provisional: bool = False,
    segmented: SegmentedDocument | None = None,
) -> CitableDocument:
    """Return a document as it can be cited.

    `segmented` gives its main speaker, its language and the known family names. None gives none.
    """
    return CitableDocument(
        document,
        {p.number: p for p in paragraphs},
        {w.number: w for w in withdrawn},
        provisional,
        segmented.speaker if segmented else "",
        segmented.families if segmented else {},
        segmented.language if segmented else "",
    )


class Citable(Mapping[str, CitableDocument]):
    """Documents as they can be cited. Each is read when it is first asked for, and kept.

    `names` are the IDs of all documents. `read` reads one by its ID.
    """

    def __init__(self, names: Iterable[str], read: Callable[[str], CitableDocument]) -> None:
        self._names = dict.fromkeys(names)
        self._read = read
        self._kept: dict[str, CitableDocument] = {}

    def __contains__(self, document: object) -> bool:
        return document in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, document: str) -> CitableDocument:
        if document not in self._names:
            raise KeyError(document)
        if document not in self._kept:
            self._kept[document] = self._read(document)
        return self._kept[document]


# Finding


def find_clusters(text: str, masked: str) -> list[Cluster]:
    """Return every citation of a text, in order.

    `masked` is the text with everything that is not prose masked (see `markdown.mask`).
    """
    pairs = brackets(masked)
    owner = _owners(text, masked, pairs)
    clusters: list[Cluster] = []
    done: set[int] = set()
    position = 0
    for found in _CITED.finditer(masked):
        if found.start() < position:
            continue
        at = _place_of(found)
        bracket = owner.get(at)
        if bracket is None:
            cluster = _bare(text, masked, found, pairs)
        elif bracket[0] not in done:
            done.add(bracket[0])
            inside = _items(text, masked, bracket[0] + 1, bracket[1])
            cluster = Cluster(bracket[0], bracket[1] + 1, inside)
        else:
            continue
        clusters.append(cluster)
        position = cluster.end
    return sorted(clusters, key=lambda cluster: cluster.start)


def _place_of(found: re.Match[str]) -> int:
    """Return where the key of a citation begins."""
    return found.start("bare") if found["bare"] else found.start("braced")


def _owners(text: str, masked: str, pairs: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Return the innermost bracket around each citation, by the position of its key.

    A bracket before "(…)" or "{…}" is a link or a span, one after "^" a note. Their inside is prose
    of its own.
    """
    owner: dict[int, tuple[int, int]] = {}
    ordered, opened, around = sorted(pairs.items()), 0, list[tuple[int, int]]()
    for found in _CITED.finditer(masked):
        while opened < len(ordered) and ordered[opened][0] < found.start():
            around.append(ordered[opened])
            opened += 1
        while around and around[-1][1] < found.start():
            around.pop()
        if around:
            opening, closing = around[-1]
            if (
                text[closing + 1 : closing + 2] not in ("(", "{")
                and text[opening - 1 : opening] != "^"
            ):
                owner[_place_of(found)] = around[-1]
    return owner


def _key_of(found: re.Match[str], text: str) -> str:
    """Return the key as it is written; the masked text hides signs after a backslash."""
    return text[slice(*found.span("bare" if found["bare"] else "braced"))]


def _bare(text: str, masked: str, found: re.Match[str], pairs: Mapping[int, int]) -> Cluster:
    """Return a citation outside of brackets, with the locator in a bracket right after it."""
    key, at, end = _key_of(found, text), _place_of(found), found.end()
    suppress = bool(found["suppress"])
    follows = _BEFORE_LOCATOR.match(masked[end : end + 12])
    opening = end + follows.start(1) if follows else -1
    closing = pairs.get(opening, -1)
    is_locator = (
        closing > 0
        and text[closing + 1 : closing + 2] not in ("(", "{")
        and masked[opening + 1] not in "@-^"
    )
    if not is_locator or CROSS_REFERENCE.match(key):
        item = Item(found.start(), end, key, at, "", "", end, suppress)
        return Cluster(found.start(), end, [item], True)
    first, *others = _split(masked, opening + 1, closing)
    locator = text[first[0] : first[1]]
    items = [Item(found.start(), first[1], key, at, "", locator, first[0], suppress)]
    for start, stop in others:
        items += _items(text, masked, start, stop) or [_longer(items.pop(), text, stop)]
    return Cluster(found.start(), closing + 1, items, True)


def _split(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges between the semicolons of a bracket.

    Brackets inside are not split, and the semicolon of an entity (`&nbsp;`) divides nothing.
    """
    parts, depth, begin = [], 0, start
    for position in range(start, end):
        depth += {"[": 1, "]": -1}.get(masked[position], 0)
        entity = masked[position] == ";" and _ENTITY.search(masked, begin, position)
        if masked[position] == ";" and depth == 0 and not entity:
            parts.append((begin, position))
            begin = position + 1
    return [*parts, (begin, end)]


def _longer(item: Item, text: str, end: int) -> Item:
    """Return an item whose suffix goes on to `end`."""
    return msgspec.structs.replace(item, end=end, suffix=text[item.suffix_start : end])


def _items(text: str, masked: str, start: int, end: int) -> list[Item]:
    items: list[Item] = []
    for first, last in _split(masked, start, end):
        found = _CITED.search(masked, first, last)
        if found is None:
            if items:  # "[@a, with; a semicolon]" goes on with the item before
                items[-1] = _longer(items[-1], text, last)
            continue
        at = found.start("bare") if found["bare"] else found.start("braced")
        prefix = text[first : found.start()].strip()
        items.append(
            Item(
                first,
                last,
                _key_of(found, text),
                at,
                prefix,
                text[found.end() : last],
                found.end(),
                bool(found["suppress"]),
            )
        )
    return items


def cited_within(masked: str, item: Item) -> list[tuple[int, str]]:
    """Return the keys in the words after that of an item, with their positions.

    Pandoc reads "@b" in `[see @a and @b]` as a citation in the words after that of a.
    """
    return [
        (found.start(), found["braced"] or found["bare"])
        for found in _CITED.finditer(masked, item.suffix_start, max(item.end, item.suffix_start))
    ]


# Resolving


def read_locator(suffix: str) -> Locator | None:
    """Return the paragraphs that a suffix names, and the text after them; None if it names none."""
    position = _OPENING.match(suffix).end()  # type: ignore[union-attr]  # it may be empty
    braced = suffix[position : position + 1] == "{"
    content, after = suffix[position:], ""
    if braced:
        content, _, after = content[1:].partition("}")
    label, place = "", 0
    ranges: list[tuple[str, str]] = []
    while found := _ENTRY.match(content, place):
        if not ranges and not found["label"] and not found["range"][0].isalpha():
            return None  # a bare number is a page in every style
        if found["label"] and not label:
            label = found["label"]
        first, *last = re.split(rf"{_SPACE}*{_TO}{_SPACE}*", found["range"].lower())
        inherited = first[0] if first[0].isalpha() else "p"
        full = first if first[0].isalpha() else f"p{first}"
        final = last[0] if last else full
        ranges.append((full, final if final[0].isalpha() else f"{inherited}{final}"))
        place = found.end()
        join = _JOIN.match(content, place)
        if join is None or _ENTRY.match(content, join.end()) is None:
            break
        place = join.end()
    if not ranges:
        return None
    return Locator(label, ranges, content[place:] + after)


def cited_as(number: str) -> str:
    """Return a number as it is cited: "para. 8" of p8, or "h1"."""
    return say("para. {number}", number=number[1:]) if number.startswith("p") else number


def describe_numbers(numbers: Iterable[str]) -> str:
    """Return numbers as a citation names them: "paras. 1–13, h1, s1–s2"."""
    from pilcrow.tables.values import join_consecutive

    ordered = sorted(set(numbers), key=parts_of)
    speech = [number[1:] for number in ordered if number.startswith("p")]
    parts = []
    if speech:
        parts.append(
            ("para. " if len(speech) == 1 else "paras. ") + ", ".join(join_consecutive(speech))
        )
    for prefix in "hsn":
        own = [number for number in ordered if number.startswith(prefix)]
        parts += [f"{own[0]}–{own[-1]}"] if len(own) > 2 else own
    return ", ".join(parts) or "no paragraph"


def resolve_item(item: Item, document: CitableDocument) -> tuple[Resolved, list[TextProblem]]:
    """Return what a citation of a document cites, and what is wrong with it."""
    locator = read_locator(item.suffix)
    known = {**document.paragraphs, **document.withdrawn}
    if locator is None:
        troubles = []
        if re.search(r"\d", item.suffix):
            number = re.search(r"\d+[a-z]*", item.suffix)
            proposal = f"[@{document.document}, para. {number[0]}]" if number else ""
            troubles.append(
                TextProblem(
                    item.suffix_start,
                    CITATION,
                    f'"{item.suffix.strip(" ,")}" does not name a paragraph of'
                    f" {document.document}.",
                    f"Write {proposal}.",
                )
            )
        return Resolved(item, document.document, "", [], item.suffix), troubles
    troubles = []
    ranges: list[list[Target]] = []
    for first, last in locator.ranges:
        missing = [number for number in dict.fromkeys((first, last)) if number not in known]
        for absent in missing:
            what = f"{document.document} has no {cited_as(absent)}."
            has = f"It has {describe_numbers(document.paragraphs)}."
            troubles.append(TextProblem(item.key_start - 1, CITATION, what, has))
        if missing:
            continue
        if parts_of(first)[0] != parts_of(last)[0] or parts_of(first) > parts_of(last):
            troubles.append(
                TextProblem(
                    item.key_start - 1,
                    CITATION,
                    f"The range {first}–{last} runs backwards.",
                    "Give the smaller number first.",
                )
            )
            continue
        inside = [
            number
            for number in document.numbers(parts_of(first)[0])
            if parts_of(first) <= parts_of(number) <= parts_of(last)
        ]
        ends = {first, last}
        ranges.append(
            [
                _target(number, document)
                for number in inside
                if number in ends or _is_cited(number, inside, document)
            ]
        )
    cited = document.cited_speaker(target.paragraph for group in ranges for target in group)
    return Resolved(item, document.document, locator.label, ranges, locator.rest, cited), troubles


def _is_cited(number: str, inside: Collection[str], document: CitableDocument) -> bool:
    """Return whether a range cites a paragraph inside it.

    A paragraph that left the text is cited only until the editor accepts that.
    """
    if number in document.paragraphs:
        return True
    gone = document.withdrawn[number]
    return not gone.accepted and gone.redirect.rpartition(".")[2] not in inside


def _target(number: str, document: CitableDocument) -> Target:
    """Return the target of a number.

    If the paragraph left the text, redirects lead to the paragraph that has its words now.
    """
    if number in document.paragraphs:
        return Target(number, document.paragraphs[number].id, document.paragraphs[number])
    gone = document.withdrawn[number]
    leads = follow_redirects(
        gone.id,
        {other.id: other.redirect for other in document.withdrawn.values() if other.redirect},
    )
    return Target(number, leads, document.paragraphs.get(leads.rpartition(".")[2]), gone)


def document_key(key: str, documents: Mapping[str, CitableDocument]) -> tuple[str, str]:
    """Return the document and the number that a key names; ("", "") if the key is a work.

    The key is the ID of a document or of a paragraph (`lavrov-truss-2022.p8`).
    """
    if key in documents:
        return key, ""
    document, _, number = key.rpartition(".")
    return (document, number) if document in documents and NUMBER.match(number) else ("", "")


# Rewriting


def label_for(typed: str, count: int) -> str:
    """Return the label before `count` numbers.

    It has the style that was typed: para. and paras., ¶ and ¶¶, § and §§.
    """
    sign = typed[:1]
    if sign in ("¶", "§"):
        return sign if count == 1 else sign * 2
    return say("para.") if count == 1 else say("paras.")


def write_item(resolved: Resolved, quoted: Mapping[str, list[str]] | None = None) -> str:
    """Return a citation as Pandoc reads it, with every number as a link.

    The empty locator `{}` keeps citeproc from reading the links as a locator. `quoted` holds the
    quoted words of each paragraph by its ID.
    """
    item = resolved.item
    key = f"{'-' if item.suppressed else ''}@{resolved.document}"
    prefix = item.prefix
    if resolved.speaker and not item.suppressed and resolved.speaker not in prefix:
        speaker = _entities(resolved.speaker).replace(",", "&#44;")  # a comma would end the key
        prefix = f"{prefix} {speaker} in".strip()
    opening = f"{prefix} {key}" if prefix else key
    rest = _in_one(resolved.rest.rstrip())
    if not resolved.ranges:
        return opening + rest
    return f"{opening}, {{}}, {write_numbers(resolved, quoted)}{rest}"


def _in_one(rest: str) -> str:
    """Return the words after a locator, with semicolons that do not divide citations for Pandoc."""
    if ";" not in rest:
        return rest
    return r"\;".join(rest[start:end] for start, end in _split(mask(rest), 0, len(rest)))


def write_numbers(resolved: Resolved, quoted: Mapping[str, list[str]] | None = None) -> str:
    """Return the linked numbers: `[paras. 4](#a.p4)–[6](#a.p6), [9](#a.p9)`.

    `quoted` holds the quoted words of each paragraph by its ID.
    """
    speech = sum(len(group) for group in resolved.ranges if group[0].number.startswith("p"))
    pieces: list[str] = []
    labelled = False
    for group in resolved.ranges:
        ends = [group[0]] if len(group) == 1 else [group[0], group[-1]]
        links = []
        for target in ends:
            is_speech = target.number.startswith("p")
            shown = target.number[1:] if is_speech else target.number
            if is_speech and not labelled:
                # The label never stands alone at the end of a line.
                shown = f"{label_for(resolved.label, speech)}\u00a0{shown}"
                labelled = True
            words = " | ".join((quoted or {}).get(target.identifier, ()))
            attributes = [f'data-quote="{_entities(words)}"'] if words else []
            # Print gives the page on which each paragraph of a range is cited.
            if target is group[0] and len(group) > 2:
                inner = dict.fromkeys(between.identifier for between in group[1:-1])
                attributes.append(f'data-through="{" ".join(inner)}"')
            links.append(
                f"[{shown}](#{target.identifier})"
                + (f"{{{' '.join(attributes)}}}" if attributes else "")
            )
        pieces.append("–".join(links))
    return ", ".join(pieces)


def write_cluster(cluster: Cluster, written: list[str]) -> str:
    """Return a cluster made of its items as `write_item` writes them."""
    if not cluster.narrative:
        return "[" + "; ".join(written) + "]"
    key, separator, rest = written[0].partition(", ")
    inner = "; ".join([rest, *written[1:]]) if separator else "; ".join(written[1:])
    return f"{key} [{inner}]" if inner.strip() else key


def _entities(words: str) -> str:
    """Return text for an attribute, with every sign that Markdown could read as an entity."""
    return "".join(
        character if character.isalnum() or character in " ,." else f"&#{ord(character)};"
        for character in words
    )
