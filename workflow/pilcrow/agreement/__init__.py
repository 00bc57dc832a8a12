"""Agreement between coders."""

DRAWS = 2_000  # samples behind an interval
