"""Measure what aligning with the ledger costs, and how often it finds what was done.

    python benchmarks/align.py [--paragraphs 20000] [--edits 0 1 500 5000] [--wrap]

A synthetic document is accepted and then edited at random places: words changed, neighbours
swapped, a paragraph split, two merged, one inserted, deleted, moved far. Its words are invented,
with the frequencies of a language and a "Thank you." in every thirtieth paragraph. Seconds are of
processor time of `align` alone. With `--wrap` the text is cut anew every 60 words instead.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow"))

from pilcrow.identity.align import align
from pilcrow.identity.ledger import LedgerRow, text_checksum
from pilcrow.identity.numbering import number_first


class Said(NamedTuple):
    text: str
    kind: str = "speech"
    speaker: str = "A Speaker"


def invent(draw: random.Random, count: int) -> list[str]:
    """Synthetic paragraphs of 15 to 120 words."""
    vocabulary = [
        "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(2, 9)))
        for _ in range(8000)
    ]
    total, cumulated = 0.0, []
    for rank in range(len(vocabulary)):
        total += 1 / (rank + 1)
        cumulated.append(total)
    return [
        (
            "Thank you."
            if draw.random() < 1 / 30
            else " ".join(draw.choices(vocabulary, cum_weights=cumulated, k=draw.randint(15, 120)))
            + "."
        )
        for _ in range(count)
    ]


def edit(draw: random.Random, texts: list[str], fresh: list[str], edits: int) -> list[str]:
    """The texts after so many random edits."""
    now = list(texts)
    for _ in range(edits):
        place, kind = draw.randrange(1, len(now) - 2), draw.randrange(7)
        words = now[place].split()
        if kind == 0:
            now[place] = " ".join(word if draw.random() > 0.1 else "changed" for word in words)
        elif kind == 1:
            now[place], now[place + 1] = now[place + 1], now[place]
        elif kind == 2 and len(words) > 4:
            now[place : place + 1] = [
                " ".join(words[: len(words) // 2]),
                " ".join(words[len(words) // 2 :]),
            ]
        elif kind == 3:
            now[place : place + 2] = [f"{now[place]} {now[place + 1]}"]
        elif kind == 4:
            now.insert(place, draw.choice(fresh))
        elif kind == 5:
            del now[place]
        else:
            now.insert(draw.randrange(len(now)), now.pop(place))
    return now


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--edits", type=int, nargs="+", default=[0, 1, 500, 5000])
    parser.add_argument("--wrap", action="store_true", help="cut the whole text anew instead")
    options = parser.parse_args()
    draw = random.Random(1)
    texts, fresh = invent(draw, options.paragraphs), invent(draw, 1000)
    numbers = number_first(["speech"] * len(texts))
    rows = [
        LedgerRow(
            f"talk.{number}",
            "speech",
            "A Speaker",
            "accepted",
            "",
            "2026-01-01",
            "first edition",
            text_checksum(text),
            text,
        )
        for number, text in zip(numbers, texts, strict=True)
    ]
    for edits in [0] if options.wrap else options.edits:
        words = " ".join(texts).split() if options.wrap else []
        now = [" ".join(words[place : place + 60]) for place in range(0, len(words), 60)] or edit(
            draw, texts, fresh, edits
        )
        start = time.process_time()
        alignment = align("talk", rows, [Said(text) for text in now])
        seconds = time.process_time() - start
        counts = collections.Counter(aligned.verdict for aligned in alignment.paragraphs)
        counts["withdrawn"] = len(alignment.withdrawn)
        what = "wrapped anew" if options.wrap else f"{edits} edits"
        print(
            f"{options.paragraphs} paragraphs, {what}: {seconds:.2f} s. "
            + ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        )


if __name__ == "__main__":
    main()
