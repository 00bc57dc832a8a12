"""Formats other than plain text: each is read into one text, with places in the source.

A format is a module with `extract(content, shown, encoding, names) -> Extracted`. It may also have
`describe(content, shown) -> SourceDescription`. `_module` names the module for an ending, or an
entry point of the group `pilcrow.formats` names the reader of a fork. What is not speech, such as
navigation, running heads and footnotes, is kept in the text. An edit removes it, so that it is in
the processing record.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilcrow.files.installed import result_of
from pilcrow.formats.extracted import Extracted, SourceDescription
from pilcrow.model.problems import fail

if TYPE_CHECKING:
    from pilcrow.text.candidates import Names

# A transcript of ten million words has 60 MB. A larger file is not a transcript.
LARGEST = 100_000_000


def check_size(size: int, shown: str) -> None:
    """Raise Problems for a file that is too large to be a transcript; `size` is in bytes."""
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
    from pilcrow.formats.guard import read_within_limits
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

    own = own_formats().get(ending)
    reader: Callable[[bytes, str, str, Names], Extracted]
    reader = own.load() if own else _module(ending).extract
    return reader


def _module(ending: str) -> Any:
    """Return the module that knows files of an ending; None for plain text and a fork's formats.

    The imports are here so that a file loads only its reader. The names are written out so that the
    import graph has them.
    """
    if ending == ".html":
        from pilcrow.formats import html

        return html
    if ending == ".docx":
        from pilcrow.formats import docx

        return docx
    if ending == ".pdf":
        from pilcrow.formats import pdf

        return pdf
    if ending == ".xml":
        from pilcrow.formats import tei

        return tei
    if ending in (".vtt", ".srt"):
        from pilcrow.formats import captions

        return captions
    if ending == ".md":
        from pilcrow.formats import markdown

        return markdown
    return None


def describe(content: bytes, shown: str) -> SourceDescription:
    """Return what a file states about itself, if `extract` or `clean` can read it."""
    stated = getattr(_module(Path(shown).suffix.lower()), "describe", None)
    return stated(content, shown) if stated else SourceDescription()
