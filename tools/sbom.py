"""Print a software bill of materials of what `requirements.lock` installs, in CycloneDX 1.6 form.

The licences are those of docs/licences.md. The same lock gives the same bytes: there is no time and
no serial number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ROW = re.compile(r"^\| (?!-)(?P<cells>.+) \|$", re.MULTILINE)


@dataclass
class Locked:
    """A line of a lock file: one version of a package, where it is installed, and its hashes."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)


def read_lock(path: Path) -> list[Locked]:
    """Read a lock file. A package has several entries where versions differ between platforms."""
    found: list[Locked] = []
    for line in path.read_text("utf-8").splitlines():
        if requirement := _REQUIREMENT.match(line):
            marker = (requirement["marker"] or "").strip()
            found.append(Locked(requirement["name"], requirement["version"], marker))
        elif digest := _HASH.search(line):
            found[-1].hashes.append(digest[1])
    return found


def read_table(page: str, heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading of docs/licences.md, without its first row."""
    section = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [row["cells"].split(" | ") for row in _ROW.finditer(section)][1:]


def component(locked: Locked, licence: str, inside: list[list[str]]) -> dict[str, object]:
    """Describe a package; `inside` are the rows of the programs that it contains."""
    purl = f"pkg:pypi/{locked.name}@{locked.version}"
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": purl,
        "name": locked.name,
        "version": locked.version,
        "purl": purl,
        "licenses": [{"expression": licence}],
        "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(locked.hashes)],
    }
    if locked.marker:
        found["properties"] = [{"name": "pilcrow:marker", "value": locked.marker}]
    if inside:
        found["components"] = [
            {
                "type": "application",
                "name": name,
                "description": how,
                "licenses": [{"expression": held}],
            }
            for name, _, held, how in inside
        ]
    return found


def bill() -> dict[str, object]:
    """Make the bill of materials. Raises KeyError for a package without a row in the table."""
    page = (ROOT / "docs/licences.md").read_text("utf-8")
    licences = {row[0]: row[1] for row in read_table(page, "What is installed with it")}
    inside = read_table(page, "Programs and libraries inside those packages")
    version = re.search(
        r'__version__ = "(.+)"', (ROOT / "workflow/pilcrow/__init__.py").read_text("utf-8")
    )
    assert version is not None
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "pilcrow",
                "name": "pilcrow",
                "version": version[1],
                "licenses": [{"expression": "MIT"}],
            }
        },
        "components": [
            component(one, licences[one.name], [row for row in inside if row[1] == one.name])
            for one in read_lock(ROOT / "requirements.lock")
        ],
    }


if __name__ == "__main__":
    print(json.dumps(bill(), ensure_ascii=False, indent=2))
