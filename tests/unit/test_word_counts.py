"""Promise: a text has one number of words, in every table, around a keyword, among key words and in
the coding form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import synthetic_codings as synthetic
import yaml
from synthetic_codebooks import codebook_of
from throwaway import document_of

from pilcrow.cli.form import Transcript, form_data
from pilcrow.cli.kwic import keyword_matcher, keywords
from pilcrow.edition.cleaning import clean_document
from pilcrow.edition.segmentation import segment_document
from pilcrow.model.records import Coding, Evidence, Voice
from pilcrow.tables.reading import CodedDocument
from pilcrow.tables.tables import Row, read_table
from pilcrow.tables.word_tallies import Sides, tally_documents
from pilcrow.text.words import count_words, words_of

# Constructed: nobody said it. Language, two paragraphs, their words, and a keyword of the first.
TEXTS = {
    "en": (
        (
            "John's well-known U.S.-led 3.5 % plan & so on (Applause) goes ahead — and 50,000"
            " people agree."
        ),
        "Nobody's plan, nobody's fault: we'll wait...",
        (14, 6),
        "plan",
    ),
    "fr": (
        "L’espoir d’aujourd’hui, c’est-à-dire 3,5 % d’espoir, renaît !",
        "Nous n'avons qu'un plan.",
        (10, 6),
        "espoir",
    ),
    "de": (
        "Die EU-Osterweiterung, z. B. am 3. Oktober, geht’s an – 1.000 Mal.",
        "Wir fangen heute an.",
        (11, 4),
        "oktober",
    ),
    "ru": (
        "Это что-то, т.е. 3,5 млрд — для «нас» и для вас.",
        "Мы начинаем сегодня.",
        (10, 3),
        "млрд",
    ),
    "ar": ("السيدات والسادة، نبدأ اليوم بـ ٣٫٥ مليون.", "شكرًا جزيلًا لكم.", (7, 3), "اليوم"),
    "he": ('צה"ל הודיע היום: ג׳ורג׳ מגיע.', "תודה רבה לכולם.", (5, 3), "היום"),
    "hi": ("नमस्ते हिन्दी भाषियों, आज ३.५ करोड़ लोग।", "हम आज शुरू करते हैं।", (7, 5), "आज"),
    "zh": ("他说：我们在2022年合作，NATO也同意。", "我们今天开始。", (13, 6), "合作"),
    "ja": ("コーヒーを3.5杯飲む。東京で会う。", "今日始めます。", (14, 6), "東京"),
    "th": ("ภาษาไทย ปี ๒๕๖๕ ดีมากครับ!", "เริ่มวันนี้!", (16, 6), "ไทย"),
}


class Counted:
    """A document of two paragraphs through the stages, with a theme and a voice on the whole of
    each paragraph.
    """

    def __init__(self, language: str, folder: Path) -> None:
        first, second, _, _ = TEXTS[language]
        document = document_of("one", "raw/one.txt", language=language, speaker="Ada Sample")
        text = f"{first}\n\n{second}\n"
        segmented = segment_document(clean_document(text.encode(), document), document)
        self.paragraphs = segmented.paragraphs
        assert [paragraph.kind for paragraph in self.paragraphs] == ["speech", "speech"]
        whole = {
            paragraph.id: Evidence(0, len(paragraph.text), 0, 0, "bridge.1", paragraph.text)
            for paragraph in self.paragraphs
        }
        self.reading = CodedDocument(
            segmented.document,
            self.paragraphs,
            {
                name: [Coding("one", name, "bridge", "rules", [span])]
                for name, span in whole.items()
            },
            {
                name: [Voice("one", name, "own", "first", 0, span.end, span.text, "")]
                for name, span in whole.items()
            },
            {},
        )
        state = synthetic.write_state(
            folder,
            [self.reading],
            [synthetic.metadata("one")],
            {**synthetic.CODEBOOK, "language": language},
        )
        synthetic.tabulate_all([*state, "--output", str(folder / "tables")])
        self.folder = folder / "tables"

    def table(self, name: str) -> list[Row]:
        return read_table(self.folder, name)


def sums(rows: list[Row], column: str, **cells: Any) -> int:
    return sum(row[column] for row in rows if all(row[key] == cells[key] for key in cells))


@pytest.mark.parametrize("language", TEXTS)
def test_every_count_is_the_same(language: str, tmp_path: Path) -> None:
    _, _, expected, keyword = TEXTS[language]
    counted = Counted(language, tmp_path)
    paragraphs, whole = counted.paragraphs, sum(expected)
    assert tuple(paragraph.words for paragraph in paragraphs) == expected
    # Tables
    rows = counted.table("paragraphs")
    assert tuple(row["words"] for row in rows) == expected
    assert tuple(sum(map(int, row["sentence_words"].split())) for row in rows) == expected
    assert [row["word"] for row in rows] == [0, expected[0]]
    assert sums(counted.table("documents"), "words") == whole
    assert sums(counted.table("codings_wide"), "words") == whole
    assert tuple(row["words"] for row in counted.table("codings")) == expected
    assert tuple(row["words"] for row in counted.table("voice")) == expected
    for column in ("words_evidence", "words_paragraphs", "of_words"):
        assert sums(counted.table("themes"), column, theme="bridge") == whole
    # Key words
    for hyphens in ("together", "apart"):
        tally = tally_documents([counted.reading.document, *paragraphs], Sides({"one": 0}))
        assert tally.sides[0].lengths == [whole], hyphens
    # The coding form
    book = codebook_of(
        yaml.safe_load(
            f"{{title: S, version: '1', language: {language}, themes: [{{code: a, name: A}}]}}"
        )
    )
    shown = form_data("anna", [Transcript("one", paragraphs, language=language)], book)
    words = [paragraph["words"] for paragraph in shown["documents"][0]["paragraphs"]]
    assert tuple(len(pairs) // 2 for pairs in words) == expected
    # Keyword in context: as many words after the keyword as were asked for
    matcher = keyword_matcher(keyword, False, False, language, "together", "apart")
    for window in (1, 2, 3):
        found = next(iter(keywords(matcher, paragraphs, window)))
        rest = count_words(paragraphs[0].text.partition(found.keyword)[2], language)
        assert count_words(found.after, language) == min(window, rest)
        assert count_words(found.keyword, language) == count_words(keyword, language)


def test_texts_that_are_counted_together_have_the_counts_that_each_has_alone() -> None:
    texts = [
        "Well-known words, and .net",
        "- a -b c- 'tis o'clock",
        "3.5 per cent of U.S. trade. End.Next",
        "",
        "plain words",
        "one.two",
        "a–b “c” d’e",
        ".a b",
    ]
    words = words_of("en", "together", "together")
    assert words.count_each(texts) == [len(words.spans(text)) for text in texts]
    assert words.count_each(texts) == [4, 5, 8, 0, 2, 2, 4, 2]
    assert words.count_each(texts[::-1]) == [2, 4, 2, 2, 0, 8, 5, 4]
