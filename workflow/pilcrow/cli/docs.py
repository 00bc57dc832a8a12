"""`pilcrow docs`: print the documentation, which comes with the package."""

from __future__ import annotations

from pathlib import Path

import click

from pilcrow.cli.door import door, print_json
from pilcrow.files.project import documentation_folder
from pilcrow.model.problems import did_you_mean, fail


def pages() -> dict[str, Path]:
    """Return the pages of the documentation by name, sorted, without the README."""
    return {
        path.stem: path
        for path in sorted(documentation_folder().glob("*.md"))
        if path.stem != "README"
    }


def page_title(page: Path) -> str:
    """Return the heading of a page."""
    return page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()


def print_docs(page: str = "", *, where: bool = False, as_json: bool = False) -> int:
    """List the pages of the documentation, or print one.

    Args:
        page: Name of a page; empty prints the list.
        where: Print the paths of the files instead.
        as_json: Print the list as JSON.

    Returns:
        The exit status, 0. Raises Problems if there is no such page.
    """
    found = pages()
    if as_json:
        print_json(
            {name: {"title": page_title(path), "file": str(path)} for name, path in found.items()}
        )
        return 0
    if not page:
        width = max(map(len, found), default=0)
        for name, path in found.items():
            print(path if where else f"{name:<{width}}  {page_title(path)}")
        return 0
    name = page.rpartition("/")[2].removesuffix(".md")
    if name not in found:
        fail(
            f'There is no page "{page}".',
            todo=did_you_mean(name, found) or "`pilcrow docs` lists them.",
            kind="docs",
        )
    if where:
        print(found[name])
    else:
        print(found[name].read_text(encoding="utf-8"), end="")
    return 0


command = door(
    print_docs,
    [
        click.Argument(
            ["page"], default="", metavar="[PAGE]", help="Name of a page, as in the list."
        ),
        click.Option(
            ["--where"],
            is_flag=True,
            help="Print the path of the file instead, for a viewer of Markdown.",
        ),
    ],
    uses_project=False,
    json=True,
)
