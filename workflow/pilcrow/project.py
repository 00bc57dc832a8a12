"""Where things lie in a project, and which documents it has. Paths in messages are relative to the project."""

from __future__ import annotations

from pathlib import Path

# What may stand in raw/ as a transcript, by its ending.
ENDINGS = (".txt", ".md", ".html", ".docx", ".pdf", ".vtt", ".srt", ".xml")


def look_folder() -> Path:
    """The default look: beside the package in a clone, inside it in a wheel."""
    return beside_package("look")


def beside_package(name: str) -> Path:
    """A folder of the workflow: inside the installed package, or beside it in a clone."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def find_root(start: Path | None = None) -> Path:
    """The project's folder: the nearest one upward that holds raw/ and a Snakefile; else the folder itself."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "raw").is_dir() and (folder / "Snakefile").is_file():
            return folder
    return here


def raw_files(root: Path) -> list[Path]:
    """The transcripts in raw/, sorted by name. Hidden files and metadata are not transcripts."""
    folder = root / "raw"
    if not folder.is_dir():
        return []
    return sorted(
        (path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()),
        key=lambda path: path.name,
    )
