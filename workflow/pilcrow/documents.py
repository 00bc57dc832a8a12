"""Stage documents: make the page of all documents with its search, and the documents' own pages.

It reads what compose says about the pages, what the stage `pages` made of each batch, and the look.
It makes results/documents.html, and in results/documents/ the pages and the files of the search.
"""

from __future__ import annotations

import html
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.build.job import run, stage_parser
from pilcrow.files.language import say, speaking
from pilcrow.model.records import read_records, write_text
from pilcrow.report.page import document_page, listing
from pilcrow.report.page.listing import Listed
from pilcrow.report.page.paging import Pages
from pilcrow.report.page.shell import Shells, fill_shell, scripts_of
from pilcrow.report.page.written import PageMarkup
from pilcrow.report.rendering.look import look_by_name, write_look, write_words

Neighbours = dict[str, tuple[tuple[str, str] | None, tuple[str, str] | None]]


def read_listed(files: Iterable[Path]) -> dict[str, list[Listed]]:
    """Return the entries of each batch without their texts.

    The texts stay on disk, so that only those of one batch are in memory.
    """
    return {
        path.stem: [
            msgspec.structs.replace(one, text="", characters=len(one.text))
            for one in read_records(path, Listed)
        ]
        for path in sorted(files, key=lambda path: path.name)
    }


def write_search(files: Iterable[Path], folder: Path) -> list[str]:
    """Write the files of the search, one for each batch. Return their names, sorted."""
    names = []
    for path in sorted(files, key=lambda path: path.name):
        write_text(folder / f"{path.stem}.js", listing.shard(path.stem, read_records(path, Listed)))
        names.append(path.stem)
    return names


def neighbours_of(paged: Sequence[Listed]) -> Neighbours:
    """Return the documents with a page before and after each document: ID and title, or None."""
    named = [(one.document, one.title) for one in paged]
    return {
        document: (named[at - 1] if at else None, named[at + 1] if at + 1 < len(named) else None)
        for at, (document, _) in enumerate(named)
    }


def write_pages(
    files: Iterable[Path], neighbours: Neighbours, title: str, shells: Shells, folder: Path
) -> list[str]:
    """Write every page in its shell. Return the names of the pages.

    Args:
        files: What the stage pages made, a file a batch.
        neighbours: The result of `neighbours_of`.
        title: Title of the report.
        shells: The shells of pages.
        folder: Folder of the pages.
    """
    names = []
    for path in sorted(files, key=lambda path: path.name):
        for page in read_records(path, PageMarkup):
            before, after = neighbours.get(page.name, (None, None))
            around = document_page.head_links(before, after, title)
            shell = shells.of(scripts_of(page.body + page.head["title"] + around))
            content = {**page.head, "around": around, "body": page.body}
            write_text(folder / f"{page.name}.html", fill_shell(shell, content))
            names.append(page.name)
    return names


def versions_of(names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return for each document the pages with one of its versions: address and the version's ID."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        original, _, version = name.partition(".")
        if version:
            for document, other in ((original, version), (version, original)):
                found.setdefault(document, []).append((f"documents/{name}.html", other))
    return {document: sorted(pages) for document, pages in found.items()}


def write_list(
    output: Path,
    ordered: Sequence[Listed],
    pages: Pages,
    beside: Mapping[str, Sequence[tuple[str, str]]],
    shards: Sequence[str],
    shells: Shells,
) -> None:
    """Write the page of all documents.

    Args:
        output: The page.
        ordered: Entries of the list, in order.
        pages: What compose says about the pages.
        beside: The result of `versions_of`.
        shards: Names of the files of the search; empty means that the page has the texts itself.
        shells: The shells of pages.
    """
    homes = dict.fromkeys(pages.whole, "report.html") | {
        document: f"documents/{document}.html" for document in pages.paged
    }
    script = (shells.project / "look" / "documents.js").read_text(encoding="utf-8")
    body = listing.list_page(ordered, homes, pages.cited, beside, shards, script)
    title = say("The documents of “{report}”", report=pages.title)
    report = html.escape(pages.title)
    around = (
        f'<nav class="around" aria-label="{say("Report")}"><a href="report.html">{report}</a></nav>'
    )
    head = {
        "pagetitle": html.escape(title),
        "title": say("Documents"),
        "around": around,
        "body": body,
    }
    write_text(output, fill_shell(shells.of(scripts_of(body)), head))


def main(arguments: list[str]) -> int:
    """Run `python -m pilcrow.documents`."""
    parser = stage_parser("documents", __doc__)
    parser.file("cited", "what compose says of the pages")
    for name, what in (
        ("pages", "the pages of each batch"),
        ("listed", "the entries of each batch in the list"),
    ):
        parser.files(name, what, required=True)
    # The look of an installed package is not named; look_by_name adds it.
    parser.files("look", "the files of the look")
    parser.file("folder", "folder of the pages")
    parser.file("output", "the page of all documents")
    options = parser.parse_args(arguments)
    pages = msgspec.json.decode(options.cited.read_bytes(), type=Pages)
    found = read_listed(options.listed)
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    shards: list[str] = []
    if sum(one.characters for some in found.values() for one in some) > listing.EMBEDDED:
        shards = write_search(options.listed, options.folder / "search")
    else:
        found = {path.stem: list(read_records(path, Listed)) for path in options.listed}
    ordered = listing.sort_by_date(one for some in found.values() for one in some)
    neighbours = neighbours_of([one for one in ordered if one.document in set(pages.paged)])
    with tempfile.TemporaryDirectory() as created, speaking(pages.language):
        write_look(look_by_name(options.look), Path(created) / "look", Path())
        write_words(pages.language, Path(created))
        shells = Shells(Path(created))
        names = write_pages(options.pages, neighbours, pages.title, shells, options.folder)
        write_list(options.output, ordered, pages, versions_of(names), shards, shells)
    return 0


if __name__ == "__main__":
    run(main)
