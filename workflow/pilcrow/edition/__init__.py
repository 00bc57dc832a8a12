"""From a transcript to its paragraphs, and the corrections in between."""
