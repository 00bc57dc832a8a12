"""How a corpus is dealt out: the documents that one job handles are a batch. A document's batch follows from its ID alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

BATCHES = 64  # at most
FEWEST = 96  # documents a batch, on average, before the number of batches doubles


def number_of_batches(documents: int, batched_from: int) -> int:
    """Return how many batches a corpus is dealt out to; 0 where each document is handled by itself.

    A power of two, so that it changes seldom (at 192, 384, 768, 1,536, 3,072 and 6,144 documents), and a batch is worth a process of its own.
    """
    if documents < batched_from:
        return 0
    count = 1
    while count < BATCHES and documents >= 2 * count * FEWEST:
        count *= 2
    return count


def batch_of(document: str, count: int) -> int:
    """Return the batch of a document, by its ID alone: the same whatever other documents there are."""
    return int.from_bytes(hashlib.sha256(document.encode()).digest()[:4], "big") % count


def deal_out(documents: Iterable[str], batched_from: int) -> dict[str, list[str]]:
    """Return the documents of each batch, sorted. In a small project a document is a batch, and gives it its name."""
    named = sorted(documents)
    count = number_of_batches(len(named), batched_from)
    found: dict[str, list[str]] = {}
    for document in named:
        name = f"batch-{batch_of(document, count):02}" if count else document
        found.setdefault(name, []).append(document)
    return dict(sorted(found.items()))
