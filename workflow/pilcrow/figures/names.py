"""The names of the figures, for the Snakefile, which must not import matplotlib."""

FIGURES = (
    "themes-along-speech",
    "theme-prevalence",
    "theme-overlap",
    "speech-structure",
    "voice-along-speech",
    "sensitivity",
    "agreement",
    "comparison",
    "themes-over-time",
    "key-words",
)
