"""Guards: clean text and raw bytes map onto one another, one to one where nothing was changed."""

from __future__ import annotations

from hypothesis import given, reject
from hypothesis import strategies as st
from test_clean import DOCUMENT, LAYOUTS, UNICODE, document_of

from pilcrow.edition.cleaning import clean_document, rebuild
from pilcrow.model.problems import Problems
from pilcrow.model.records import CleanedDocument, Correction, Edit, ProcessingRecord
from pilcrow.text.offsets import Layer, Offsets


def offsets_of(text: str, encoding: str = "", bom: bool = False) -> tuple[Offsets, bytes]:
    raw = text.encode(encoding or "utf-8")
    raw = b"\xef\xbb\xbf" + raw if bom else raw
    try:
        cleaned = clean_document(
            raw, document_of("synthetic", "raw/synthetic.txt", encoding=encoding)
        )
    except Problems:
        reject()
    return Offsets(cleaned), raw


def kept(offsets: Offsets) -> list[int]:
    """Characters of the clean text that no edit made."""
    made = {
        place for start, end in offsets.corrections.after.ranges() for place in range(start, end)
    }
    assert not offsets.cleaned.correction_edits
    made |= {
        place for start, end in offsets.normalisation.after.ranges() for place in range(start, end)
    }
    return [place for place in range(len(offsets.cleaned.text)) if place not in made]


@given(st.one_of(UNICODE, LAYOUTS), st.sampled_from(["", "utf-16-le", "utf-32"]), st.booleans())
def test_kept_text_maps_one_to_one(text: str, encoding: str, bom: bool) -> None:
    offsets, raw = offsets_of(text, encoding, bom and not encoding)
    seen = 0
    for place in kept(offsets):
        start, end = offsets.to_raw(place, place + 1)
        assert raw[start:end].decode(offsets.encoding) == offsets.cleaned.text[place]
        assert start >= seen
        seen = end
        for byte in range(start, end):
            assert offsets.from_raw(byte, byte + 1) == (place, place + 1)


@given(st.one_of(UNICODE, LAYOUTS), st.data())
def test_a_range_covers_what_it_came_from(text: str, data: st.DataObject) -> None:
    offsets, raw = offsets_of(text)
    clean = offsets.cleaned.text
    start = data.draw(st.integers(0, len(clean) - 1))
    end = data.draw(st.integers(start + 1, len(clean)))
    low, high = offsets.to_raw(start, end)
    raw[low:high].decode()
    back = offsets.from_raw(low, high) if low < high else (start, end)
    assert back[0] <= start
    assert end <= back[1]
    # Wider only by the rest of what one edit made.
    for place in (*range(back[0], start), *range(end, back[1])):
        assert any(one <= place < other for one, other in offsets.normalisation.after.ranges())


@given(UNICODE)
def test_every_byte_belongs_to_a_character(text: str) -> None:
    offsets, raw = offsets_of(text)
    assert rebuild(offsets.cleaned) == raw
    for byte in range(offsets.prefix, len(raw)):
        character = offsets.character(byte)
        assert offsets.byte(character) <= byte < offsets.byte(character + 1)


def test_long_text_of_many_widths() -> None:
    text = "aя中😀" * 5000
    offsets, raw = offsets_of(text) or (None, b"")
    assert offsets
    for place in (0, 1023, 1024, 1025, 4096, 19_999):
        start, end = offsets.to_raw(place, place + 1)
        assert raw[start:end].decode() == text[place]
        assert [offsets.character(byte) for byte in range(start, end)] == [place] * (end - start)


def test_replaced_and_deleted_stretches() -> None:
    layer = Layer(
        ProcessingRecord.of(
            [
                Edit(2, 4, "XX", "y", "space"),
                Edit(6, 7, "D", "", "removed"),
                Edit(8, 8, "", "ii", "correction"),
            ]
        )
    )
    # before: a b X X c d D e | f      after: a b y c d e i i f
    assert layer.map_back(2, 3) == (2, 4)
    assert layer.map_back(0, 9) == (0, 9)
    assert layer.map_back(4, 6) == (5, 8)
    assert layer.map_back(5, 5) == (6, 7)
    assert layer.map_forward(6, 7) == (5, 5)
    assert layer.map_forward(3, 4) == (2, 3)
    assert layer.map_forward(7, 9) == (5, 9)


def test_lines_are_counted_as_editors_count_them() -> None:
    offsets, _ = offsets_of("one\r\ntwo\rthree\n\nfive") or (None, b"")
    assert offsets
    assert [offsets.line(place) for place in (0, 4, 5, 9, 14, 15, 16)] == [1, 1, 2, 3, 3, 4, 5]
    received = offsets.received
    ranges = [offsets.line_range(line) for line in range(1, 7)]
    assert [received[slice(*found)] if found else None for found in ranges] == [
        "one",
        "two",
        "three",
        "",
        "five",
        None,
    ]


def test_corrected_words_map_to_what_they_replace() -> None:
    correction = Correction("line 1", "teh  cat", "the cat", "a slip", "", 2)
    cleaned: CleanedDocument = clean_document("See\xa0 teh cat.".encode(), DOCUMENT, [correction])
    assert cleaned.text == "See the cat."
    applied = cleaned.corrections[0]
    assert cleaned.text[applied.start : applied.end] == "the cat"
    offsets = Offsets(cleaned)
    start, end = offsets.to_raw(applied.start, applied.end)
    assert rebuild(cleaned)[start:end] == b"teh cat"


@given(
    st.one_of(UNICODE, LAYOUTS),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
def test_many_ranges_lead_back_where_each_alone_does(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    found = offsets_of(text)
    layer, size = found[0].normalisation, len(found[0].cleaned.text)
    ranges = [(min(start, end, size), min(max(start, end), size)) for start, end in pairs]
    for order in (ranges, sorted(ranges)):
        assert list(layer.map_back_all(order)) == [
            layer.map_back(start, end) for start, end in order
        ]
