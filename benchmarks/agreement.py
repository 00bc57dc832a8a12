"""Measure how long agreement takes.

    python benchmarks/agreement.py

All coefficients are computed with 2,000 bootstrap draws on 10,000 units × 12 themes × 3 coders, a
fifth of the codings missing. The codings are synthetic: three coders who each see a hidden truth
with eight per cent of errors.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow"))

import numpy as np

from pilcrow.agreement.bootstrap import DRAWS, alpha_interval, binary_intervals
from pilcrow.agreement.coefficients import MISSING, masi_distance

UNITS, THEMES, CODERS = 10_000, 12, 3


def synthetic_codings() -> np.ndarray:
    """Units × coders × themes of 0, 1 and MISSING."""
    generator = np.random.Generator(np.random.PCG64(1))
    truth = generator.random((UNITS, THEMES)) < 0.12
    seen = [np.where(generator.random(truth.shape) < 0.08, ~truth, truth) for _ in range(CODERS)]
    table = np.stack(seen, axis=1).astype(np.int64)
    table[generator.random((UNITS, CODERS)) < 0.2] = MISSING
    return table


def main() -> None:
    table = synthetic_codings()
    begin = time.perf_counter()
    found = binary_intervals(table)
    binary = time.perf_counter() - begin
    sets: dict[frozenset[str], int] = {}
    codes = np.full((UNITS, CODERS), MISSING, dtype=np.int64)
    for unit, coder in np.argwhere(table[:, :, 0] != MISSING):
        codes[unit, coder] = sets.setdefault(
            frozenset(map(str, np.flatnonzero(table[unit, coder]))), len(sets)
        )
    begin = time.perf_counter()
    overall = alpha_interval(codes, masi_distance(list(sets)))
    whole = time.perf_counter() - begin
    first = found[0]["alpha"]
    print(
        f"alpha, kappa, AC1, percent of {THEMES} themes, {DRAWS:,} draws: {binary:.2f} s (first"
        f" theme: {first.value:.3f}, {first.low:.3f} to {first.high:.3f})"
    )
    print(
        f"alpha with MASI over {len(sets):,} different sets:              {whole:.2f} s"
        f" ({overall.value:.3f}, {overall.low:.3f} to {overall.high:.3f})"
    )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
