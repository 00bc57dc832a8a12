"""Name the libraries whose versions the report prints: those of the lock, none of the system.

What is printed here is also part of what `compose` depends on (see build/plan.py).
"""

from __future__ import annotations

from pilcrow import __version__
from pilcrow.files.installed import installed_version

SOFTWARE = {
    "pilcrow": "this workflow",
    "snakemake": "runs the stages",
    "msgspec": "records between the stages",
    "pyyaml": "reads the scholar’s files",
    "pandas": "tables",
    "numpy": "tables and figures",
    "pyarrow": "tables as Parquet",
    "matplotlib": "figures",
    "pypandoc-binary": "Pandoc: the report as page and print",
    "typst": "print",
    "fonttools": "fonts",
    "ahocorasick-rs": "finds the codebook’s words",
    "regex": "divides text into words",
    "rapidfuzz": "compares texts word by word",
    "charset-normalizer": "proposes encodings",
    "py3langid": "proposes languages",
    "lxml": "reads HTML, TEI and what docx files hold",
    "python-docx": "reads docx",
    "pypdfium2": "reads the text of PDFs",
}


def software_version(name: str) -> str:
    """Return the version of a package, or "" if it is not installed.

    Pilcrow's version is that of the running code.
    """
    return __version__ if name == "pilcrow" else installed_version(name)
