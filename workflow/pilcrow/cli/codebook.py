"""`pilcrow codebook`: print the codebook as a journal's appendix."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pilcrow.coding.codebook_checks import load_codebook
from pilcrow.files.project import find_root
from pilcrow.model.problems import run
from pilcrow.report.page.codebook_appendix import as_markdown, as_text


def main(arguments: list[str]) -> int:
    """`pilcrow codebook`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow codebook", description="Print the codebook as a journal's appendix."
    )
    parser.add_argument("--format", choices=("text", "markdown"), default="text")
    parser.add_argument(
        "--project",
        type=Path,
        default=None,
        help="the project's folder (default: the one you are in)",
    )
    options = parser.parse_args(arguments)
    shown = "coding/codebook.yaml"
    codebook, _ = load_codebook((options.project or find_root()) / shown, shown)
    sys.stdout.write(as_markdown(codebook) if options.format == "markdown" else as_text(codebook))
    return 0


if __name__ == "__main__":
    run(main)
