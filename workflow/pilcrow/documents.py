"""Documents: the page of all documents with its search, and in a large corpus a page for each document.

Needs the composed project (which says which documents have pages, and what the report cites of them), the records of all batches, and
the report's page, from which citations in its style are taken. Makes results/documents.html, and in results/documents/ the pages, those
of versions side by side, and the files that the search reads. A page is written again only when something that stands on it changed.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pilcrow.build.invalidation import FileHashes, combine, sha256, write_if_changed
from pilcrow.files.processes import do_all
from pilcrow.inputs.versions import version_pairs
from pilcrow.model.problems import run
from pilcrow.model.records import replaced, write_text
from pilcrow.report.page import document_page, listing
from pilcrow.report.page.corpus import Edited, read_corpus, read_orphans, read_received
from pilcrow.report.page.document_page import Setting, pair_name
from pilcrow.report.page.generated import Inputs, theme_keys
from pilcrow.report.page.listing import Listed
from pilcrow.report.page.paging import Pages
from pilcrow.report.page.shell import Shells, bodies, fill, scripts_of

TOGETHER = 40  # pages whose bodies one run of Pandoc writes
FEW = 80  # pages to be written anew; more are written by several processes
_CITATION = re.compile(
    r'<div class="(?:only-html )?citation-template"[^>]*data-document="([a-z0-9-]+)"[^>]*>(.*?)</div>',
    re.DOTALL,
)


class Batch(msgspec.Struct, frozen=True):
    """What the stages before left of a batch."""

    name: str
    clean: Path
    segment: Path
    code: Path


class Portion(msgspec.Struct):
    """What a batch gives to the list and the search, kept under a key of what it was made from."""

    key: str
    documents: list[Listed]


class Work(msgspec.Struct):
    """What a process needs to write pages."""

    project: Path
    folder: Path
    inputs: Inputs
    setting: Setting
    engine: str
    neighbours: dict[str, tuple[tuple[str, str] | None, tuple[str, str] | None]]
    known: dict[
        str, tuple[str, str]
    ]  # page → digest of what it was made from, checksum of its file
    batches: dict[str, Batch]  # of each document
    gone: list[Edited] = []


# The list and the search


def take_in(
    batches: Sequence[Batch], inputs: Inputs, engine: str, kept: Path
) -> dict[str, list[Listed]]:
    """What each batch gives to the list, by its name, without the texts: these are kept on disk, and one batch's at a time is in memory.

    A batch is read again only where it, or the metadata of its documents, changed.
    """
    kept.mkdir(parents=True, exist_ok=True)
    known = {f"{batch.name}.list" for batch in batches}
    for path in kept.glob("*.list"):
        if path.name not in known:
            path.unlink()
    hash_of = FileHashes()
    metadata = {entry["document"]: entry["metadata"] for entry in inputs.documents}

    def key_of(batch: Batch, documents: Iterable[Listed]) -> str:
        about = json.dumps([metadata.get(one.document) for one in documents], sort_keys=True)
        return combine({"segment": hash_of(batch.segment), "metadata": about, "engine": engine})

    found = {}
    for batch in batches:
        portion = read_portion(kept, batch.name)
        if portion.key != key_of(batch, portion.documents):
            portion.documents = [
                listing.listed(edited)
                for edited in read_corpus(inputs.documents, [batch.segment], [], {})
            ]
            portion.key = key_of(batch, portion.documents)
            with replaced(kept / f"{batch.name}.list") as temporary:
                temporary.write_bytes(msgspec.msgpack.encode(portion))
        found[batch.name] = [
            msgspec.structs.replace(one, text="", characters=len(one.text))
            for one in portion.documents
        ]
    return found


def read_portion(kept: Path, name: str) -> Portion:
    """The portion of a batch, as it was left; an empty one where there is none that can be read."""
    try:
        return msgspec.msgpack.decode((kept / f"{name}.list").read_bytes(), type=Portion)
    except (OSError, msgspec.DecodeError):
        return Portion("", [])


def write_search(found: Mapping[str, list[Listed]], kept: Path, folder: Path) -> list[str]:
    """The files that the search reads, where the page cannot hold the texts; their names. Those of other batches are removed."""
    large = (
        sum(one.characters for documents in found.values() for one in documents) > listing.EMBEDDED
    )
    names = list(found) if large else []
    prune(folder, {f"{name}.js" for name in names})
    for name in names:
        write_if_changed(
            folder / f"{name}.js", listing.shard(name, read_portion(kept, name).documents).encode()
        )
    if not names and folder.is_dir():
        shutil.rmtree(folder)
    return names


def prune(folder: Path, kept: Collection[str]) -> None:
    """Remove what a build from nothing would not make: files of other names, and what a build that was cut off left half-written."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if (
            path.is_file()
            and path.name not in kept
            and (not path.name.startswith(".") or path.suffix == ".part")
        ):
            path.unlink()


# The pages


def citations_in(report: Path, documents: Sequence[str]) -> dict[str, str]:
    """A citation of each document that the report cites, in its style, from its page; the locator is a place holder."""
    if not report.is_file() or not documents:
        return {}
    found = _CITATION.findall(report.read_text(encoding="utf-8"))
    return {
        document: " ".join(html.unescape(re.sub(r"<[^>]*>", "", words)).split())
        for document, words in found
    }


def read_known(kept: Path) -> dict[str, tuple[str, str]]:
    """Of each page that the build before left, digest and checksum; none where that is not known, and all are made anew."""
    try:
        return msgspec.json.decode(kept.read_bytes(), type=dict[str, tuple[str, str]])
    except (OSError, msgspec.DecodeError):
        return {}


class Reader:
    """The documents of the corpus one by one; the batch last read is kept."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.gone = {edited.document: edited for edited in work.gone}
        self.name = ""
        self.documents: dict[str, Edited] = {}

    def __getitem__(self, document: str) -> Edited:
        if document in self.gone:
            return self.gone[document]
        batch = self.work.batches[document]
        if batch.name != self.name:
            corpus = read_corpus(
                self.work.inputs.documents,
                [batch.segment],
                [batch.code],
                read_received([batch.clean]),
            )
            self.name, self.documents = batch.name, {edited.document: edited for edited in corpus}
        return self.documents[document]


def write_pages(names: Sequence[str], work: Work) -> dict[str, tuple[str, str]]:
    """Write those of some pages that are not as they would be written now. Of each: digest of what it is made from, checksum of its file."""
    shells, reader, hash_of = Shells(work.project), Reader(work), FileHashes()
    common = common_digest(work, hash_of)
    done: dict[str, tuple[str, str]] = {}
    waiting: dict[str, tuple[str, list[Edited]]] = {}
    for name in names:
        edited = [reader[document] for document in name.split(".")]
        key = combine({"common": common, "page": digest_of(edited, work)})
        path = work.folder / f"{name}.html"
        if work.known.get(name, ("", ""))[0] == key and hash_of(path) == work.known[name][1]:
            done[name] = work.known[name]
            continue
        waiting[name] = key, edited
        if len(waiting) == TOGETHER:
            done |= write_some(waiting, work, shells)
            waiting = {}
    return done | write_some(waiting, work, shells)


def write_some(
    waiting: Mapping[str, tuple[str, list[Edited]]], work: Work, shells: Shells
) -> dict[str, tuple[str, str]]:
    blocks = {
        name: document_page.document_blocks(edited[0], work.setting)
        if len(edited) == 1
        else document_page.pair_blocks(edited[0], edited[1], work.setting)
        for name, (_, edited) in waiting.items()
    }
    made = bodies(work.project, blocks) if blocks else {}
    done = {}
    for name, (key, edited) in waiting.items():
        before, after = work.neighbours.get(name, (None, None))
        head = document_page.heading(edited)
        around = document_page.around(before, after, work.setting.pages.title)
        letters = scripts_of(made[name] + head["title"] + around)
        page = fill(shells.of(letters), {**head, "around": around, "body": made[name]})
        write_text(work.folder / f"{name}.html", page)
        done[name] = key, sha256(page.encode())
    return done


def common_digest(work: Work, hash_of: FileHashes) -> str:
    """The digest of what all pages share: code and libraries, the whole look with every typeface, the themes."""
    look = combine(hash_of.folder(work.project / "look"))
    return combine({"engine": work.engine, "look": look, "themes": repr(work.setting.themes)})


def digest_of(edited: Sequence[Edited], work: Work) -> str:
    """The digest of all that stands on a page and on no other."""
    pages, setting = work.setting.pages, work.setting
    documents = [one.document for one in edited]
    parts = [
        edited,
        [pages.title, pages.codebook, setting.choice, setting.adjudication],
        [[pages.of.get(document), setting.citations.get(document)] for document in documents],
        [pair for pair in setting.pairs if pair.original in documents or pair.version in documents],
        work.neighbours.get(".".join(documents)),
    ]
    return sha256(msgspec.json.encode(parts, order="deterministic"))


def in_groups(names: Sequence[str], batches: Mapping[str, Batch]) -> list[list[str]]:
    """Pages in groups, those of a batch together, so that a batch is read once."""
    groups: dict[str, list[str]] = {}
    for name in names:
        batch = batches.get(name.partition(".")[0])
        groups.setdefault(batch.name if batch else "", []).append(name)
    if len(groups) > len(names) / 2:  # a batch a document
        return [list(names[at : at + TOGETHER]) for at in range(0, len(names), TOGETHER)]
    return list(groups.values())


def make_pages(work: Work, names: Sequence[str], processes: int) -> dict[str, tuple[str, str]]:
    """Write the pages that are wanted, remove those that are not. Of each: digest of what it is made from, checksum of its file."""
    groups = in_groups(names, work.batches)
    if (
        len(names) <= FEW or processes < 2
    ):  # what a process has read and made for one group serves the next
        groups = [[name for group in groups for name in group]]
    made = do_all(write_pages, [(group,) for group in groups], work, processes, few=1)
    prune(work.folder, {f"{name}.html" for name in names})
    return {name: entry for part in made for name, entry in part.items()}


def neighbours_of(
    paged: Sequence[Listed],
) -> dict[str, tuple[tuple[str, str] | None, tuple[str, str] | None]]:
    """Of each page, the documents before and after it in the list that have pages: ID and title."""
    named = [(one.document, one.title) for one in paged]
    return {
        document: (named[at - 1] if at else None, named[at + 1] if at + 1 < len(named) else None)
        for at, (document, _) in enumerate(named)
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m pilcrow.documents", description=(__doc__ or "").partition("\n")[0]
    )
    for name in ("documents", "codebook", "rules", "config"):
        parser.add_argument(f"--{name}", type=Path, required=True, help=f"{name}.json, as checked")
    for name in ("clean", "segment", "code"):
        parser.add_argument(
            f"--{name}",
            type=Path,
            nargs="+",
            required=True,
            help=f"what the stage {name} made, a file a batch",
        )
    parser.add_argument("--project", type=Path, required=True, help="the composed project")
    parser.add_argument("--report", type=Path, required=True, help="the report's page")
    parser.add_argument(
        "--kept", type=Path, required=True, help="folder of what is kept from build to build"
    )
    parser.add_argument("--engine", default="", help="digest of the code")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True, help="folder of the pages")
    parser.add_argument("--output", type=Path, required=True, help="the page of all documents")
    options = parser.parse_args(arguments)
    decode = msgspec.json.decode
    documents, codebook, rules, config = (
        decode(path.read_bytes())
        for path in (options.documents, options.codebook, options.rules, options.config)
    )
    inputs = Inputs(Path(), Path("report"), documents, codebook, rules, config, [], Path(), Path())
    pages = decode((options.project / "pages.json").read_bytes(), type=Pages)
    files = zip(
        *(
            sorted(given, key=lambda path: path.name)
            for given in (options.clean, options.segment, options.code)
        ),
        strict=True,
    )
    batches = [Batch(segment.stem, clean, segment, code) for clean, segment, code in files]
    found = take_in(batches, inputs, options.engine, options.kept)
    shards = write_search(found, options.kept, options.folder / "search")
    if not shards:
        found = {name: read_portion(options.kept, name).documents for name in found}
    ordered = listing.in_order(one for portion in found.values() for one in portion)
    batch_of = {one.document: batch for batch in batches for one in found[batch.name]}

    paged = set(pages.paged)
    gone = [edited for edited in read_orphans(Path(), batch_of) if edited.document in paged]
    pairs = [pair for pair in version_pairs(documents) if {pair.original, pair.version} <= paged]
    citations = citations_in(options.report, pages.paged)
    setting = Setting(
        pages,
        theme_keys(inputs, pages.codebook),
        config["coding"],
        config["adjudication"],
        pairs,
        citations,
    )
    kept = options.kept / "pages.json"
    known = read_known(kept)
    neighbours = neighbours_of([one for one in ordered if one.document in paged])
    work = Work(
        options.project,
        options.folder,
        inputs,
        setting,
        options.engine,
        neighbours,
        known,
        batch_of,
        gone,
    )
    names = [
        *(one.document for one in ordered if one.document in paged),
        *(edited.document for edited in gone),
        *map(pair_name, pairs),
    ]
    options.folder.mkdir(parents=True, exist_ok=True)
    write_if_changed(
        kept, msgspec.json.encode(make_pages(work, names, options.processes), order="deterministic")
    )
    if not any(options.folder.iterdir()):
        options.folder.rmdir()

    homes = dict.fromkeys(pages.whole, "report.html") | {
        document: f"documents/{document}.html" for document in pages.paged
    }
    beside: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        for document, other in ((pair.original, pair.version), (pair.version, pair.original)):
            beside.setdefault(document, []).append((f"documents/{pair_name(pair)}.html", other))
    cited = {document: len(said.cited) for document, said in pages.of.items()}
    write_list(options.project, options.output, ordered, homes, cited, beside, shards, pages.title)
    return 0


def write_list(
    project: Path,
    output: Path,
    ordered: Sequence[Listed],
    homes: Mapping[str, str],
    cited: Mapping[str, int],
    beside: Mapping[str, Sequence[tuple[str, str]]],
    shards: Sequence[str],
    report: str,
) -> None:
    """Write the page of all documents."""
    script = (project / "look" / "documents.js").read_text(encoding="utf-8")
    body = listing.list_page(ordered, homes, cited, beside, shards, script)
    shell = Shells(project).of(scripts_of(body))
    title = f"The documents of “{report}”"
    around = f'<nav class="around" aria-label="Report"><a href="report.html">{html.escape(report)}</a></nav>'
    head = {"pagetitle": html.escape(title), "title": "Documents", "around": around, "body": body}
    write_text(output, fill(shell, head))


if __name__ == "__main__":
    run(main)
