"""The TEI file of a corpus: a header with the codebook, and the documents' files by XInclude."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from pilcrow import __version__
from pilcrow.exports.markup import XML_ID, add, encoded, lay_out
from pilcrow.exports.material import Setting
from pilcrow.exports.refi_codes import describe
from pilcrow.exports.tei import MIXED, NAMESPACE, put
from pilcrow.exports.tei_header import add_categories, add_publication

XINCLUDE = "http://www.w3.org/2001/XInclude"
PREFIX = "Codebook"  # no document's ID has a capital letter


def write_corpus(documents: Sequence[tuple[str, str]], setting: Setting) -> bytes:
    """Return the corpus file; `documents` are IDs and titles, in the order of the corpus."""
    root = etree.Element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE, "xi": XINCLUDE})
    root.set(XML_ID, "Corpus")
    header = add(root, "teiHeader", xml_lang="en")
    file = add(header, "fileDesc")
    add(
        add(file, "titleStmt"),
        "title",
        f"Corpus of {len(documents)} documents, coded by “{setting.title}”",
        type="main",
    )
    add(
        add(file, "extent"),
        "measure",
        f"{len(documents)} texts",
        unit="texts",
        quantity=str(len(documents)),
    )
    add_publication(file, setting.publication, "this corpus")
    source = add(add(file, "sourceDesc"), "listBibl")
    for document, title in documents:
        add(source, "bibl", title, corresp=f"#{document}")
    encoding = add(header, "encodingDesc")
    classes = add(encoding, "classDecl")
    taxonomy = add(classes, "taxonomy", xml_id=f"{PREFIX}.themes")
    add(taxonomy, "desc", f"{setting.title}, version {setting.codebook.version}")
    add_categories(taxonomy, f"{PREFIX}.theme", setting.themes)
    full = {theme.code: describe(theme, setting.codebook) for theme in setting.themes}
    for category in taxonomy.iter(f"{{{NAMESPACE}}}category"):
        description = category[0]
        del description[:]
        put(description, full[category.get("n")])
    application = add(add(encoding, "appInfo"), "application", ident="pilcrow", version=__version__)
    add(application, "label", "Pilcrow")
    for document, _ in documents:
        etree.SubElement(root, f"{{{XINCLUDE}}}include", href=f"tei/{document}.xml")
    lay_out(root, MIXED | {"bibl"})
    return encoded(root)
