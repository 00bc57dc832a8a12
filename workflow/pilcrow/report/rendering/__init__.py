"""The two renderers: Quarto, and Pandoc with Typst."""
