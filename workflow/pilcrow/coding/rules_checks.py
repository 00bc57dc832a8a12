"""Check that a rule is usable: it compiles, can match, does not match everything, and ends."""

from __future__ import annotations

import re
import warnings
from typing import Any

from pilcrow.coding.patterns import Pattern, has_signs
from pilcrow.text.expressions import never_matches
from pilcrow.text.words import is_unspaced, words_of

MOST_STARS = 3  # each may match a whole paragraph if there are no spaces to end it
Trouble = tuple[str, str]  # what is wrong, what to do


def pattern_problem(
    text: str, language: str, hyphens: str, possessives: str, exact: bool = False
) -> Trouble | None:
    """Return what is wrong with a word, phrase or glob, and what to do; None if it is usable.

    Args:
        text: The pattern.
        language: Language of the texts.
        hyphens: "together" or "apart", as in the codebook.
        possessives: "together" or "apart", as in the codebook.
        exact: `*` and `?` are ordinary characters.
    """
    if "\n" in text:
        return f'"{text}" has a line break, and a paragraph is one line.', "Write it on one line."
    if not exact and re.search(r"[\[\]()|^$\\+{}]", text):
        return (
            f'"{text}" looks like a regular expression, and would be taken as words.',
            "Write {regex: '…'}, or {exact: '…'} if it is meant so.",
        )
    if is_unspaced(text) or (exact and has_signs(text)):
        if not exact and not text.strip("*? "):
            return f'"{text}" matches every word.', "Give it some letters."
        if not exact and text.count("*") > MOST_STARS:
            return (
                f'"{text}" has {text.count("*")} asterisks. In a script without spaces between '
                f"words there may be {MOST_STARS}.",
                "Make several rules of it.",
            )
        return None
    pattern = Pattern(text, words_of(language, hyphens, possessives), exact=exact)
    if not pattern.folded:
        return (
            f'"{text}" can never match: it has no letter and no digit.',
            "Give it a word, or write {exact: '…'}.",
        )
    if not pattern.literal:
        return f'"{text}" matches every word.', "Give it some letters."
    return None


def regex_problem(text: str) -> Trouble | None:
    """Return what is wrong with a regular expression, and what to do; None if it is usable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            expression = re.compile(text, re.IGNORECASE)
    except re.error as trouble:
        place = f" at character {trouble.pos + 1}" if trouble.pos is not None else ""
        return (
            f'The regular expression "{text}" is not valid: {trouble.msg}{place}.',
            "Correct it, or write it as a phrase with *.",
        )
    except (Warning, OverflowError, RecursionError) as trouble:
        return (
            f'The regular expression "{text}" is not valid: {trouble}.',
            "Correct it, or write it as a phrase with *.",
        )
    if expression.match("") or expression.fullmatch(""):
        return (
            f'The regular expression "{text}" matches nothing at all, and so everywhere.',
            "Make sure that it needs at least one letter.",
        )
    if never_matches(text, re.IGNORECASE):
        return (
            f'The regular expression "{text}" can never match.',
            r"Put ^ first and $ last; write \^ and \$ for the signs themselves.",
        )
    trap = _trap(text)
    if trap:
        return (
            f'The regular expression "{text}" may never end: {trap}.',
            "Write it without a repetition inside a repetition: (\\w+\\s)* as [\\w\\s]*.",
        )
    return None


def _trap(text: str) -> str:
    """Return why an expression may never end; "" if it ends.

    It repeats a repetition without bound, or repeats alternatives that begin alike.
    """
    try:
        from re import _parser as parser  # type: ignore[attr-defined]

        return _nested(parser.parse(text), False)
    except (ImportError, AttributeError, re.error):
        return ""


def _nested(items: Any, inside: bool) -> str:
    for operation, argument in items:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, inner = argument
            unbounded = int(most) > 100
            if unbounded and inside:
                return "a repetition is inside a repetition"
            found = _nested(inner, inside or unbounded)
        elif name == "SUBPATTERN":
            found = _nested(argument[-1], inside)
        elif name == "BRANCH":
            found = next(filter(None, (_nested(branch, inside) for branch in argument[1])), "")
        elif name in ("ASSERT", "ASSERT_NOT"):
            found = _nested(argument[1], False)
        elif name == "ATOMIC_GROUP":
            found = _nested(argument, False)
        else:
            found = ""
        if found:
            return found
    return ""
