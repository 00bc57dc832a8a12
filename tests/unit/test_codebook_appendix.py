"""Promise: an example of the codebook that is a paragraph of the report is a click away."""

from __future__ import annotations

import json

from pilcrow.coding.codebook import Codebook
from pilcrow.coding.codebook_appendix import appendix

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
    blocks = json.dumps(appendix(Codebook.model_validate(CODEBOOK), 3, {"one.p1", "one.p2"}))
    assert '"#one.p1"' in blocks and '"#one.p2"' in blocks
    assert '"#one.p9"' not in blocks and "one.p9" in blocks
