"""Promise: a table of a fork is a module with a decorator and an entry point, as docs/extending.md
prints it; no file of Pilcrow is edited.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import synthetic_codings as synthetic
from test_tabulate import Tabulated

from pilcrow.report.page import published
from pilcrow.tables import own
from pilcrow.tables.columns import TABLES, TableScope, tables_made

PRINTED = (Path(__file__).resolve().parents[2] / "docs/extending.md").read_text(encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the printed module and its entry point, as an installation would leave them."""
    module, points = re.search(
        r"in `speaker_table.py`:\n\n```python\n(.*?)```.*?```toml\n\[project\."
        r"entry-points\.\"(.*?)```",
        PRINTED,
        re.DOTALL,
    ).groups()  # type: ignore[union-attr]
    site = tmp_path / "site"
    described = site / "study-1.0.dist-info"
    described.mkdir(parents=True)
    (site / "speaker_table.py").write_text(module, encoding="utf-8")
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: study\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[" + points.replace('"]', "]").replace('"', ""))
    monkeypatch.syspath_prepend(str(site))
    tables = dict(TABLES)
    own.load_own.cache_clear()
    yield site
    TABLES.clear()
    TABLES.update(tables)
    own.OWN.clear()
    own.load_own.cache_clear()
    sys.modules.pop("speaker_table", None)


def test_a_table_of_a_fork_is_made_and_printed(installed: Path, tmp_path: Path) -> None:
    readings = [
        synthetic.reading(name, speaker="Second Speaker" if number else "Synthetic Speaker")
        for number, name in enumerate(("harbour-a", "harbour-b", "harbour-c"))
    ]
    described = [
        synthetic.metadata(name, speaker={"name": f"Speaker {number % 2}"})
        for number, name in enumerate(("harbour-a", "harbour-b", "harbour-c"))
    ]
    tables = Tabulated(tmp_path, *readings, documents=described)
    assert tables["main_speakers"] == [
        {"speaker": "Speaker 0", "documents": 2, "words": 88},
        {"speaker": "Speaker 1", "documents": 1, "words": 44},
    ]
    assert {"main_speakers.csv", "main_speakers.parquet"} <= set(tables_made(TableScope(3)))
    title, columns = published.published()["main_speakers"]
    assert (title, len(columns)) == ("Main speakers", 3)


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match='There is a table "themes" already'):
        own.own_table("themes", "", [])
        own.own_table("themes", "", [])(lambda tables: None)
