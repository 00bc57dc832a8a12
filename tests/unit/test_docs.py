"""The documentation is at hand wherever Pilcrow is installed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

from pilcrow import formats
from pilcrow.checks.batches import number_of_batches
from pilcrow.cli import docs
from pilcrow.cli.group import GROUP
from pilcrow.cli.main import COMMANDS
from pilcrow.cli.main import main as pilcrow
from pilcrow.figures import corpus
from pilcrow.files.project import ENDINGS, documentation_folder, look_folder
from pilcrow.formats import guard
from pilcrow.identity import pairing, similarity
from pilcrow.model.problems import Problems
from pilcrow.report.page import exhibits, generated, listing, paging
from pilcrow.tables import columns, comparison, key_words, reliability
from snakemake_logger_plugin_pilcrow import progress

PACKAGE = Path(docs.__file__).parents[1]


def test_the_pages_are_listed_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert pilcrow(["docs"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert any(re.match(r"codebook +\w", line) for line in listed) and len(listed) == len(
        docs.pages()
    )
    for name in ("codebook", "docs/codebook.md"):
        assert pilcrow(["docs", name]) == 0
        assert capsys.readouterr().out == docs.pages()["codebook"].read_text(encoding="utf-8")
    assert pilcrow(["docs", "look", "--where"]) == 0
    assert Path(capsys.readouterr().out.strip()).name == "look.md"


def test_a_page_that_is_not_there_gets_a_proposal() -> None:
    with pytest.raises(Problems, match=r'There is no page "codebok"\. Did you mean "codebook"\?'):
        pilcrow(["docs", "codebok"])


def test_every_page_that_a_message_names_is_there() -> None:
    named = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"`pilcrow docs ([a-z-]+)`", path.read_text(encoding="utf-8"))
    }
    assert {"look", "codebook", "figures"} <= named <= set(docs.pages())


def test_the_start_page_leads_to_every_page_and_names_commands_that_there_are() -> None:
    """Promise: "I want to …" leads to what helps; a page that it does not name is not found."""
    page = (documentation_folder() / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", page)) == set(docs.pages())
    named = set(re.findall(r"`pilcrow ([a-z-]+)", page)) - {"docs"}
    assert named <= set(COMMANDS)


def test_every_term_of_the_glossary_is_explained_once() -> None:
    page = (documentation_folder() / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    terms = [term for term in terms if term not in ("term", "---")]
    assert len(terms) > 40 and len(terms) == len(set(terms))


def test_every_command_that_the_documentation_shows_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Promise: no page shows a command or an option that the program does not have."""
    wrong = []
    for name, path in docs.pages().items():
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"(?<!from )pilcrow ([a-z][a-z-]+(?: [^`\n#|]*)?)", code_of(text)):
            words = line.split()
            if words[0] not in COMMANDS:
                wrong.append(f"{name}: {line}")
                continue
            known = {
                flag
                for param in command(words[0]).params
                for flag in (*param.opts, *param.secondary_opts)
            }
            options = re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", line)
            wrong += [f"{name}: {line}" for flag in options if flag not in {*known, "--help"}]
    assert wrong == []


def code_of(text: str) -> str:
    """All that a page sets as code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join(
        [
            *blocks,
            *re.findall(
                r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
            ),
        ]
    )


def command(name: str) -> click.Command:
    found = GROUP.get_command(click.Context(GROUP), name)
    assert found is not None
    return found


def test_every_name_of_the_code_that_the_documentation_gives_is_there() -> None:
    """Promise: `pilcrow.module.function` can be imported; of `Class.method` there is such a one."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in docs.pages().values())
    dotted = set(re.findall(r"`(pilcrow(?:\.[a-z_]+)+)(?:\(\))?`", text))
    assert {"pilcrow.files.cells.unguard", "pilcrow.tables.columns"} <= dotted
    groups = {*re.findall(r'entry-points\."([a-z.]+)"', text), *re.findall("group `(.+?)`", text)}
    for name in dotted:
        if (look_folder() / name).is_file() or name in groups:
            continue
        module, _, attribute = name.rpartition(".")
        try:
            import_module(name)
        except ModuleNotFoundError:
            assert hasattr(import_module(module), attribute), name
    methods = set(re.findall(r"`([A-Z][A-Za-z]+)\.([a-z_]{4,})(?:\(\))?`", text))
    assert ("Tables", "with_coding") in methods
    for owner, method in methods:
        pattern = rf"class {owner}\b(?:(?!\nclass ).)*?\n    (?:def )?{method}\b"
        assert re.search(pattern, code, re.DOTALL), f"{owner}.{method}"


def test_what_the_documentation_imports_is_where_it_is_written() -> None:
    """Promise: the type checker of who copies an example accepts its imports."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in docs.pages().values())
    lines = re.findall(r"^from (pilcrow[\w.]+) import ([\w, ]+)$", text, re.MULTILINE)
    assert len(lines) > 10
    for module, names in lines:
        source = Path(str(import_module(module).__file__)).read_text(encoding="utf-8")
        for name in names.split(", "):
            written = rf"^(?:def {name}\(|class {name}\b|{name}\b.* = )"
            is_module = (PACKAGE.parent / f"{module}.{name}".replace(".", "/")).with_suffix(".py")
            assert re.search(written, source, re.M) or is_module.is_file(), f"{module}: {name}"


def test_every_format_is_described() -> None:
    """A new ending has its row, and is among those that the start pages list."""
    page = (documentation_folder() / "adding.md").read_text(encoding="utf-8")
    rows = "".join(re.findall(r"^\| (\..+?) \|", page, re.MULTILINE))
    for ending in ENDINGS:
        assert re.search(rf"\{ending}\b", rows), ending
        assert f"{ending}`" in (REPOSITORY / "config/README.md").read_text(encoding="utf-8")
        assert ending in docs.pages()["commands"].read_text(encoding="utf-8")


def test_the_lists_that_a_new_thing_of_pilcrow_is_named_in_are_there() -> None:
    """Promise: who adds to Pilcrow itself finds each place that docs/extending.md names."""
    page = (documentation_folder() / "extending.md").read_text(encoding="utf-8")
    section = page.partition("\n## In Pilcrow itself\n")[2]
    named = re.findall(r"`(\w+)`(?: and `(\w+)`)? of `([\w/]+\.py)`", section)
    assert len(named) > 6
    for *names, file in named:
        source = (PACKAGE / file).read_text(encoding="utf-8")
        for name in filter(None, names):
            assert re.search(rf"^(?:{name}\b.*=|def {name}\(|class {name}\()", source, re.M), name
    for file in re.findall(r"`([a-z_/]+\.py)`", section):
        assert (PACKAGE / file).is_file(), file


REPOSITORY = documentation_folder().parent
# What the page on workflows tells a developer to write.
EXAMPLES = {"workflow/pilcrow/lengths.py", "workflow/rules/lengths.smk"}
FOLDERS = r"(?:workflow|tests|benchmarks|profiles|docs|tools|locks|\.ci|\.github)/[\w./-]*\w/?"


def test_every_file_and_every_place_that_the_documentation_names_is_there() -> None:
    """Promise: no page leads to a file, a folder or a heading that does not exist."""
    wrong = []
    found = 0
    pages = [*docs.pages().values(), documentation_folder() / "README.md"]
    for page in [*pages, *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md"))]:
        text = page.read_text(encoding="utf-8")
        for name in set(re.findall(rf"`({FOLDERS})`", text)) - EXAMPLES:
            found += 1
            wrong += [f"{page.name}: {name}"] * (not (REPOSITORY / name).exists())
        for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(text)):
            if re.match(r"\w+:", target):
                continue
            found += 1
            name, _, anchor = target.partition("#")
            aim = page.parent / name if name else page
            known = (
                anchors_of(aim) if anchor and aim.suffix == ".md" and aim.is_file() else {anchor}
            )
            wrong += [f"{page.name}: {target}"] * (not aim.exists() or anchor not in known)
    assert found > 150 and wrong == []


def prose_of(text: str) -> str:
    """A page without what it sets as code."""
    blocks = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", blocks)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and the website make them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


READS = "cite|kwic|locate|show|why"  # commands that write nothing


@pytest.mark.parametrize(
    "line",
    sorted(
        {
            line.strip()
            for path in [*docs.pages().values(), documentation_folder().parent / "README.md"]
            for line in re.findall(
                rf"pilcrow ((?:{READS}) lavrov-truss-2022[^`|#\n]*?)(?:  |`|$)",
                path.read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        }
    ),
)
def test_a_command_that_the_documentation_shows_runs_on_the_shipped_project(line: str) -> None:
    assert pilcrow([*line.split(), "--project", str(REPOSITORY)]) == 0


@pytest.mark.parametrize(
    ("page", "said"),
    [
        *(
            ("identity", f"| `{name}` | {getattr(module, name)}")
            for module, names in (
                (similarity, ("REWORDED", "SHORT", "REWORDED_SHORT", "CONTAINED")),
                (pairing, ("MOVED", "PART")),
            )
            for name in names
        ),
        ("agreement", f"fewer than {reliability.MINIMUM_UNITS} paragraphs that two people read"),
        ("agreement", f"fewer than {reliability.MINIMUM_POSITIVES} paragraphs to which one"),
        ("comparing", f"fewer than {comparison.MINIMUM_DOCUMENTS} documents has no interval"),
        ("comparing", f"the {key_words.PRINTED} words with the largest log ratios"),
        ("comparing", f"if their G² is at least {key_words.FLOOR}."),
        ("comparing", f"the report prints the first {exhibits.ROWS}, by date"),
        ("corpus", f"more than {paging.WHOLE:,} paragraphs together"),
        ("corpus", f"| up to {paging.PAGED:,} |"),
        ("corpus", f"holds up to {generated.SHOWN:,} paragraphs"),
        ("corpus", f"Up to {listing.EMBEDDED // 1_000_000} million characters"),
        ("corpus", f"A build of up to {progress.MANY} steps"),
        ("corpus", f"more than {columns.MANY:,} documents"),
        ("tables", f"more than {columns.MANY:,} documents"),
        ("figures", f"bars up to {corpus.COLUMNS} documents, dots up to {corpus.DOTS}"),
        ("adding", f"more than {guard.MEMORY // 1_000_000} MB of memory or"),
        ("adding", f"or {guard.SECONDS // 60} minutes to read"),
        ("adding", f"any file above {formats.LARGEST // 1_000_000} MB"),
    ],
)
def test_a_number_of_the_documentation_is_that_of_the_code(page: str, said: str) -> None:
    assert said in docs.pages()[page].read_text(encoding="utf-8")


def test_the_sizes_from_which_a_corpus_has_more_batches_are_those_of_the_code() -> None:
    page = docs.pages()["corpus"].read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| from 25 on .*$", page, re.MULTILINE)
    steps = [0, 25, 192, 384, 6144]
    assert [number_of_batches(size, 25) for size in steps] == [0, 1, 2, 4, 64]
    assert [number_of_batches(size - 1, 25) for size in steps[1:]] == [0, 1, 2, 32]
    assert all(f"{size:,}" in row for size in steps[1:])
