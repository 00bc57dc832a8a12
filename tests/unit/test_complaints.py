"""Promise 7: an error is a sentence, also where a program of others says it among many lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.report.rendering.complaints import UNKNOWN, cause

SAID = [
    (
        (
            "pandoc \n  to: typst\nmetadata\n  abstract: an\n  error: a word of the"
            " abstract\n[typst]: Compiling report.typ to report.pdf...error: unknown variable:"
            " nothing\n   ┌─ look/pilcrow.typ:294:9\n   │\n294 │ #let x = nothing\n"
        ),
        "unknown variable: nothing (look/pilcrow.typ:294:9)",
    ),
    (
        (
            "Error running filter /opt/share/filters/main.lua:\nlook/pilcrow.lua:575: attempt to"
            " index a nil value (local 'y')\nstack traceback:\n\t[C]: in ?\n"
        ),
        "look/pilcrow.lua:575: attempt to index a nil value (local 'y')",
    ),
    (
        (
            'Error compiling template "/var/x/quarto-session1/template.patched" (line 60, column'
            " 1):\nunexpected end of input\n\nmore\n"
        ),
        'Error compiling template "template.patched" (line 60, column 1): unexpected end of input',
    ),
    (
        (
            "ERROR: YAMLException: missed comma between flow collection entries (3:1)\n\n 1 |"
            " \nStack trace:\n    at x\n"
        ),
        "YAMLException: missed comma between flow collection entries (3:1)",
    ),
    ("Compiling report.typ...error: error: unknown variable: x\n", "unknown variable: x"),
    ("Unknown option --no.\nTry --help.\n", "Try --help"),
    ("", UNKNOWN),
    ("  only: settings\n", UNKNOWN),
]


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_the_cause_is_found_among_many_lines(said: str, expected: str) -> None:
    assert cause(said) == expected


@given(
    st.text(st.characters(exclude_categories=("Cs",)))
    | st.lists(
        st.sampled_from(["error: x", "Error a:", "stack traceback:", "", " y", "/a/b/c"])
    ).map("\n".join)
)
def test_whatever_was_said_is_one_sentence(said: str) -> None:
    sentence = cause(said)
    assert sentence and "\n" not in sentence and sentence == sentence.strip()
