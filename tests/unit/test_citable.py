"""Promise: the composed report offers its citation, those of its paragraphs, and a register that
does not fill the print.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from test_compose import build, composed, prepare, run_compose
from zotero_reading import saved

from pilcrow.report.page.citable import STYLED

LONG = "\n\n".join(f"Sentence {number} is about dialogue." for number in range(1, 46))
QUESTIONS = """Talks in Bern

ADA SAMPLE: We meet today for dialogue.

BO OTHER: We meet for trade.

ADA SAMPLE: We part tomorrow.
"""


def project(root: Path, text: str, speaker: str = "Ada Sample", config: str = "") -> Path:
    """A report of one document, with the parts that this module is about."""
    prepare(root)
    (root / "raw/bern-2020.txt").write_text(text, encoding="utf-8")
    metadata = root / "raw/bern-2020.yaml"
    metadata.write_text(
        f"title: Talks in Bern\nspeaker: {{name: {speaker}}}\ndate: 2020-05-04\n", encoding="utf-8"
    )
    if not speaker:
        metadata.unlink()
    (root / "report/index.qmd").write_text(
        "---\ntitle: A reading\nauthor: The Group\ndate: 26 November 2026\nversion: '2'\n---\n\n"
        "# One {#sec-one}\n\nSee @tbl-register.\n\n"
        + "".join(f'::: {{.insert part="{name}"}}\n:::\n\n' for name in PARTS),
        encoding="utf-8",
    )
    (root / "config/config.yaml").write_text(f"strict: false\n{config}", encoding="utf-8")
    build(root)
    run_compose(root)
    return root


PARTS = ("citation", "register", "transcript")


def words(root: Path, name: str) -> str:
    from pilcrow.report.rendering.citing import printed_words

    return printed_words(json.loads(composed(root, f"blocks/{name}.json"))["blocks"])


def test_the_report_says_what_is_not_recorded_and_prints_no_false_tag(tmp_path: Path) -> None:
    root = project(tmp_path, QUESTIONS)
    assert "Not recorded for this report: a DOI and an address." in words(root, "citation")
    italic = composed(root, "blocks/citation.json").count('"Emph"')
    assert italic == 2 + len(STYLED), "the report's title, wherever it is cited"
    head = composed(root, "head.html")
    assert "canonical" not in head and "cite-as" not in head and "og:url" not in head
    assert saved(f"<html><head>{head}</head></html>")["creators"] == [
        {"lastName": "The Group", "firstName": ""}
    ]


def test_address_and_doi_of_the_configuration_are_named(tmp_path: Path) -> None:
    config = "address: https://example.org/r/\ndoi: https://doi.org/10.1234/abc\n"
    root = project(tmp_path, QUESTIONS, config=config)
    assert "Not recorded" not in words(root, "citation")
    item = saved(f"<html><head>{composed(root, 'head.html')}</head></html>")
    assert (item["url"], item["DOI"]) == ("https://example.org/r/", "10.1234/abc")
    assert item["attachment"] == "https://example.org/r/report.pdf"
    entries = json.loads((root / "results/citations.json").read_bytes())
    assert [entry["URL"] for entry in entries[:2]] == [
        "https://example.org/r/",
        "https://example.org/r/#bern-2020.h1",
    ]


def test_each_speaker_is_cited_by_name_in_the_files_and_on_the_page(tmp_path: Path) -> None:
    root = project(tmp_path, QUESTIONS)
    entries = {
        entry["id"]: entry for entry in json.loads((root / "results/citations.json").read_bytes())
    }
    assert entries["bern-2020.p1"]["author"] == [{"family": "Sample", "given": "Ada"}]
    [other] = entries["bern-2020.p2"]["author"]
    assert other["family"].casefold() == "other"
    transcript = composed(root, "blocks/transcript.json")
    [forms] = re.findall(r'\["data-forms", ("(?:[^"\\]|\\.)*")\]', transcript)
    by_speaker = json.loads(json.loads(forms))
    assert len(by_speaker) == 2
    for speaker, own in by_speaker.items():
        assert set(own) == {
            "Citation",
            "Chicago",
            "APA",
            "MLA",
            "BibTeX",
            "RIS",
            "CSL-JSON",
        }
        for text in own.values():
            assert "A reading" in text or "A Reading" in text
            assert ("Sample" in text) == (speaker == "*")
            assert "version 2, 26 November 2026" in text.replace("Version", "version")


def test_a_long_register_is_folded_and_print_says_where_it_is(tmp_path: Path) -> None:
    root = project(tmp_path, LONG)
    [block] = json.loads(composed(root, "blocks/register.json"))["blocks"]
    assert block["c"][0][0] == "table-register"
    classes = [inner["c"][0][1] for inner in block["c"][1]]
    assert classes == [["only-html"], ["not-html", "small"]]
    rows = (
        r"Table 1\. Register of paragraphs\. Its 4\d rows are on the page and in"
        r" results/tabulate/paragraphs\.csv\."
    )
    assert re.search(rows, words(root, "register").replace("\u00a0", " "))


def test_a_short_register_is_printed(tmp_path: Path) -> None:
    root = project(tmp_path, QUESTIONS)
    assert "not-html" not in composed(root, "blocks/register.json")


def test_the_heads_of_pages_name_a_document_whose_speaker_is_not_known(tmp_path: Path) -> None:
    root = project(tmp_path, LONG, speaker="")
    assert '["data-family", "Bern 2020"]' in composed(root, "blocks/transcript.json")


def test_the_heads_of_pages_name_the_speaker_where_the_family_name_is_not_given(
    tmp_path: Path,
) -> None:
    root = project(tmp_path, LONG)
    assert '["data-family", "Sample"]' in composed(root, "blocks/transcript.json")
