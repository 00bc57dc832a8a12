"""The seed as docx, EPUB and JATS: numbers, alternative texts, places of paragraphs, references; the same bytes again."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from quarto_guide import guide, write_images
from throwaway import copy_project, snakemake

FILES = ("report.docx", "report.epub", "report.jats.xml")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("journal") / "project")
    (project / "report/sections/guide.qmd").write_text(guide(), encoding="utf-8")
    write_images(project / "report")
    index = project / "report/index.qmd"
    text = index.read_text(encoding="utf-8")
    include = "\n{{< include sections/guide.qmd >}}\n\n# Appendices"
    index.write_text(text.replace("\n# Appendices", include, 1), encoding="utf-8")
    config = project / "config/config.yaml"
    named = "formats: [docx, epub, jats]\nrenderer: embedded\n"
    content = re.sub(r"(?m)^renderer:.*\n", "", config.read_text(encoding="utf-8"))
    config.write_text(content + named, encoding="utf-8")
    done = snakemake(project)
    assert done.status == 0, done.said
    return project / "results"


def parts(path: Path) -> dict[str, str]:
    if path.suffix == ".xml":
        return {path.name: path.read_text(encoding="utf-8")}
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".xhtml", ".opf"))]
        return {name: archive.read(name).decode("utf-8") for name in names}


@pytest.mark.parametrize("name", FILES)
def test_numbers_alternatives_places_and_references_are_there(results: Path, name: str) -> None:
    content = "".join(parts(results / name).values())
    for part in parts(results / name).values():
        ElementTree.fromstring(part)
    words = re.sub(r"<[^>]+>", "", content).replace("\u00a0", " ")
    for wanted in ("Figure 1.", "Table 1.", "Equation 1", "Listing 1.", "Krippendorff"):
        assert wanted in words, wanted
    assert "lavrov-truss-2022.p8" in content
    assert "Strip chart of 9 themes" in content
    assert "2.1" in words


def test_links_of_the_epub_lead_somewhere(results: Path) -> None:
    files = {
        name: text
        for name, text in parts(results / "report.epub").items()
        if name.endswith(".xhtml")
    }
    for name, text in files.items():
        folder = name.rpartition("/")[0]
        for target, anchor in re.findall(r'href="([^":#]*)#([^"]+)"', text):
            home = f"{folder}/{target}" if target else name
            assert f'id="{anchor}"' in files[home], (name, target, anchor)


def test_references_of_jats_lead_somewhere(results: Path) -> None:
    text = (results / "report.jats.xml").read_text(encoding="utf-8")
    places = re.findall(r'\bid="([^"]+)"', text)
    assert len(places) == len(set(places))
    assert set(re.findall(r'\brid="([^"]+)"', text)) <= set(places)


def test_the_same_bytes_again(results: Path) -> None:
    before = {name: (results / name).read_bytes() for name in FILES}
    for name in FILES:
        (results / name).unlink()
    assert snakemake(results.parent).status == 0
    assert {name: (results / name).read_bytes() for name in FILES} == before
