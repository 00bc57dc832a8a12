"""Divide the documents of a corpus into batches. A batch is what one job handles.

The batch of a document follows from its ID alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

BATCHES = 64  # at most
FEWEST = 96  # documents a batch, on average, before the number of batches doubles


def number_of_batches(documents: int, batched_from: int) -> int:
    """Return the number of batches of a corpus; 0 means that each document is handled by itself.

    The number is a power of two, so it seldom changes: at 192, 384, 768, 1,536, 3,072 and 6,144
    documents. A batch is then large enough to be worth a process of its own.
    """
    if documents < batched_from:
        return 0
    count = 1
    while count < BATCHES and documents >= 2 * count * FEWEST:
        count *= 2
    return count


def batch_of(document: str, count: int) -> int:
    """Return the number of a document's batch, from 0.

    It follows from the document's ID alone, so other documents do not change it.
    """
    return int.from_bytes(hashlib.sha256(document.encode()).digest()[:4], "big") % count


def deal_out(documents: Iterable[str], batched_from: int) -> dict[str, list[str]]:
    """Return the sorted documents of each batch, by the name of the batch.

    In a project of fewer than `batched_from` documents, each document is a batch of its own name.
    """
    named = sorted(documents)
    count = number_of_batches(len(named), batched_from)
    found: dict[str, list[str]] = {}
    for document in named:
        name = f"batch-{batch_of(document, count):02}" if count else document
        found.setdefault(name, []).append(document)
    return dict(sorted(found.items()))
