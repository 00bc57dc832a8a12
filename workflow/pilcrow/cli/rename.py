"""`pilcrow rename`: give a document another ID, with its ledger, corrections, codings and examples.

With --report it also changes the citations.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click
import msgspec

from pilcrow.checks.raw import refuse_new_id
from pilcrow.cli.door import door, dry_run_option, print_json
from pilcrow.edition import sources as edition
from pilcrow.files import transaction
from pilcrow.identity import ledger
from pilcrow.inputs import holdings
from pilcrow.inputs.holdings import Mention
from pilcrow.model.problems import fail
from pilcrow.model.wording import count


class Renaming(msgspec.Struct, frozen=True):
    """What renaming a document does."""

    moved: dict[str, tuple[str, bytes]]  # files of the document
    rewritten: dict[str, bytes]  # other files
    cited: list[Mention]
    report: bool  # whether the report is rewritten


def prepare(root: Path, old: str, new: str, report: bool) -> Renaming:
    """Return what renaming a document would do. Write nothing.

    Args:
        root: The project.
        old: The document's ID.
        new: Its new ID.
        report: Rewrite the citations of the report too; of a document that has the new ID already,
            only these.

    Raises Problems if the new ID is not valid or taken, or if the ledger was edited by hand.
    """
    files = holdings.find_holdings(root, old)
    if report and not files.raw and new in edition.document_ids(root):
        return _of_report(root, files.report, old, new)
    edition.raw_file(root, old)
    refuse_new_id(new)
    taken = holdings.find_holdings(root, new)
    if there := [*taken.raw, *taken.edition, *taken.coding]:
        fail(
            f'The ID "{new}" is taken: {there[0]} exists.',
            todo="Choose another ID, or remove that document with `pilcrow remove --purge`.",
            kind="name",
        )
    path = root / ledger.ledger_file(old)
    if path.is_file():
        ledger.read_ledger(path, ledger.ledger_file(old))
    moved: dict[str, tuple[str, bytes]] = {}
    for name in (*files.raw, *files.edition, *files.coding):
        place = PurePosixPath(name)
        content = (root / name).read_bytes()
        # A transcript is data: only what is written about it names it.
        if place.suffix == ".csv" or (place.suffix == ".yaml" and place.parent.name == "raw"):
            content = _renamed(root, name, old, new)
        moved[name] = (place.with_name(new + place.name[len(old) :]).as_posix(), content)
    others = [*files.elsewhere, *(files.report if report else [])]
    rewritten = {
        name: content
        for name in others
        if (content := _renamed(root, name, old, new)) != (root / name).read_bytes()
    }
    return Renaming(moved, rewritten, holdings.mentions(root, files.report, old), report)


def _of_report(root: Path, names: list[str], old: str, new: str) -> Renaming:
    """Return what is left to do in the report after a document was renamed without --report.

    Raises Problems if the report does not name the old ID.
    """
    cited = holdings.mentions(root, names, old)
    if not cited:
        fail(
            f'There is no document "{old}" in raw/, and the report does not name it.',
            todo=f'Nothing is left to rename to "{new}".',
            kind="name",
        )
    files = dict.fromkeys(mention.file for mention in cited)
    return Renaming({}, {name: _renamed(root, name, old, new) for name in files}, cited, True)


def _renamed(root: Path, name: str, old: str, new: str) -> bytes:
    text = holdings.read(root, name)
    changed = holdings.rename_in_file(name, text, old, new)
    return (root / name).read_bytes() if changed == text else changed.encode()


def write(root: Path, renaming: Renaming, old: str, new: str) -> None:
    """Rename the document, whole or not at all."""
    moved = dict(renaming.moved.values())
    transaction.commit(
        root, f"pilcrow rename {old} {new}", moved | renaming.rewritten, renaming.moved
    )


def describe(renaming: Renaming, old: str, new: str, dry: bool) -> list[str]:
    """Return lines on what was done, or would be if `dry`."""
    would = "would be " if dry else ""
    lines = [
        f"{name} {would}renamed to {name_after}" for name, (name_after, _) in renaming.moved.items()
    ]
    lines += [f"{name}: {old} {would}replaced by {new}" for name in renaming.rewritten]
    if renaming.cited and not renaming.report:
        lines.append(
            f"The report names {old} in {count(len(renaming.cited), 'line')} and will not build"
            f" until it names {new}. Type `pilcrow rename {old} {new} --report` to rewrite it:"
        )
        lines += holdings.format_mentions(renaming.cited)
    lines.append(
        f"Citations of {old} outside this project still have the old ID. If you published an"
        " edition under it, say so in the metadata."
    )
    return lines


def rename(
    root: Path,
    old: str,
    new: str,
    *,
    report: bool = False,
    dry_run: bool = False,
    as_json: bool = False,
) -> int:
    """Give a document another ID, in every file that names it.

    Args:
        root: The project.
        old: The document's ID.
        new: Its new ID.
        report: Rewrite the citations of the report too.
        dry_run: Write nothing.
        as_json: Print as JSON: files moved, files rewritten, lines of the report that name it.

    Returns:
        The exit status, 0. Raises Problems if the document cannot be renamed.
    """
    renaming = prepare(root, old, new, report)
    if not dry_run:
        write(root, renaming, old, new)
    if as_json:
        print_json(
            {
                "moved": {name: after for name, (after, _) in renaming.moved.items()},
                "rewritten": sorted(renaming.rewritten),
                "cited": renaming.cited,
            }
        )
    else:
        print("\n".join(describe(renaming, old, new, dry_run)))
    return 0


command = door(
    rename,
    [
        click.Argument(["old"], help="The document's ID."),
        click.Argument(["new"], help="Its new ID."),
        click.Option(
            ["--report"],
            is_flag=True,
            help="Rewrite the citations of the report too. Can follow later.",
        ),
        dry_run_option(),
    ],
    json=True,
    changes=True,
)
