"""Render the report with Quarto, or with Pandoc and Typst."""
