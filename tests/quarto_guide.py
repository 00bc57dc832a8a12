"""Every construct of Quarto's authoring guide, each either the same in both renderers or refused.

What is the same stands in the report that tests/workflow/test_parity.py builds with both; what is
refused is asserted in tests/unit/test_portable.py. The examples are our own.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path

# Name of the construct → an example. All of them stand in one report, so identifiers are used once.
SAME = {
    "emphasis": "*italics*, **bold**, ***both***, ~~struck~~, H~2~O, x^2^, `code`.",
    "underline, small capitals, mark": (
        "[underlined]{.underline} [Small]{.smallcaps} [marked]{.mark}"
    ),
    "link": "<https://example.org>, [words](https://example.org), [a section](#sec-guide).",
    "figure": (
        '![A square, *red* [@lavrov-truss-2022, para. 1]](square.png){#fig-square fig-alt="A'
        ' \\"red\\" & plain square" width=30%}'
    ),
    "image with a size": '![No number](square.png){width=100px fig-align="center"}',
    "image with attributes on lines": (
        '![On lines](square.png){#fig-on-lines\n  width=20%\n  fig-alt="On lines"}'
    ),
    "image with both sizes": "![Both](square.png){width=1in height=1cm}",
    "image with a length": "![In a unit](square.png){width=2cm}",
    "decoration": "![](square.png)\n\nIn a line ![](square.png){width=12px} too.",
    "image in a line": "A ![little square](square.png){width=12px} in a line.",
    "image of another name": (
        '![A space](<a square.png>){fig-alt="x"}\n\n![Again](a%20square.png){fig-alt="x"}'
    ),
    "image with a link": "[![A square](square.png)](https://example.org)",
    "figure in a list": '- an item\n\n    ![In a list](square.png){fig-alt="A square"}',
    "figure in a definition": 'Term\n\n:   ![In a definition](square.png){fig-alt="x"}',
    "image in a list": "- ![](square.png)\n- two\n\nTerm\n: ![](square.png)",
    "figure in a block": '::: {#fig-div}\n![](square.png){fig-alt="A square"}\n\nIts caption.\n:::',
    "subfigures": (
        '::: {#fig-panel layout-ncol=2}\n![The first](square.png){#fig-one fig-alt="One"}\n\n![The'
        ' second](square.svg){#fig-two fig-alt="Two"}\n\nTwo squares, of which @fig-two is a'
        " drawing.\n:::"
    ),
    "figures in rows": (
        "::: {#fig-rows layout-nrow=2}\n![A](square.png){#fig-row-a}\n\n![B](square.png)\n\n"
        "![C](square.svg){#fig-row-c}\n\nThree, of which @fig-row-c is the last.\n:::"
    ),
    "layout": "::: {layout-ncol=2}\nLeft words.\n\nRight words.\n:::",
    "references to figures": (
        "@fig-square, @Fig-square, [-@fig-square], [Figs. @fig-panel], [@fig-one; @fig-div],"
        " [it](#fig-square)."
    ),
    "unordered list": "- one\n    + inner\n- two\n\n    more of two",
    "ordered list": "1. one\n2. two\n    i) a\n    ii) b",
    "task list": "- [ ] to do\n- [x] done",
    "example list": "(@good) An example.\n\nAs (@good) shows.",
    "example list in a cell": (
        "+------------------+-----+\n| (@cell) Example. | y   |\n+------------------+-----+\n\n"
        "As (@cell) shows, after (@good)."
    ),
    "definition list": "Term\n: what it is\n: what else it is",
    "definitions apart": (
        "Term\n: what it is\n\n: what else it is\n\nSecond\n\n:   One paragraph,\n\n"
        "    1. a list\n\nThird\n\n:   One paragraph.\n\n    Another."
    ),
    "line block": "| a line\n|   another\n\n- item\n\n  | a line\n  | another",
    "quotation": "> Words in a block.",
    "footnotes": (
        "A note.[^guide] Another.^[In the line.]\n\n[^guide]: Its words.\n\n    Two paragraphs."
        "\n\n    - a list\n\n    > quoted\n\n    ```\n    code\n\n    more\n    ```\n\n"
        "    ::: {.callout-note}\n    A callout.\n    :::\n\n    The end."
    ),
    "notes in blocks": (
        "> Quoted.[^quoted]\n>\n> [^quoted]: In the quotation.\n>\n>     ```\n>     code\n"
        ">     ```\n\n- An item.[^item]\n\n  [^item]: In the item.\n\n      Another.\n\n- The next."
    ),
    "captions in items": (
        "- | a |\n  |---|\n  | 1 |\n\n  : In an item {#tbl-item}\n\n- ```\n  code\n  ```\n\n"
        "See @tbl-item."
    ),
    "colons below code in a quotation": (
        "> Term\n>\n> :   Words\n>\n>     ::: {.any}\n>     ```\n>     code\n>     ```\n>     :::"
    ),
    "pipe table": (
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n: Own table [@lavrov-truss-2022, para. 2] {#tbl-own"
        ' tbl-colwidths="[70,30]"}'
    ),
    "grid table": (
        "+-----+-----+\n| a   | b   |\n+=====+=====+\n| - x | y   |\n+-----+-----+\n\n: A grid"
        " {#tbl-grid}"
    ),
    "simple table": (
        "  Right     Left\n-------     ------\n     12     12\n    123     123\n\nTable: Of lines"
        " {#tbl-lines}"
    ),
    "table in several lines": (
        "-----------------------\n Centred     Default\n  Header     Aligned\n-----------"
        " -----------\n   First    in two\n            lines\n\n  Second    5.0\n"
        "-----------------------\n\n: In several lines {#tbl-several}"
    ),
    "tables side by side": (
        "::: {#tbl-pair layout-ncol=2}\n| a |\n|---|\n| 1 |\n\n: The first {#tbl-pair-one}\n\n"
        "| b |\n|---|\n| 2 |\n\n: The second {#tbl-pair-two}\n\nA pair.\n:::\n\n"
        "::: {layout-ncol=2}\n| a |\n|---|\n| 1 |\n\n: Apart {#tbl-apart}\n:::"
    ),
    "tables in rows": (
        "::: {#tbl-rows layout-nrow=1}\n| a |\n|---|\n| 1 |\n\n: One {#tbl-row-one}\n\n"
        "| b |\n|---|\n| 2 |\n\n: Two {#tbl-row-two}\n\nBoth, and @tbl-row-two.\n:::"
    ),
    "table without bars at its sides": (
        "Table: Above the table {#tbl-bare}\n\na | b\n--|--\n1 | `a|b`\n\nSee @tbl-bare."
    ),
    "figure and table in a panel": (
        "::: {#fig-mixed layout-ncol=2}\n![One](square.png){#fig-mixed-one}\n\n| a |\n|---|\n"
        "| 1 |\n\nMixed.\n:::"
    ),
    "blocks of several parts in a panel": (
        "::::: {layout-ncol=2}\n::: {.callout-note}\nLeft.\n:::\n\n::: {.callout-tip}\nRight.\n"
        ":::\n:::::\n\n::::: {layout-ncol=2}\n::: {#fig-within layout-ncol=2}\n![A](square.png)\n\n"
        "![B](square.png)\n\nWithin.\n:::\n\n"
        '```{.r filename="a.R"}\nx\n```\n:::::\n\n::::: {layout-ncol=2}\n::: {.columns}\n'
        ":::: {.column}\nC\n::::\n:::\n\nD\n:::::"
    ),
    "table in a block": "::: {#tbl-block}\n| a | b |\n|---|---|\n| 1 | 2 |\n\nIn a block\n:::",
    "list table": (
        '::: {#tbl-list .list-table header-rows=1 widths="1,3" aligns="l,r"}\nA list as a'
        " table\n\n- - head a\n  - head b\n- - cell 1\n  - cell 2\n:::"
    ),
    "table with a link": (
        "| place | what stands there |\n|---|------|\n| [here](https://example.org) | more words"
        " than a line of Pandoc's can hold, so it gives shares of the line to both columns |"
    ),
    "table with cells over several": (
        "+---+---+---+\n| a     | b |\n+===+===+===+\n| 1 | 2 | 3 |\n+---+---+---+\n| x | y     |\n"
        "|   +---+---+\n|   | 4 | 5 |\n+---+---+---+"
    ),
    "table with a foot": (
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+===+===+\n| 3 | 4 |\n+===+===+"
    ),
    "list table with a column of heads": (
        '::: {.list-table header-rows=0 header-cols=1 widths="2,1"}\n'
        "- - a\n  - 1\n- - b\n  - 2\n:::"
    ),
    "table without a caption": "| a | b |\n|---|---|\n| 1 | 2 |",
    "references to tables": "@tbl-own, @tbl-grid, @tbl-block, @tbl-list, @tbl-register, @tbl-lines,"
    " @tbl-several, @tbl-pair, @tbl-pair-two, @tbl-apart.",
    "source code": "```python\nx = 1  # <1>\n```\n\n```\nplain\n```",
    "long line of code": "```\n" + "abcdefghij" * 20 + "\n```",
    "listing": (
        '```{.python #lst-hello lst-cap="Hello *you*"'
        ' filename="hello.py"}\nprint("hello")\n```\n\nSee @lst-hello.'
    ),
    "raw HTML": (
        '```{=html}\n<div id="rawdiv"><table><tr><td>raw</td></tr></table></div>\n```\n\nA'
        " `<kbd>K</kbd>`{=html} key."
    ),
    "raw Typst": "```{=typst}\n#rect[raw]\n```\n\nA `#emph[word]`{=typst} here.",
    "code of a language in a line": "`x <- 1`{.r}",
    "equation with a bar": "$\\bar{x}$ and $\\bar\\theta$.",
    "equations": (
        "$E = mc^2$ and\n\n$$\\alpha = 1 - \\frac{D_o}{D_e}$$ {#eq-alpha}\n\n$$x$$\n\n@eq-alpha,"
        " [Eq. @eq-alpha], [-@eq-alpha]."
    ),
    "formulas of many kinds": (
        "$f(x) = |x|$, $\\mathbb{R}$, $\\left( \\frac{a}{b} \\right)$, $\\lVert v \\rVert$ and"
        "\n\n$$\\begin{aligned} a &= b + c \\\\ d &= e \\end{aligned}$$ {#eq-aligned}\n\n"
        "$$\n\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{else} \\end{cases}\n$$\n\n"
        "A $$x = y$$ in a line, and one in a note.^[$g(x)$]\n\n"
        "### The set $h(x)$ {.unnumbered #sec-set}\n\nWords."
    ),
    "callout with lists and tables": (
        '::: {.callout-note title="A *title* with `code`"}\nWords.\n\n- one\n    1. inner\n\n'
        "| a | b |\n|---|---|\n| boxed | 2 |\n:::\n\n::: {.callout-tip}\nNext.\n:::"
    ),
    "callout": "::: {.callout-note}\nA note with [@lavrov-truss-2022, para. 3].\n:::",
    "callout with a title": '::: {.callout-tip title="With *a* title"}\nText.\n:::',
    "callout with a heading": "::: {.callout-warning}\n## A heading as title\n\nText.\n:::",
    "callout that folds": (
        '::: {#imp-one .callout-important collapse="true" icon=false}\n## Heading\nSee'
        " @imp-one.\n:::"
    ),
    "callout in a callout": (
        "::::: {.callout-note}\nOuter.\n\n::: {.callout-tip}\n- inner\n\n```r\nx\n```\n:::\n:::::"
    ),
    "callout in a list": (
        "- item\n\n  ::: {.callout-note}\n  Inner.\n  :::\n\n  ::: {.callout-tip}\n"
        "  ## Title\n  Inner.\n  :::\n\n- next\n\n1.  first\n\n    a.  below it\n\n"
        "        ::: {.callout-note}\n        Deep.\n        :::\n\nTerm\n:   its words\n\n"
        "    ::: {.callout-note}\n    In a definition.\n    :::\n\n> ::: {.callout-note}\n"
        "> In a quotation.\n> :::"
    ),
    "blocks after the sign of an item": (
        '- ::: {.callout-note}\n  Inner.\n  :::\n- ```{.r #lst-item lst-cap="In an item"}\n  x\n\n'
        "  y\n  ```\n- ::: {#fig-item layout-ncol=2}\n  ![A](square.png){#fig-item-one}\n\n"
        "  ![B](square.png)\n\n  In an item.\n  :::\n- ::: {#fig-item-mixed layout-ncol=2}\n"
        "  ![C](square.png){#fig-item-three}\n\n  ::: {.callout-note}\n  Beside.\n  :::\n\n"
        "  Mixed in an item.\n  :::\n- (@inner) An example.\n\nAs (@inner),"
        " @lst-item, @fig-item-mixed and @fig-item-one show."
    ),
    "figure in a quotation": "> ::: {#fig-quoted}\n> ![](square.png)\n>\n> Quoted.\n> :::",
    "backslashes": (
        '```{.r #lst-slash lst-cap="A \\\\ and \\\\* star" filename="a\\\\b.R"}\nx\n```\n\n'
        "| a \\\\ | b \\* |\n|---|---|\n| 1 \\\\ | 2 |\n\n: A \\\\ b {#tbl-slash}\n\n"
        '![A \\\\ b](square.png){fig-alt="c \\\\ d"}\n\n'
        '::: {.callout-note title="A \\\\ b"}\nx\n:::'
    ),
    "code after the signs of items": (
        "- ```\n  a\n    b\n  ```\n- - ```{.r #lst-signs}\n    c ~~~~\n    ```\n\n"
        "1.  ````{=html}\n    <b>d</b>\n    ````\n\n> - ```\n>   e\n>   ```"
    ),
    "code in the caption of a listing": '```{.r #lst-code lst-cap="Of `x`, a@b.org"}\nx\n```',
    "code in a list table": (
        "::: {.list-table}\n- - a\n- - words\n\n    ```r\n    x\n\n    y\n    ```\n:::"
    ),
    "panels in notes, definitions, items and panels": (
        "See.[^panels]\n\n[^panels]: Words.\n\n    ::: {#fig-noted layout-ncol=2}\n"
        "    ![A](square.png){#fig-noted-one}\n\n    ![B](square.png)\n\n"
        "    In a note.\n    :::\n\n"
        "    | a |\n    |---|\n    | 1 |\n\n    : In a note {#tbl-noted}\n\nTerm\n\n:   Words.\n\n"
        "    ::: {#fig-defined layout-ncol=2}\n    ![A](square.png)\n\n    ![B](square.png)\n\n"
        "    In a definition.\n    :::\n\n-   item\n\n    > ::: {#fig-deep layout-ncol=2}\n"
        "    > ![A](square.png)\n    >\n    > ![B](square.png)\n    >\n    > Deep.\n    > :::\n\n"
        "::::: {#fig-outer layout-ncol=2}\n![A](square.png)\n\n::: {#fig-inner layout-ncol=2}\n"
        "![B](square.png)\n\n![C](square.png)\n\nInner.\n:::\n\nOuter.\n:::::\n\n"
        "See @fig-noted-one, @tbl-noted, @fig-defined, @fig-deep and @fig-inner."
    ),
    "braces without words below a table": "| a |\n|---|\n| 1 |\n\n: Words {}",
    "list table with widths": (
        '::: {.list-table tbl-colwidths="[75,25]"}\n- - Fruit\n  - Price\n- - Apple\n  - 1\n:::'
    ),
    "list table with cells over several": (
        "::: {.list-table}\n- - []{colspan=2} Item\n  - Price\n\n- - []{rowspan=2} Citrus\n"
        "  - Orange\n  - 0.90\n\n- - Lemon\n  - 0.80\n:::"
    ),
    "widths without a caption": ('| a | b |\n|---|---|\n| 1 | 2 |\n\n: {tbl-colwidths="[75,25]"}'),
    "what is called a table": (
        "::: {#tbl-image}\n![](square.png)\n\nAn image.\n:::\n\n::: {#tbl-code}\n```r\nx\n```\n\n"
        "Code.\n:::\n\nSee @tbl-image and @tbl-code."
    ),
    "what is called a figure": ("::: {#fig-words}\nWords.\n\nA caption.\n:::\n\nSee @fig-words."),
    "headings in a panel": (
        "::: {layout-ncol=2}\n### List one\n\n- A\n- B\n\n### List two\n\n- C\n:::"
    ),
    "list table in a table": (
        "::::: {#tbl-outer}\n::: {#tbl-inner .list-table}\nInner\n\n- - a\n- - 1\n:::\n\n"
        "Outer, with @tbl-inner.\n:::::"
    ),
    "definitions with lines close to their signs": (
        "Term\n: words\n  that go on\n\nTerm\n: words\n\n    more\n\nTerm\n\n:   ```\n    code\n"
        "    ```\n\nWords.\n\n- Term\n  : words\n- next"
    ),
    "tables without rows": "| a | b |\n|---|---|\n\n::: {.list-table}\n- - a\n  - b\n:::",
    "callout with a heading in a quotation": (
        "> ::: {#nte-quoted .callout-note}\n> ## A title in a quotation\n>\n> Words.\n> :::\n\n"
        "See @nte-quoted."
    ),
    "figures of lists": (
        "::: {#fig-listed}\n- a\n- b\n\n1. c\n\n| a line\n| another\n\nOf lists.\n:::\n\n"
        "- item\n\n  ::: {#fig-listed-deep}\n  - a\n\n  Deep.\n  :::"
    ),
    "column for another format": (
        ':::::: {.columns}\n:::: {.column}\n::: {.content-visible when-format="html"}\n'
        "On the page.\n:::\n::::\n::::::"
    ),
    "callout in short": "::: callout-caution\nShort.\n:::",
    "columns": (
        ':::: {.columns}\n\n::: {.column width="40%"}\nLeft.\n:::\n\n::: {.column'
        ' width="60%"}\n[Right](https://example.org).\n:::\n\n::::'
    ),
    "blocks and spans": (
        '::: {.any #any}\nWords [of a class]{.other key="value"}.\n:::\n\n[There](#any).'
    ),
    "another language": "::: {lang=fr-CA}\nBonjour.\n:::\n\n[Guten Tag]{lang=de}, he said.",
    "horizontal rule": "* * *",
    "content for one format": (
        '::: {.content-visible when-format="html"}\nOn the page.\n:::\n\n::: {.content-visible'
        ' unless-format="html"}\nElsewhere.\n:::\n\n::: {.content-hidden when-format="typst"}\nNot'
        ' in print.\n:::\n\n[Page]{.content-visible when-format="html"}[print]{.content-visible'
        ' when-format="pdf"}.'
    ),
    "page break": "{{< pagebreak >}}",
    "front matter": "The title is {{< meta title >}}.",
    "variable": "There are {{< var paragraphs.speech >}}.",
    "citations": "@krippendorff-2019 [p. 4] and [see @krippendorff-2019, ch. 5; -@macqueen-1998].",
    "citations with words before them": (
        "[see @macqueen-1998, p. 31; @krippendorff-2019], [@macqueen-1998; see"
        " @krippendorff-2019], [@macqueen-1998; cf. @uk-2017 at length; @krippendorff-2019;"
        " @mid-2017] and [@mid-2017; @krippendorff-2019, chap. 3 and *passim*; @macqueen-1998]."
    ),
    "note in a heading": "### Noted^[A note of a heading.] {#sec-noted}\n\nWords.",
    "formula in a heading": "### The letter $x^2$ {#sec-letter}\n\nWords.",
    "special characters": '5\\ km -- and --- so on... "quoted" :smile: \\* \\$5',
}
# Name of the construct → an example, and the beginning of what is said.
REFUSED = {
    "formula of a package": ("$\\ce{H2O}$", "The formula \\ce{H2O} cannot be read"),
    "formula with a name of its own": (
        "$$x = y \\tag{1}$$",
        "The formula x = y \\tag{1} cannot be read",
    ),
    "footnote without words": ("A word.[^none]", "The footnote [^none] has no words."),
    "reference in the title of a callout": (
        '::: {.callout-note title="See @fig-square"}\nx\n:::',
        "title contains a citation",
    ),
    "link in the title of a callout": (
        '::: {.callout-note title="See [it](#fig-square)"}\nx\n:::',
        "title contains a citation",
    ),
    "citation in an attribute with a caption": (
        '::: {#fig-attr fig-cap="As @uk-2017"}\n![](square.png)\n:::',
        "fig-cap contains a citation",
    ),
    "note in a note": ("A word.^[A note^[within].]", "A note is within a note"),
    "note in the words of a note": (
        "A word.[^out][^in]\n\n[^out]: Words [^in].\n\n[^in]: Inner.",
        "A note is within a note",
    ),
    "fence further right than its item": (
        "- item\n\n    ::: {.callout-note}\n    Inner.\n    :::",
        "These colons are indented",
    ),
    "page break in a list": ("- item\n\n  {{< pagebreak >}}", "A page break is within a list"),
    "page break in a block": (
        "::: {.content-visible when-format=pdf}\n{{< pagebreak >}}\n:::",
        "A page break is within a list",
    ),
    "item right below a caption": (
        "- a | b\n  --|--\n\n  : In an item {#tbl-a}\n- next",
        "The next item is right below the caption",
    ),
    "span after a citation": ("@a-2019 [b]{.c}", "Words with attributes follow a citation"),
    "indented definition with blocks": (
        "Term\n\n :   A\n\n     | a |\n     |---|",
        "This definition of several blocks is indented",
    ),
    "braces of code on two lines": (
        '```{.r #lst-a lst-cap="One\nline"}\nx\n```',
        "The braces of this block of code are not closed",
    ),
    "words for one format in a title": (
        "::: {.callout-tip title=\"A [b]{.content-visible when-format='html'}\"}\nx\n:::",
        "title contains a citation, image, link to a place",
    ),
    "row that ends in a backslash": (
        "a | b\n--|--\n1 | 2 \\\n3 | 4",
        "A row of a table ends in a backslash",
    ),
    "fence within a fence, indented": (
        "::: {.callout-note}\n  ::: {.any}\n  x\n  :::\n:::",
        "These colons are indented",
    ),
    "words without a footnote": (
        "A word.\n\n[^lost]: Lost words.",
        "The text does not refer to the footnote [^lost]",
    ),
    "image by reference": (
        "![c][it]\n\n[it]: square.png",
        "The file of an image is named elsewhere in the text.",
    ),
    "image by its name": (
        "![it]\n\n[it]: square.png",
        "The file of an image is named elsewhere in the text.",
    ),
    "image for dark ground": ("![c](square.png){.dark-content}", "A part for light or dark"),
    "listing in a block": (
        "::: {#lst-block}\n```r\nx\n```\n\nCaption\n:::",
        "A listing in a block of its own",
    ),
    "images of a panel in one paragraph": (
        "::: {layout-ncol=2}\n![A](square.png)\n![B](square.png)\n:::",
        "One paragraph has several images of a panel",
    ),
    "link to a file": ("[data](square.svg)", "A link leads to the file square.svg"),
    "link to a file that is nowhere": ("[data](a.csv#r1)", "A link leads to the file a.csv#r1"),
    "link to a file by reference": ("[data][d]\n\n[d]: a.csv", "A link leads to the file a.csv"),
    "link to a source": ("[more](other.qmd)", "A link leads to the file other.qmd"),
    "link to nothing": ("[data]()", "A link leads nowhere."),
    "callout without a kind": ("::: {.callout}\nx\n:::", "A callout without a kind"),
    "citation of an address": (
        "See [@https://example.org].",
        "A citation has a web address as its key.",
    ),
    "block with open braces": ("::: {.note\nx\n:::", "This line of colons does not open a block"),
    "block with words behind": ("::: note here\nx\n:::", "This line of colons does not open"),
    "Typst that loads": (
        '```{=typst}\n#import "@preview/cetz:0.4.0"\n```',
        "Raw Typst loads a file",
    ),
    "Typst that loads in a line": ('A `#image("a.png")`{=typst} word.', "Raw Typst loads a file"),
    "Typst with an unknown name": (
        "```{=typst}\n#unknown[x]\n```",
        "Raw Typst cannot be set: unknown variable: unknown",
    ),
    "Typst with an unknown name in a line": (
        "A `#unknown[x]`{=typst} word.",
        "Raw Typst cannot be set: unknown variable: unknown",
    ),
    "Typst that is not closed": (
        "A `#emph[x`{=typst} word.",
        "Raw Typst cannot be set: unclosed delimiter",
    ),
    "new page in LaTeX": ("\\newpage", "Raw LaTeX (\\newpage)"),
    "code cell": ("```{python}\nprint(1)\n```", "A code cell (python)"),
    "code cell in R": ("```{r}\n#| label: fig-a\nplot(1)\n```", "A code cell (r)"),
    "inline code cell": ("`{python} x`", "The text contains a code cell."),
    "unexecuted cell": ("```{{python}}\n1\n```", "Code in double braces"),
    "diagram": ("```{mermaid}\na --> b\n```", "A diagram (mermaid)"),
    "video": ("{{< video https://example.org/a.mp4 >}}", 'The shortcode "video"'),
    "keyboard": ("{{< kbd Ctrl-C >}}", 'The shortcode "kbd"'),
    "embedded cell": ("{{< embed a.ipynb#fig >}}", 'The shortcode "embed"'),
    "environment": ("{{< env HOME >}}", 'The shortcode "env"'),
    "lorem ipsum": ("{{< lipsum 1 >}}", 'The shortcode "lipsum"'),
    "contents": ("{{< contents a-cell >}}", 'The shortcode "contents"'),
    "version of Quarto": ("{{< version >}}", 'The shortcode "version"'),
    "brand": ("{{< brand logo >}}", 'The shortcode "brand"'),
    "video with a number": ("::: {#vid-a}\nx\n:::", "Quarto takes an ID such as"),
    "item of a list of the front matter": ("{{< meta author.1 >}}", "The front matter has no"),
    "placeholder": ("{{< placeholder 10 10 >}}", 'The shortcode "placeholder"'),
    "tabset": ("::: {.panel-tabset}\n## A\n\nx\n:::", "A tabset"),
    "margin": ("::: {.column-margin}\nx\n:::", "A part in the margin"),
    "aside": ("[x]{.aside}", "A part in the margin"),
    "wide block": ("::: {.column-page}\nx\n:::", "A part in the margin"),
    "grid": ("::: {.grid}\nx\n:::", "A grid"),
    "theorem": ("::: {#thm-line}\nx\n:::", "Quarto takes an ID such as"),
    "reference to a theorem": ("See @thm-line.", '"thm-line" is a kind of cross-reference'),
    "proof": ("::: {.proof}\nx\n:::", "A theorem or proof"),
    "layout by rows": ('::: {layout="[[1], [1, 1]]"}\nx\n:::', "The attribute layout"),
    "lightbox": ("![c](square.png){.lightbox group=a}", "A lightbox"),
    "lightbox by a class": ("![c](square.png){.lightbox}", "A lightbox"),
    "look of a table": (": c {#tbl-a .striped}\n\n| a |\n|---|\n| 1 |", "A look of Bootstrap's"),
    "caption as attribute": ('![c](square.png){fig-cap="d"}', "The attribute fig-cap"),
    "raw HTML that loads": (
        '```{=html}\n<iframe src="https://example.org"></iframe>\n```',
        "Raw HTML loads",
    ),
    "raw HTML that loads in a line": ('A `<img src="a.png">`{=html} word.', "Raw HTML loads"),
    "folded code": ("```{.python code-fold=true}\n1\n```", "Folded code"),
    "style": ('[x]{style="color: red"}', "The attribute style"),
    "hidden": ("::: {.hidden}\nx\n:::", "A hidden part"),
    "condition on the metadata": ('::: {.content-visible when-meta="x"}\nx\n:::', "This condition"),
    "condition on another format": (
        '::: {.content-visible when-format="revealjs"}\nx\n:::',
        "This condition",
    ),
    "condition on code": (
        '```{.r .content-visible when-format="html"}\nx\n```',
        "A condition is that of a heading",
    ),
    "condition on a heading": (
        '# Title {.content-visible when-format="html"}',
        "A condition is that of a heading",
    ),
    "condition on an image": (
        '![c](square.png){.content-visible when-format="html"}',
        "A condition is that of a heading",
    ),
    "condition on a callout": (
        '::: {.callout-note .content-visible when-format="html"}\nx\n:::',
        "A part for one format has other attributes",
    ),
    "figure for one format": (
        '::: {.content-visible when-format="html"}\n![c](square.png){#fig-a}\n:::',
        "fig-a is in a part for one format",
    ),
    "listing for one format": (
        '::: {.content-hidden when-format="html"}\n```{.r #lst-a lst-cap="C"}\nx\n```\n:::',
        "lst-a is in a part for one format",
    ),
    "insert for one format": (
        '::::: {.only-html}\n::: {.insert figure="themes"}\n:::\n:::::',
        "fig-themes is in a part for one format",
    ),
    "heading for one format": (
        '::: {.content-visible when-format="html"}\n# Title\n:::',
        "This heading is in a part for one format",
    ),
    "heading in the margin": ("# Title {.column-margin}", "A part in the margin"),
    "heading called a figure": ("# Title {#fig-heading}", "Quarto numbers what is called"),
    "raw HTML with a link that leads nowhere": (
        "A `<a>word</a>`{=html}.",
        "Raw HTML has a link without an address",
    ),
    "raw HTML in a line": ("A <b>word</b>.", "Raw HTML"),
    "raw LaTeX": ("`\\newpage`{=latex}", "Raw markup for latex"),
    "LaTeX in a line": ("A \\emph{word}.", "Raw LaTeX"),
    "unknown callout": ("::: {.callout-danger}\nx\n:::", 'There is no callout "danger"'),
    "image on the network": (
        "![c](https://example.org/a.png)",
        "The image https://example.org/a.png",
    ),
    "video as image": ("![c](film.mp4)", "There is no image"),
    "number for a span": ("[x]{#fig-span}", "Quarto numbers what is called"),
    "equation with another name": ("$$x$$ {#alpha}", 'The identifier "alpha"'),
    "metadata in the text": ("A.\n\n---\ntitle: x\n---\n", "The text contains a block of metadata"),
    "words right below a horizontal line": (
        "Words.\n\n---\n*More* words.\n\n---\n",
        "Words right below three dashes",
    ),
    "heading without words": ("## {#sec-none}\n\nWords.", "A heading has no words."),
    "alternative text of an equation": (
        '$$x$$ {#eq-x alt="an x"}',
        "An equation has attributes beside its identifier",
    ),
    "attributes of code after its language": (
        '```python {filename="a.py"}\nx\n```',
        "The braces of this block of code stand after its language.",
    ),
    "definition with more words close to its sign": (
        "Term\n: words\n\n  more",
        "Blocks of this definition are too close",
    ),
    "definition with a list close to its sign": (
        "Term\n: words\n  - a\n  - b",
        "Blocks of this definition are too close",
    ),
    "definition that is a list close to its sign": (
        "- Term\n  : - a\n    - b",
        "Blocks of this definition are too close",
    ),
    "definition right below an item": (
        "- words\n: a definition",
        "This definition is right below an item",
    ),
    "list right below a definition": (
        "Term\n:   words\n    - a",
        "Blocks of this definition are too close",
    ),
    "code right after the sign of a definition": (
        "Term\n: ```\n  code\n  ```",
        "Blocks of this definition are too close",
    ),
    "definition below a definition, indented": (
        "Term\n: one\n  : two",
        "Blocks of this definition are too close",
    ),
    "heading in a quotation": ("> Words.\n>\n> ## Title", "A heading in a list, quotation"),
    "heading in an item": ("1. ## Title", "A heading in a list, quotation"),
    "heading below an item": ("- words\n\n  ## Title\n", "A heading in a list, quotation"),
    "heading in a definition": ("Term\n:   A\n\n    ## B", "A heading in a list, quotation"),
    "heading in a cell": (
        "+-----+-----+\n| a   | # b |\n+-----+-----+",
        "A heading in a list, quotation",
    ),
    "heading by underlining": ("Title\n=====\n", "A heading is marked"),
}


def guide() -> str:
    """All constructs that are the same in both, as a section."""
    return "# The guide {#sec-guide}\n\n" + "\n\n".join(
        f"## {name[0].upper()}{name[1:]}\n\n{example}" for name, example in SAME.items()
    )


def write_images(folder: Path) -> None:
    """Two small images for the examples."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checked

    rows = b"".join(b"\0" + bytes((200, 0, 0)) * 40 for _ in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    (folder / "square.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )
    shutil.copyfile(folder / "square.png", folder / "a square.png")
    (folder / "square.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 30' width='40' height='30'>"
        "<rect width='40' height='30' fill='#00a'/></svg>",
        encoding="utf-8",
    )
