"""Measure how fast the stage `code` is: megabytes of text a second, on one core.

    python benchmarks/matching.py --texts FOLDER [--megabytes 20] [--others] [--dense]

FOLDER holds transcripts (*.txt, UTF-8), which are repeated until the corpus is as large as asked, a
document each. The corpus goes through `clean` and `segment`. What is timed is the whole command
`python -m pilcrow.code`, from the start of Python to the codings with their evidence on disk. The
415 patterns are made of the texts' own words, in a fixed way. `--others` times only the matching,
by other means, on the same folded text and patterns. Their packages are not dependencies. Those
that are missing are skipped.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pilcrow.coding.match import Matcher
from pilcrow.model import codebook
from pilcrow.model.codebook import Codebook, Near, Rule, Theme
from pilcrow.model.documents import Document, Manifest
from pilcrow.model.records import Coding, read_records

PATTERNS = 415


def patterns(texts: list[str], dense: bool) -> list[Rule]:
    """Return 415 rules: of each ten six globs, two words, a phrase, and a word with a condition.

    As with any dictionary applied to a text that it was not made from, half of the patterns do not
    occur (they are words of the texts written backwards), unless `dense`.
    """
    words = re.findall(r"[a-z]+", " ".join(texts).lower())
    # Words of more than three letters, without the hundred most frequent: what a dictionary of
    # content words would hold.
    ranked = [word for word, _ in Counter(word for word in words if len(word) > 3).most_common()][
        100:
    ]
    pairs = [
        f"{first} {second}"
        for (first, second), _ in Counter(zip(words, words[1:], strict=False)).most_common(400)
        if len(first) > 2
    ]
    rules: list[Rule] = []
    step = max(1, len(ranked) // PATTERNS)
    for number in range(PATTERNS):
        word, shape = ranked[number * step % len(ranked)], number // 2 % 10
        if number % 2 and not dense:
            word = word[::-1]
        rule = Rule(id=f"rule.{number}", phrase=word)
        if shape < 6:
            rule = Rule(id=f"rule.{number}", phrase=word[: max(5, len(word) - 2)] + "*")
        elif shape == 8:
            rule = Rule(id=f"rule.{number}", phrase=pairs[number % len(pairs)])
        elif shape == 9 and number % 4 < 2:
            rule = Rule(id=f"rule.{number}", phrase=word, not_when=[f"no {word}", f"{word} of"])
        elif shape == 9:
            rule = Rule(
                id=f"rule.{number}",
                phrase=word,
                near=Near(words=["we", "our", "nation*"], within=5),
            )
        rules.append(rule)
    return rules


def rule_set(texts: list[str], dense: bool = False) -> Codebook:
    """The rules in twenty themes."""
    rules = patterns(texts, dense)
    themes = [
        Theme(code=f"theme-{number}", name="", rules=rules[number::20]) for number in range(20)
    ]
    return Codebook(title="", version="", themes=themes).flat()


def make_corpus(texts: list[str], size: int, folder: Path, python: str) -> tuple[int, int]:
    """Write the corpus and run `clean` and `segment` on it. Returns its documents and bytes."""
    (folder / "raw").mkdir()
    documents, total = [], 0
    while total < size:
        name = f"speech-{len(documents)}"
        content = texts[len(documents) % len(texts)].encode()
        (folder / "raw" / f"{name}.txt").write_bytes(content)
        documents.append(Document(name, f"raw/{name}.txt"))
        total += len(content)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(Manifest("b", documents)))
    for command in (["clean"], ["segment", "--clean", "clean.jsonl"]):
        arguments = [
            python,
            "-m",
            f"pilcrow.{command[0]}",
            "--manifest",
            "manifest.json",
            *command[1:],
            "--output",
            f"{command[0]}.jsonl",
        ]
        subprocess.run(
            arguments, cwd=folder, env=environment(), check=True, stderr=subprocess.DEVNULL
        )
    return len(documents), total


def environment() -> dict[str, str]:
    package = Path(codebook.__file__).parents[2]
    return {**os.environ, "PYTHONPATH": str(package)}


def time_stage(folder: Path, python: str, repeats: int) -> tuple[float, float]:
    """Return the shortest of several runs of the whole command: seconds passed, processor seconds.

    It runs on one core if the system allows it.
    """
    command = [
        python,
        "-m",
        "pilcrow.code",
        "--manifest",
        "manifest.json",
        "--clean",
        "clean.jsonl",
    ]
    command += ["--paragraphs", "segment.jsonl", "--rules", "rules.json", "--output", "code.jsonl"]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    passed, used = [], []
    for _ in range(repeats):
        started, before = time.perf_counter(), os.times()
        subprocess.run(command, cwd=folder, env=environment(), check=True)
        after = os.times()
        passed.append(time.perf_counter() - started)
        used.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    return min(passed), min(used)


def plain_loop(texts: list[str], rules: Codebook) -> float:
    """Return megabytes a processor second of the plainest way, measured in the same run.

    That is to search each pattern in each text with re.
    """
    expressions = [
        re.compile(r"\b" + re.escape(pattern).replace(r"\*", r"\w*") + r"\b", re.IGNORECASE)
        for theme in rules.themes
        for rule in theme.rules
        for pattern in rule.patterns
    ]
    started, found = time.process_time(), 0
    for text in texts:
        for expression in expressions:
            found += sum(1 for _ in expression.finditer(text))
    return sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - started)


def other_ways(  # noqa: C901 - a list of ways, each a function of its own
    texts: list[str], size: int, rules: Codebook
) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield name and function of each way of finding the patterns in the folded texts.

    A function returns how many places it found.
    """
    matcher = Matcher(rules)
    folded = [matcher.words.fold(text) for text in texts] * (size // sum(map(len, texts)) + 1)
    plain = [targets[0][2] for targets in matcher.targets]
    literals = [target.literal for target in plain]
    expressions = [target.expression.pattern for target in plain]
    whole = {
        target.folded for target in plain if target.shape == "whole" and b" " not in target.folded
    }
    stems = tuple(sorted({target.folded[:-1] for target in plain if target.shape == "stem"}))

    def package(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            return None

    import ahocorasick_rs

    for implementation in ("DFA", "ContiguousNFA"):
        automaton = ahocorasick_rs.BytesAhoCorasick(
            literals, implementation=getattr(ahocorasick_rs.Implementation, implementation)
        )
        yield (
            f"Aho–Corasick, ahocorasick_rs, {implementation}",
            lambda automaton=automaton: sum(
                len(automaton.find_matches_as_indexes(text, overlapping=True)) for text in folded
            ),
        )
    if module := package("ahocorasick"):
        tree = module.Automaton()
        for number, literal in enumerate(literals):
            tree.add_word(literal.decode(), number)
        tree.make_automaton()
        yield (
            "Aho–Corasick, pyahocorasick",
            lambda: sum(1 for text in folded for _ in tree.iter(text.decode())),
        )
    if module := package("hyperscan"):
        database = module.Database()
        database.compile(
            expressions=literals, ids=list(range(len(literals))), flags=[0] * len(literals)
        )

        def scan() -> int:
            found: list[int] = []
            for text in folded:
                database.scan(text, match_event_handler=lambda number, *_: found.append(number))
            return len(found)

        yield "Hyperscan (end offsets only)", scan

    def vocabulary() -> int:
        # Each distinct word is looked up once, each occurrence in a dictionary; single words only,
        # and no places yet.
        known: dict[bytes, bool] = {}

        def holds(word: bytes) -> bool:
            if word not in known:
                known[word] = word in whole or word.startswith(stems)
            return known[word]

        return sum(sum(map(holds, text.split())) for text in folded)

    yield "vocabulary look-up (single words, no places)", vocabulary
    one = b"(?<= )(?:" + b"|".join(sorted(expressions, reverse=True)) + b")"
    big = re.compile(one)
    yield "one alternation, re", lambda: sum(1 for text in folded for _ in big.finditer(text))
    if module := package("re2"):
        choice = b"|".join(
            sorted((expression.removesuffix(b"(?= )") for expression in expressions), reverse=True)
        )
        automaton2 = module.compile(b" (?:" + choice + b")")
        yield (
            "one alternation, RE2 (no look-around: stems run on)",
            lambda: sum(1 for text in folded for _ in automaton2.finditer(text)),
        )
    if module := package("pyarrow"):
        compute = importlib.import_module("pyarrow.compute")

        def columns() -> int:
            words = compute.list_flatten(
                compute.utf8_split_whitespace(module.array([text.decode() for text in folded]))
            )
            counted = compute.dictionary_encode(words)
            fits = [
                word in whole or word.startswith(stems)
                for word in (entry.as_py().encode() for entry in counted.dictionary)
            ]
            return int(compute.sum(compute.take(module.array(fits), counted.indices)).as_py())

        yield "columns, pyarrow (single words, no places)", columns
    if module := package("polars"):
        series = module.Series([text.decode() for text in folded])
        decoded = [literal.decode() for literal in literals]
        yield (
            "columns, polars find_many",
            lambda: int(series.str.find_many(decoded, overlapping=True).list.len().sum()),
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--dense", action="store_true", help="patterns that all occur")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.texts.glob("*.txt"))]
    size = int(options.megabytes * 1e6)
    rules = rule_set(texts, options.dense)
    rows: list[dict[str, Any]] = []
    if options.others:
        for name, find in other_ways(texts, size, rules):
            started = time.perf_counter()
            found = find()
            rows.append(
                {"way": name, "seconds": round(time.perf_counter() - started, 3), "found": found}
            )
    else:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            documents, total = make_corpus(texts, size, folder, sys.executable)
            (folder / "rules.json").write_bytes(msgspec.json.encode(rules))
            seconds, used = time_stage(folder, sys.executable, options.repeats)
            spans = sum(
                len(record.evidence) for record in read_records(folder / "code.jsonl", Coding)
            )
            written = (folder / "code.jsonl").stat().st_size
            size = total
            rows.append(
                {
                    "way": "python -m pilcrow.code",
                    "seconds": round(seconds, 3),
                    "processor_seconds": round(used, 3),
                    "found": spans,
                }
            )
            loop = plain_loop(texts, rules)
            rows[0] |= {
                "documents": documents,
                "written": written,
                "megabytes_a_processor_second": round(total / 1e6 / used, 1),
            }
            rows[0] |= {
                "plain_loop": round(loop, 2),
                "times_the_plain_loop": round(total / 1e6 / used / loop, 1),
            }
            size = total
    for row in rows:
        row["megabytes_a_second"] = round(size / 1e6 / row["seconds"], 1)
        print(
            (
                json.dumps(row, ensure_ascii=False)
                if options.json
                else " ".join(f"{key}={value}" for key, value in row.items())
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
