"""Works that nobody wrote, to be printed by citation styles."""

from __future__ import annotations

from typing import Any

STYLES = ("author-date", "numeric", "apa", "mla")
# Each prints terms, months or a gender of its own.
WORKS: list[dict[str, Any]] = [
    {
        "id": "newspaper",
        "type": "article-newspaper",
        "title": "A day",
        "container-title": "Paper",
        "author": [{"family": "Quill", "given": "Ada"}],
        "issued": {"date-parts": [[2022, 2, 10]]},
        "URL": "https://example.org",
        "accessed": {"date-parts": [[2023, 6, 1]]},
    },
    {
        "id": "month",
        "type": "article-magazine",
        "title": "A month",
        "container-title": "Magazine",
        "author": [{"family": "Quill", "given": "Bea"}],
        "issued": {"date-parts": [[2022, 6]]},
    },
    {
        "id": "book",
        "type": "book",
        "title": "A book",
        "edition": "4",
        "volume": "2",
        "publisher": "Press",
        "author": [{"family": "Quill", "given": "Cy"}],
        "editor": [{"family": "Ink", "given": "I."}],
        "translator": [{"family": "Nib", "given": "A."}],
        "issued": {"date-parts": [[2019]]},
    },
    {
        "id": "chapter",
        "type": "chapter",
        "title": "A chapter",
        "container-title": "The whole",
        "editor": [{"family": "Ink", "given": "I."}, {"family": "Blot", "given": "U."}],
        "page": "1-9",
        "author": [{"family": "Quill", "given": "Di"}],
        "issued": {"date-parts": [[2018]]},
    },
    {
        "id": "speech",
        "type": "speech",
        "title": "A speech",
        "event-title": "Talks",
        "author": [{"family": "Quill", "given": "Eve"}],
        "issued": {"date-parts": [[2022, 2, 10]]},
    },
]
