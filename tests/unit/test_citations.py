"""Promise: every citation of the report resolves, each number leads to its paragraph, and what does
not exist is named.
"""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from throwaway import metadata_of

from pilcrow.files.typed import validate
from pilcrow.model.documents import Metadata
from pilcrow.model.problems import Problems
from pilcrow.model.records import Paragraph, Withdrawn
from pilcrow.report.prose.addresses import leads_somewhere
from pilcrow.report.prose.bibliography import bibtex_keys, document_entry, listed_entry
from pilcrow.report.prose.citations import (
    CitableDocument,
    find_clusters,
    make_citable_document,
    read_locator,
    resolve_item,
    write_cluster,
    write_item,
)
from pilcrow.report.prose.markdown import mask
from pilcrow.report.references.formats import bibtex


def paragraph(
    number: str, text: str = "Some words.", document: str = "speech-2020", **more: object
) -> Paragraph:
    """A paragraph of an invented speech."""
    kind = {"p": "speech", "h": "heading", "s": "salutation", "n": "note"}[number[0]]
    return Paragraph(
        f"{document}.{number}",
        document,
        number,
        kind,
        "A Speaker",
        1,
        text,
        "0" * 64,
        len(text.split()),
        0,
        len(text),
        0,
        len(text),
        1,
        **more,
    )  # type: ignore[arg-type]


def speech(*numbers: str) -> CitableDocument:
    gone = [
        Withdrawn(
            "speech-2020.p5",
            "speech-2020",
            "p5",
            "speech",
            "A Speaker",
            "Gone words.",
            "0" * 64,
            redirect="speech-2020.p4",
        )
    ]
    return make_citable_document("speech-2020", [paragraph(number) for number in numbers], gone)


SPEECH = speech("h1", "s1", "p1", "p2", "p3", "p4", "p6", "p7", "p8", "p8a", "p8b", "p9", "p10")


def clusters(text: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (text[c.start : c.end], [(i.prefix, i.key, i.suffix) for i in c.items])
        for c in find_clusters(text, mask(text))
    ]


def rewritten(text: str) -> str:
    result = text
    for cluster in reversed(find_clusters(text, mask(text))):
        written = [write_item(resolve_item(item, SPEECH)[0]) for item in cluster.items]
        result = result[: cluster.start] + write_cluster(cluster, written) + result[cluster.end :]
    return result


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[@a, para. 8]", ["a"]),
        ("[see @a, p. 8; also @b-2020]", ["a", "b-2020"]),
        ("@a [para. 8] says", ["a"]),
        ("As @a says", ["a"]),
        ("[-@a]", ["a"]),
        ("[@{a b}] [@{x.y}]", ["x.y"]),
        ("mail me@a.org", []),
        (r"\@a and `@b` and $@c$", []),
        ("[text](http://x.org/@a) ![@b](@c.png)", ["b"]),
        ("[a span @b]{.other}", ["b"]),
        ("<!-- @a --> @b", ["b"]),
        ("^[A note @a.]", ["a"]),
        ("[a\n@b,\npara. 3]", ["b"]),
        ("[a\n\n@b]", ["b"]),
        ("[a [@b] c]", ["b"]),
        ("[see [x](#y) @b, [z](#y)]", ["b"]),
    ],
)
def test_citations_are_found_where_pandoc_finds_them(text: str, keys: list[str]) -> None:
    assert [
        item.key for cluster in find_clusters(text, mask(text)) for item in cluster.items
    ] == keys


def test_pandoc_finds_the_same_citations() -> None:
    """The scanner is ours; Pandoc is the judge."""
    pypandoc = pytest.importorskip("pypandoc")
    text = (
        "A [see @a, para. 8; @b, p. 3] and @c [para. 2] or @d. [-@e] *[@f]*\n\n> @g\n\n- [@h,"
        " paras. 4-6, 9]\n\n`@x` \\@y me@z.org ^[@i] [@j\n, para. 3].\n\n[l @k](#m) [@n]{.o} “@p”"
        " [a [@q] b] [see [r](#s) @t, [u](#v)] [w [@x]{.y} z] [@z, a [b] c]\n"
    )
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    theirs: list[str] = []

    def visit(node: object) -> None:
        if isinstance(node, dict):
            if node.get("t") == "Cite":
                theirs.extend(citation["citationId"] for citation in node["c"][0])
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for item in node:
                visit(item)

    visit(json.loads(done.stdout))
    ours = [item.key for cluster in find_clusters(text, mask(text)) for item in cluster.items]
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize(
    ("suffix", "ranges", "rest"),
    [
        (", para. 8", [("p8", "p8")], ""),
        (", paras. 4-6, 9", [("p4", "p6"), ("p9", "p9")], ""),
        (
            ", paras. 4–6, 8a and 9, emphasis added",
            [("p4", "p6"), ("p8a", "p8a"), ("p9", "p9")],
            ", emphasis added",
        ),
        (" ¶¶ 4--5", [("p4", "p5")], ""),
        (", § 3", [("p3", "p3")], ""),
        (", h1, s1", [("h1", "h1"), ("s1", "s1")], ""),
        (", s1-s2", [("s1", "s2")], ""),
        (", paras. 4–6, h1", [("p4", "p6"), ("h1", "h1")], ""),
        (", p8", [("p8", "p8")], ""),
        (", {para. 8} and passim", [("p8", "p8")], " and passim"),
        ("para. 8", [("p8", "p8")], ""),
        (", paragraph 8", [("p8", "p8")], ""),
        (",\npara. 8", [("p8", "p8")], ""),
        (", para.&nbsp;8", [("p8", "p8")], ""),
        (",\u202fpara.\u202f8\u00a0b", [("p8", "p8")], "\u00a0b"),
        (", paras.\u20094\u2009&ndash;\u20096&#160;&amp; 9", [("p4", "p6"), ("p9", "p9")], ""),
        (r"&nbsp;¶\ 8, emphasis&nbsp;added", [("p8", "p8")], ", emphasis&nbsp;added"),
        (", paras. 4−6", [("p4", "p6")], ""),
        (", §§&#xA0;4&#8211;5", [("p4", "p5")], ""),
    ],
)
def test_locators_of_every_form_are_read(
    suffix: str, ranges: list[tuple[str, str]], rest: str
) -> None:
    locator = read_locator(suffix)
    assert locator is not None
    assert (locator.ranges, locator.rest) == (ranges, rest)


@pytest.mark.parametrize("suffix", ["", ", p. 8", ", 8", ", chap. 3", ", passim", ", pages 4"])
def test_what_names_no_paragraph_is_none(suffix: str) -> None:
    assert read_locator(suffix) is None


@pytest.mark.parametrize(
    "space", ["\u00a0", "\u202f", "\u2009", "&nbsp;", "&#8239;", "&thinsp;", r"\ "]
)
def test_a_space_of_any_kind_stands_in_a_citation(space: str) -> None:
    """Promise: a space that does not break is a space, also written as an entity with its `;`."""
    plain = "[see @speech-2020, paras. 4 – 6; @speech-2020, para. 9] @speech-2020 [para. 8] says"
    spaced = (
        f"[see @speech-2020,{space}paras.{space}4{space}–{space}6; @speech-2020, para.{space}9]"
        f" @speech-2020{space if len(space) == 1 else ' '}[para.{space}8] says"
    )
    assert rewritten(spaced) == rewritten(plain)


def test_words_behind_a_semicolon_after_a_locator_are_kept() -> None:
    assert rewritten("@speech-2020 [para. 8; by then] says") == (
        "@speech-2020 [{}, [para.\u00a08](#speech-2020.p8)\\; by then] says"
    )


def test_each_number_becomes_a_link() -> None:
    assert (
        rewritten("[see @speech-2020, paras. 1-3, 9, our emphasis; @speech-2020, para. 4]")
        == "[see @speech-2020, {},"
        ' [paras.\u00a01](#speech-2020.p1){data-through="speech-2020.p2"}–[3](#speech-2020.p3),'
        " [9](#speech-2020.p9), our emphasis; @speech-2020, {}, [para.\u00a04](#speech-2020.p4)]"
    )
    assert (
        rewritten("@speech-2020 [para. 4] says")
        == "@speech-2020 [{}, [para.\u00a04](#speech-2020.p4)] says"
    )
    assert (
        rewritten("[-@speech-2020, paras. 4]")
        == "[-@speech-2020, {}, [para.\u00a04](#speech-2020.p4)]"
    )
    assert (
        rewritten("[@speech-2020, para. 1, 2, h1]")
        == "[@speech-2020, {}, [paras.\u00a01](#speech-2020.p1), [2](#speech-2020.p2),"
        " [h1](#speech-2020.h1)]"
    )
    assert (
        rewritten("[@speech-2020, ¶ 1, 2]")
        == "[@speech-2020, {}, [¶¶\u00a01](#speech-2020.p1), [2](#speech-2020.p2)]"
    )


def resolve(text: str) -> tuple[list[str], list[str]]:
    [cluster] = find_clusters(text, mask(text))
    resolved, troubles = resolve_item(cluster.items[0], SPEECH)
    return [target.number for target in resolved.targets()], [
        f"{trouble.what} {trouble.todo}" for trouble in troubles
    ]


def test_a_range_holds_the_inserted_paragraphs_and_skips_those_that_left() -> None:
    assert resolve("[@speech-2020, paras. 8-9]")[0] == ["p8", "p8a", "p8b", "p9"]
    assert resolve("[@speech-2020, paras. 4-6]")[0] == ["p4", "p6"]
    assert resolve("[@speech-2020, paras. 8a-10]")[0] == ["p8a", "p8b", "p9", "p10"]


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("para. 99", "speech-2020 has no para. 99. It has paras. 1–4, 6–8, 8a, 8b, 9–10, h1, s1."),
        ("h2", "speech-2020 has no h2."),
        ("paras. 9-4", "The range p9–p4 runs backwards."),
        ("paras. 1-99", "speech-2020 has no para. 99."),
        ("p. 8", '"p. 8" does not name a paragraph of speech-2020. Write [@speech-2020, para. 8].'),
    ],
)
def test_what_never_existed_is_named(locator: str, said: str) -> None:
    _, troubles = resolve(f"[@speech-2020, {locator}]")
    assert len(troubles) == 1
    assert troubles[0].startswith(said)


def test_a_paragraph_that_was_merged_leads_to_where_its_words_are() -> None:
    assert (
        rewritten("[@speech-2020, para. 5]")
        == "[@speech-2020, {}, [para.\u00a05](#speech-2020.p4)]"
    )


@pytest.mark.parametrize("style", ["author-date", "numeric", "note"])
def test_the_rewritten_form_reads_well_in_every_style(tmp_path, style: str) -> None:  # type: ignore[no-untyped-def]
    pypandoc = pytest.importorskip("pypandoc")
    from pilcrow.files.project import look_folder

    entry = document_entry(
        "speech-2020",
        metadata_of(
            {
                "title": "A Speech",
                "speaker": {"name": "Ann Example"},
                "date": "2020-05-04",
                "place": "Bern",
            }
        ),
    )
    (tmp_path / "d.json").write_text(json.dumps([entry]))
    if style == "note":
        (tmp_path / "note.csl").write_text(NOTE_STYLE)
        csl = tmp_path / "note.csl"
    else:
        csl = look_folder() / f"{style}.csl"
    text = rewritten(
        "One [@speech-2020, paras. 1-3, 9]. @speech-2020 [para. 4] says. Two [see @speech-2020,"
        " para. 4, our emphasis; @speech-2020, h1]."
    )
    done = subprocess.run(
        [
            pypandoc.get_pandoc_path(),
            "-f",
            "markdown",
            "-t",
            "plain",
            "--citeproc",
            f"--bibliography={tmp_path / 'd.json'}",
            f"--csl={csl}",
            "--wrap=none",
            "-M",
            "link-citations=true",
        ],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    said = " ".join(done.stdout.split())
    assert "{}" not in said and ",," not in said and ", ," not in said and ".." not in said
    wanted = {
        "author-date": [
            "(Example 2020, paras. 1–3, 9)",
            "Example (2020, para. 4) says",
            "(see Example 2020, para. 4, our emphasis; Example 2020, h1)",
        ],
        "numeric": [
            "[1, paras. 1–3, 9]",
            "[1, para. 4] says",
            "[see 1, para. 4, our emphasis; 1, h1]",
        ],
        "note": ["paras. 1–3, 9", "para. 4", "h1"],
    }
    for words in wanted[style]:
        assert words in said


NOTE_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
  <info><title>Note</title><id>note</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout delimiter="; " suffix="."><group delimiter=", "><names variable="author"/><text variable="title"/><text variable="locator"/></group></layout></citation>
  <bibliography><layout suffix="."><names variable="author"/><text variable="title" prefix=", "/></layout></bibliography>
</style>
"""  # noqa: E501


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
def test_what_values_make_ready_the_gate_can_read(numbers: list[int]) -> None:
    from pilcrow.tables.values import cite_paragraphs

    ready = cite_paragraphs(f"speech-2020.p{number}" for number in numbers)
    [cluster] = find_clusters(f"[{ready}]", mask(f"[{ready}]"))
    document = make_citable_document(
        "speech-2020", [paragraph(f"p{number}") for number in range(1, 61)]
    )
    resolved, troubles = resolve_item(cluster.items[0], document)
    assert not troubles
    assert [int(target.number[1:]) for target in resolved.targets()] == sorted(numbers)


@example("@{\\8}")
@example("[@{a\\8}, p8]")
@given(st.text(alphabet="ab@[]();,{}-. p8\n`\\", max_size=40))
def test_no_text_breaks_the_scanner(text: str) -> None:
    for cluster in find_clusters(text, mask(text)):
        assert 0 <= cluster.start < cluster.end <= len(text)
        for item in cluster.items:
            assert text[item.key_start : item.key_start + len(item.key)] == item.key
            resolve_item(item, SPEECH)


def test_documents_are_entries_of_a_bibliography() -> None:
    metadata = {
        "title": "Remarks & more",
        "speaker": {"name": "Anna van der Test", "family": "van der Test"},
        "date": "2020-05",
        "event": "remarks",
    }
    entry = document_entry("speech-2020", metadata_of(metadata))
    assert entry["author"] == [{"family": "van der Test", "given": "Anna"}]
    assert entry["issued"] == {"date-parts": [[2020, 5]]}
    assert entry["type"] == "speech"
    assert "author = {van der Test, Anna}" in bibtex(entry) and r"Remarks \& more" in bibtex(entry)


def test_what_is_not_known_is_left_out() -> None:
    entry = document_entry(
        "speech-2020",
        metadata_of({"title": "Speech", "speaker": {"name": "Unknown speaker"}, "date": "1000"}),
    )
    assert "author" not in entry and "issued" not in entry


def test_a_debate_that_stands_for_its_speakers_is_listed_by_its_title_alone() -> None:
    """The title stood in the list of references twice, once as the author."""
    held = {"title": "Debate on tolls", "speaker": {"name": "Debate on tolls"}, "date": "2019"}
    assert "author" not in listed_entry("debate-2019", metadata_of(held))
    assert "author" in document_entry("debate-2019", metadata_of(held))  # "In: Debate on tolls"


def test_keys_of_a_bibliography_have_lines() -> None:
    assert bibtex_keys("@comment{x,}\n@book{a-1,\n}\n\n@misc{ b:2 , title={x@y.org}}\n") == [
        ("a-1", 2),
        ("b:2", 5),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        "java\tscript:x",
        " data:text/html,x",
        "file:///etc",
        "vbscript:x",
    ],
)
def test_an_address_that_would_do_something_is_no_link(address: str) -> None:
    """A link is not made of it, and the metadata cannot give it as their source."""
    assert not leads_somewhere(address)
    with pytest.raises(Problems, match=r"is not the address of a page|is not allowed"):
        validate(Metadata, {"title": "Speech", "source": {"url": address}}, "raw/a.yaml", {})


@pytest.mark.parametrize(
    "address",
    ["https://x.example/a", "HTTP://x.example", "www.x.example:80/a", "doi:10.1/2", "a/b.html"],
)
def test_an_address_is_a_link(address: str) -> None:
    assert (
        document_entry("speech-2020", metadata_of({"title": "Speech", "source": {"url": address}}))[
            "URL"
        ]
        == address
    )


def test_a_spanish_speaker_has_two_family_names_in_the_list_of_references() -> None:
    given = {"title": "Discurso", "speaker": {"name": "Pedro García Núñez"}, "language": "es"}
    named = document_entry("puerto", metadata_of(given))["author"]
    assert named == [{"family": "García Núñez", "given": "Pedro"}]
    named = document_entry("puerto", metadata_of({**given, "language": "en"}))["author"]
    assert named == [{"family": "Núñez", "given": "Pedro García"}]


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Mr Tom Hill", "en", {"family": "Hill", "given": "Tom"}),
        ("Präsidentin Dr. Anna Berg", "de", {"family": "Berg", "given": "Anna"}),
        ("Prime Minister Ada Sample", "en", {"family": "Sample", "given": "Ada"}),
        ("M. K. Gandhi", "en", {"family": "Gandhi", "given": "M. K."}),
        ("Mairead Sample", "en", {"family": "Sample", "given": "Mairead"}),
        ("The Chair", "en", {"literal": "The Chair"}),
    ],
)
def test_addresses_and_offices_are_no_given_names(
    name: str, language: str, expected: dict[str, str]
) -> None:
    given = {"title": "Debate", "speaker": {"name": name}, "language": language}
    assert document_entry("debate", metadata_of(given))["author"] == [expected]
