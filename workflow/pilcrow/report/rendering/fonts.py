"""Find the characters that the PDF cannot show.

Its fonts are those of the look and of the scholar's look folder, never the machine's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pilcrow.files.project import look_folder
from pilcrow.model.records import Mark, Paragraph
from pilcrow.model.wording import count

ENDINGS = (".otf", ".ttf", ".otc", ".ttc")
FEW = 3  # paragraphs of a document with such characters that have a mark of their own
# Spaces, controls and invisible format characters need no glyph.
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def font_files(*folders: Path) -> list[Path]:
    """Return the font files of folders, sorted by name.

    A file replaces one of the same name in an earlier folder.
    """
    found = {
        path.name: path
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.suffix.lower() in ENDINGS
    }
    return [found[name] for name in sorted(found)]


@cache
def font_coverage(path: Path) -> frozenset[int]:
    """Return the code points that a font file, or any font of a collection, has glyphs for."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.ttCollection import TTCollection

    def points(font: TTFont) -> Iterable[int]:
        # The names of glyphs do not matter. To read them would be most of the work.
        font.setGlyphOrder([f"glyph{place}" for place in range(font["maxp"].numGlyphs)])
        names: dict[int, str] = font.getBestCmap()
        return names

    if path.suffix.lower() in (".otc", ".ttc"):
        with TTCollection(path, lazy=True) as collection:
            return frozenset(point for font in collection for point in points(font))
    with TTFont(path, lazy=True) as font:
        return frozenset(points(font))


def uncovered(text: str, *folders: Path) -> list[str]:
    """Return the characters of a text that no font in the folders covers, sorted, each once.

    Without folders the fonts are those of the package's look.
    """
    wanted = {
        character
        for character in set(text)
        if not character.isascii() and unicodedata.category(character) not in INVISIBLE
    }
    wanted = {character for character in wanted if not _variation_selector(character)}
    for path in font_files(*(folders or (look_folder() / "fonts",))) if wanted else ():
        wanted = {character for character in wanted if ord(character) not in font_coverage(path)}
    return sorted(wanted)


def describe(characters: Iterable[str]) -> str:
    """Return characters as a sentence names them, at most five: “样” (U+6837), “本” (U+672C)."""
    named = list(characters)
    said = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in named[:5])
    return said + (f" and {len(named) - 5} more" if len(named) > 5 else "")


def uncovered_marks(paragraphs: Iterable[Paragraph], *folders: Path) -> list[Mark]:
    """Return marks of paragraphs with characters that no font of the PDF covers.

    Each paragraph has a mark of its own. A document with more than a few has one for all of them.
    """
    by_document: dict[str, list[tuple[Paragraph, list[str]]]] = {}
    for paragraph in paragraphs:
        if missing := uncovered(paragraph.text, *folders):
            by_document.setdefault(paragraph.document, []).append((paragraph, missing))
    marks = []
    for document, found in by_document.items():
        if len(found) <= FEW:
            marks += [
                _mark(f"{describe(missing)} in {paragraph.id}", document, paragraph.id)
                for paragraph, missing in found
            ]
            continue
        first: dict[str, str] = {}
        for paragraph, missing in found:
            for character in missing:
                first.setdefault(character, paragraph.number)
        named = ", ".join(
            f"“{character}” (U+{ord(character):04X}, first in {number})"
            for character, number in list(first.items())[:3]
        )
        more = f" and {count(len(first) - 3, 'more character')}" if len(first) > 3 else ""
        where = f"in {count(len(found), 'paragraph')} of {document}"
        marks.append(_mark(f"{named}{more}, {where}", document))
    return marks


def _mark(characters: str, document: str, paragraph: str = "") -> Mark:
    return Mark(
        "font",
        f"No font of the PDF covers {characters}; the PDF names them by number.",
        document,
        paragraph,
        todo=(
            "Put a font that has them into report/look/fonts/; `pilcrow docs look` says where there"
            " is one."
        ),
    )


def _variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
