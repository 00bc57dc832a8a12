"""The messages of Pilcrow's own in a report, collected from its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "workflow"
# A name of a function → which of its arguments are messages.
SAYING = {"say": (0,), "to_say": (0,), "say_number": (1, 2), "to_say_number": (0, 1)}
_IN_SCRIPT = re.compile(
    r'\bsay(Number)?\(\s*(?:[^"()]*(?:\([^()]*\))?[^"()]*,\s*)?"((?:[^"\\]|\\.)*)"'
)


class Messages:
    """All messages: English words, and for those of a number the words for 1."""

    def __init__(self) -> None:
        self.plain: dict[str, str] = {}  # message → where it stands first
        self.numbered: dict[str, str] = {}  # words for every other number → words for 1
        self.unwritten: list[str] = []  # calls whose message is not written out
        for path in sorted((ROOT / "pilcrow").rglob("*.py")):
            self.read(path)
        for path in sorted([*(ROOT / "look").glob("*.js"), *(ROOT / "look").glob("*.lua")]):
            self.read_script(path)

    def read(self, path: Path) -> None:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            if name not in SAYING or not isinstance(node, ast.Call):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            given = [node.args[at] for at in SAYING[name] if at < len(node.args)]
            words = [one.value for one in given if isinstance(one, ast.Constant)]
            if len(words) == 1:
                self.plain.setdefault(str(words[0]), where)
            elif len(words) == 2:
                self.numbered[str(words[1])] = str(words[0])
            elif path.name != "language.py":
                self.unwritten.append(where)

    def read_script(self, path: Path) -> None:
        for found in _IN_SCRIPT.finditer(path.read_text(encoding="utf-8")):
            self.plain.setdefault(found[2].replace('\\"', '"'), path.name)

    def keys(self) -> set[str]:
        return {*self.plain, *self.numbered}
