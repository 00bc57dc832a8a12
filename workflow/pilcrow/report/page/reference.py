"""Write docs/parts.md: every part, table and figure that a report can insert.

`python -m pilcrow.report.page.reference > docs/parts.md` writes it from the registries.
"""

from __future__ import annotations

from collections.abc import Sequence

from pilcrow.figures.registry import FIGURES
from pilcrow.model.problems import run_command
from pilcrow.model.wording import upper_first
from pilcrow.report import registry
from pilcrow.report.page import generated as _parts  # noqa: F401 - its import adds the parts
from pilcrow.report.page.published import PUBLISHED

OPENING = """# What a report can insert

A report inserts what Pilcrow makes from the data with two lines, for example:

    ::: {.insert part="register"}
    :::

    ::: {.insert figure="theme-prevalence"}
    :::

    ::: {.insert table="themes"}
    :::

Tables and figures are numbered in the order of their inserts. Cite them in the prose as
`@tbl-register` and `@fig-theme-prevalence`. [figures.md](figures.md) describes the figures.
[tables.md](tables.md) has every column of the tables.
`python -m pilcrow.report.page.reference > docs/parts.md` makes this page.
"""
OWN = '''## Parts of your own

A module in `report/parts/` adds a part. It needs no change of Pilcrow. An example is
`report/parts/longest.py`:

```python
"""The longest paragraphs of the corpus."""

from pilcrow.report.page import exhibits, syntax
from pilcrow.report.page.material import Material
from pilcrow.report.registry import part


@part("longest", "The five longest paragraphs.", table=True)
def longest(material: Material) -> list[syntax.Block]:
    """Return the table of the longest paragraphs."""
    rows = sorted(material.rows("paragraphs"), key=lambda row: -int(row["words"]))[:5]
    cells = [[material.link(row["paragraph"]), str(row["words"])] for row in rows]
    exhibit = material.exhibit("longest")
    title, head = "The longest paragraphs", ["Para.", "Words"]
    return exhibits.table(exhibit, "table-longest", title, head, cells)
```

`::: {.insert part="longest"}` and `:::` then print it as a numbered table. A string is
literal text: it is never read as markup. An installed package offers parts in the same way. Its
modules are entry points of the group `pilcrow.parts`.
'''


def figure_summary(draw: object) -> str:
    """Return what a figure shows, from the first line of its docstring: "Draw …"."""
    line = (getattr(draw, "__doc__", None) or "").strip().partition("\n")[0]
    return upper_first(line.removeprefix("Draw "))


def markdown_table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def reference() -> str:
    """Return the page."""
    parts = [
        (f"`{part.name}`", part.what, "table" if part.table else "") for part in registry.parts()
    ]
    tables = [
        (f"`{name}`", title, ", ".join(head for head, *_ in columns))
        for name, (title, columns) in sorted(PUBLISHED.items())
    ]
    figures = [
        (f"`{name}`", figure_summary(figure.draw), f"`{figure.table}`")
        for name, figure in sorted(FIGURES.items())
    ]
    return "\n".join(
        [
            OPENING,
            "## Parts\n",
            markdown_table(('`part="…"`', "What it shows", "Numbered as"), parts),
            "\n## Tables\n",
            "A column that is empty in every row is left out.\n",
            markdown_table(('`table="…"`', "Title", "Columns"), tables),
            "\n## Figures\n",
            markdown_table(('`figure="…"`', "What it shows", "Its data"), figures),
            "",
            OWN,
        ]
    )


def main(arguments: list[str]) -> int:
    """Print the page."""
    print(reference(), end="")
    return 0


if __name__ == "__main__":
    run_command(main)
