"""The report, its documents and their paragraphs as works that others cite: entries, formats, styles, the page's head."""
