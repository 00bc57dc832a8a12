"""Register the figures by name.

A fork's own figures have the decorator `own_figure`. An entry point of the group `pilcrow.figures`
names their module.
"""

from __future__ import annotations

from collections.abc import Callable

from pilcrow.figures import checks, codings, corpus, speech, themes, words
from pilcrow.figures.frame import Drawing, Figure, Tables
from pilcrow.figures.names import CONDITIONS
from pilcrow.figures.palette import Look
from pilcrow.tables.columns import ALWAYS, Condition

Draw = Callable[[Tables, Look], Drawing]
FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("themes-along-speech", "codings", themes.draw_along),
        Figure("theme-prevalence", "themes", themes.draw_prevalence),
        Figure("theme-overlap", "cooccurrence", themes.draw_overlap),
        Figure("speech-structure", "paragraphs", speech.draw_structure),
        Figure("voice-along-speech", "voice", speech.draw_voice),
        Figure("sensitivity", "sensitivity", checks.draw_sensitivity),
        Figure("agreement", "agreement", checks.draw_agreement),
        Figure("comparison", "theme_document", corpus.draw_comparison),
        Figure("themes-over-time", "comparison", corpus.draw_over_time),
        Figure("key-words", "keyness", words.draw_key_words),
        Figure("themes-along-speech-beside", "codings", codings.draw_along_beside),
        Figure("themes-along-speech-differ", "codings", codings.draw_along_differ),
        Figure("theme-prevalence-beside", "themes_beside", codings.draw_prevalence_beside),
        Figure("theme-prevalence-differ", "themes_compared", codings.draw_prevalence_differ),
        Figure("theme-overlap-beside", "cooccurrence_beside", codings.draw_overlap_beside),
        Figure("theme-overlap-differ", "codings_compared", codings.draw_overlap_differ),
    )
}


def own_figure(name: str, table: str, when: Condition = ALWAYS) -> Callable[[Draw], Draw]:
    """Return the decorator that registers a function as a figure.

    Args:
        name: The name of the figure.
        table: The table that holds its data.
        when: When the figure is made.

    Raises:
        ValueError: There is a figure of that name.
    """

    def register(draw: Draw) -> Draw:
        if name in FIGURES:
            raise ValueError(f'There is already a figure "{name}".')
        FIGURES[name] = Figure(name, table, draw)
        CONDITIONS[name] = when
        return draw

    return register
