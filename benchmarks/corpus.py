"""Measure what a corpus costs a user: `snakemake tables` on 100, 1,000 and 10,000 documents.

    python benchmarks/corpus.py [TEXTS] [--documents 100 1000 10000] [--metadata yaml|csv]
        [--keyness] [--export] [--report] [--make PROJECT]

TEXTS is a folder of plain-text transcripts, whose paragraphs are drawn with a seed until a document
has about 10 kB. Without it the words are invented. The codebook is the repository's. Measured are a
build from nothing, a build with nothing to do, and one after an edit of one document. Times are of
the wall and of all processors together. Memory is that of the largest single process, and the
largest sum of all at one moment (sampled).

`--export` measures the exports too, after the tables. `--report` measures the whole report too,
after the tables: the skeleton's, with prose that cites twenty documents and every theme, then after
an edit of the prose. `--make PROJECT` only makes the project and leaves it there.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
SIZE = 10_000  # bytes of a document, about
LETTERS = "abcdefghijklmnoprstuvwy"


class Cost(NamedTuple):
    """What a command cost: seconds of the wall and of processors, and megabytes of memory.

    The memory is that of the largest process, and that of all together.
    """

    wall: float
    processor: float
    process: float
    together: float


def invented(generator: random.Random) -> list[str]:
    """Paragraphs of invented words."""
    words = ["".join(generator.choices(LETTERS, k=generator.randint(1, 9))) for _ in range(4000)]
    return [
        " ".join(
            " ".join(generator.choices(words, k=generator.randint(4, 28))).capitalize()
            + generator.choice("...?!")
            for _ in range(generator.randint(1, 5))
        )
        for _ in range(500)
    ]


def paragraphs_of(texts: Path | None, generator: random.Random) -> list[str]:
    """The paragraphs to draw from."""
    if texts is None:
        return invented(generator)
    found = [
        line
        for path in sorted(texts.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 60
    ]
    if not found:
        sys.exit(f"{texts} holds no paragraphs in *.txt files.")
    return found


def documents(
    count: int, texts: Path | None, seed: int = 2022
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield ID, text and metadata of each document of a made-up corpus.

    The first documents of a larger corpus are those of a smaller one.
    """
    source = paragraphs_of(texts, random.Random(seed))
    for number in range(count):
        generator = random.Random(f"{seed} {number}")
        lines = [f"Synthetic document {number}", "Ladies and gentlemen,"]
        size = sum(map(len, lines))
        while size < SIZE:
            lines.append(generator.choice(source))
            size += len(lines[-1].encode()) + 2
        metadata = {
            "title": lines[0],
            "speaker": f"Synthetic speaker {generator.randint(1, 40)}",
            "date": (
                f"{generator.randint(1950, 2020)}-{generator.randint(1, 12):02}"
                f"-{generator.randint(1, 28):02}"
            ),
            "region": generator.choice(["north", "south", "east", "west"]),
        }
        yield f"synthetic-{number:06}", "\n\n".join(lines) + "\n", metadata


def make_project(target: Path, count: int, texts: Path | None, metadata: str = "yaml") -> float:
    """A project with `count` documents; its raw texts' size in megabytes."""
    for part in ("Snakefile", "config", "report", "workflow", "profiles", "coding/codebook.yaml"):
        source, place = REPOSITORY / part, target / part
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(
                source,
                place,
                ignore=shutil.ignore_patterns("__pycache__", ".*"),
                dirs_exist_ok=True,
            )
        else:
            shutil.copy2(source, place)
    # The coder of the shipped report has no codings here.
    config = target / "config/config.yaml"
    written = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?m)^coding: .*", "coding: rules", written), encoding="utf-8")
    raw = target / "raw"
    raw.mkdir()
    size = 0
    rows = []
    for identifier, text, about in documents(count, texts):
        size += (raw / f"{identifier}.txt").write_bytes(text.encode())
        if metadata == "csv":
            rows.append(
                [identifier, about["title"], about["speaker"], about["date"], about["region"]]
            )
        else:
            (raw / f"{identifier}.yaml").write_text(
                f"title: {about['title']}\nspeaker:\n  name: {about['speaker']}\n  family:"
                f" {about['speaker'].split()[-1]}x\ndate: {about['date']}\nlanguage: en\nevent:"
                f" speech\nextra:\n  region: {about['region']}\n",
                encoding="utf-8",
            )
    if rows:
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows(
            [["document", "title", "speaker", "date", "region"], *rows]
        )
        (raw / "documents.csv").write_text(table.getvalue(), encoding="utf-8")
    return size / 1e6


def write_report(project: Path) -> None:
    """Write the skeleton's report in place of the repository's.

    Its prose cites twenty documents, and every theme by its values.
    """
    import yaml

    report = project / "report"
    shutil.rmtree(report)
    shutil.copytree(REPOSITORY / "workflow/skeleton/report", report)
    codes: list[str] = []

    def collect(themes: list[dict[str, Any]], parent: str = "") -> None:
        for theme in themes:
            codes.append(parent + theme["code"])
            collect(theme.get("themes", []), f"{parent}{theme['code']}/")

    collect(
        yaml.safe_load((project / "coding/codebook.yaml").read_text(encoding="utf-8"))["themes"]
    )
    documents = sorted(path.stem for path in (project / "raw").glob("*.txt"))
    cited = documents[:: max(1, len(documents) // 20)][:20]
    lines = [
        f"Theme {number} is in {{{{< var theme.{code}.paragraphs >}}}} paragraphs [{{{{< var"
        f" theme.{code}.paras >}}}}]."
        for number, code in enumerate(codes, 1)
        if "/" not in code
    ]
    lines += [f"A document opens with an address [@{document}, paras. 1-3]." for document in cited]
    (report / "sections/findings.qmd").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def memory_of_session(session: int) -> float:
    """Megabytes that all processes of a session hold now; 0 where /proc does not tell."""
    pages = 0
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc/self/stat").exists() else ():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command as a user would, and measure it. Ends with what it said where it fails."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    most = 0.0
    ended = threading.Event()
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=said, stderr=said, start_new_session=True
        )

        def watch() -> None:
            nonlocal most
            while not ended.wait(0.3):
                most = max(most, memory_of_session(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watcher.join()
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-4000:]}")
    largest = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Cost(wall, usage.ru_utime + usage.ru_stime, largest, most)


def edit_one(project: Path, count: int) -> None:
    path = project / "raw" / f"synthetic-{count // 2:06}.txt"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "\nOne sentence more, written for a measurement of cooperation.\n",
        encoding="utf-8",
    )


def declare_keyness(project: Path) -> None:
    """Have the words of one half of the documents compared with those of the other."""
    with (project / "config/config.yaml").open("a", encoding="utf-8") as stream:
        stream.write(
            "\nkeyness:\n  column: region\n  target: [north, east]\n  reference: [south, west]\n"
            "  comparable: Both halves are drawn by the same rule from the same texts.\n"
        )


def measure(
    count: int,
    texts: Path | None,
    metadata: str,
    folder: Path,
    report: bool,
    keyness: bool = False,
    export: bool = False,
) -> tuple[float, dict[str, Cost]]:
    """Megabytes of a corpus, and the cost of each thing done to it."""
    project = folder / str(count)
    megabytes = make_project(project, count, texts, metadata)
    command = [sys.executable, "-m", "snakemake", "tables"]
    found = {
        "from nothing": measured(command, project),
        "nothing to do": measured(command, project),
    }
    edit_one(project, count)
    found["one edited"] = measured(command, project)
    if export:
        found["export"] = measured([*command[:-1], "export"], project)
        size = sum(
            path.stat().st_size
            for path in (project / "results/export").rglob("*")
            if path.is_file()
        )
        print(f"{count:>7,} documents {size / 1e6:.1f} MB of exports", flush=True)
        found["nothing again"] = measured(command, project)
    if keyness:
        declare_keyness(project)
        found["key words"] = measured(command, project)
    if report:
        write_report(project)
        found["report"] = measured(command[:-1], project)
        prose = project / "report/sections/findings.qmd"
        prose.write_text(
            prose.read_text(encoding="utf-8") + "\nA sentence more.\n", encoding="utf-8"
        )
        found["prose edited"] = measured(command[:-1], project)
        sizes = {
            name: (project / "results" / name).stat().st_size / 1e6
            for name in ("report.html", "report.pdf", "paragraphs.json")
        }
        print(
            f"{count:>7,} documents "
            + ", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items()),
            flush=True,
        )
    return megabytes, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "texts",
        nargs="?",
        type=Path,
        help="transcripts to draw paragraphs from; default: invented words",
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument(
        "--metadata",
        choices=["yaml", "csv"],
        default="yaml",
        help="a file a document, or one table",
    )
    parser.add_argument(
        "--keyness",
        action="store_true",
        help="words compared too: those of half the documents with the other half's",
    )
    parser.add_argument("--export", action="store_true", help="the exports too")
    parser.add_argument("--report", action="store_true", help="the whole report too")
    parser.add_argument(
        "--make", type=Path, metavar="PROJECT", help="only make a project of the first size here"
    )
    options = parser.parse_args()
    if options.make:
        megabytes = make_project(
            options.make, options.documents[0], options.texts, options.metadata
        )
        if options.report:
            write_report(options.make)
        print(f"{megabytes:.1f} MB of transcripts in {options.make}")
        return
    each: list[tuple[int, tuple[float, float]]] = []
    with tempfile.TemporaryDirectory() as temporary:
        # Byte code is compiled once, as an installation does.
        warm = Path(temporary) / "warm"
        make_project(warm, 1, options.texts)
        command = [sys.executable, "-m", "snakemake", "tables"]
        measured(command, warm)
        shutil.rmtree(warm / "results")
        shutil.rmtree(warm / ".snakemake")
        fixed = measured(command, warm)
        print(
            f"      1 document            from nothing  {fixed.wall:7.1f} s  {fixed.processor:7.1f}"
            " s of processors: what any build costs"
        )
        for count in options.documents:
            megabytes, found = measure(
                count,
                options.texts,
                options.metadata,
                Path(temporary),
                options.report,
                options.keyness,
                options.export,
            )
            for name, cost in found.items():
                print(
                    f"{count:>7,} documents {megabytes:6.1f} MB  {name:<13} {cost.wall:7.1f} s "
                    f" {cost.processor:7.1f} s of processors  {cost.process:5.0f} MB the largest"
                    f" process, {cost.together:5.0f} MB all",
                    flush=True,
                )
            each.append((count, (found["from nothing"].wall, found["from nothing"].processor)))
            shutil.rmtree(Path(temporary) / str(count))
    for name, index, start in (("wall", 0, fixed.wall), ("processors", 1, fixed.processor)):
        beyond = [(count, (costs[index] - start) / count) for count, costs in each]
        for count, cost in beyond:
            print(
                f"{count:>7,} documents: {cost * 1000:6.1f} ms of {name} a document,"
                f" {cost / beyond[-1][1]:5.2f} x the last; beyond what any build costs"
            )


if __name__ == "__main__":
    main()
