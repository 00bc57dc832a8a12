"""Write the composed project as docx, EPUB and JATS, the formats that journals ask for.

Pandoc writes them. What it leaves to chance (an identifier, times within an archive) is taken from
the report itself. EPUB gets a page list of paragraph numbers.
"""

from __future__ import annotations

import html
import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pilcrow.report.rendering.pandoc import READER, SOURCE

# What an EPUB has beside Pandoc's own styles: the line at the left of a callout.
_BOXES = b"\n.callout { border-left: 3px solid #808080; margin: 1em 0; padding-left: 1em; }\n"
FORMS = {"docx": "docx", "epub": "epub3", "jats": "jats_archiving"}
EXTENSIONS = {"docx": "docx", "epub": "epub", "jats": "jats.xml"}
DENSITY = 300  # pixels per inch of a drawing in docx
_HEAD = 33  # bytes of a PNG before what it says of its density
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the times that an archive can hold
_NOTE = re.compile(r'(<aside [^>]*\bid="fn(\d+)"[^>]*>\s*)(<p>)?')
_NOTE_NUMBER = re.compile(r'<a href="[^"]*#fnref\d+"[^>]*\bclass="footnote-back"[^>]*>\d+</a>\.\s*')
_PARAGRAPH = re.compile(r'\bid="([a-z][a-z0-9-]*\.p(\d+[a-z]*))"')


def arguments(project: Path, form: str) -> list[str]:
    """Return Pandoc's arguments. `form` is "docx", "epub" or "jats"."""
    made = [
        f"--from={READER}",
        f"--to={FORMS[form]}",
        "--standalone",
        "--wrap=none",
        "--syntax-highlighting=none",
        "--data-dir=look",
        "--lua-filter=look/pilcrow.lua",
    ]
    if form == "epub":
        made += ["--mathml", "--toc", "--toc-depth=2", "--split-level=1"]
    # A table of contents in docx is a field that is empty until a word processor fills it.
    if form == "docx" and (own := project / "look" / "reference.docx").is_file():
        made.append(f"--reference-doc={own}")
    return [*made, "--output=-", SOURCE]


def draw_as_pixels(drawings: Iterable[Path], project: Path) -> None:
    """Write a PNG beside drawings of a project, because word processors differ on vectors.

    A drawing that Typst cannot read has none, and stands in docx as it is.
    """
    drawn = sorted(drawings)
    if not drawn:
        return
    try:
        made = _pixels(drawn, project)
    except RuntimeError as trouble:  # of Typst; one of several stops all of them
        if len(drawn) > 1:
            for path in drawn:
                draw_as_pixels([path], project)
            return
        said = next(iter(str(trouble).splitlines()), "")
        print(f"{drawn[0].name} has no pixels for docx: {said}", file=sys.stderr)
        return
    for path, content in zip(drawn, made, strict=True):
        path.with_name(f"{path.name}.png").write_bytes(content)


def _pixels(drawings: Sequence[Path], project: Path) -> list[bytes]:
    """Return drawings as PNG: Typst sets one on each page."""
    import typst

    pages = (f'#image("{path.relative_to(project).as_posix()}")' for path in drawings)
    place = project / ".drawing.typ"
    place.write_text(
        "#set page(width: auto, height: auto, margin: 0pt)\n" + "\n#pagebreak()\n".join(pages),
        encoding="utf-8",
    )
    try:
        made = typst.compile(
            str(place),
            root=str(project),
            font_paths=[str(project / "look" / "fonts")],
            ignore_system_fonts=True,
            format="png",
            ppi=DENSITY,
        )
    finally:
        place.unlink()
    return [with_density(page) for page in ([made] if isinstance(made, bytes) else made)]


def with_density(png: bytes) -> bytes:
    """Return a PNG that says how many pixels an inch has. So it has the size of its drawing."""
    per_metre = round(DENSITY / 0.0254)
    named = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + named + struct.pack(">I", zlib.crc32(named))
    return png[:_HEAD] + chunk + png[_HEAD:]


def make_reproducible(
    content: bytes, form: str, own_styles: bool = False, paper: str = "a4"
) -> bytes:
    """Return a file with the same bytes on every run. An EPUB also gets its page list.

    `own_styles`: whether a docx has the styles of a file of the project, which are left alone.
    Otherwise it gets the paper of the print.
    """
    if form == "jats":
        return as_latest(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    if form == "epub":
        files = {name: with_note_numbers(name, drawable(name, files[name])) for name in files}
        files |= {name: files[name] + _BOXES for name in files if name.endswith(".css")}
        files = with_page_list(link_chapters(files))
        files = declare_formulas(files)
    if form == "docx" and _BODY in files:
        body = _ALIGNED.sub(rb'<w:jc w:val="\3" />\1\2', whole_rows(files[_BODY]))
        files[_BODY] = _PANEL.sub(_kept_together, body)
    if form == "docx" and (styles := files.get(_STYLES, b"")):
        known = set(re.findall(rb'w:styleId="(\w+)"', styles))
        added = b"".join(made for name, made in _ADDED.items() if name not in known)
        files[_STYLES] = styles.replace(b"</w:styles>", added + b"</w:styles>")
    if form == "docx" and not own_styles:
        files |= {name: use_common_typeface(files[name]) for name in _LETTERED if name in files}
        files |= {name: with_paper(files[name], paper) for name in (_BODY,) if name in files}
        files = with_page_numbers(files)
    first = ["mimetype"] if "mimetype" in files else ["[Content_Types].xml"]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in [*first, *sorted(set(files) - {*first})]:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return written.getvalue()


_BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_FOOTER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr>'
    b'<w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
    b'<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar'
    b' w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/>'
    b"</w:r></w:p></w:ftr>\n"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def whole_rows(content: bytes) -> bytes:
    """Return the text of a docx in which no row of a table goes on on the next page."""
    content = re.sub(rb"<w:trPr>(?!<w:cantSplit)", b"<w:trPr><w:cantSplit />", content)
    return re.sub(rb"<w:tr>(?!\s*<w:trPr>)", b"<w:tr><w:trPr><w:cantSplit /></w:trPr>", content)


# The paragraph of an image that look/journal.lua names the alignment of.
_ALIGNED = re.compile(
    rb"(</w:pPr>)((?:(?!</w:p>|</w:pPr>).)*?)<!--align-(center|left|right)-->", re.DOTALL
)
# A table in which look/journal.lua sets the parts of a figure side by side.
_PANEL = re.compile(
    rb'<w:tbl><w:tblPr><w:tblW [^>]*/><w:jc w:val="center" /><w:tblLayout.*?</w:tbl>', re.DOTALL
)


def _kept_together(panel: re.Match[bytes]) -> bytes:
    """Return a panel whose paragraphs stay on a page with what follows, its caption."""
    content = re.sub(rb"<w:p(?: ?/>|></w:p>)", b"<w:p><w:pPr></w:pPr></w:p>", panel[0])
    content = re.sub(rb"<w:p>(?!\s*<w:pPr>)", b"<w:p><w:pPr></w:pPr>", content)
    kept = rb"\1<w:keepNext />"
    return re.sub(rb"(<w:pPr>\s*(?:<w:pStyle [^>]*/>)?)(?!\s*<w:keepNext)", kept, content)


def with_page_numbers(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of a docx with the number of each page at its foot."""
    links, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    if not {_BODY, links, types} <= set(files):
        return files
    link = f'<Relationship Id="rIdFooter" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
    kind = f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    named = f'\\g<0><w:footerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rIdFooter" />'
    return {
        **files,
        "word/footer1.xml": _FOOTER,
        links: files[links].replace(b"</Relationships>", f"{link}</Relationships>".encode()),
        types: files[types].replace(b"</Types>", f"{kind}</Types>".encode()),
        _BODY: re.sub(rb"<w:sectPr\b[^>]*>", named.encode(), files[_BODY]),
    }


# Where Pandoc's own docx has its typefaces, which few programs but Word have, and its styles.
_LETTERED = ("word/theme/theme1.xml", _STYLES)


def _style(name: str) -> re.Pattern[bytes]:
    """Return the pattern of a style that Pandoc makes for one of our classes, up to its end."""
    written = rb'(<w:style\b[^>]*w:styleId="%s"(?:(?!</w:style>).)*)(?=</w:style>)'
    return re.compile(written % name.encode(), re.DOTALL)


# Words in a table are smaller and closer than those of the text.
_CELL = _style("TableText")
_SMALL = (
    b'<w:pPr><w:spacing w:before="36" w:after="36" /></w:pPr>'
    b'<w:rPr><w:sz w:val="20" /><w:szCs w:val="20" /></w:rPr>'
)
# A callout has a line at its left, as on the page (look/journal.lua).
_BOX = (
    b'<w:style w:type="table" w:customStyle="1" w:styleId="CalloutBox">'
    b'<w:name w:val="Callout Box" /><w:qFormat /><w:tblPr>'
    b'<w:tblBorders><w:left w:val="single" w:sz="18" w:space="0" w:color="808080" />'
    b'</w:tblBorders><w:tblCellMar><w:left w:w="160" w:type="dxa" />'
    b'<w:right w:w="108" w:type="dxa" /></w:tblCellMar></w:tblPr></w:style>'
)
# LibreOffice joins a paragraph of a note to the next one if its style is not in the file.
_SOURCE_CODE = (
    b'<w:style w:type="paragraph" w:customStyle="1" w:styleId="SourceCode">'
    b'<w:name w:val="Source Code" /><w:basedOn w:val="Normal" /><w:qFormat /><w:pPr>'
    b'<w:wordWrap w:val="off" /></w:pPr></w:style>'
)
_ADDED = {b"CalloutBox": _BOX, b"SourceCode": _SOURCE_CODE}  # styles that Pandoc does not make
# Width and height in twentieths of a point.
PAPERS = {"a4": (11906, 16838), "us-letter": (12240, 15840)}


def with_paper(content: bytes, paper: str) -> bytes:
    """Return the text of a docx on a paper, with margins of an inch."""
    width, height = PAPERS.get(paper, PAPERS["a4"])
    sides = " ".join(f'w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    size = (
        f'<w:pgSz w:w="{width}" w:h="{height}" />'
        f'<w:pgMar {sides} w:header="720" w:footer="720" w:gutter="0" />'
    )
    return re.sub(rb"(?=\s*</w:sectPr>)", size.encode(), content)


def use_common_typeface(content: bytes) -> bytes:
    """Return a part of a docx in a typeface that every word processor has, with smaller tables."""
    content = _CELL.sub(rb"\1" + _SMALL, content)
    return re.sub(rb'typeface="Aptos(?: Display)?"', b'typeface="Times New Roman"', content)


def as_latest(content: bytes) -> bytes:
    """Return a JATS file that names version 1.3 of the Archiving tag set.

    Pandoc names 1.2, all of which is in 1.3.
    """
    text = content.decode("utf-8")
    text = re.sub(
        r'"-//NLM//DTD JATS \(Z39\.96\) Journal Archiving[^"]*"\s+"[^"]*"',
        '"-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"\n'
        '                  "JATS-archivearticle1-3.dtd"',
        text,
        count=1,
    )
    return re.sub(r'dtd-version="1\.\d"', 'dtd-version="1.3"', text, count=1).encode("utf-8")


def drawable(name: str, content: bytes) -> bytes:
    """Return a file of an EPUB in which each outline of a drawing has a shape, as EPUB demands.

    The outline of a space draws nothing.
    """
    if not name.endswith(".svg"):
        return content
    return re.sub(rb'<path(?![^>]*\bd=")', b'<path d="M0 0"', content)


def with_note_numbers(name: str, content: bytes) -> bytes:
    """Return a file of an EPUB whose notes begin with their numbers, which lead back to the text.

    Some versions of Pandoc write them, others do not.
    """
    if not name.endswith(".xhtml"):
        return content
    text = _NOTE_NUMBER.sub("", content.decode("utf-8"))

    def numbered(found: re.Match[str]) -> str:
        back = (
            f'<a href="#fnref{found[2]}" class="footnote-back" role="doc-backlink">{found[2]}</a>.'
        )
        return f"{found[1]}<p>{back} " if found[3] else f"{found[1]}<p>{back}</p>\n"

    return _NOTE.sub(numbered, text).encode("utf-8")


def link_chapters(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of an EPUB in which internal links name the file that holds their target."""
    homes = {
        found: name
        for name, content in files.items()
        if name.endswith(".xhtml")
        for found in re.findall(r'\bid="([^"]+)"', content.decode("utf-8"))
    }

    def led(name: str, content: str) -> str:
        def lead(found: re.Match[str]) -> str:
            home = homes.get(found[1], name)
            return f'href="{home.rpartition("/")[2] if home != name else ""}#{found[1]}"'

        return re.sub(r'\bhref="#([^"]+)"', lead, content)

    return {
        name: (
            led(name, content.decode("utf-8")).encode("utf-8")
            if name.endswith(".xhtml") and "nav" not in name
            else content
        )
        for name, content in files.items()
    }


def declare_formulas(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of an EPUB whose list says that a heading in the contents has a formula."""
    if not any(b"<math" in files[name] for name in files if name.endswith("nav.xhtml")):
        return files
    return {
        name: content.replace(b'properties="nav"', b'properties="nav mathml"')
        if name.endswith(".opf")
        else content
        for name, content in files.items()
    }


def with_page_list(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of an EPUB with the numbers of the paragraphs as its page list."""
    navigation = next((name for name in files if name.endswith("nav.xhtml")), "")
    if not navigation:
        return files
    folder = navigation.rpartition("/")[0]
    pages: list[str] = []
    documents: set[str] = set()
    for name in sorted(files):
        if not name.endswith(".xhtml") or name == navigation:
            continue
        for found in _PARAGRAPH.finditer(files[name].decode("utf-8")):
            documents.add(found[1].rpartition(".")[0])
            target = name.removeprefix(f"{folder}/") if folder else name
            pages.append(f"{target}#{found[1]}\t{found[1]}\t{found[2]}")
    entries = []
    for page in pages:
        target, whole, number = page.split("\t")
        shown = number if len(documents) < 2 else whole
        entries.append(f'<li><a href="{html.escape(target)}">{html.escape(shown)}</a></li>')
    if not entries:
        return files
    listed = (
        '<nav epub:type="page-list" id="page-list"'
        f' hidden="hidden"><ol>{"".join(entries)}</ol></nav>'
    )
    text = files[navigation].decode("utf-8").replace("</body>", f"{listed}\n</body>", 1)
    return {**files, navigation: text.encode("utf-8")}
