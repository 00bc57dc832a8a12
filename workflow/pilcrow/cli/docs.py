"""`pilcrow docs`: the pages of the documentation, which come with the package, so that a project of one's own has them too."""

from __future__ import annotations

import argparse
from pathlib import Path

from pilcrow.files.project import documentation
from pilcrow.model.problems import did_you_mean, fail, run


def pages() -> dict[str, Path]:
    """The pages by name, sorted."""
    return {
        path.stem: path for path in sorted(documentation().glob("*.md")) if path.stem != "README"
    }


def title_of(page: Path) -> str:
    """The heading of a page."""
    return page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()


def main(arguments: list[str]) -> int:
    """`pilcrow docs`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow docs", description="List the pages of the documentation, or print one."
    )
    parser.add_argument("page", nargs="?", help="name of a page, as the list has it")
    parser.add_argument(
        "--where",
        action="store_true",
        help="print where the file lies instead, to open it in a viewer of Markdown",
    )
    options = parser.parse_args(arguments)
    found = pages()
    if not options.page:
        width = max(map(len, found), default=0)
        for name, path in found.items():
            print(path if options.where else f"{name:<{width}}  {title_of(path)}")
        return 0
    name = options.page.rpartition("/")[2].removesuffix(".md")
    if name not in found:
        fail(
            f'There is no page "{options.page}".',
            todo=did_you_mean(name, found) or "`pilcrow docs` lists them.",
            kind="docs",
        )
    print(
        found[name] if options.where else found[name].read_text(encoding="utf-8"),
        end="\n" if options.where else "",
    )
    return 0


if __name__ == "__main__":
    run(main)
