"""Render the composed project with Quarto in a copy, so that the project itself stays as it is.

Quarto gets the same qmd, filters, templates, bibliography and style as the embedded renderer.
`look/quarto.yml` turns off what it would add. It has a home of its own for this one run, and no
settings of the machine.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pilcrow.files.project import look_folder
from pilcrow.model.problems import fail
from pilcrow.report.rendering.renderers import find_quarto, missing_quarto, quarto_version, refusal

SOURCE = "report.qmd"
TARGETS = {"html": "html", "pdf": "typst", "docx": "docx", "epub": "epub", "jats": "jats"}
MADE = {"jats": "report.xml"}  # files of Quarto that are not named by their format
# Variables by which a distribution, such as conda, says where the parts of its Quarto lie. Every
# other QUARTO_… would change the result.
PLACES = (
    "BIN_PATH",
    "SHARE_PATH",
    "ROOT",
    "DENO",
    "DENO_DIR",
    "DENO_DOM",
    "PANDOC",
    "TYPST",
    "ESBUILD",
    "DART_SASS",
    "CONDA_PREFIX",
)
# Typst before 0.14 writes the resources of a vector figure in another order on each run.
_RESOURCES = re.compile(
    rb"^(?P<open>(?P<indent> *)/(?:ColorSpace|ExtGState|Font|Pattern|Shading|XObject)"
    rb" <<\n)(?P<entries>(?:(?P=indent)  /\w+ [^\n]*\n)+)"
    rb"(?=(?P=indent)>>)",
    re.MULTILINE,
)
# The identifiers of a document are of its bytes, and in some of these versions of its folder.
_IDENTIFIER = re.compile(rb"<xmpMM:(?:Document|Instance)ID>([A-Za-z0-9+/=]{24})</xmpMM:")


def render_with_quarto(
    project: Path, form: str, environment: Mapping[str, str]
) -> tuple[bytes | None, str]:
    """Return the report as Quarto makes it, and all that Quarto printed.

    The report is None if Quarto failed. `form` is a key of `TARGETS`, and `environment` is that of
    the embedded renderer. Raises Problems if there is no Quarto, or if it is too old.
    """
    program = find_quarto()
    if program is None:
        what, todo = missing_quarto()
        fail(what, file="config/config.yaml", todo=todo, kind="renderer")
    refused = refusal(program, quarto_version(program))
    if refused:
        fail(refused[0], file="config/config.yaml", todo=refused[1], kind="renderer")
    with tempfile.TemporaryDirectory() as created:
        # If the folder of temporary files is a link, Quarto mixes both names.
        folder = Path(created).resolve()
        copy = folder / "report"  # always the same name: Quarto writes it into what it makes
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".*"))
        if not (copy / "_quarto.yml").is_file():
            own = copy / "look" / "quarto.yml"
            shutil.copyfile(
                own if own.is_file() else look_folder() / "quarto.yml", copy / "_quarto.yml"
            )
        (folder / "temporary").mkdir()
        home = {"HOME": str(folder), "TMPDIR": str(folder / "temporary"), "NO_COLOR": "1"}
        done = subprocess.run(
            [os.fspath(program.absolute()), "render", SOURCE, "--to", TARGETS[form]],
            cwd=copy,
            env={**environment, **places(os.environ), **home},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        output = (done.stderr + b"\n" + done.stdout).decode("utf-8", "replace")
        made = copy / MADE.get(form, f"report.{form}")
        if done.returncode or not made.is_file():
            return None, output
        content = made.read_bytes()
    return (ordered(content) if form == "pdf" else content), output


def places(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an environment that say where the parts of Quarto lie."""
    return {
        f"QUARTO_{name}": environment[f"QUARTO_{name}"]
        for name in PLACES
        if environment.get(f"QUARTO_{name}")
    }


def ordered(pdf: bytes) -> bytes:
    """Return a PDF with the resources of its figures in order, and a new identifier of its bytes.

    It has the same length, so every offset in it holds. A PDF of Typst 0.14 or newer is returned as
    it was.
    """
    found = set(_IDENTIFIER.findall(pdf))
    if (
        not found
        or b"/Creator (Typst 0." not in pdf
        or re.search(rb"/Creator \(Typst 0\.(?:1[4-9]|[2-9]\d)", pdf)
    ):
        return pdf
    blank, nothing = _RESOURCES.sub(_sorted, pdf), b"=" * 24
    for identifier in found:
        blank = blank.replace(identifier, nothing)
    made = base64.b64encode(hashlib.sha256(blank).digest()[:16])
    blank = blank.replace(b"ID>" + nothing + b"<", b"ID>" + made + b"<")
    return blank.replace(b"(" + nothing + b")", b"(" + made + b")")


def _sorted(found: re.Match[bytes]) -> bytes:
    return found["open"] + b"".join(sorted(found["entries"].splitlines(keepends=True)))
