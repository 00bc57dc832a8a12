"""What setting the print costs: processor seconds of Python, Pandoc and Typst, for composed projects of growing length.

    python benchmarks/print.py [FOLDER …]

A FOLDER is what compose made (results/compose). Without one, constructed texts of 50 and 500 paragraphs are set. Seconds a page are given as a
ratio to those of the first, so that they can be compared between machines.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "workflow"), str(REPOSITORY / "tests" / "browser")]


def spent() -> tuple[float, float]:
    """Processor seconds of this process, and of the programs that it ran."""
    own, programs = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, programs.ru_utime + programs.ru_stime


def measure(project: Path) -> tuple[float, float, float, int]:
    """Processor seconds of Python, Pandoc and Typst, and the pages of the print."""
    import pypdfium2

    from pilcrow.render import pandoc, typst, typst_arguments, uncovered_characters

    began = spent()
    missing = uncovered_characters(project)
    known = spent()
    source = pandoc(project, typst_arguments(project), missing)
    read = spent()
    content = typst(project, source)
    done = spent()
    pages = len(pypdfium2.PdfDocument(content))
    return known[0] - began[0], read[1] - known[1], done[0] - read[0], pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folders = options.folders
        if not folders:
            import sample

            folders = [sample.compose(Path(temporary) / str(length), length=length) for length in (50, 500)]
        first = 0.0
        for folder in folders:
            python, reading, setting, pages = measure(folder)
            whole = python + reading + setting
            first = first or whole / pages
            print(
                f"{pages:4} pages  python {python:5.2f} s  pandoc {reading:5.2f} s  typst {setting:5.2f} s  together {whole:5.2f} s"
                f"  a page {whole / pages / first:4.2f} x the first"
            )


if __name__ == "__main__":
    main()
