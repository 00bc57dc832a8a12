"""The names of the figures and when each is made: light, for the Snakefile, which must not import matplotlib."""

from __future__ import annotations

from pilcrow.tables.columns import (
    ALWAYS,
    OVER_TIME,
    SEVERAL_DOCUMENTS,
    TWO_PEOPLE,
    WORDS_COMPARED,
    Condition,
    Project,
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
}
FIGURES = tuple(CONDITIONS)


def figures_made(project: Project) -> list[str]:
    """List the figures that `draw` makes for a project, besides figures.json: `theme-prevalence`, … Each is an SVG file.

    A figure that has nothing to draw is made all the same, and says so. Those of a fork are among them once
    `pilcrow.figures.registry.load_own` has been called.
    """
    return [name for name, condition in CONDITIONS.items() if condition.holds(project)]
