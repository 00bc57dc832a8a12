"""`pilcrow codebook`: print the codebook as a journal's appendix."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from pilcrow.cli.door import door, print_json
from pilcrow.cli.named import load_project_codebook


def print_codebook(root: Path, *, form: str = "text", as_json: bool = False) -> int:
    """Print the codebook as an appendix for a journal.

    Args:
        root: The project.
        form: "text" or "markdown".
        as_json: Print the whole codebook, with its rules, as JSON.

    Returns:
        The exit status, 0. Raises Problems if the codebook is not valid.
    """
    from pilcrow.report.page.codebook_appendix import as_markdown, as_text

    codebook = load_project_codebook(root)
    if as_json:
        print_json(msgspec.to_builtins(codebook))
    else:
        sys.stdout.write(as_markdown(codebook) if form == "markdown" else as_text(codebook))
    return 0


command = door(
    print_codebook,
    [
        click.Option(
            ["--format", "form"],
            type=click.Choice(("text", "markdown")),
            default="text",
            show_default=True,
            help="Format of the appendix.",
        )
    ],
    json=True,
)
