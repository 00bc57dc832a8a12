"""The page on rules promises what each of its examples shows."""

import re
from pathlib import Path

import pytest
import yaml
from synthetic_codebooks import codebook_of

from pilcrow.coding.examples import Sample, verdicts
from pilcrow.coding.match import Matcher
from pilcrow.coding.overlaps import longest

PAGE = Path(__file__).parents[2] / "docs" / "codebook.md"
BLOCKS = [
    yaml.safe_load(block)
    for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
]


def matcher_of(block):
    theme = {
        "code": "theme",
        "name": "Theme",
        "rules": block["rules"],
        "at_least": block.get("at_least", 1),
    }
    theme["overlaps"] = block.get("overlaps", "longest")
    other = {"code": "other", "name": "Other", "rules": block.get("elsewhere", [])}
    codebook = codebook_of(
        {
            "title": "t",
            "version": "1",
            "language": block.get("language", "en"),
            "themes": [theme, other],
        }
    )
    return Matcher(codebook)


def test_the_page_has_examples():
    assert len(BLOCKS) >= 15
    assert all(
        set(block)
        <= {"rules", "found", "not_found", "language", "at_least", "overlaps", "elsewhere"}
        and block["found"]
        for block in BLOCKS
    )


@pytest.mark.parametrize(
    ("block", "marked"),
    [pytest.param(block, marked, id=marked) for block in BLOCKS for marked in block["found"]],
)
def test_what_is_found(block, marked):
    text = marked.replace("[", "").replace("]", "")
    verdict = verdicts(matcher_of(block), Sample(text)).get("theme")
    assert verdict is not None and verdict.holds
    shown, place = "", 0
    # With `overlaps: all` one lies in the other: the outer one is marked.
    for start, end, _ in longest(verdict.hits, text):
        shown += f"{text[place:start]}[{text[start:end]}]"
        place = end
    assert shown + text[place:] == marked


@pytest.mark.parametrize(
    ("block", "text"),
    [pytest.param(block, text, id=text) for block in BLOCKS for text in block.get("not_found", ())],
)
def test_what_is_not_found(block, text):
    verdict = verdicts(matcher_of(block), Sample(text)).get("theme")
    assert verdict is None or not verdict.holds
