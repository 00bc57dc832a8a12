"""Promise: sentences made from the data are true of none, one, some and all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pilcrow.model.documents import Person
from pilcrow.model.groups import UNKNOWN_SPEAKER
from pilcrow.report.page import parts
from pilcrow.report.page.how_coded import coded_by
from pilcrow.report.page.listing import Listed, list_page
from pilcrow.report.prose.bibliography import csl_name, family_name
from pilcrow.report.rendering.citing import words_of


def outline(document: str, count: int) -> SimpleNamespace:
    held = [SimpleNamespace(kind="speech", id=f"{document}.p{at}") for at in range(1, count + 1)]
    return SimpleNamespace(document=document, paragraphs=held)


def covered(count: int, uncited: list[str]) -> str:
    material: Any = SimpleNamespace(
        seen=SimpleNamespace(outlines={"one": outline("one", count)}),
        uncited={"one": [f"one.{number}" for number in uncited]},
        several=False,
        anchors=set(),
    )
    return words_of(parts.coverage(material))


@pytest.mark.parametrize(
    ("count", "uncited", "said"),
    [
        (0, [], "The text has no paragraph of speech."),
        (1, [], "The one paragraph of speech is cited."),
        (3, [], "All 3 paragraphs of speech are cited."),
        (3, ["p2"], "Of 3 paragraphs of speech 1 is not cited in the report: p2."),
        (3, ["p1", "p2"], "Of 3 paragraphs of speech 2 are not cited in the report: p1, p2."),
        (1, ["p1"], "The one paragraph of speech is not cited in the report: p1."),
        (2, ["p1", "p2"], "None of the 2 paragraphs of speech is cited in the report: p1, p2."),
    ],
)
def test_what_is_not_cited(count: int, uncited: list[str], said: str) -> None:
    assert covered(count, uncited) == said


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        (["rules"], "nobody yet: no coder has coded"),
        (["rules", "anna"], "anna, the only coder"),
        (["rules", "anna", "ben"], "the consensus of anna and ben (majority)"),
    ],
)
def test_whose_consensus_it_is(coders: list[str], said: str) -> None:
    assert coded_by({}, "consensus", "majority", coders) == said


def test_how_many_documents_are_listed() -> None:
    def listed(name: str, paragraphs: int) -> Listed:
        return Listed(name, name, "en", "", "", "", paragraphs, paragraphs, "p1", "A word.")

    page = list_page([listed("a", 1), listed("b", 0)], {"a": "report.html"}, {}, {}, [], "")
    assert "2 documents, 1 paragraph of speech, 1 word, in the order" in page
    assert "One of them has no page" in page
    page = list_page([listed("a", 2), listed("b", 2)], {}, {}, {}, [], "")
    assert "2 documents, 4 paragraphs of speech, 4 words, in the order" in page
    assert "2 of them have no page" in page


@pytest.mark.parametrize(
    ("person", "family"),
    [
        (Person(name="Sergey Lavrov"), "Lavrov"),
        (Person(name="Ursula von der Leyen", family="von der Leyen"), "von der Leyen"),
        (Person(name="Pelé"), "Pelé"),
        (Person(name=UNKNOWN_SPEAKER), ""),
    ],
)
def test_a_family_name_is_the_last_word_where_none_is_given(person: Person, family: str) -> None:
    assert family_name(person) == family
    assert csl_name(person).get("family", csl_name(person).get("literal")) == family
