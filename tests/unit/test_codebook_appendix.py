"""Promise: an example of the codebook that is a paragraph of the report is a click away."""

from __future__ import annotations

import json

from synthetic_codebooks import codebook_of

from pilcrow.exports.refi_codes import describe
from pilcrow.report.page import syntax
from pilcrow.report.page.codebook_appendix import appendix, theme_parts

CODEBOOK = {
    "title": "A codebook for tests",
    "version": "1",
    "language": "en",
    "themes": [
        {
            "code": "trade",
            "name": "Trade",
            "definition": "Goods are named.",
            "rules": ["trade*"],
            "examples": [{"paragraph": "one.p1"}, {"paragraph": "one.p9"}],
            "counter_examples": [{"paragraph": "one.p2", "why": "A trade mark."}],
        }
    ],
}


def test_examples_lead_to_their_paragraphs_where_the_report_has_them() -> None:
    def link(word: str) -> list[syntax.Inline]:
        held = word in ("one.p1", "one.p2")
        return [syntax.link(syntax.text(word), f"#{word}")] if held else []

    blocks = json.dumps(appendix(codebook_of(CODEBOOK), 3, link))
    assert '"#one.p1"' in blocks and '"#one.p2"' in blocks
    assert '"#one.p9"' not in blocks and "one.p9" in blocks


def test_other_programs_are_told_of_a_rule_what_the_report_tells() -> None:
    rules = [
        "trade*",
        {"words": ["goods", "wares"], "case": "sensitive", "negated": "skip"},
        {"regex": "[0-9]+ (euro|dollars)", "kinds": ["question"], "speakers": ["Ann"]},
        {"exact": "why?", "negated": "only"},
        {"word_regex": "^im", "not_when": ["important", "imply"], "within": 2, "id": "imports"},
        {"phrase": "duty", "near": {"words": ["customs"], "within": 1}},
    ]
    theme = {
        "code": "trade",
        "name": "Trade",
        "rules": rules,
        "kinds": ["speech", "heading"],
        "at_least": 2,
        "overlaps": "all",
    }
    codebook = codebook_of(CODEBOOK | {"themes": [theme]})
    [theme] = codebook.themes
    said = describe(theme, codebook)
    for entry in theme_parts(theme, codebook):
        assert all(text in said for text in entry.texts)
        assert all(f"– {identifier}: {words}" in said for identifier, words in entry.rules)
    assert (
        "– imports: regular expression by word “^im”; not when “important” or “imply” (at most 2"
        " words between)" in said
    )
    assert "– trade.6: “duty”; near “customs” (at most 1 word between)" in said
