"""The figures of the report, by name. A new one is a function `(Tables, Look) -> Drawing` and a line in FIGURES; see docs/figures.md."""

from __future__ import annotations

from pilcrow.figures import checks, corpus, speech, themes, words
from pilcrow.figures.frame import Drawing, Figure, Tables

__all__ = ["FIGURES", "Drawing", "Figure", "Tables"]

FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure("themes-along-speech", "codings", themes.draw_along),
        Figure("theme-prevalence", "themes", themes.draw_prevalence),
        Figure("theme-overlap", "cooccurrence", themes.draw_overlap),
        Figure("speech-structure", "paragraphs", speech.draw_structure),
        Figure("voice-along-speech", "voice", speech.draw_voice),
        Figure("sensitivity", "sensitivity", checks.draw_sensitivity),
        Figure(
            "agreement",
            "agreement",
            checks.draw_agreement,
            applies=lambda tables: bool(tables["agreement"]),
        ),
        Figure("comparison", "theme_document", corpus.draw_comparison, applies=corpus.several),
        Figure("themes-over-time", "comparison", corpus.draw_over_time, applies=corpus.over_time),
        Figure(
            "key-words",
            "keyness",
            words.draw_key_words,
            applies=lambda tables: "keyness" in tables.values,
        ),
    )
}
