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
# Lines of config/config.yaml, by key; "" leaves the key out.
SETTINGS = {
    "citation_style": ("citation_style: apa", "citation_style: numeric", ""),
    "coding": ("coding: rules", "coding: language-model"),
    "address": ("address: https://example.org/reading/", ""),
    "population": ("population: speeches drawn by lot", ""),
    "annotate": ("annotate: all", "annotate: cited", ""),
    "pages": ("pages: always", "pages: never", ""),
    "stage_words": ("stage_words: [dialogue]", ""),
    "documents_per_batch_from": ("documents_per_batch_from: 2", ""),
    "formats": ("formats: [html, pdf, jats]", ""),
}


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
            # What raw/documents.csv says of it would be a second description, which is refused.
            table = self.root / "raw/documents.csv"
            lines = table.read_text(encoding="utf-8").splitlines() if table.is_file() else []
            kept = [line for line in lines if not line.startswith(f"{path.stem},")]
            if kept != lines:
                self.write("raw/documents.csv", "\n".join([*kept, ""]))

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

    def setting(self) -> None:
        """Change any other key of the configuration, or leave it out again."""
        key = self.chance.choice(sorted(SETTINGS))
        path = self.root / "config/config.yaml"
        kept = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if not line.startswith(f"{key}:")
        ]
        value = self.chance.choice(SETTINGS[key])
        self.write("config/config.yaml", "\n".join([*kept, *([value] if value else [])]) + "\n")

    def speakers(self) -> None:
        name = self.chance.choice(("Joan Sample", "Jane Sample"))
        rows = f"label,name,family,role\nSpeaker,{name},Sample,{self.chance.choice('abc')}\n"
        self.write("edition/speakers.csv", rows)

    def labelled_text(self) -> None:
        for path in self.texts()[:1]:
            said = self.chance.choice(SENTENCES)
            self.append(f"raw/{path.name}", f"Speaker: {said}\nSpeaker: {said}\n")

    def division(self) -> None:
        for path in self.texts()[-1:]:
            kind = self.chance.choice(("note", "heading", "question", "speech"))
            words = path.read_text(encoding="utf-8").splitlines()[1]
            rows = f"words,do,reason\n{words},{kind},a test\n"
            self.write(f"edition/{path.stem}.division.csv", rows)

    def option(self) -> None:
        lines = ("toc-depth: 2", "lang: de", "fontsize: 12pt", "")
        self.write("report/_quarto.yml", f"toc: true\n{self.chance.choice(lines)}\n")

    def variable(self) -> None:
        self.write("report/_variables.yml", f"own: {self.chance.randint(1, 9)}\n")
        if "var own" not in (self.root / "report/index.qmd").read_text(encoding="utf-8"):
            self.append("report/index.qmd", "\nA value: {{< var own >}}.\n")

    def included(self) -> None:
        self.append("report/sections/limits.qmd", f"\nIncluded {self.chance.randint(1, 99)}.\n")

    def image(self) -> None:
        colour = self.chance.choice(("red", "green", "blue"))
        drawing = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect fill="{}"/></svg>'
        )
        self.write("report/square.svg", drawing.format(colour))
        if "square.svg" not in (self.root / "report/index.qmd").read_text(encoding="utf-8"):
            self.append(
                "report/index.qmd", '\n![A square](square.svg){#fig-own fig-alt="A square"}\n'
            )

    def words_of_language(self) -> None:
        german = (self.root / "workflow/look/words/de.yaml").read_text(encoding="utf-8")
        self.write("report/look/words/de.yaml", f"{german}# {self.chance.randint(1, 9)}\n")

    def table_of_documents(self) -> None:
        texts = [
            path for path in self.texts() if not (self.root / f"raw/{path.stem}.yaml").exists()
        ]
        rows = [
            f"{path.stem},Title,Ada Sample,2020-01-{self.chance.randint(10, 28)},x"
            for path in texts
        ]
        header = "document,title,speaker.name,date,group"
        self.write("raw/documents.csv", "\n".join([header, *rows]) + "\n")

    def coder(self) -> None:
        source = self.root / "coding/hand/language-model/lavrov-truss-2022.csv"
        name = self.chance.choice(("anna", "ben"))
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines[1:] if self.chance.random() < 0.8]
        self.write(f"coding/hand/{name}/lavrov-truss-2022.csv", "".join([lines[0], *kept]))

    def lost_coder(self) -> None:
        shutil.rmtree(self.root / "coding/hand/ben", ignore_errors=True)

    def lost_metadata(self) -> None:
        for path in self.texts()[:1]:
            (self.root / f"raw/{path.stem}.yaml").unlink(missing_ok=True)

    def lost_ledger(self) -> None:
        for path in self.texts()[:1]:
            (self.root / f"edition/{path.stem}.paragraphs.csv").unlink(missing_ok=True)

    def lost_record(self) -> None:
        kept = sorted((self.root / ".snakemake/pilcrow").rglob("*.json"))
        if kept:
            self.chance.choice(kept).write_text("{}", encoding="utf-8")

    def replace(self, name: str, before: str, after: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        self.write(name, text.replace(before, after, 1))

    def kinds(self) -> list[Callable[[], None]]:
        names = (
            "add_document remove_document rename_document edit_text older_text undo metadata accept"
            " correction rule definition hand_coding prose bibliography look config module output"
            " lost_output touch setting speakers labelled_text division option variable included"
            " image words_of_language table_of_documents coder lost_coder lost_metadata lost_ledger"
            " lost_record"
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
