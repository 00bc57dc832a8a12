"""Promise: a table of a fork is a module with a decorator and an entry point, as docs/extending.md
prints it; no file of Pilcrow is edited.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import synthetic_codings as synthetic
from test_tabulate import Tabulated

from pilcrow import draw
from pilcrow.figures import names
from pilcrow.figures.registry import FIGURES
from pilcrow.files.installed import entry_modules, own_faults
from pilcrow.formats.extracted import Collector
from pilcrow.model.problems import Problems
from pilcrow.report.page import published
from pilcrow.tables import columns, own
from pilcrow.tables.columns import TABLES, TableScope, tables_made

DOCS = Path(__file__).resolve().parents[2] / "docs"
PRINTED = (DOCS / "extending.md").read_text(encoding="utf-8")


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
    entry_modules.cache_clear()
    yield site
    entry_modules.cache_clear()
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


def test_the_alignment_that_earlier_versions_asked_for_is_passed_over() -> None:
    printed = own.Printed("Speakers", [("Speaker", "speaker", ""), ("Words", "words", "right")])
    assert published.names_of(printed) == ["speaker", "words"]


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match='There is a table "themes" already'):
        own.own_table("themes", "", [])
        own.own_table("themes", "", [])(lambda tables: None)


def two_documents(folder: Path) -> Tabulated:
    readings = [synthetic.reading(name) for name in ("harbour-a", "harbour-b")]
    return Tabulated(folder, *readings)


def test_an_error_in_a_module_of_a_fork_is_named_with_its_line(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = installed / "speaker_table.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(source.replace('tables["documents"]', 'tables["nothing"]'), encoding="utf-8")
    line = source[: source.index('tables["documents"]')].count("\n") + 1
    monkeypatch.chdir(installed)
    with pytest.raises(Problems) as stopped, own_faults():
        two_documents(tmp_path)
    said = str(stopped.value)
    assert said.startswith(f"speaker_table.py:{line}: ")
    assert "KeyError: 'nothing'" in said


def test_an_error_of_pilcrow_stays_one() -> None:
    with pytest.raises(KeyError), own_faults():
        raise KeyError("nothing")


def test_an_entry_point_whose_module_is_not_there_is_named(installed: Path, tmp_path: Path) -> None:
    (installed / "speaker_table.py").unlink()
    with (
        pytest.raises(Problems, match=r'"pilcrow\.tables" names the module "speaker_table"'),
        own_faults(),
    ):
        two_documents(tmp_path)


def test_a_column_that_is_declared_and_not_made_is_named(installed: Path, tmp_path: Path) -> None:
    module = installed / "speaker_table.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(source.replace(', words=("words", "sum")', ""), encoding="utf-8")
    with pytest.raises(Problems, match='your table "main_speakers" lacks words'):
        two_documents(tmp_path)


@pytest.mark.parametrize(
    ("declared", "made", "said"),
    [
        ('number("words"', ".assign(words=8.36)", 'should hold whole numbers, and has "8.36"'),
        ('share("words"', ".assign(words=8)", 'should hold shares from 0 to 1, and has "8"'),
        ('real("words"', '.assign(words="8")', 'should hold numbers, and has "8"'),
        ('text("words"', ".assign(words=8.36)", 'should hold text, and has "8.36"'),
        ('boolean("words"', '.assign(words="no")', 'should hold true or false, and has "no"'),
    ],
)
def test_a_cell_that_is_not_of_the_declared_kind_is_named(
    installed: Path, tmp_path: Path, declared: str, made: str, said: str
) -> None:
    """A number with a fraction would be cut, and text that is not text stopped the build."""
    module = installed / "speaker_table.py"
    source = module.read_text(encoding="utf-8")
    source = source.replace("import number, text", "import boolean, number, real, share, text")
    source = source.replace('number("words"', declared)
    source = source.replace('("words", "sum"))', f'("words", "sum")){made}')
    module.write_text(source, encoding="utf-8")
    with pytest.raises(Problems) as stopped:
        two_documents(tmp_path)
    assert said in str(stopped.value)
    assert 'column "words" of your table "main_speakers"' in str(stopped.value)


def test_a_cell_of_the_declared_kind_is_taken_and_may_be_empty(
    installed: Path, tmp_path: Path
) -> None:
    module = installed / "speaker_table.py"
    source = module.read_text(encoding="utf-8")
    source = source.replace("import number, text", "import real, text")
    source = source.replace('number("documents"', 'real("documents"')
    source = source.replace('number("words"', 'real("words"')
    source = source.replace(
        '("words", "sum"))', '("words", "sum")).assign(words=[8.36], documents=[None])'
    )
    module.write_text(source, encoding="utf-8")
    [row] = two_documents(tmp_path)["main_speakers"]
    assert (row["documents"], row["words"]) == (None, 8.36)


FIGURE = """
from pilcrow.figures.frame import Drawing, Rows
from pilcrow.figures.registry import own_figure


@own_figure("who", "TABLE")
def draw_who(tables, look):
    rows = tables["main_speakers"]
    frame = Rows(look, [row["speaker"] for row in rows])
    frame.axes().barh(range(len(rows)), [row["words"] for row in rows])
    alt = f"{sum(row['words'] for row in rows)} words"
    return Drawing(frame.canvas.picture, "Who speaks?", "Words.", alt, tables.source())
"""


def draw_own(installed: Path, folder: Path, table: str) -> str:
    """Tabulate and draw as two processes would; figures.json."""
    (installed / "who_figure.py").write_text(FIGURE.replace("TABLE", table), encoding="utf-8")
    with (installed / "study-1.0.dist-info/entry_points.txt").open("a") as points:
        points.write("\n[pilcrow.figures]\nwho = who_figure\n")
    tables = two_documents(folder).folder
    for registry, name in ((TABLES, "main_speakers"), (own.OWN, "main_speakers")):
        del registry[name]
    own.load_own.cache_clear()
    names.load_own.cache_clear()
    for module in ("speaker_table", "who_figure"):
        sys.modules.pop(module, None)
    try:
        draw.main(["--tables", str(tables), "--output", str(folder / "drawn")])
    finally:
        FIGURES.pop("who", None)
        names.CONDITIONS.pop("who", None)
        names.load_own.cache_clear()
        sys.modules.pop("who_figure", None)
    return (folder / "drawn/figures.json").read_text(encoding="utf-8")


def test_a_figure_of_a_fork_draws_a_table_of_the_fork(installed: Path, tmp_path: Path) -> None:
    assert '"88 words"' in draw_own(installed, tmp_path, "main_speakers")


def test_a_figure_of_a_table_that_is_not_there_is_refused(installed: Path, tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r'the table "main_speaker", which .*"main_speakers"'):
        draw_own(installed, tmp_path, "main_speaker")


def test_a_kind_of_paragraph_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r'"titel" is not a kind of paragraph \(heading, '):
        Collector().add("Words.", "line 1", kind="titel")


def test_the_printed_package_names_the_printed_modules() -> None:
    page = PRINTED + (DOCS / "figures.md").read_text(encoding="utf-8")
    package, *points = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    named = {
        place.partition(":")[0]
        for point in points
        for group in point["project"]["entry-points"].values()
        for place in group.values()
    }
    assert set(package["tool"]["setuptools"]["py-modules"]) == named
    assert all(f"`{name}.py`" in page for name in named)


def test_a_function_of_a_fork_that_returns_something_else_is_named(
    installed: Path, tmp_path: Path
) -> None:
    module = installed / "speaker_table.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(source.replace("return by_speaker", "by_speaker"), encoding="utf-8")
    with pytest.raises(Problems, match=r'\.py:\d+: .*"main_speakers" returns NoneType, not DataF'):
        two_documents(tmp_path)


def test_the_former_name_of_a_kind_of_column_still_works() -> None:
    assert columns.truth("open", "it is open") == columns.boolean("open", "it is open")
    assert columns.boolean("open", "it is open")[1] == "boolean"
