"""Promise: what a scholar may get wrong in metadata is said when the project is checked, with its
line, not when a stage meets it.
"""

from __future__ import annotations

import pytest

from pilcrow.files import typed
from pilcrow.model.documents import Metadata
from pilcrow.model.problems import Problems

TEXT = """title: A title
speaker: {name: A Speaker}
date: 2020
segmentation:
  running:
    - "Page .*"
    - "(open"
"""


def test_a_running_head_that_is_no_regular_expression() -> None:
    data, lines = typed.parse_yaml(TEXT, "raw/a.yaml")
    with pytest.raises(Problems) as stopped:
        typed.validate(Metadata, data, "raw/a.yaml", lines)
    assert (
        str(stopped.value)
        == 'raw/a.yaml:7: "(open" is not a regular expression: missing ), unterminated subpattern'
        " at position 0. Put a backslash before signs that are meant literally, such as ( ) [ ]"
        " . * + ?"
    )


def test_a_regular_expression_is_kept_as_written() -> None:
    data = {
        "title": "A",
        "speaker": {"name": "B"},
        "date": "2020",
        "segmentation": {"running": [r"Ministry \(.*\)"]},
    }
    assert typed.validate(Metadata, data, "raw/a.yaml", {}).segmentation.running == [
        r"Ministry \(.*\)"
    ]
