"""Measure what clean and segment cost: megabytes a second of one core, and memory.

    python benchmarks/edition.py [FOLDER] [--megabytes 20] [--runs 3]

FOLDER holds plain-text transcripts (*.txt), repeated until the size is reached. Without it a
synthetic corpus is generated from a seed. Measured are one batch of many documents, one large
document, the same with its ledger, one hard-wrapped with CR LF line ends, and one in Cyrillic.
Times are processor time of the stage alone, the least of some runs, because other work on a machine
only adds. Memory is a multiple of the text.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "workflow"))


def synthetic(
    generator: random.Random, characters: int = 12_000, letters: str = "abcdefghijklmnoprstuvwy"
) -> str:
    """Invented words in paragraphs of a few sentences, blank lines between."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        sentences = []
        for _ in range(generator.randint(1, 5)):
            words = [
                "".join(generator.choices(letters, k=generator.randint(1, 9)))
                for _ in range(generator.randint(4, 28))
            ]
            sentences.append(" ".join(words).capitalize() + generator.choice("...?!"))
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def wrapped(text: str) -> str:
    """The text hard-wrapped at 72 characters, with line ends of Windows."""
    return (
        "\r\n\r\n".join(
            "\r\n".join(textwrap.wrap(paragraph, 72))
            for paragraph in text.split("\n\n")
            if paragraph.strip()
        )
        + "\r\n"
    )


CHILD = """
import json, re, sys, time
from pilcrow import {stage}
# Of this program alone; ru_maxrss has its parent's.
peak = lambda: int(re.search(r"VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1])
before = peak()
start = time.process_time()
{stage}.main(sys.argv[1:])
print(json.dumps([time.process_time() - start, (peak() - before) / 1024]))
"""


def measured(stage: str, arguments: list[str], folder: Path, runs: int = 1) -> tuple[float, float]:
    """Return processor seconds of a stage, and its peak of memory in megabytes above the start.

    The stage runs in a process of its own, in the project's folder. The seconds are the least of
    some runs.
    """
    costs = [measured_once(stage, arguments, folder) for _ in range(runs)]
    return min(seconds for seconds, _ in costs), max(memory for _, memory in costs)


def measured_once(stage: str, arguments: list[str], folder: Path) -> tuple[float, float]:
    """The same of one run."""
    command = [sys.executable, "-c", CHILD.format(stage=stage), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "workflow")}
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    done = subprocess.run(command, check=True, cwd=folder, env=environment, **quiet)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def accept(document: str, paragraphs: str, path: Path) -> None:
    """Write the ledger of a document whose paragraphs are all accepted as they are."""
    from pilcrow.identity.acceptance import write_rows
    from pilcrow.identity.ledger import write
    from pilcrow.model.records import Paragraph, Segment, read_records

    found = [
        record for record in read_records(paragraphs, Segment) if isinstance(record, Paragraph)
    ]
    write(path, write_rows([], found, [], {one.id for one in found}, "2026-01-01", "first edition"))


def measure(name: str, texts: list[str], folder: Path, runs: int, ledger: bool = False) -> None:
    from pilcrow.model.documents import Document, Manifest
    from pilcrow.model.records import write_json

    (folder / "raw").mkdir(exist_ok=True)
    documents = []
    for number, text in enumerate(texts):
        raw = f"raw/{name}-{number}.txt"
        (folder / raw).write_text(text, encoding="utf-8", newline="")
        documents.append(Document(document=f"{name}-{number}", raw=raw))
    size = sum((folder / document.raw).stat().st_size for document in documents) / 1e6
    write_json(folder / "manifest.json", Manifest(name, documents))
    common = ["--manifest", str(folder / "manifest.json")]
    cleaned, paragraphs = str(folder / "clean.jsonl"), str(folder / "segment.jsonl")
    first, first_memory = measured("clean", [*common, "--output", cleaned], folder, runs)
    second, second_memory = measured(
        "segment", [*common, "--clean", cleaned, "--output", paragraphs], folder, runs
    )
    if ledger:
        shown = f"edition/{documents[0].document}.paragraphs.csv"
        accept(documents[0].document, paragraphs, folder / shown)
        accepted = [Document(document=documents[0].document, raw=documents[0].raw, ledger=shown)]
        write_json(folder / "manifest.json", Manifest(name, accepted))
        second, second_memory = measured(
            "segment", [*common, "--clean", cleaned, "--output", paragraphs], folder, runs
        )
    written = sum(Path(path).stat().st_size for path in (cleaned, paragraphs)) / 1e6
    peak = max(first_memory, second_memory)
    multiple = f" = {peak / size:4.1f} x the text" if len(texts) == 1 else ""
    print(
        f"{name:<9} {len(texts):>5} document{'s' * (len(texts) != 1):1} {size:5.1f} MB   clean"
        f" {size / first:5.1f} MB/s   segment {size / second:5.1f} MB/s   together"
        f" {size / (first + second):5.1f} MB/s   written {written / size:.1f} x   memory"
        f" {first_memory:.0f} and {second_memory:.0f} MB{multiple}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, help="transcripts to repeat; default: a synthetic corpus"
    )
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument(
        "--runs", type=int, default=3, help="the least of so many is told (default: %(default)s)"
    )
    options = parser.parse_args()
    generator = random.Random(2022)
    if options.folder:
        originals = [
            path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))
        ]
    else:
        originals = [synthetic(generator) for _ in range(8)]
    texts: list[str] = []
    size = 0.0
    while size < options.megabytes * 1e6:
        texts.append(originals[len(texts) % len(originals)])
        size += len(texts[-1].encode())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measure("many", texts, folder, options.runs)
        measure("one", ["\n\n".join(texts)], folder, options.runs)
        measure("accepted", ["\n\n".join(texts)], folder, options.runs, ledger=True)
        measure("wrapped", ["\r\n".join(map(wrapped, texts))], folder, options.runs)
        cyrillic = [synthetic(generator, letters="абвгдежзиклмнопрстуфхчшыя") for _ in range(8)]
        measure(
            "cyrillic", ["\n".join(cyrillic * max(1, int(len(texts) / 24)))], folder, options.runs
        )


if __name__ == "__main__":
    main()
