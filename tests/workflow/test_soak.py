"""Promise 1 under random edits: after every tenth, what an incremental build made equals a build
from nothing, byte for byte.

A short run is part of the tests. `PILCROW_SOAK=300 pytest tests/workflow/test_soak.py` makes as
many edits as it says.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from throwaway import WITHOUT_PDF, contents, pilcrow, small_project, snakemake

SEED = 20220210
EDITS = int(os.environ.get("PILCROW_SOAK", "10"))
SENTENCES = (
    "We came here to speak of trade.",
    "Sanctions are not a language.",
    "There is a threat, and there is a dialogue.",
    "Nobody answered the question.",
)


class Soak:
    """A project that is edited at random.

    Documents that edits may change are named soak-1, soak-2, …
    """

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.made = 0

    def texts(self) -> list[Path]:
        return sorted((self.root / "raw").glob("soak-*.txt"))

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        path = self.root / name
        self.write(name, (path.read_text(encoding="utf-8") if path.is_file() else "") + text)

    def add_document(self) -> None:
        self.made += 1
        lines = self.chance.sample(SENTENCES, 3)
        self.write(f"raw/soak-{self.made}.txt", "\n".join(["A constructed text", *lines]) + "\n")

    def remove_document(self) -> None:
        for path in self.texts()[:1]:
            for other in self.root.glob(f"*/{path.stem}.*"):
                other.unlink()

    def rename_document(self) -> None:
        for path in self.texts()[-1:]:
            self.made += 1
            pilcrow(self.root, "rename", path.stem, f"soak-{self.made}")

    def edit_text(self) -> None:
        for path in self.texts()[:1]:
            self.append(f"raw/{path.name}", self.chance.choice(SENTENCES) + "\n")

    def older_text(self) -> None:
        for path in self.texts()[-1:]:
            self.append(f"raw/{path.name}", self.chance.choice(SENTENCES) + "\n")
            os.utime(path, (1_000_000_000, 1_000_000_000))

    def undo(self) -> None:
        """Edit a text, let Snakemake look at it, and undo the edit."""
        for path in self.texts()[:1]:
            before = path.read_bytes()
            path.write_bytes(before + b"Another sentence.\n")
            snakemake(self.root, "-n")
            path.write_bytes(before)

    def metadata(self) -> None:
        for path in self.texts()[:1]:
            day = self.chance.randint(1, 28)
            speaker = self.chance.choice(("Ada Sample", "Ben Sample"))
            self.write(
                f"raw/{path.stem}.yaml",
                f"title: A constructed text\nspeaker: {{name: {speaker}, family: Sample}}\ndate:"
                f" 2021-03-{day:02}\n",
            )

    def accept(self) -> None:
        for path in self.texts()[:1]:
            pilcrow(self.root, "accept", path.stem, "--reason", "a test")

    def correction(self) -> None:
        for path in self.texts()[-1:]:
            rows = (
                "place,from,to,reason,responsible,kind\nline 1,constructed,synthetic,a test,a"
                " test,correction\n"
            )
            self.write(f"edition/{path.stem}.corrections.csv", rows)

    def rule(self) -> None:
        self.replace(
            "coding/codebook.yaml", "rules:", f"rules:\n      - soak{self.chance.randint(1, 99)}"
        )

    def definition(self) -> None:
        path = self.root / "coding/codebook.yaml"
        text = path.read_text(encoding="utf-8")
        self.write(
            "coding/codebook.yaml", re.sub(r"^(title: .*)$", r"\1 again", text, count=1, flags=re.M)
        )

    def hand_coding(self) -> None:
        path = next((self.root / "coding/hand").glob("*/lavrov-truss-2022.csv"))
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if len(lines) > 4:
            del lines[self.chance.randrange(2, len(lines))]
            path.write_text("".join(lines), encoding="utf-8")

    def prose(self) -> None:
        self.append("report/index.qmd", f"\nA further sentence, {self.chance.choice('abcdef')}.\n")

    def bibliography(self) -> None:
        self.replace("report/references.bib", "title = {", "title = {On ")

    def look(self) -> None:
        self.append(
            "report/look/own.css",
            f"\nbody {{ letter-spacing: 0.00{self.chance.randint(1, 9)}em }}\n",
        )

    def config(self) -> None:
        path = self.root / "config/config.yaml"
        text = path.read_text(encoding="utf-8")
        other = "letter" if "paper: a4" in text else "a4"
        self.write("config/config.yaml", re.sub(r"paper: \w+", f"paper: {other}", text))

    def module(self) -> None:
        module = self.chance.choice(("clean", "segment", "code", "draw", "render"))
        self.append(f"workflow/pilcrow/{module}.py", f"\nANOTHER = {self.chance.randint(1, 99)}\n")

    def output(self) -> None:
        made = sorted(path for path in (self.root / "results").rglob("*.*") if path.is_file())
        kept = {"logs", "benchmarks"}
        made = [path for path in made if kept.isdisjoint(path.parts) and path.suffix != ".parquet"]
        if made:
            with self.chance.choice(made).open("ab") as stream:
                stream.write(b"\n")

    def lost_output(self) -> None:
        made = sorted((self.root / "results").glob("*/*.jsonl"))
        if made:
            self.chance.choice(made).unlink()

    def touch(self) -> None:
        for folder in ("raw", "coding", "report", "results"):
            for path in (self.root / folder).rglob("*"):
                os.utime(path)

    def replace(self, name: str, before: str, after: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        self.write(name, text.replace(before, after, 1))

    def kinds(self) -> list[Callable[[], None]]:
        names = (
            "add_document remove_document rename_document edit_text older_text undo metadata accept"
            " correction rule definition hand_coding prose bibliography look config module output"
            " lost_output touch"
        )
        return [getattr(self, name) for name in names.split()]


@pytest.mark.slow
@pytest.mark.thorough
def test_incremental_builds_equal_builds_from_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    soak = Soak(small_project(tmp_path / "soak"), chance)
    soak.add_document()
    done: list[str] = []
    for number in range(1, EDITS + 1):
        edit = chance.choice(soak.kinds())
        done.append(edit.__name__)
        edit()
        tenth = number % 10 == 0
        build = snakemake(soak.root, *(() if tenth else WITHOUT_PDF))
        assert build.status == 0, (number, done, build.said)
        if not tenth:
            continue
        assert snakemake(soak.root).ran == [], (number, done)
        fresh = tmp_path / f"fresh-{number}"
        leave = shutil.ignore_patterns("results", ".snakemake", "__pycache__")
        shutil.copytree(soak.root, fresh, ignore=leave)
        assert snakemake(fresh, PYTHONHASHSEED=str(number)).status == 0
        now, anew = contents(soak.root), contents(fresh)
        assert sorted(now) == sorted(anew), (number, done)
        assert [name for name in now if now[name] != anew[name]] == [], (number, done)
        shutil.rmtree(fresh)
