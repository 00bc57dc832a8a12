"""A composed folder made by hand, for the tests of the page and the print.

Every text here is constructed: no speaker said it, no document holds it.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
from transcripts import transcript_blocks

from pilcrow.files.project import look_folder
from pilcrow.model.records import (
    Coding,
    Correction,
    Evidence,
    Mark,
    Paragraph,
    Voice,
    Withdrawn,
    WordChange,
)
from pilcrow.report.page import syntax
from pilcrow.report.page.guide import GuidedFinding, guide_blocks
from pilcrow.report.page.paragraph_tools import CodingNames
from pilcrow.report.page.strip import strip_blocks
from pilcrow.report.page.theme_key import DocumentHead, ThemeKey
from pilcrow.report.rendering.citing import Citation

ENGLISH = "specimen-one"
THEMES = [
    ThemeKey(
        "trade",
        "Trade",
        "Goods and services between the two sides are named.",
        {"trade.1": "trade*", "trade.2": "market*"},
        "theme-trade",
    ),
    ThemeKey(
        "dialogue",
        "Dialogue",
        "Talking is put forward as the way.",
        {"dialogue.1": "dialog*"},
        "theme-dialogue",
    ),
    ThemeKey(
        "dialogue/equal",
        "Dialogue among equals",
        "Talking is tied to equality.",
        {"dialogue/equal.1": "equal*"},
        "theme-dialogue.equal",
    ),
]
# number, kind, speaker, text
SPECIMEN = [
    ("h1", "heading", "Anna Specimen", "A constructed address for the tests of Pilcrow"),
    ("s1", "salutation", "Anna Specimen", "Ladies and gentlemen,"),
    (
        "p1",
        "speech",
        "Anna Specimen",
        (
            "We ask for dialogue among equal partners, and for open trade. <b>Not bold</b>, *not"
            " italic*, #not-typst[x], {{< not a shortcode >}}."
        ),
    ),
    (
        "p2",
        "speech",
        "Anna Specimen",
        "Trade has grown, they say, and the markets followed. (Applause) Nobody asked why.",
    ),
    ("q1", "question", "A questioner", "May one ask what equal dialogue means?"),
    ("p3", "speech", "Anna Specimen", "One may. It means that nobody leaves the room."),
    ("n1", "note", "", "(Applause)"),
    ("p4", "speech", "Anna Specimen", "Thank you--and, as they say -- well."),
]
OTHERS = {
    "specimen-ar": (
        "ar",
        "نموذج",
        ["نحن نؤمن بالحوار والتجارة بين الجميع.", "هذا نص مصنوع للاختبار."],
    ),
    "specimen-ru": (
        "ru",
        "Образец",
        ["Мы верим в диалог и торговлю.", "Это составленный для проверки текст."],
    ),
    "specimen-zh": ("zh-Hans", "样本", ["我们相信对话与贸易。", "这是为测试而写的文字。"]),
}


def paragraph(
    document: str,
    number: str,
    kind: str,
    speaker: str,
    text: str,
    order: int,
    start: int,
    **more: Any,
) -> Paragraph:
    values: dict[str, Any] = {
        "id": f"{document}.{number}",
        "document": document,
        "number": number,
        "kind": kind,
        "speaker": speaker,
        "order": order,
    }
    values |= {
        "text": text,
        "checksum": "0" * 64,
        "words": len(text.split()),
        "start": start,
        "end": start + len(text),
        "raw_start": start,
    }
    values |= {"raw_end": start + len(text.encode()), "line": order, "verdict": "exact"}
    return Paragraph(**values | more)


def coding(found: Paragraph, theme: str, words: str, rule: str) -> Coding:
    start = found.text.lower().index(words.lower())
    span = Evidence(start, start + len(words), 0, 0, rule, found.text[start : start + len(words)])
    return Coding(found.document, found.id, theme, "rules", [span])


def specimen() -> tuple[list[Paragraph], list[Coding]]:
    """The English document: its paragraphs and codings, some of them overlapping."""
    paragraphs, start = [], 0
    for order, (number, kind, speaker, text) in enumerate(SPECIMEN, 1):
        more: dict[str, Any] = {}
        if number == "p2":
            aside = text.index("(Applause)")
            more["asides"] = [(aside, aside + 10)]
        if number == "p3":
            more |= {
                "verdict": "reworded",
                "accepted": "One may. It means nobody leaves the room.",
                "explanation": "Reworded since it was accepted.",
            }
            more["difference"] = [
                WordChange("=", "One may. It means "),
                WordChange("+", "that "),
                WordChange("=", "nobody leaves the room."),
            ]
        paragraphs.append(paragraph(ENGLISH, number, kind, speaker, text, order, start, **more))
        start += len(text) + 1
    by = {p.number: p for p in paragraphs}
    codings = [
        coding(by["p1"], "dialogue", "dialogue among", "dialogue.1"),
        coding(by["p1"], "dialogue/equal", "among equal partners", "dialogue/equal.1"),
        coding(by["p1"], "trade", "trade", "trade.1"),
        coding(by["p2"], "trade", "Trade", "trade.1"),
        coding(by["p2"], "trade", "markets", "trade.2"),
        coding(by["q1"], "dialogue", "equal dialogue", "dialogue.1"),
    ]
    return paragraphs, codings


def long_specimen(length: int) -> tuple[list[Paragraph], list[Coding]]:
    """As many paragraphs of speech as asked for, with codings: for measuring."""
    paragraphs, codings, start = [], [], 0
    sentence = (
        "We ask for dialogue among equal partners, and for open trade; the markets of paragraph {}"
        " followed, as they say. "
    )
    for index in range(1, length + 1):
        text = (sentence.format(index) * (1 + index % 4)).strip()
        found = paragraph(ENGLISH, f"p{index}", "speech", "Anna Specimen", text, index, start)
        paragraphs.append(found)
        codings += [
            coding(found, "dialogue", "dialogue among", "dialogue.1"),
            coding(found, "dialogue/equal", "among equal", "dialogue/equal.1"),
        ]
        codings.append(coding(found, "trade", "trade", "trade.1"))
        start += len(text) + 1
    return paragraphs, codings


def compose(
    folder: Path, *, length: int = 0, others: bool = True, front: str = "", prose: str = ""
) -> Path:
    """Make a composed folder; with `length` its document has that many paragraphs of speech
    instead.
    """
    paragraphs, codings = long_specimen(length) if length else specimen()
    documents = [
        DocumentHead(
            ENGLISH,
            "A constructed address",
            "en",
            "Anna Specimen",
            "Specimen",
            "2020-05-04",
            "Nowhere",
        )
    ]
    corrections: list[Correction] = []
    voices: list[Voice] = []
    marks: list[Mark] = []
    withdrawn: list[Withdrawn] = []
    if not length:
        by = {p.number: p for p in paragraphs}
        place = by["p2"].start + by["p2"].text.index("markets")
        corrections.append(
            Correction(
                by["p2"].id,
                "markts",
                "markets",
                "A letter lost.",
                "Tests",
                2,
                "applied",
                "",
                place,
                place + 7,
            )
        )
        corrections.append(
            Correction(
                by["p1"].id,
                "dialogue",
                None,
                "Said twice in the programme.",
                "Tests",
                3,
                "note",
                "",
                by["p1"].start + 11,
                by["p1"].start + 19,
            )
        )
        said = by["p2"].text.index("Trade has grown, they say")
        voices.append(
            Voice(
                ENGLISH,
                by["p2"].id,
                "reported",
                "tests",
                said,
                said + 25,
                by["p2"].text[said : said + 25],
                "they",
                "A claim of others.",
            )
        )
        marks.append(
            Mark(
                "stale",
                "A hand coding belongs to an earlier state of this paragraph.",
                ENGLISH,
                by["p3"].id,
                todo="Read it again.",
            )
        )
        withdrawn.append(
            Withdrawn(
                f"{ENGLISH}.p5",
                ENGLISH,
                "p5",
                "speech",
                "Anna Specimen",
                "We were done.",
                "0",
                accepted=True,
                date="2020-06-01",
            )
        )
        withdrawn.append(
            Withdrawn(
                f"{ENGLISH}.p6",
                ENGLISH,
                "p6",
                "speech",
                "Anna Specimen",
                "Thanks.",
                "0",
                redirect=f"{ENGLISH}.p4",
                accepted=True,
            )
        )
    if others and not length:
        for name, (language, title, texts) in OTHERS.items():
            documents.append(DocumentHead(name, title, language, "", title, "2020-05-04"))
            start = 0
            for index, text in enumerate(texts, 1):
                paragraphs.append(paragraph(name, f"p{index}", "speech", "", text, index, start))
                start += len(text) + 1
    cited = {
        f"{ENGLISH}.p1": [("sec-findings", "2 Findings"), ("sec-trade", "2.1 Trade")],
        f"{ENGLISH}.p2": [("sec-trade", "2.1 Trade")],
    }
    # A reader has found the same themes in the first two paragraphs, and another in the third.
    second: list[Coding] = []
    if not length:
        second = [
            msgspec.structs.replace(found, coder="reader", memo="The reader’s reason.")
            for found in codings
            if found.paragraph != f"{ENGLISH}.q1"
        ]
        second.append(
            msgspec.structs.replace(
                coding(by["p3"], "dialogue", "nobody leaves the room", ""), coder="reader"
            )
        )
    findings = [
        GuidedFinding("sec-findings", "Findings", [f"{ENGLISH}.p1"]),
        GuidedFinding("sec-trade", "Trade", [f"{ENGLISH}.p2", f"{ENGLISH}.p1"]),
    ]
    parts: dict[str, list[syntax.Block]] = {
        "transcript": transcript_blocks(
            documents,
            paragraphs,
            codings=codings,
            voices=voices,
            corrections={ENGLISH: corrections},
            themes=THEMES,
            cited_in=cited,
            marks=marks,
            withdrawn=withdrawn,
            citations={ENGLISH: Citation("(Specimen 2020, ", ")")},
            second=second,
            compared=CodingNames("rules", "reading") if second else CodingNames(),
            guide=guide_blocks(findings, {found.id for found in paragraphs}),
        ),
        "strip": strip_blocks(documents, paragraphs, codings, THEMES),
        "codebook": [
            block
            for theme in THEMES
            for block in (
                syntax.header(2, syntax.text(theme.name), theme.anchor, ["unnumbered", "fold"]),
                syntax.paragraph(syntax.text(theme.definition)),
            )
        ],
        "doubts": [
            syntax.div(
                [syntax.paragraph(syntax.text("One mark of doubt: paragraph 3."))],
                "doubts",
                ["doubts"],
            )
        ],
        "register": [
            syntax.plain_table(
                [syntax.text(name) for name in ("ID", "Opening words", "Page")],
                [
                    [
                        [syntax.link(syntax.text(p.number), f"#{p.id}")],
                        syntax.text(p.text[:40]),
                        [syntax.link([], f"#{p.id}", classes=["page"])],
                    ]
                    for p in paragraphs
                ],
                syntax.text("Table 1. Register of the paragraphs."),
                widths=[0.15, 0.7, 0.15],
                identifier="tbl-register",
            )
        ],
        "figure-lengths": [
            {
                "t": "Figure",
                "c": [
                    syntax.attributes("fig-lengths"),
                    [
                        None,
                        [
                            syntax.paragraph(
                                [
                                    *syntax.text("Figure 1. Two bars. "),
                                    syntax.link(
                                        syntax.text("Data"), "figures/lengths.csv", classes=["data"]
                                    ),
                                ]
                            )
                        ],
                    ],
                    [
                        syntax.plain_block(
                            [syntax.image("figures/lengths.svg", "Two bars, the upper longer.")]
                        )
                    ],
                ],
            }
        ],
    }
    shutil.copytree(look_folder(), folder / "look")
    shutil.copyfile(look_folder() / "quarto.yml", folder / "_quarto.yml")
    (folder / "blocks").mkdir()
    (folder / "figures").mkdir()
    for name, blocks in parts.items():
        (folder / "blocks" / f"{name}.json").write_text(
            json.dumps(syntax.document(blocks)), encoding="utf-8"
        )
    bars = (
        '<rect x="10" y="10" width="300" height="20" style="fill:#1d4f7c"/><rect x="10" y="40"'
        ' width="180" height="20" style="fill:#a8480f"/><rect x="10" y="66" width="40" height="8"'
        ' style="fill:#1b6b52"/>'
    )
    for name, width in (("lengths", 400), ("lengths-narrow", 320)):
        (folder / f"figures/{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="80" viewBox="0 0'
            f' {width} 80">{bars}</svg>',
            encoding="utf-8",
        )
    with (folder / "figures/lengths.csv").open("w", newline="", encoding="utf-8") as table:
        csv.writer(table, lineterminator="\n").writerows(
            [["bar", "length"], ["upper", "300"], ["lower", "180"]]
        )
    speech = {
        "id": ENGLISH,
        "type": "speech",
        "title": "A constructed address",
        "author": [{"family": "Specimen", "given": "Anna"}],
        "issued": {"date-parts": [[2020, 5, 4]]},
    }
    (folder / "documents.json").write_text(json.dumps([speech]), encoding="utf-8")
    (folder / "report.qmd").write_text(
        REPORT.replace("FRONT", front).replace("PROSE", prose), encoding="utf-8"
    )
    return folder


REPORT = """---
title: A report on a constructed address
subtitle: For the tests
author: [The tests]
date: 4 May 2020
document-date: 2020-05-04
lang: en
abstract: |
  This report is about nothing that was ever said.
keywords: [test]
bibliography: [documents.json]
csl: look/author-date.csl
link-citations: true
transcript-anchor: sec-text
FRONT
---

::: {.insert part="doubts"}
:::

# The text {#sec-text}

::: {.insert part="strip"}
:::

::: {.insert part="transcript"}
:::

# Findings {#sec-findings}

The speaker asks for talks [[@specimen-one, {}, [para. 1](#specimen-one.p1){data-quote="dialogue among equal partners"}]]{#cite-1}.

## Trade {#sec-trade}

Growth is reported[^1] [[@specimen-one, {}, [para. 2](#specimen-one.p2){#link-two data-quote="Trade has grown | markets"}]]{#cite-3}, and asked for [[@specimen-one, {}, [para. 1](#specimen-one.p1)]]{#cite-2}.

[^1]: A note of the report, as notes are.

PROSE

::: {.insert figure="lengths"}
:::

# Codebook

::: {.insert part="codebook"}
:::

# Register

::: {.insert part="register"}
:::

# References {.unnumbered}

::: {#refs .references}
:::
"""  # noqa: E501
