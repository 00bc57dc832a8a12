"""Cite the report, its documents and their paragraphs as works."""
