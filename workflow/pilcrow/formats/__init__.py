"""Formats other than plain text: each is read into one text, with places in the source.

A format is a module with `extract(content, shown, encoding, names) -> Extracted`. It has a line in
`_reader`, or it is a fork's own, and an entry point of the group `pilcrow.formats` names it by its
ending. What is not speech (navigation, running heads, footnotes) stays in the text, and an edit
cuts it, so that it is in the processing record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pilcrow.files.installed import result_of
from pilcrow.formats.extracted import Extracted, SourceDescription
from pilcrow.formats.guard import read_within_limits
from pilcrow.model.problems import fail

if TYPE_CHECKING:
    from pilcrow.text.candidates import Names

# A transcript of ten million words has 60 MB. A larger file is not a transcript.
LARGEST = 100_000_000


def check_size(path: Path, shown: str) -> None:
    """Raise Problems for a file that is too large to be a transcript."""
    size = path.stat().st_size
    if size > LARGEST:
        fail(
            f"The file has {size / 1e6:,.0f} MB; a transcript has at most"
            f" {LARGEST // 1_000_000} MB.",
            file=shown,
            todo=(
                "Is it the recording, or pictures of pages? Put only the text into raw/, in parts"
                " if it is long."
            ),
            kind="size",
        )


def extract(
    content: bytes, shown: str, encoding: str = "", names: Names | None = None
) -> Extracted:
    """Return the text of a file, read by its ending.

    Args:
        content: The bytes of the file.
        shown: Its path in messages; its ending decides the format.
        encoding: Encoding from the metadata; "" means that the file decides.
        names: Speakers from the metadata, whose labels begin turns; None means none.

    Raises Problems if the file cannot be read.
    """
    from pilcrow.text.candidates import Names

    ending = Path(shown).suffix.lower()
    reader = _reader(ending)
    if ending in (".vtt", ".srt"):
        return reader(content, shown, encoding, names or Names())
    given = (content, shown, encoding, names or Names())
    return read_within_limits(lambda: result_of(reader, Extracted, *given), shown)


def _reader(ending: str) -> Callable[[bytes, str, str, Names], Extracted]:
    # Imported here because plain text needs no reader and need not wait for it.
    from pilcrow.files.project import own_formats

    if own := own_formats().get(ending):
        reader: Callable[[bytes, str, str, Names], Extracted] = own.load()
        return reader
    # Imported here so that a file loads only its reader. The names are written out so that the
    # import graph has them.
    if ending == ".html":
        from pilcrow.formats import html

        return html.extract
    if ending == ".docx":
        from pilcrow.formats import docx

        return docx.extract
    if ending == ".pdf":
        from pilcrow.formats import pdf

        return pdf.extract
    if ending == ".xml":
        from pilcrow.formats import tei

        return tei.extract
    from pilcrow.formats import captions

    return captions.extract


def describe(content: bytes, shown: str) -> SourceDescription:
    """Return what a file states about itself, if `extract` or `clean` can read it."""
    ending = Path(shown).suffix.lower()
    if ending == ".xml":
        from pilcrow.formats import tei

        return tei.describe(content)
    if ending == ".html":
        from pilcrow.formats import html

        return html.describe(content, shown)
    if ending == ".md":
        from pilcrow.formats import markdown

        return markdown.describe(content.decode("utf-8", "replace"))
    if ending == ".vtt":
        match = re.search(
            r"^Language:\s*([\w-]+)\s*$", content[:400].decode("utf-8", "replace"), re.M
        )
        return SourceDescription(language=match[1] if match else "")
    return SourceDescription()
