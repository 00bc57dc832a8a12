"""Formulas are written once, by the Pandoc of the lock, for every format."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from pilcrow.report.page import syntax
from pilcrow.report.rendering.formulas import written_formulas

REPORT = """---
title: "Of $t$"
---

Words $f(x) = |x|$ and again $f(x) = |x|$.

$$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$

```{.r .scholar-code caption="Of $c$"}
y
```

Prices of 5$ and `$code$`.
"""


def test_each_formula_is_written_once_for_each_format() -> None:
    part = syntax.document([{"t": "Para", "c": [math("p_1")]}])
    made = written_formulas(REPORT, [part])
    assert [key.partition(":") for key in made] == [
        ("InlineMath", ":", "t"),
        ("InlineMath", ":", "f(x) = |x|"),
        ("DisplayMath", ":", "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}"),
        ("InlineMath", ":", "c"),
        ("InlineMath", ":", "p_1"),
    ]
    spaces = ' xmlns:m="m" xmlns:w="w" xmlns:mml="mml"'
    for key, written in made.items():
        source = key.partition(":")[2]
        assert set(written) == {"html", "typst", "jats", "docx"}
        assert written["html"].startswith("<math ") and written["html"].endswith("</math>")
        assert written["typst"].startswith("$") and written["typst"].endswith("$")
        assert written["jats"].startswith(("<inline-formula>", "<disp-formula>"))
        assert source in ElementTree.fromstring(written["html"]).itertext()
        for form in ("jats", "docx"):
            ElementTree.fromstring(f"<all{spaces}>{written[form]}</all>")
    assert made["InlineMath:p_1"]["typst"] == "$p_1$"


def math(source: str) -> dict[str, object]:
    return {"t": "Math", "c": [{"t": "InlineMath"}, source]}


@pytest.mark.parametrize("report", ["Words.", "A price of 5$.", "`$x$`"])
def test_a_report_without_formulas_has_none(report: str) -> None:
    assert written_formulas(report, [syntax.document([])]) == {}
