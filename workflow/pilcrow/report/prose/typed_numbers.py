"""Find numbers typed by hand that equal a value of the data, to advise taking them from there."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict

from pilcrow.report.prose.citations import find_clusters
from pilcrow.report.prose.findings import Finding
from pilcrow.report.prose.markdown import mask
from pilcrow.report.prose.quotations import find_quotations
from pilcrow.report.prose.source import LocatedText, Values

_NUMBER_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_COUNTED = (
    r"paragraphs?|words?|sentences?|themes?|documents?|headings?|salutations?|disagreements?|units?"
)
_TYPED = re.compile(
    rf"(?<![\w.,/–-])(\d(?:,?\d){{0,8}}|{'|'.join(_NUMBER_WORDS)})(?![\w/–-]|[.,]\d)"
    rf"(?:[ \n]+(?:[a-z-]+[ \n]+)?({_COUNTED})\b)?",
    re.IGNORECASE,
)


def hint_numbers(source: LocatedText, values: Values) -> list[Finding]:
    """Return a hint for each typed number that equals a value of the data.

    The number is before a counted noun, or alone if only one value has it.
    """
    by_value: dict[int, list[str]] = defaultdict(list)
    for name, value in values.items():
        if isinstance(value, int) and not isinstance(value, bool):
            by_value[value].append(name)
    literal = [(piece.start, piece.literal) for piece in source.pieces]
    starts = [start for start, _ in literal]
    masked = mask(source.text)
    for quotation in find_quotations(source.text, masked):
        masked = (
            masked[: quotation.start]
            + " " * (quotation.end - quotation.start)
            + masked[quotation.end :]
        )
    for cluster in find_clusters(source.text, masked):
        masked = (
            masked[: cluster.start] + " " * (cluster.end - cluster.start) + masked[cluster.end :]
        )
    findings = []
    for typed in _TYPED.finditer(masked):
        at = bisect.bisect_right(starts, typed.start()) - 1
        if at < 0 or not literal[at][1]:
            continue
        word = typed[1].lower().replace(",", "")
        number = int(word) if word.isdigit() else _NUMBER_WORDS.index(word)
        noun = (typed[2] or "").lower().rstrip("s")
        names = []
        if noun and number > 2:  # "one paragraph", "two words" are said of anything
            names = [name for name in by_value.get(number, ()) if noun in name]
        elif number > 31 and not 1000 <= number <= 2100 and len(by_value.get(number, ())) == 1:
            names = by_value[number]
        if names:
            place = source.place(typed.start())
            words = " ".join(typed[0].split())
            message = f"You typed “{words}”, which equals {{{{< var {names[0]} >}}}}."
            findings.append(
                Finding(
                    place.file,
                    place.line,
                    place.column,
                    "hint",
                    "number",
                    message,
                    "Use the variable, so that the number stays right.",
                )
            )
    return findings
