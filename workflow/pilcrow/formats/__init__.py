"""Formats that are no plain text: each is read into one text with the places that its parts have in the source.

A format is a module here with `extract(content, shown, encoding) -> Extracted`, and two lines in `extract`, where the import graph sees it. What a reader leaves out of the
text (navigation, running heads, footnotes) stays in its text and is cut by an edit, so that it is in the processing record.
"""

from __future__ import annotations

from pathlib import Path

from pilcrow.formats.extracted import Extracted
from pilcrow.model.problems import fail

# A transcript of ten million words has 60 MB; what is larger is no transcript.
LARGEST = 100_000_000


def check_size(path: Path, shown: str) -> None:
    """Raises Problems for a file that is too large to be a transcript."""
    size = path.stat().st_size
    if size > LARGEST:
        fail(
            f"The file has {size / 1e6:,.0f} MB; a transcript has at most {LARGEST // 1_000_000} MB.",
            file=shown,
            todo="Is it the recording, or pictures of pages? Put the text alone into raw/, in parts if it is long.",
            kind="size",
        )


def extract(content: bytes, shown: str, encoding: str = "") -> Extracted:
    """The text of a file by its ending. Raises Problems: what it is, and why it cannot be read."""
    ending = Path(shown).suffix.lower()
    if ending == ".html":
        from pilcrow.formats import html

        return html.extract(content, shown, encoding)
    if ending == ".docx":
        from pilcrow.formats import docx

        return docx.extract(content, shown, encoding)
    if ending == ".pdf":
        from pilcrow.formats import pdf

        return pdf.extract(content, shown, encoding)
    if ending == ".xml":
        from pilcrow.formats import tei

        return tei.extract(content, shown, encoding)
    from pilcrow.formats import captions

    return captions.extract(content, shown, encoding)
