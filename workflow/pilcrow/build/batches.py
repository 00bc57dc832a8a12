"""How a corpus is dealt out: the documents that one job handles are a batch, and a document's batch follows from its ID alone."""

from __future__ import annotations

import hashlib

BATCHES = 64  # at most; one document a batch below config documents_per_batch_from
FEWEST = 96  # documents a batch, on average, before the number of batches doubles
BATCHED = (
    "clean",
    "segment",
    "code",
    "count",
    "export_batch",
)  # stages with a job a batch, several at once; the rest wait for one another


def number_of_batches(documents: int, batched_from: int) -> int:
    """How many batches a corpus is dealt out to; 0 where each document is handled by itself.

    A power of two, so that it changes seldom (at 192, 384, 768, 1,536, 3,072 and 6,144 documents), and a batch is worth a process of its own.
    """
    if documents < batched_from:
        return 0
    count = 1
    while count < BATCHES and documents >= 2 * count * FEWEST:
        count *= 2
    return count


def batch_of(document: str, count: int) -> int:
    """The batch of a document, by its ID alone: the same whatever other documents there are."""
    return int.from_bytes(hashlib.sha256(document.encode()).digest()[:4], "big") % count
