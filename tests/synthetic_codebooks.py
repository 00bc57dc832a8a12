"""Codebooks for tests, written as shortly as the matter allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilcrow.files.typed import validate
from pilcrow.model.codebook import Actor, Codebook, Near, Rule, Theme

KEYS = {"exact": "exact", "regex": "regex", "word-regex": "word_regex"}


def codebook_of(data: Any) -> Codebook:
    """The flat codebook of plain data, of which only the keys are checked."""
    return validate(Codebook, data, "coding/codebook.yaml", {}).flat()


def rule(
    identifier: str,
    patterns: Sequence[str],
    form: str = "glob",
    case: bool = False,
    near: Sequence[str] = (),
    near_within: int = 5,
    **more: Any,
) -> Rule:
    """A rule. Of a form other than glob it has one pattern."""
    looked_for: dict[str, Any] = {"words": list(patterns)}
    if form != "glob":
        (looked_for[KEYS[form]],) = looked_for.pop("words")
    return Rule(
        id=identifier,
        case="sensitive" if case else "insensitive",
        near=Near(words=list(near), within=near_within) if near else None,
        **looked_for,
        **more,
    )


def theme(code: str, rules: Sequence[Rule], **more: Any) -> Theme:
    return Theme(code=code, name=code, rules=list(rules), **more)


def codebook(
    themes: Sequence[Theme], actors: Sequence[tuple[str, Sequence[str]]] = (), **more: Any
) -> Codebook:
    """A flat codebook; `actors` are names and words."""
    named = [Actor(name=name, words=list(words)) for name, words in actors]
    return Codebook(title="t", version="1", themes=list(themes), actors=named, **more).flat()
