"""`pilcrow remove`: take a document out of the project and say what depends on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, dry_run_option, print_json
from pilcrow.edition import sources as edition
from pilcrow.files import transaction
from pilcrow.identity.ledger import ENDING
from pilcrow.inputs import holdings
from pilcrow.inputs.holdings import Mention
from pilcrow.model.problems import fail
from pilcrow.model.wording import count

# Folder for removed files that git does not have.
ASIDE = "removed"


class Removal(msgspec.Struct, frozen=True):
    """What removing a document does. Paths are relative to the project."""

    document: str
    deleted: list[str]  # git has them as they are
    aside: list[str]  # moved to removed/: git does not have them, or not in this state
    kept: list[str]  # ledger, corrections, codings: unused until the document returns
    mentions: list[Mention]


def committed(root: Path, name: str) -> bool:
    """Return whether the last commit of git has a file in its present state."""
    commands = (
        ["git", "ls-files", "--error-unmatch", "--", name],
        ["git", "diff", "--quiet", "HEAD", "--", name],
    )
    try:
        return all(
            subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0
            for command in commands
        )
    except OSError:
        return False


def prepare(root: Path, document: str, purge: bool) -> Removal:
    """Return what removing a document would do. Change nothing.

    The decisions about the document stay, unused. So no other text gets its IDs, and they return
    with the document. `purge` takes the decisions out too; then the ID is free.

    Raises Problems if there is no such document, or if a file of an earlier removal is in the way.
    """
    found = holdings.find_holdings(root, document)
    decided = [*found.edition, *found.coding]
    if not (purge and decided):
        edition.raw_file(root, document)
    out = [*found.raw, *(decided if purge else [])]
    safe = [name for name in out if committed(root, name)]
    aside = [name for name in out if name not in safe]
    for name in aside:
        if (root / ASIDE / name).exists():
            fail(
                f"{ASIDE}/{name} is left from an earlier removal.",
                todo="Move it elsewhere, or delete it.",
                kind="removed",
            )
    rest = holdings.mentions(root, [*found.elsewhere, *found.report], document)
    return Removal(document, safe, aside, [] if purge else decided, rest)


def write(root: Path, removal: Removal) -> None:
    """Remove the document, whole or not at all: files that git does not have are moved aside."""
    aside = {f"{ASIDE}/{name}": root / name for name in removal.aside}
    gone = [*removal.aside, *removal.deleted]
    transaction.commit(root, f"pilcrow remove {removal.document}", aside, gone)


def describe(removal: Removal, dry: bool) -> list[str]:
    """Return lines on what was done, or would be if `dry`, and on what depends on the document."""
    would = "would be " if dry else ""
    lines = [f"{name} {would}deleted; git keeps it" for name in removal.deleted]
    lines += [
        f"{name} {would}moved to {ASIDE}/{name}, because git does not have it in this state"
        for name in removal.aside
    ]
    if removal.kept:
        lines.append(
            "Kept but unused until the document returns under this ID. The build warns about them;"
            " --purge removes them too:"
        )
        lines += [f"  {name}" for name in removal.kept]
    cited = [mention for mention in removal.mentions if mention.file.startswith("report/")]
    other = [mention for mention in removal.mentions if mention not in cited]
    if cited:
        then = (
            "and the build will warn that its paragraphs are withdrawn"
            if any(name.endswith(ENDING) for name in removal.kept)
            else "and will not build until you change them"
        )
        lines.append(f"The report names {removal.document} in {count(len(cited), 'line')}, {then}:")
        lines += holdings.format_mentions(cited)
    if other:
        lines.append(f"Other files name it in {count(len(other), 'line')}:")
        lines += holdings.format_mentions(other)
    return lines


def remove(
    root: Path,
    document: str,
    *,
    purge: bool = False,
    dry_run: bool = False,
    as_json: bool = False,
) -> int:
    """Take a document out of the project without losing anything.

    Args:
        root: The project.
        document: The document's ID.
        purge: Take out its ledger, corrections and codings too, so that its ID is free.
        dry_run: Change nothing.
        as_json: Print a `Removal` as JSON.

    Returns:
        The exit status, 0. Raises Problems if the document cannot be removed.
    """
    removal = prepare(root, document, purge)
    if not dry_run:
        write(root, removal)
    if as_json:
        print_json(removal)
    else:
        print("\n".join(describe(removal, dry_run)))
    return 0


command = door(
    remove,
    [
        click.Argument(["document"], help="The document's ID."),
        click.Option(
            ["--purge"],
            is_flag=True,
            help="Take out its ledger, corrections and codings too, so that its ID is free.",
        ),
        dry_run_option("Print what would be done. Change nothing."),
    ],
    json=True,
    changes=True,
)
