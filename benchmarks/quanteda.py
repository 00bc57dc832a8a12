"""Compare the counts that quanteda made with public dictionaries with Pilcrow's.

    python benchmarks/quanteda.py --dictionaries FOLDER --speeches FOLDER

It prints how many cells there are, and how many differ. The dictionaries are not in this
repository. tests/data/quanteda/README.md says which they are and how the counts were made.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from quanteda_lookup import Case, different_cells, read_counts  # noqa: E402

DATA = ROOT / "tests" / "data" / "quanteda"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dictionaries", type=Path, required=True)
    parser.add_argument("--speeches", type=Path, required=True)
    options = parser.parse_args()
    listed = yaml.safe_load((DATA / "public.yaml").read_text(encoding="utf-8"))
    for name, checksum in listed["checksums"].items():
        path = options.dictionaries / name
        if not path.is_file():
            sys.exit(f"{name} is not in {options.dictionaries}.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            sys.exit(f"{path} is another file than the one that quanteda counted with.")
    expected = read_counts(DATA / "public-counts.csv")
    different = 0
    for case in listed["cases"]:
        ready = Case(case, options.dictionaries)
        matches = cells = differ = 0
        for (name, text), counts in expected.items():
            if name != case["name"]:
                continue
            lines = (options.speeches / f"{text}.txt").read_text(encoding="utf-8").split("\n")
            found = different_cells(ready, [line for line in lines if line.strip()], counts)
            for (paragraph, key), (theirs, ours) in found.items():
                print(
                    f"  {text}, paragraph {paragraph or 'all'}, {key}: quanteda {theirs}, here"
                    f" {ours}"
                )
            matches += sum(sum(row.values()) for paragraph, row in counts.items() if paragraph)
            cells += sum(len(row) for row in counts.values())
            differ += len(found)
        different += differ
        print(f"case={case['name']} matches={matches} cells={cells} different={differ}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
