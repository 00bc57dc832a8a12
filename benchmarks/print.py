"""Measure what setting the print costs, for composed projects of growing length.

    python benchmarks/print.py [--prose TIMES] [FOLDER …]

Measured are processor seconds of Python, Pandoc and Typst, and the clock. A FOLDER is what compose
made (results/compose). Without one, constructed texts of 50 and 500 paragraphs are set. With
`--prose 7` the sections of each folder's report stand in it seven times, which makes the seed's a
report of some 60 pages with hundreds of citations. Seconds a page are given as a ratio to those of
the first, so that they can be compared between machines. Typst uses all processors: its clock runs
less than they do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "workflow"), str(REPOSITORY / "tests" / "browser")]


def spent() -> tuple[float, float]:
    """Processor seconds of this process, and of the programs that it ran."""
    own, programs = (
        resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime, programs.ru_utime + programs.ru_stime


def repeat_prose(project: Path, times: int, folder: Path) -> Path:
    """Return a copy of a composed project whose text stands in it `times` times.

    That is the text before its appendix. Each repetition has anchors of its own.
    """
    shutil.copytree(project, folder)
    report = (project / "report.qmd").read_text(encoding="utf-8")
    head, front, body = re.split(
        r"(^---\n.*?\n---\n)", report, maxsplit=1, flags=re.MULTILINE | re.DOTALL
    )
    end = (
        found.start()
        if (found := re.search(r"^# .*\{#section-appendix\b", body, re.MULTILINE))
        else len(body)
    )
    prose = re.sub(r"^:{3,} *\{[^}\n]*\.insert[^\n]*\n+:{3,}\n", "", body[:end], flags=re.MULTILINE)
    copies = [re.sub(r"\{#([\w.-]+)", rf"{{#\1-{copy}", prose) for copy in range(1, times)]
    (folder / "report.qmd").write_text(
        head + front + body[:end] + "\n".join(copies) + body[end:], encoding="utf-8"
    )
    return folder


def measure(project: Path) -> tuple[float, float, float, float, int]:
    """Return processor seconds of Python, Pandoc and Typst, seconds on the clock, and pages."""
    import pypdfium2

    from pilcrow.render import pandoc, typst, typst_arguments, uncovered_characters

    began, clock = spent(), time.perf_counter()
    missing = uncovered_characters(project)
    known = spent()
    source = pandoc(project, typst_arguments(project), missing)
    read = spent()
    content = typst(project, source)
    done, elapsed = spent(), time.perf_counter() - clock
    pages = len(pypdfium2.PdfDocument(content))
    return known[0] - began[0], read[1] - known[1], done[0] - read[0], elapsed, pages


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument(
        "--prose",
        type=int,
        default=1,
        metavar="TIMES",
        help="how many times the sections of the report stand in it",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folders = options.folders
        if not folders:
            import sample

            folders = [
                sample.compose(Path(temporary) / str(length), length=length) for length in (50, 500)
            ]
        if options.prose > 1:
            folders = [
                repeat_prose(folder, options.prose, Path(temporary) / f"prose-{index}")
                for index, folder in enumerate(folders)
            ]
        first = 0.0
        for folder in folders:
            with multiprocessing.get_context("spawn").Pool(
                1
            ) as apart:  # Typst remembers what it has set
                python, reading, setting, elapsed, pages = apart.apply(measure, [folder])
            whole = python + reading + setting
            first = first or whole / pages
            print(
                f"{pages:4} pages  python {python:5.2f} s  pandoc {reading:5.2f} s  typst"
                f" {setting:5.2f} s  together {whole:5.2f} s  clock {elapsed:5.2f} s  a page"
                f" {whole / pages / first:4.2f} x the first"
            )


if __name__ == "__main__":
    main()
