"""Check that a tag can be released, and print its part of the changelog:

`python tools/release.py v0.2.0`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def stated() -> dict[str, str]:
    """Return the version that each file states."""
    package = (ROOT / "workflow/pilcrow/__init__.py").read_text("utf-8")
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    patterns = {
        "workflow/pilcrow/__init__.py": re.search(r'__version__ = "(.+?)"', package),
        "CITATION.cff": re.search(r"^version: (\S+)", citation, re.MULTILINE),
    }
    return {file: found[1] if found else "none" for file, found in patterns.items()}


def notes(version: str, changelog: str) -> str | None:
    """Return what the changelog says of a version, without its heading; None where it has no
    such version.
    """
    parts = re.split(r"^## \[?([^\]\s]+)\]?.*\n", changelog, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = sections.get(version)
    return None if found is None else found.strip() + "\n"


def main(tag: str) -> int:
    version = tag.removeprefix("v")
    wrong = [
        f'{file} says "{said}", and the tag "{tag}". Change one of them.'
        for file, said in stated().items()
        if said != version
    ]
    text = notes(version, (ROOT / "CHANGELOG.md").read_text("utf-8"))
    if text is None:
        wrong.append(f'CHANGELOG.md has no heading "## {version} — DATE". Rename "Unreleased".')
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
