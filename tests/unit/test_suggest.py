"""Promise: `pilcrow suggest` says of what it counted."""

from __future__ import annotations

from pilcrow.cli.suggest import too_little


def test_too_few_words_are_those_of_the_paragraphs_compared() -> None:
    """A coder had read ten paragraphs, and "the corpus has 60 words" was said of a large one."""
    paragraph = {"harbour": 6}
    assert too_little([paragraph] * 5, [paragraph] * 5) == (
        "The 10 paragraphs compared have 60 words together. At least 1000 are needed."
    )
