"""The rules of a codebook in words, for the report's appendix and for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from pilcrow.files.language import say, say_list, say_number, say_quoted, to_say
from pilcrow.model.codebook import Rule
from pilcrow.text.languages import language_name

OVERLAPS = {
    "all": to_say("all count"),
    "across": to_say("none inside a longer one of any theme"),
    "longest": to_say("none inside a longer one of the theme"),
}
_FORMS = {
    "exact": to_say("exactly {patterns}"),
    "regex": to_say("regular expression {patterns}"),
    "word-regex": to_say("regular expression by word {patterns}"),
    "glob": "{patterns}",
}
# Of other languages the English name is printed.
LANGUAGES = (
    *(to_say("Arabic"), to_say("Chinese"), to_say("English"), to_say("French")),
    *(to_say("German"), to_say("Italian"), to_say("Polish"), to_say("Portuguese")),
    *(to_say("Russian"), to_say("Spanish"), to_say("Turkish"), to_say("Ukrainian")),
)


def rule_in_words(rule: Rule) -> str:
    """Return a rule in words: “talks”; not when “talks about”."""
    form = _FORMS[rule.form]
    patterns = or_list(rule.patterns)
    parts = [patterns if rule.form == "glob" else say(form, patterns=patterns)]
    if rule.case_counts:
        parts.append(say("capitals count"))
    if rule.near:
        parts.append(say("near {words}", words=or_list(rule.near.words)) + _reach(rule.near.within))
    if rule.not_when:
        reach = _reach(rule.within) if rule.within else ""
        parts.append(say("not when {words}", words=or_list(rule.not_when)) + reach)
    if rule.negated != "any":
        parts.append(
            say("not where negated") if rule.negated == "skip" else say("only where negated")
        )
    if "*" in rule.languages:
        parts.append(say("in texts in every language"))
    elif rule.languages:
        names = say_list([say_language(code) for code in rule.languages], "{items} or {last}")
        parts.append(say("in texts in {languages}", languages=names))
    if rule.kinds:
        parts.append(say("in {kinds} only", kinds=say_kinds(rule.kinds)))
    if rule.speakers:
        parts.append(say("said by {speakers}", speakers=or_list(rule.speakers, quotes=False)))
    return "; ".join(parts)


def say_language(code: str) -> str:
    """Return the name of a language in the language of the report, if it is a common one."""
    name = language_name(code)
    return say(name) if name in LANGUAGES else name


def say_kinds(kinds: Sequence[str]) -> str:
    """Return kinds of paragraphs as a list."""
    return ", ".join(say(kind) for kind in kinds)


def _reach(within: int) -> str:
    return f" ({between(within)})"


def needed(matches: int) -> str:
    """Return how many matches a paragraph needs, in words."""
    return say("at least {matches} in a paragraph", matches=matches)


def or_list(words: Sequence[str], quotes: bool = True) -> str:
    """Return words as a list with "or": “a”, “b” or “c”."""
    return say_list([say_quoted(word) if quotes else word for word in words], "{items} or {last}")


def between(within: int) -> str:
    """Return how far apart words may be, in words."""
    return (
        say("beside it")
        if within == 0
        else say_number(within, "at most {n} word between", "at most {n} words between")
    )
