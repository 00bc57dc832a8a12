"""Name the libraries whose versions the report prints: those of the lock, none of the system.

What is printed here is also part of what `compose` depends on (see build/plan.py).
"""

from __future__ import annotations

from pilcrow import __version__
from pilcrow.files.installed import installed_version
from pilcrow.files.language import to_say

SOFTWARE = {
    "pilcrow": to_say("this workflow"),
    "snakemake": to_say("runs the stages"),
    "msgspec": to_say("records between the stages"),
    "pyyaml": to_say("reads the scholar’s files"),
    "pandas": to_say("tables"),
    "numpy": to_say("tables and figures"),
    "pyarrow": to_say("tables as Parquet"),
    "matplotlib": to_say("figures"),
    "pypandoc-binary": to_say("Pandoc: the report as page and print"),
    "typst": to_say("print"),
    "fonttools": to_say("fonts"),
    "ahocorasick-rs": to_say("finds the codebook’s words"),
    "regex": to_say("divides text into words"),
    "rapidfuzz": to_say("compares texts word by word"),
    "charset-normalizer": to_say("proposes encodings"),
    "py3langid": to_say("proposes languages"),
    "lxml": to_say("reads HTML, TEI and what docx files hold"),
    "python-docx": to_say("reads docx"),
    "pypdfium2": to_say("reads the text of PDFs"),
}


def software_version(name: str) -> str:
    """Return the version of a package, or "" if it is not installed.

    Pilcrow's version is that of the running code.
    """
    return __version__ if name == "pilcrow" else installed_version(name)
