"""`pilcrow suggest`: propose words for the rules of a theme, and paragraphs that have them.

The words are over-represented where the theme holds and are not in a rule yet. This is exploratory:
nothing is applied. The measures are those of `tables.measures`. Dispersion is measured over the
paragraphs where the theme holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from pilcrow.cli.door import door
from pilcrow.cli.named import find_theme, load_project_codebook
from pilcrow.model import wording
from pilcrow.model.codebook import Where
from pilcrow.model.problems import did_you_mean, fail
from pilcrow.model.records import Coding
from pilcrow.text.languages import language_name
from pilcrow.text.words import Words, primary

if TYPE_CHECKING:
    from pilcrow.coding.match import Matcher
    from pilcrow.edition.sources import Edition

FEWEST_PARAGRAPHS = 5  # with the theme, and without it; with fewer, nothing is proposed
FEWEST_WORDS = 1000  # of the paragraphs compared; with fewer, nothing is proposed


class Suggestion(NamedTuple):
    """A word that is more frequent where the theme holds."""

    word: str
    inside: int  # occurrences in paragraphs with the theme
    outside: int
    likelihood: float  # G²
    ratio: float  # log ratio
    dispersion: float  # DP as a part of its maximum: 0 is even, 1 is all in one paragraph
    paragraphs: int  # with the word, among those where the theme holds


def suggestions(
    inside: Sequence[Mapping[str, int]], outside: Sequence[Mapping[str, int]]
) -> list[Suggestion]:
    """Return the words that are more frequent inside and have enough evidence, by falling G².

    Args:
        inside: Word counts of each paragraph where the theme holds.
        outside: Word counts of each other paragraph.
    """
    sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for part, counted in zip((inside, outside), sums, strict=True):
        for paragraph in part:
            counted.update(paragraph)
    from pilcrow.tables.key_words import FEWEST, FLOOR
    from pilcrow.tables.measures import (
        deviation_of_proportions,
        log_likelihood,
        log_ratio,
        normalised,
    )

    sizes = [sum(paragraph.values()) for paragraph in inside]
    size_inside, size_outside = sum(sizes), sums[1].total()
    found = []
    for word, often in sums[0].items():
        other = sums[1][word]
        if often < FEWEST or often / size_inside <= other / size_outside:
            continue
        likelihood = float(log_likelihood(often, other, size_inside, size_outside))
        if likelihood >= FLOOR:
            counts = [paragraph.get(word, 0) for paragraph in inside]
            ratio = float(log_ratio(often, other, size_inside, size_outside))
            deviation = deviation_of_proportions(counts, sizes)
            spread = normalised(deviation, sizes) if deviation is not None else 0.0
            found.append(
                Suggestion(word, often, other, likelihood, ratio, spread, sum(map(bool, counts)))
            )
    return sorted(found, key=lambda suggestion: (-suggestion.likelihood, suggestion.word))


def resembling_paragraphs(
    words: Sequence[Suggestion], outside: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, float, list[str]]]:
    """Return paragraphs without the theme that have at least two of the proposed words.

    A word counts once in a paragraph, however often it occurs there.

    Args:
        words: The proposed words.
        outside: Word counts by paragraph ID.

    Returns:
        ID, sum of the log ratios of the words, and the words; highest sum first.
    """
    ratios = {entry.word: entry.ratio for entry in words}
    found = [
        (identifier, [word for word in ratios if counts.get(word)])
        for identifier, counts in outside.items()
    ]
    scored = [
        (identifier, sum(ratios[word] for word in held), held)
        for identifier, held in found
        if len(held) > 1
    ]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))


def count_folded_words(text: str, words: Words) -> Counter[str]:
    """Return the folded words of a text with their counts, without numbers."""
    return Counter(word for word in words.split(text) if not word.isdigit())


def too_little(inside: Sequence[Mapping[str, int]], outside: Sequence[Mapping[str, int]]) -> str:
    """Return a sentence that says why there is not enough text; "" if there is enough."""
    if min(len(inside), len(outside)) < FEWEST_PARAGRAPHS:
        return (
            f"The theme holds in {wording.count(len(inside), 'paragraph')} and does not hold in"
            f" {len(outside)}. At least {FEWEST_PARAGRAPHS} of each are needed."
        )
    total = sum(sum(paragraph.values()) for paragraph in (*inside, *outside))
    return (
        f"The {len(inside) + len(outside)} paragraphs compared have {total} words together."
        f" At least {FEWEST_WORDS} are needed."
        if total < FEWEST_WORDS
        else ""
    )


class ThemeWordCounts(NamedTuple):
    """Word counts of the paragraphs of one language, with the theme and without it."""

    inside: list[Counter[str]]
    outside: dict[str, Counter[str]]  # by ID


def codings_by_paragraph(
    root: Path, edition: Edition, matcher: Matcher, coder: str
) -> tuple[Mapping[str, list[Coding]], set[str]]:
    """Return the codings of a document by paragraph, and who made them.

    For the coder "consensus" the consensus is made by the rule of the project. Raises Problems if
    a coding cannot be read.
    """
    from pilcrow.checks.project import check_config
    from pilcrow.code import code_document
    from pilcrow.coding.hand import read_hand
    from pilcrow.tables.reading import CONSENSUS, CodedDocument, with_consensus

    cleaned, paragraphs = edition.cleaned, edition.paragraphs
    gone = [entry.id for entry in edition.withdrawn]
    read = read_hand(root, edition.manifest, cleaned, paragraphs, gone, matcher.codebook.codes())
    codings: defaultdict[str, list[Coding]] = defaultdict(list)
    coders: set[str] = set()
    language = edition.segmented.language
    for record in code_document(cleaned, paragraphs, matcher, read.records, language):
        if isinstance(record, Coding):
            codings[record.paragraph].append(record)
            coders.add(record.coder)
    if coder != CONSENSUS:
        return codings, coders
    coded = CodedDocument(edition.segmented, paragraphs, codings, {}, {})
    rule = check_config(root, {}).adjudication
    return with_consensus(coded, rule)[0].codings, {*coders, CONSENSUS}


def count_theme_words(
    root: Path, matcher: Matcher, theme: str, coder: str
) -> tuple[dict[str, ThemeWordCounts], set[str]]:
    """Count the words of the paragraphs with a theme and without it. What the coding did not read,
    or did not look for the theme in, is left out.

    Args:
        root: The project.
        matcher: Finds the themes of the codebook.
        theme: Code of the theme.
        coder: Whose coding says where the theme holds.

    Returns:
        The paragraphs by primary language, and all coders. Raises Problems if a text cannot be
        read.
    """
    from pilcrow.edition.sources import each_document
    from pilcrow.tables.reading import RULES, is_read, spoken_text, themes_of

    kinds = matcher.codebook.theme(theme).kinds
    found: dict[str, ThemeWordCounts] = {}
    coders: set[str] = {RULES}
    for edition in each_document(root):
        codings, own_coders = codings_by_paragraph(root, edition, matcher, coder)
        coders |= own_coders
        for paragraph in edition.paragraphs:
            own = paragraph.language or edition.segmented.language
            where = Where(own, paragraph.kind, paragraph.speaker)
            if coder == RULES:
                asked = theme not in matcher.codebook.unasked(where)
            else:
                asked = paragraph.kind in kinds
            given = codings.get(paragraph.id, [])
            if not asked or not is_read(given, coder):
                continue
            part = found.setdefault(primary(own), ThemeWordCounts([], {}))
            counted = count_folded_words(spoken_text(paragraph), matcher.speaking(own).words)
            if theme in themes_of(given, coder):
                part.inside.append(counted)
            else:
                part.outside[paragraph.id] = counted
    return found, coders


def report_lines(
    theme: str, part: ThemeWordCounts, words: Sequence[Suggestion], most: int
) -> Iterator[str]:
    """Yield lines about one language: the words, and the paragraphs that have several of them.

    Args:
        theme: Code of the theme.
        part: The paragraphs of the language.
        words: The proposed words.
        most: Most words, and most paragraphs, to print.
    """
    from pilcrow.tables.key_words import FEWEST, FLOOR

    if not words:
        yield (
            f"No word is proposed: none that occurs {FEWEST} times or more has a G² of {FLOOR} or"
            " more."
        )
        return
    yield (
        f"{'word':<24}{'inside':>8}{'outside':>9}{'G²':>9}"
        f"{'log ratio':>11}{'DP':>7}{'paragraphs':>12}"
    )
    for entry in words[:most]:
        yield (
            f"{entry.word:<24}{entry.inside:>8}{entry.outside:>9}{entry.likelihood:>9.1f}"
            f"{entry.ratio:>11.2f}{entry.dispersion:>7.2f}{entry.paragraphs:>12}"
        )
    near = resembling_paragraphs(words, part.outside)[:most]
    if near:
        yield ""
        yield (
            f"Paragraphs without {theme} that have several of them, by the sum of the log ratios of"
            " these words:"
        )
    for identifier, score, held in near:
        yield f"{identifier:<32}{score:>8.2f}  {', '.join(held)}"


def load_matcher(root: Path, named: str) -> tuple[Matcher, str]:
    """Return a matcher for the project's codebook, and the full code of the theme named.

    Raises Problems if the codebook has no such theme.
    """
    from pilcrow.coding.match import Matcher

    codebook = load_project_codebook(root)
    theme = find_theme(named, codebook)
    return Matcher(codebook), theme


EXPLORATORY = (
    "Exploratory: nothing is applied. Many words were compared. Read the paragraphs (pilcrow kwic)"
    " before any word becomes a rule."
)


def suggest(
    root: Path, named: str, *, coder: str = "rules", most: int = 20, all_words: bool = False
) -> int:
    """Suggest words for the rules of a theme (exploratory).

    The words are over-represented where the theme holds and are not in a rule yet. Texts are
    compared within a language. Stop words are left out.

    Args:
        root: The project.
        named: Code of a theme.
        coder: Whose coding says where the theme holds.
        most: How many words, and how many paragraphs, to print for each language.
        all_words: Keep stop words.

    Returns:
        The exit status, 0. Raises Problems if there is no such theme or coder.
    """
    from pilcrow.tables.key_words import NO_P_VALUE
    from pilcrow.text.stopwords import stop_words

    matcher, theme = load_matcher(root, named)
    parts, coders = count_theme_words(root, matcher, theme, coder)
    if coder not in coders:
        fail(
            f'There is no coder "{coder}".',
            todo=did_you_mean(coder, sorted(coders)),
            kind="coder",
        )
    ordered = sorted(parts.items(), key=lambda item: (-len(item[1].inside), item[0]))
    lines: list[str] = []
    introduced = False
    for language, part in ordered or [
        (primary(matcher.codebook.language), ThemeWordCounts([], {}))
    ]:
        among = f" in {language_name(language)}" if len(ordered) > 1 else ""
        reason = too_little(part.inside, list(part.outside.values()))
        if reason:
            lines.append(f"There is too little text{among} to propose words for {theme}. {reason}")
            continue
        known = _make_rule_test(matcher.speaking(language), theme)
        left_out = frozenset() if all_words else stop_words(language)
        over = [
            entry
            for entry in suggestions(part.inside, list(part.outside.values()))
            if entry.word not in left_out and not known(entry.word)
        ]
        lines += [] if introduced else [EXPLORATORY, NO_P_VALUE]
        introduced = True
        lines.append(
            f"\nWords over-represented{among} in the {len(part.inside)} paragraphs coded as {theme}"
            f" by {coder}, against {len(part.outside)} others, and not in a rule of the theme:"
        )
        lines += report_lines(theme, part, over, most)
    print("\n".join(lines))
    return 0


def _make_rule_test(matcher: Matcher, theme: str) -> Callable[[str], bool]:
    """Return a test of whether a rule of the theme matches a word, alone or as part of a phrase."""
    from pilcrow.coding.patterns import Pattern

    number = matcher.codebook.codes().index(theme)
    single = [
        Pattern(word, matcher.words)
        for rule, own in zip(matcher.rules, matcher.theme_of, strict=True)
        if own == number and rule.form in ("glob", "exact")
        for text in rule.patterns
        for word in text.split()
    ]
    usable = [pattern for pattern in single if pattern.literal]
    expressions = [
        expression for rule, expression in matcher.expressions if matcher.theme_of[rule] == number
    ]

    def known(word: str) -> bool:
        folded = b" %b " % word.encode()
        return any(next(pattern.spans(folded), None) for pattern in usable) or any(
            expression.search(word) for expression in expressions
        )

    return known


command = door(
    suggest,
    [
        click.Argument(["named"], metavar="THEME", help="Code of a theme."),
        click.Option(
            ["--coder"],
            default="rules",
            show_default=True,
            help="Whose coding says where the theme holds.",
        ),
        click.Option(
            ["--most"],
            type=click.IntRange(1),
            default=20,
            show_default=True,
            help="How many words, and how many paragraphs, to print for each language.",
        ),
        click.Option(["--stop-words", "all_words"], is_flag=True, help="Keep stop words."),
    ],
)
