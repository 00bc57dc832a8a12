"""The casebook: small transcripts with their right reading, read in memory through `pilcrow add`
and the stages.

A case is `tests/cases/NAME.<ending>` and `tests/cases/NAME.yaml`, which says why it is there, what
`pilcrow add` is given, the metadata, and what is expected: `paragraphs` (kind, speaker, text,
words; `~` is not compared, a list is a choice), `words` by speaker ("*": all), `languages` ("": the
document's), `refuse` or `warn` (one of the regular expressions is found in what is printed), or
`any_of`.
"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pilcrow.cli import add, addition
from pilcrow.edition import sources as edition
from pilcrow.model.problems import Problems
from pilcrow.model.records import Paragraph

# A file is read in a fork of this process, four times a case. What the readers import is imported
# once, before the forks.
for _name in ("akoma", "docx", "html", "pdf", "tei"):
    importlib.import_module(f"pilcrow.formats.{_name}")
for _name in ("docx", "lxml.html", "pypdfium2"):
    importlib.import_module(_name)

CASES = Path(__file__).parent / "cases"
_OPTIONS = {"--language": "language", "--date": "date", "--speaker": "speaker"}
_SPOKEN = ("speech", "question")


def names(*prefixes: str) -> list[str]:
    """The cases whose names begin with one of the prefixes."""
    return sorted(path.stem for path in CASES.glob("*.yaml") if path.stem.startswith(prefixes))


def difference(name: str, place: Path, folder: Path = CASES) -> str:
    """What differs from the right reading of a case, in a few words; "" if nothing does."""
    case = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
    (source,) = (path for path in folder.glob(f"{name}.*") if path.suffix != ".yaml")
    refusal = said = ""
    paragraphs: list[Paragraph] | None = None
    try:
        said, paragraphs = _read(case, source, place)
    except Problems as stopped:
        refusal = str(stopped).replace(name, "…")
    return _wrong(case["expect"], paragraphs, refusal, said.replace(name, "…"), case)


def doubts(name: str, place: Path, folder: Path = CASES) -> list[str]:
    """What is doubtful of a case, by the words that look so."""
    case = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
    (source,) = (path for path in folder.glob(f"{name}.*") if path.suffix != ".yaml")
    _read(case, source, place)
    (place / "edition/case.paragraphs.csv").unlink(missing_ok=True)  # a ledger settles all doubts
    return [doubt.words for doubt in edition.load_document(place, "case").segmented.doubts]


def _read(case: dict[str, Any], source: Path, place: Path) -> tuple[str, list[Paragraph]]:
    """What `pilcrow add` says of a case, and its paragraphs under the metadata that the case
    gives.
    """
    given: dict[str, Any] = {"date": "2021-05-03", "speaker": {"name": "Various"}}
    options = [str(option) for option in case.get("add", [])]
    for option, value in zip(options[::2], options[1::2], strict=True):
        given[_OPTIONS[option]] = {"name": value} if option == "--speaker" else value
    (place / "raw").mkdir(parents=True)
    added = add.prepare(source, f"raw/case{source.suffix}", given, place / "trial", place)
    said = "\n".join(addition.describe(added, dry=False))
    add.write([added], place)
    path = place / "raw/case.yaml"
    known = (
        yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {"title": "case", **given}
    )
    for key, value in case.get("metadata", {}).items():
        known[key] = {**known.get(key, {}), **value} if isinstance(value, dict) else value
    path.write_text(yaml.safe_dump(known, allow_unicode=True), "utf-8")
    return said, edition.load_document(place, "case").paragraphs


def _wrong(
    expected: dict[str, Any],
    found: list[Paragraph] | None,
    refusal: str,
    said: str,
    case: dict[str, Any],
) -> str:
    if "any_of" in expected:
        problems = [_wrong(one, found, refusal, said, case) for one in expected["any_of"]]
        return "" if "" in problems else problems[0]
    if "refuse" in expected:
        return (
            "" if refusal and _matches(expected["refuse"], refusal) else f"not refused: {refusal}"
        )
    if refusal or found is None:
        return f"refused: {refusal}"
    if "warn" in expected and not _matches(expected["warn"], said):
        return f"not said: {expected['warn']}"
    found = [one for one in found if one.kind not in _listed(case.get("leave_out", []))]
    if "words" in expected and (problem := _wrong_words(expected["words"], found, case)):
        return problem
    if "paragraphs" not in expected:
        return ""
    if "languages" in expected and [one.language for one in found] != expected["languages"]:
        return f"the languages are {[one.language for one in found]}"
    pairs = enumerate(itertools.zip_longest(expected["paragraphs"], found), 1)
    return next(
        (why for number, (row, one) in pairs if (why := _differs(number, row, one, case))), ""
    )


def _differs(
    number: int, row: list[Any] | None, one: Paragraph | None, case: dict[str, Any]
) -> str:
    if one is None:
        return f"paragraph {number} is missing: {row}"
    if row is None:
        return f"paragraph {number} is one too many: {one.text}"
    kind, speaker, text, *words = row
    if text is not None and one.text not in _listed(text):
        return f"paragraph {number} is “{one.text}”, not “{text}”"
    if kind is not None and one.kind not in _listed(kind):
        return f"paragraph {number} is {one.kind}, not {kind}: {one.text}"
    if speaker is not None and _bare(one.speaker) not in set(_known(speaker, case)):
        return f"paragraph {number} is spoken by “{one.speaker}”, not “{speaker}”: {one.text}"
    if words and one.words not in _listed(words[0]):
        return f"paragraph {number} has {one.words} words, not {words[0]}"
    return ""


def _wrong_words(wanted: dict[str, Any], found: list[Paragraph], case: dict[str, Any]) -> str:
    for speaker, number in wanted.items():
        known = None if speaker == "*" else set(_known(speaker, case))
        count = sum(
            one.words
            for one in found
            if one.kind in _SPOKEN and (known is None or _bare(one.speaker) in known)
        )
        if count not in _listed(number):
            return f"{count} words of {speaker}, not {number}"
    return ""


def _known(speaker: Any, case: dict[str, Any]) -> Iterator[str]:
    for key in _listed(speaker):
        yield from map(_bare, _listed(case.get("names", {}).get(key, key)))


def _bare(name: str | None) -> str:
    """A speaker's name without what is in brackets, without the sign after it, without case."""
    name = re.sub(r"\s*[(\[（][^()\[\]（）]*[)\]）]", "", name or "")
    return re.sub(r"\s+", " ", name).strip(" .:,：–—-").casefold()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _matches(fragments: Any, text: str) -> bool:
    return any(re.search(fragment, text, re.IGNORECASE) for fragment in _listed(fragments))


if __name__ == "__main__":  # python tests/casebook.py FOLDER [NAME…]
    import sys
    import tempfile

    folder = Path(sys.argv[1])
    wanted = sys.argv[2:] or sorted(path.stem for path in folder.glob("*.yaml"))
    wrong = 0
    for name in wanted:
        with tempfile.TemporaryDirectory() as trial:
            problem = difference(name, Path(trial), folder)
        wrong += bool(problem)
        if problem:
            print(f"{name}: {problem}")
    print(f"{len(wanted) - wrong} of {len(wanted)} right")
