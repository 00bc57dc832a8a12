"""What the website has beyond `docs/`: a reference of the Python interface, one page for each
layer.

MkDocs calls these functions (`hooks:` in mkdocs.yml).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
WORKFLOW = ROOT / "workflow"


def layers() -> list[str]:
    """Return the packages in the order of the layers, lowest first, as import-linter has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    names = (name.strip() for line in reversed(contract["layers"]) for name in line.split("|"))
    return [f"pilcrow.{name}" for name in names]


def modules(package: str) -> list[str]:
    """Return the dotted names of a package's public modules, or of the module itself."""
    folder = WORKFLOW / Path(*package.split("."))
    if not folder.is_dir():
        return [package]
    found = (path.relative_to(WORKFLOW).with_suffix("") for path in folder.rglob("*.py"))
    return sorted(
        ".".join(path.parts) for path in found if not any(part[0] == "_" for part in path.parts)
    )


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the reference into the navigation."""
    pages = [{package.removeprefix("pilcrow."): page_of(package)} for package in layers()]
    assert config.nav is not None
    config.nav.insert(-1, {"Python interface": pages})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each package, whose contents mkdocstrings takes from the docstrings."""
    for package in layers():
        text = [f"# {package}", *(f"::: {name}" for name in modules(package))]
        files.append(File.generated(config, page_of(package), content="\n\n".join(text) + "\n"))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turn a link that leaves `docs/` into the path of the file: the website does not have it."""
    return re.sub(r"\[[^\]]*\]\(\.\./([^)]*)\)", r"`\1`", markdown)


def page_of(package: str) -> str:
    return f"reference/{package.removeprefix('pilcrow.')}.md"
