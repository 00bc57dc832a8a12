"""Guards: what is no UTF-8 text is refused with the byte, the line and a way out; nothing is guessed in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilcrow.model.problems import Problems
from pilcrow.text.decoding import decode_bytes, encode_text, suggest

RUSSIAN = (
    "Уважаемые коллеги! Сегодня мы говорим о вымышленном мире, и разговор этот будет долгим.\n"
)
GERMAN = "Meine Damen und Herren, die größte Übung für Schüler fällt später schöner aus.\n"
FRENCH = "Mesdames et Messieurs, l’été dernier nous étions déjà prêts à répondre où il fallait.\n"


def refused(content: bytes, encoding: str = "", language: str = "en") -> str:
    with pytest.raises(Problems) as stopped:
        decode_bytes(content, encoding, shown="raw/x.txt", metadata="raw/x.yaml", language=language)
    (one,) = stopped.value.problems
    return str(one)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "raw/x.txt: The file is empty."),
        (b"\xef\xbb\xbf", "raw/x.txt: The file is empty."),
        (b" \n\t\r\n", "raw/x.txt: The file holds nothing but blank lines."),
        (b"%PDF-1.7 ...", "raw/x.txt: This is a PDF document, not plain text."),
        (b"PK\x03\x04....", "raw/x.txt: This is a ZIP archive or a Word document"),
        (b"{\\rtf1 text", "raw/x.txt: This is a Rich Text document"),
        (b"text\nmore\0text", "raw/x.txt:2: Byte 9 is a NUL character: this is no text file."),
        (
            "text".encode("utf-16"),
            'raw/x.txt: The file is UTF-16 (it begins with its byte order mark), not UTF-8. Save it as UTF-8, or write "encoding: utf-16" into raw/x.yaml.',
        ),
        ("text".encode("utf-32"), "raw/x.txt: The file is UTF-32"),
    ],
)
def test_refusals(content: bytes, message: str) -> None:
    assert refused(content).startswith(message)


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (RUSSIAN, "windows-1251", "ru"),
        (RUSSIAN, "koi8-r", "ru"),
        (RUSSIAN, "windows-1251", "en"),
        (GERMAN, "windows-1252", "de"),
        (FRENCH, "windows-1252", "fr"),
        ("各位来宾，今天我们在一个不存在的地方相聚。", "gb18030", "zh"),
    ],
)
def test_suggestions(text: str, encoding: str, language: str) -> None:
    content = b"one\ntwo\n" + text.encode(encoding)
    message = refused(content, language=language)
    first = next(place for place, byte in enumerate(content) if byte > 127)
    assert f"Byte {first} (0x{content[first]:02X}) is not UTF-8." in message
    assert message.startswith("raw/x.txt:3: ")
    assert f'write "encoding: {encoding}" into raw/x.yaml' in message
    assert decode_bytes(content, encoding)[0].endswith(text)


def test_random_bytes_get_no_suggestion() -> None:
    assert suggest(bytes(range(256)) * 4) == ""
    assert refused(bytes([0xFF, 1, 2, 3, 4, 5, 6, 7] * 9)).endswith(
        "If it is a text, save it as UTF-8."
    )


def test_an_encoding_that_the_metadata_name_wrongly() -> None:
    assert refused(b"text", "utf8x").startswith(
        'raw/x.yaml: The encoding "utf8x" is not known. Did you mean "utf-8"?'
    )
    assert refused(b"text", "rot13").startswith('raw/x.yaml: "rot13" is not an encoding of text.')
    assert 'Correct "encoding" in raw/x.yaml' in refused(b"\xff text", "ascii")
    # Bytes that decode, but not back to the same bytes.
    assert "cannot be rebuilt" in refused(b"+AGE- +AGEAYg-", "utf-7")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        lambda text: not text.isspace()
    )
)
def test_utf8_is_rebuilt(text: str) -> None:
    raw = text.encode()
    try:
        found, encoding, bom = decode_bytes(raw)
    except Problems:
        return
    assert encode_text(found, encoding, bom) == raw
