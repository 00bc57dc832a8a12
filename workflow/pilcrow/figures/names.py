"""Name the figures and when each is made.

The Snakefile imports this module, so it must not import matplotlib.
"""

from __future__ import annotations

import functools

from pilcrow.files.installed import load_points
from pilcrow.tables.columns import (
    ALWAYS,
    OVER_TIME,
    SEVERAL_DOCUMENTS,
    TWO_CODINGS,
    TWO_PEOPLE,
    WORDS_COMPARED,
    Condition,
    TableScope,
)

CONDITIONS: dict[str, Condition] = {
    "themes-along-speech": ALWAYS,
    "theme-prevalence": ALWAYS,
    "theme-overlap": ALWAYS,
    "speech-structure": ALWAYS,
    "voice-along-speech": ALWAYS,
    "sensitivity": ALWAYS,
    "agreement": TWO_PEOPLE,
    "comparison": SEVERAL_DOCUMENTS,
    "themes-over-time": OVER_TIME,
    "key-words": WORDS_COMPARED,
    "themes-along-speech-beside": TWO_CODINGS,
    "themes-along-speech-differ": TWO_CODINGS,
    "theme-prevalence-beside": TWO_CODINGS,
    "theme-prevalence-differ": TWO_CODINGS,
    "theme-overlap-beside": TWO_CODINGS,
    "theme-overlap-differ": TWO_CODINGS,
}
FIGURES = tuple(CONDITIONS)
NARROW = "-narrow"  # ends the name of a figure's version for phones
# What ends the name of a figure by the coding beside the report's, and where the two differ.
BESIDE, DIFFER = "-beside", "-differ"
GROUP = "pilcrow.figures"


@functools.cache
def load_own() -> None:
    """Import the modules that register figures of a fork. They come after Pilcrow's."""
    load_points(GROUP)


def figures_made(project: TableScope) -> list[str]:
    """Return the names of the figures that `draw` makes for a project. Each is an SVG file.

    A figure that has nothing to draw is made all the same, and says so. Those of a fork are among
    them once `load_own` has been called.
    """
    return [name for name, condition in CONDITIONS.items() if condition.holds(project)]
