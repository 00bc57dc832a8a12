"""What clean and segment cost: megabytes a second of one core, and memory as a multiple of the text.

    python benchmarks/edition.py [FOLDER] [--megabytes 20] [--keep]

FOLDER holds plain-text transcripts (*.txt), repeated until the size is reached; without it a synthetic corpus is generated from a seed.
Measured, by processor time of the stage alone: one batch of many documents, one large document, the same hard-wrapped with
\\r\\n line ends, and one in Cyrillic; then the share of each step.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "workflow"))


def synthetic(generator: random.Random, characters: int = 12_000, letters: str = "abcdefghijklmnoprstuvwy") -> str:
    """Invented words in paragraphs of a few sentences, blank lines between."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        sentences = []
        for _ in range(generator.randint(1, 5)):
            words = ["".join(generator.choices(letters, k=generator.randint(1, 9))) for _ in range(generator.randint(4, 28))]
            sentences.append(" ".join(words).capitalize() + generator.choice("...?!"))
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def wrapped(text: str) -> str:
    """The text hard-wrapped at 72 characters, with line ends of Windows."""
    return "\r\n\r\n".join("\r\n".join(textwrap.wrap(paragraph, 72)) for paragraph in text.split("\n\n") if paragraph.strip()) + "\r\n"


def measured(stage: Callable[[list[str]], int], arguments: list[str]) -> tuple[float, float]:
    """Processor seconds and the peak of memory, in megabytes above the start, of a stage in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        with open(os.devnull, "w") as quiet:
            sys.stderr = quiet
            stage(arguments)
        seconds = time.process_time() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        os.write(writer, json.dumps([seconds, (after - before) / 1024]).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as report:
        seconds, memory = json.loads(report.read())
    return seconds, memory


def measure(name: str, texts: list[str], folder: Path) -> None:
    from pilcrow import clean, segment
    from pilcrow.records import Manifest, ManifestDocument, write_json

    (folder / "raw").mkdir(exist_ok=True)
    documents = []
    for number, text in enumerate(texts):
        raw = f"raw/{name}-{number}.txt"
        (folder / raw).write_text(text, encoding="utf-8", newline="")
        documents.append(ManifestDocument(document=f"{name}-{number}", raw=raw))
    size = sum((folder / document.raw).stat().st_size for document in documents) / 1e6
    write_json(folder / "manifest.json", Manifest(name, documents))
    common = ["--manifest", str(folder / "manifest.json"), "--root", str(folder)]
    cleaned, paragraphs = str(folder / "clean.jsonl"), str(folder / "segment.jsonl")
    first, first_memory = measured(clean.main, [*common, "--output", cleaned])
    second, second_memory = measured(segment.main, [*common, "--clean", cleaned, "--output", paragraphs])
    written = sum(Path(path).stat().st_size for path in (cleaned, paragraphs)) / 1e6
    largest = max(len(text.encode()) for text in texts) / 1e6
    print(
        f"{name:<12} {len(texts):>6} documents {size:6.1f} MB   clean {size / first:6.1f} MB/s   segment {size / second:6.1f} MB/s   "
        f"together {size / (first + second):6.1f} MB/s   memory {first_memory:5.0f} and {second_memory:5.0f} MB"
        f" = {max(first_memory, second_memory) / largest:4.1f} x the largest text   written {written / size:.1f} x"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="transcripts to repeat; default: a synthetic corpus")
    parser.add_argument("--megabytes", type=float, default=20)
    options = parser.parse_args()
    generator = random.Random(2022)
    if options.folder:
        originals = [path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))]
    else:
        originals = [synthetic(generator) for _ in range(8)]
    texts: list[str] = []
    size = 0.0
    while size < options.megabytes * 1e6:
        texts.append(originals[len(texts) % len(originals)])
        size += len(texts[-1].encode())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measure("many", texts, folder)
        measure("one", ["\n\n".join(texts)], folder)
        measure("wrapped", ["\r\n".join(map(wrapped, texts))], folder)
        cyrillic = [synthetic(generator, letters="абвгдежзиклмнопрстуфхчшыя") for _ in range(8)]
        measure("cyrillic", ["\n".join(cyrillic * max(1, int(len(texts) / 24)))], folder)


if __name__ == "__main__":
    main()
