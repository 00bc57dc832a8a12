"""Promise: no corpus is held in memory.

A document is read when it is its turn or when it is asked for, and is then whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic_codings import SPEECH, paragraphs_of
from throwaway import metadata_of

from pilcrow.model.documents import Document, Metadata
from pilcrow.model.records import (
    CleanedDocument,
    Coding,
    Paragraph,
    SegmentedDocument,
    Voice,
    Withdrawn,
    write_records,
)
from pilcrow.report.page.corpus import read_corpus, read_received
from pilcrow.report.page.paging import only_cited
from pilcrow.report.page.reader import Corpus, citable_of
from pilcrow.report.page.survey import in_full, survey_documents
from pilcrow.report.prose.gate import ReferenceTargets, examine_text
from pilcrow.report.prose.source import LocatedText, Piece

BATCHES = {"batch-00": ["delta", "alpha"], "batch-01": ["gamma", "beta"]}  # by hash, not by ID
DOCUMENTS = [
    Document(name, f"raw/{name}.txt", metadata_of({"title": f"Title of {name}"}))
    for names in BATCHES.values()
    for name in names
]


class Watched(Corpus):
    """A corpus that notes which documents are asked for."""

    asked: set[str]

    def __getitem__(self, document: str):  # type: ignore[no-untyped-def]
        self.asked.add(document)
        return super().__getitem__(document)


def files(folder: Path, stage: str) -> list[Path]:
    return sorted((folder / stage).glob("*.jsonl"))


@pytest.fixture
def corpus(tmp_path: Path) -> Watched:
    """Four synthetic documents in two batches, each with a tombstone, codings by rules and a
    person, and a voice.
    """
    for batch, names in BATCHES.items():
        segments: list[SegmentedDocument | Paragraph | Withdrawn] = []
        codings: list[Coding | Voice] = []
        cleaned = []
        for name in names:
            segments.append(
                SegmentedDocument(
                    name, f"raw/{name}.txt", "0" * 64, "0" * 64, "en", False, len(SPEECH)
                )
            )
            segments += paragraphs_of(name, SPEECH)
            segments.append(
                Withdrawn(
                    f"{name}.p9",
                    name,
                    "p9",
                    "speech",
                    "",
                    f"What {name} said once.",
                    "0" * 64,
                    accepted=True,
                )
            )
            codings += [
                Coding(name, f"{name}.p1", theme, "rules") for theme in ("weather", "bridges")
            ]
            codings += [
                Coding(name, f"{name}.p3", "", "ann"),
                Voice(name, f"{name}.p2", "reported", "ann", 0, 2, "We"),
            ]
            cleaned.append(
                CleanedDocument(
                    name,
                    f"raw/{name}.txt",
                    "0" * 64,
                    1,
                    "utf-8",
                    False,
                    "lines",
                    "A line each.",
                    "text",
                )
            )
        write_records(tmp_path / "segment" / f"{batch}.jsonl", segments)
        write_records(tmp_path / "code" / f"{batch}.jsonl", codings)
        write_records(tmp_path / "clean" / f"{batch}.jsonl", cleaned)
    made = Watched(
        tmp_path,
        DOCUMENTS,
        files(tmp_path, "clean"),
        files(tmp_path, "segment"),
        files(tmp_path, "code"),
    )
    made.asked = set()
    return made


def test_a_document_read_by_itself_is_what_the_batch_has_of_it(
    corpus: Watched, tmp_path: Path
) -> None:
    batches = read_corpus(
        DOCUMENTS,
        files(tmp_path, "segment"),
        files(tmp_path, "code"),
        read_received(files(tmp_path, "clean")),
    )
    whole = {edited.document: edited for edited in batches}
    assert (
        [edited.document for edited in corpus]
        == sorted(whole)
        == ["alpha", "beta", "delta", "gamma"]
    )
    assert {edited.document: edited for edited in corpus} == whole
    assert all(corpus[name] == edited for name, edited in whole.items())
    assert [edited.paragraphs for edited in corpus.texts()] == [
        whole[name].paragraphs for name in sorted(whole)
    ]


def test_records_of_a_document_that_do_not_stand_together_are_all_found(
    corpus: Watched, tmp_path: Path
) -> None:
    before = corpus["beta"].codings
    path = tmp_path / "code" / "batch-01.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[1::2], *lines[::2]]))
    again = Corpus(
        tmp_path,
        DOCUMENTS,
        files(tmp_path, "clean"),
        files(tmp_path, "segment"),
        files(tmp_path, "code"),
    )
    assert sorted(map(repr, again["beta"].codings)) == sorted(map(repr, before))


def test_reading_one_after_the_other_keeps_none(corpus: Watched) -> None:
    assert all(one is not other for one, other in zip(corpus, corpus, strict=True))
    kept = corpus["beta"]
    assert [edited is kept for edited in corpus] == [False, True, False, False]


def test_the_gate_reads_what_is_cited_and_nothing_else(corpus: Watched) -> None:
    seen = survey_documents(corpus, "rules", "majority", ["bridges", "weather"], [])
    text = (
        "It is open [@beta, para. 1]. They said “no toll at all was ever raised” [@delta, para. 2]."
        " See [@nobody, para. 3]."
    )
    source = LocatedText(text, [Piece(0, "report/index.qmd", 0)], {"report/index.qmd": text})
    found = examine_text(
        source, ReferenceTargets(citable_of(corpus), [], [], {}, [], paragraphs=6000)
    )
    assert set(found.cited) == {"beta.p1", "delta.p2"}
    assert sorted(finding.kind for finding in found.findings) == ["citation", "quotation"]
    shown = only_cited(seen.outlines.values(), found.cited)
    assert [
        [paragraph.id for paragraph in edited.paragraphs] for edited in in_full(shown, corpus)
    ] == [["beta.p1"], ["delta.p2"]]
    assert corpus.asked == {"beta", "delta"}


def test_the_survey_has_of_every_document_what_the_report_counts(corpus: Watched) -> None:
    seen = survey_documents(corpus, "rules", "majority", ["bridges", "weather"], [])
    outline = seen.outlines["gamma"]
    assert outline.units() == ["gamma.p1", "gamma.p2", "gamma.p3", "gamma.p4"]
    assert [gone.id for gone in outline.withdrawn] == ["gamma.p9"]
    assert outline.words == sum(
        paragraph.words for paragraph in corpus["gamma"].paragraphs if paragraph.kind == "speech"
    )
    assert seen.themes == {
        f"{name}.p1": ("bridges", "weather") for name in seen.outlines
    }  # in the codebook's order
    assert (seen.coders, seen.read) == ({"rules", "ann"}, {f"{name}.p3" for name in seen.outlines})
    assert seen.holds(outline)
    assert not any(map(seen.holds, only_cited([outline], {"gamma.p1"})))


def test_documents_are_by_date_then_by_id_and_those_without_a_date_are_last(
    tmp_path: Path, corpus: Watched
) -> None:
    assert corpus.names == ["alpha", "beta", "delta", "gamma"], "of one date: by ID"
    dates = {"alpha": "2020-03", "beta": "2019-12-31", "gamma": "2020"}
    listed = [
        Document(name, f"raw/{name}.txt", metadata_of({"title": name, "date": date}))
        for name, date in dates.items()
    ]
    listed.append(Document("delta", "raw/delta.txt", Metadata.unknown("delta")))
    dated = Corpus(
        tmp_path,
        listed,
        files(tmp_path, "clean"),
        files(tmp_path, "segment"),
        files(tmp_path, "code"),
    )
    assert dated.names == ["beta", "gamma", "alpha", "delta"]
