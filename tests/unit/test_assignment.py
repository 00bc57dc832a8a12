"""Guards: the same seed assigns the same documents, everybody gets as much as the others, and the
overlap is what was asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.cli.assignment import (
    assign,
    assigned_to,
    check_coder,
    describe_assignment,
    draw_order,
    left_out_of_agreement,
    read_assignment,
)
from pilcrow.cli.main import main as pilcrow
from pilcrow.model.problems import Problems

SIZES = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True),
    st.integers(1, 60),
    min_size=1,
    max_size=30,
)
CODERS = st.lists(
    st.sampled_from(["anna", "ben", "cleo", "dora"]), min_size=1, max_size=4, unique=True
)


@given(SIZES, CODERS, st.floats(0, 1), st.integers(0, 99), st.integers(2, 4))
def test_every_document_is_coded_as_often_as_asked_and_the_load_is_even(
    sizes: dict[str, int], coders: list[str], overlap: float, seed: int, together: int
) -> None:
    assigned = assign(sizes, coders, overlap, seed, together)
    times = Counter(one.document for one in assigned)
    several = min(together, len(coders))
    assert set(times) == set(sizes)
    assert set(times.values()) <= {1, several}
    assert len(set(assigned)) == len(assigned)
    shared = {one.document for one in assigned if one.shared}
    assert shared == {document for document, count in times.items() if count > 1}
    if several > 1:
        assert len(shared) == math.ceil(round(overlap * len(sizes), 9))
    load = {
        coder: sum(sizes[one.document] for one in assigned if one.coder == coder)
        for coder in coders
    }
    assert max(load.values()) - min(load.values()) <= max(sizes.values())


@given(SIZES, CODERS, st.integers(0, 99))
def test_the_order_of_what_is_given_does_not_matter(
    sizes: dict[str, int], coders: list[str], seed: int
) -> None:
    turned = dict(reversed(sizes.items()))
    assert assign(sizes, coders, 0.3, seed) == assign(turned, coders[::-1], 0.3, seed)


@given(SIZES, st.integers(0, 99))
def test_another_document_leaves_the_drawing_of_the_others(
    sizes: dict[str, int], seed: int
) -> None:
    assert [
        name for name in draw_order({*sizes, "zzzzzzzz"}, seed) if name != "zzzzzzzz"
    ] == draw_order(set(sizes), seed)


def test_seeds_differ_and_the_drawing_is_fixed_for_ever() -> None:
    sizes = dict.fromkeys(("one", "two", "three", "four", "five"), 10)
    assert draw_order(sizes, 7) == ["two", "four", "five", "one", "three"]
    assert draw_order(sizes, 7) != draw_order(sizes, 8)


def test_no_coder_gets_all_the_odd_ones() -> None:
    first = Counter(
        assign({"one": 5}, ["anna", "ben", "cleo"], 0, seed)[0].coder for seed in range(60)
    )
    assert len(first) == 3


def test_what_agreement_leaves_out_is_said() -> None:
    paragraphs = ["d.p1", "d.p2", "d.p3"]
    assert left_out_of_agreement(paragraphs, {"d.p2", "e.p1"}, ()) == (
        ["d.p2"],
        "1 serves as an example in the codebook",
    )
    assert left_out_of_agreement(paragraphs, (), {"d"}) == (
        paragraphs,
        "the rules were written on it",
    )
    assert left_out_of_agreement(paragraphs, {"d.p1"}, {"d.p3"})[0] == ["d.p1", "d.p3"]
    assert left_out_of_agreement(paragraphs, (), ()) == ([], "")


def project(root: Path) -> Path:
    (root / "raw").mkdir()
    (root / "coding").mkdir()
    (root / "Snakefile").write_text("")
    for name in ("one", "two", "three"):
        (root / "raw" / f"{name}.txt").write_text(
            f"A synthetic address {name}\nThe bridge is open.\nThe toll is paid.\n"
        )
    (root / "coding" / "codebook.yaml").write_text(
        "title: Synthetic\nversion: '1'\nthemes:\n  - {code: bridge, name: Bridges, rules:"
        " [bridge*], examples: [{paragraph: one.p1}]}\n"
    )
    return root


def test_the_command_writes_what_the_form_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path)
    given_arguments = [
        "--coders",
        "anna,ben",
        "--overlap",
        "0.3",
        "--seed",
        "7",
        "--project",
        str(root),
    ]
    assert pilcrow(["assign", *given_arguments]) == 0
    first = (root / "coding/assignment.csv").read_bytes()
    assert first.count(b",anna,yes") == 1 and first.count(b",ben,yes") == 1
    assignment = read_assignment(root)
    assert len(assignment) == 4
    both = set(assigned_to("anna", assignment)) & set(assigned_to("ben", assignment))
    assert both == {one.document for one in assignment if one.shared} and len(both) == 1
    assert "Agreement is measured on" in capsys.readouterr().out
    assert pilcrow(["assign", *given_arguments]) == 0
    assert (root / "coding/assignment.csv").read_bytes() == first
    with pytest.raises(Problems, match="There is a different assignment already"):
        pilcrow(["assign", *("1" if one == "0.3" else one for one in given_arguments)])
    with pytest.raises(Problems, match="annna has no document"):
        assigned_to("annna", assignment)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--coders", "Anna,ben"], '"anna"'),
        (["--coders", "rules,ben"], "rules are not a person"),
        (["--coders", "anna,anna"], "named twice"),
        (["--coders", "anna,ben", "--overlap", "2"], "between 0 and 1; it is 2.0"),
        (["--coders", "anna,ben", "--together", "3"], "number of coders, 2; it is 3"),
        (["--coders", "anna,ben", "--documents", "tow"], 'Did you mean "two"'),
        (["--coders", " , "], "No coder is named"),
    ],
)
def test_what_cannot_be_assigned_ends_in_a_sentence(
    tmp_path: Path, arguments: list[str], part: str
) -> None:
    with pytest.raises(Problems) as stopped:
        pilcrow(["assign", *arguments, "--project", str(project(tmp_path))])
    assert part in str(stopped.value)


def test_names_of_coders() -> None:
    assert check_coder("anna-2") == []
    assert check_coder("consensus") and not check_coder("consensus", allowed=("consensus",))


def test_a_document_that_is_gone_is_named_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding/assignment.csv").write_text(
        "document,coder,shared\nhere-2001,anna,yes\ngone-2002,anna,yes\n", "utf-8"
    )
    assert len(read_assignment(tmp_path)) == 2
    with pytest.raises(Problems) as stopped:
        read_assignment(tmp_path, ["here-2001"])
    (found,) = stopped.value.problems
    assert (found.file, found.line) == ("coding/assignment.csv", 3)
    assert found.what == "gone-2002 is assigned to anna, but has no transcript in raw/."


@pytest.mark.parametrize(
    ("sizes", "left", "said"),
    [
        ({"one": 4}, 0, "Several people code 4 paragraphs. Agreement is measured on all of them."),
        ({"one": 1}, 0, "Several people code 1 paragraph. Agreement is measured on it."),
        (
            {"one": 4},
            4,
            "Several people code 4 paragraphs. Agreement is not measured on them (a.csv says why).",
        ),
        (
            {"one": 4},
            1,
            "Several people code 4 paragraphs. Agreement is measured on 3 of them; 1 is left out"
            " (a.csv says why).",
        ),
    ],
)
def test_what_is_said_is_true_for_none_one_and_all(
    sizes: dict[str, int], left: int, said: str
) -> None:
    coders = ["anna", "ben"]
    lines = describe_assignment(coders, assign(sizes, coders, 1.0, 0, 2), sizes, left, "a.csv")
    assert lines[-1] == said
    alone = describe_assignment(["anna"], assign(sizes, ["anna"], 1.0, 0, 2), sizes, 0, "a.csv")
    assert alone[-1] == "Nobody codes what another codes, so agreement cannot be measured."
