"""`pilcrow new`: start a project from the skeleton, with Pilcrow as a dependency.

The dependency is one line of requirements.txt: a version, a Git address, or a wheel that is in the
same folder. To upgrade, change that line.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from pilcrow import __version__
from pilcrow.cli.door import door
from pilcrow.files.language import shipped_codes
from pilcrow.files.project import beside_package
from pilcrow.model.problems import fail

LICENCES = {
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC0-1.0": "Creative Commons Zero 1.0",
    "MIT": "MIT",
    "none": "",
}
_ADDRESSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "MIT": "https://opensource.org/license/mit",
}
# Files of the skeleton that get their dot in the project: git would act on them in the repository.
HIDDEN = ("gitignore", "gitattributes", "github")
# Folders that are empty at first. Git does not keep a folder without a file.
EMPTY = ("raw", "edition")
_VERSION = re.compile(r"\d+(\.\d+)*([abc]|rc|\.post|\.dev)?\d*\Z")
# An address, or the short form git@host:path, which pip does not know.
_GIT = re.compile(
    r"(?:git\+)?(?:(?:https?|ssh|file|git)://|(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?P<path>(?!/)\S+))"
)
_WHEEL = re.compile(r"pilcrow-[^-]+-.*\.whl\Z")


class Dependency(msgspec.Struct, frozen=True):
    """The line of requirements.txt for Pilcrow, and the wheel to copy beside it, if any."""

    line: str
    wheel: Path | None = None


def read_dependency(given: str) -> Dependency:
    """Return the dependency that a user typed: "0.1.0", ">=0.1", a Git address, or a wheel's path.

    Raises Problems if it is none of these.
    """
    if given.endswith(".whl"):
        path = Path(given).expanduser()
        if not path.is_file() or not _WHEEL.match(path.name):
            fail(
                (
                    f"{given} is not a wheel of Pilcrow."
                    if path.is_file()
                    else f"There is no file {given}."
                ),
                todo="Name a file pilcrow-….whl, a version, or a Git address.",
                kind="dependency",
            )
        return Dependency(f"./{path.name}", path.resolve())
    if found := _GIT.match(given):
        user, address = found["user"], given.removeprefix("git+")
        return Dependency(
            of_git(f"ssh://{user}@{found['host']}/{found['path']}" if user else address)
        )
    if _VERSION.match(given):
        return Dependency(f"pilcrow=={given}")
    if not re.match(r"(==|>=|~=|<=|>|<)\s*\d[\w.,<>=~! ]*\Z", given):
        fail(
            f'"{given}" is not a dependency.',
            todo=(
                f"Give a version ({__version__}), a Git address"
                f" (https://…/pilcrow.git@v{__version__}), or the path of a wheel (….whl)."
            ),
            kind="dependency",
        )
    return Dependency(f"pilcrow{given}")


def of_git(address: str) -> str:
    """Return the line of requirements.txt for a Git address.

    pip accepts an address without a host only if no name precedes it.
    """
    return f"git+{address}" if address.startswith("file:///") else f"pilcrow @ git+{address}"


def installed_from(record: str) -> Dependency | None:
    """Return the dependency that repeats how this Pilcrow was installed.

    Args:
        record: Content of direct_url.json (PEP 610); empty if Pilcrow came from a package index.

    Returns:
        The dependency, with the same version if there is no record; None if Pilcrow was installed
        from a folder, or from a wheel that is no longer there.
    """
    if not record:
        return Dependency(f"pilcrow=={__version__}")
    source = json.loads(record)
    if "vcs_info" in source:
        return Dependency(of_git(f"{source['url']}@{source['vcs_info']['commit_id']}"))
    if "archive_info" in source and source["url"].startswith("file://"):
        wheel = Path(_local_path(source["url"]))
        return (
            Dependency(f"./{wheel.name}", wheel)
            if wheel.is_file() and _WHEEL.match(wheel.name)
            else None
        )
    return Dependency(f"pilcrow @ {source['url']}") if "archive_info" in source else None


def own_dependency() -> Dependency:
    """Return the dependency of a new project if the user names none.

    It repeats how this Pilcrow was installed. For a clone it is the last commit.

    Raises Problems if neither is known.
    """
    package = Path(__file__).resolve().parents[1]
    clone = package.parents[1]
    try:
        distribution = importlib.metadata.distribution("pilcrow")
        record = distribution.read_text("direct_url.json") or ""
        if "dir_info" in record:
            clone = Path(_local_path(json.loads(record)["url"]))
        elif Path(str(distribution.locate_file("pilcrow"))).resolve() == package and (
            known := installed_from(record)
        ):
            return known
    except importlib.metadata.PackageNotFoundError:
        pass
    commit = ""
    if (clone / ".git").exists():
        asked = ["git", "-C", os.fspath(clone), "rev-parse", "HEAD"]
        commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if not commit:
        fail(
            "Pilcrow cannot tell where it was installed from.",
            todo="Add --dependency with a version, a Git address or the path of a wheel.",
            kind="dependency",
        )
    return Dependency(of_git(f"{clone.as_uri()}@{commit}"))


def _local_path(address: str) -> str:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(address).path)


def skeleton_files(skeleton: Path) -> Iterator[tuple[str, str]]:
    """Yield path in the new project, and text, of each file of the skeleton.

    Licences and the words of other languages are not among them.
    """
    for path in sorted(skeleton.rglob("*")):
        name = path.relative_to(skeleton)
        if (
            not path.is_file()
            or "__pycache__" in name.parts
            or name.parts[0] in ("languages", "licences")
            or name.suffix in (".lock", ".py")
        ):
            continue
        first = f".{name.parts[0]}" if name.parts[0] in HIDDEN else name.parts[0]
        yield Path(first, *name.parts[1:]).as_posix(), path.read_text("utf-8")


def literal(text: str) -> str:
    """Return Markdown that prints exactly a title or a name: signs of markup get a backslash."""
    return re.sub(r"([\\`*_<>\[\]$^~@])", r"\\\1", text)


def in_language(text: str, language: str, skeleton: Path) -> str:
    """Return report/index.qmd with its headings and paragraphs in a language that is shipped."""
    if language == "en":
        return text
    words = msgspec.yaml.decode(
        (skeleton / f"languages/{language}.yaml").read_bytes(), type=dict[str, str]
    )
    for english, own in words.items():
        text = text.replace(english, own)
    return text.replace("lang: en", f"lang: {language}")


def fill_in(
    name: str,
    text: str,
    title: str,
    authors: Sequence[str],
    licence: str,
    dependency: Dependency,
    today: str,
) -> str:
    """Return the text of a file of the skeleton with the user's choices filled in.

    The READMEs are those of this repository. What is only true of its own speech is left out.
    """
    if name == "requirements.txt":
        return text.replace("PILCROW", dependency.line)
    if name == "README.md":
        words = f"Licence: {LICENCES[licence]} ([LICENSE](LICENSE))." if licence != "none" else ""
        return (text.replace("TITLE", literal(title)).replace("LICENCE", words)).rstrip() + "\n"
    if name == "report/index.qmd":
        title, *names = (json.dumps(literal(one), ensure_ascii=False) for one in (title, *authors))
        text = text.replace('title: "A reading"', f"title: {title}")
        named = "".join(f"\n  - name: {one}" for one in names)
        stated = f"author:{named or ' []'}"
        if licence in _ADDRESSES:
            stated += f"\nlicense:\n  text: {LICENCES[licence]}\n  url: {_ADDRESSES[licence]}"
        return text.replace("author: []", stated)
    if name == "coding/codebook.yaml":
        return text.replace("2026-01-01", today)
    if name in ("report/README.md", "coding/README.md"):
        text = re.sub(
            r"## The shipped reading\n.*?(?=^## |\Z)", "", text, flags=re.DOTALL | re.MULTILINE
        )
        # A project of its own has no folder of these pages.
        text = re.sub(
            r"\(\[docs/([\w-]+)\.md\]\(\.\./docs/[\w-]+\.md(?:#[\w-]+)?\)\)",
            r"(`pilcrow docs \1`)",
            text,
        )
        text = re.sub(r"(`pilcrow docs ([\w-]+)`[^`]*?) \(`pilcrow docs \2`\)", r"\1", text)
        text = re.sub(r"^In the shipped codebook .*\n\n", "", text, flags=re.MULTILINE)
        return text.replace("lavrov-truss-2022", "your-document").rstrip() + "\n"
    return text


def make_project(
    folder: Path,
    title: str,
    authors: Sequence[str],
    licence: str,
    dependency: Dependency,
    today: str,
    language: str = "en",
) -> list[str]:
    """Write a new project, whole or not at all. Return the paths of its files, sorted.

    A folder with nothing but an empty git repository counts as empty. Raises Problems if the folder
    is not.
    """
    folder = folder.absolute()
    held = folder.is_dir() and {path.name for path in folder.iterdir()} - {".git"}
    if folder.exists() and (not folder.is_dir() or held):
        fail(
            f"{folder} is not empty.",
            todo="Name a folder that is empty, or that does not exist yet.",
            kind="folder",
        )
    skeleton = beside_package("skeleton")
    texts = dict(skeleton_files(skeleton))
    texts["report/index.qmd"] = in_language(texts["report/index.qmd"], language, skeleton)
    files = {
        name: fill_in(name, text, title, authors, licence, dependency, today)
        for name, text in texts.items()
    }
    if licence != "none":
        words = (skeleton / "licences" / f"{licence}.txt").read_text("utf-8")
        files["LICENSE"] = words.replace("YEAR", today[:4]).replace(
            "AUTHOR", ", ".join(authors) or "the authors of this project"
        )
    files |= {f"{name}/.gitkeep": "" for name in EMPTY}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        made = Path(beside) / folder.name
        for name, text in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(text.encode())
        if dependency.wheel:
            shutil.copyfile(dependency.wheel, made / dependency.wheel.name)
            files[dependency.wheel.name] = ""
        if folder.exists():  # it may be where the shell is, so it stays
            for path in made.iterdir():
                os.replace(path, folder / path.name)
        else:
            os.replace(made, folder)
    return sorted(files)


def typed_program(folder: Path) -> str:
    """Return how to call this Pilcrow from a folder: by name if the shell finds it, else a path."""
    own = Path(sys.executable).parent / "pilcrow"
    found = shutil.which("pilcrow")
    if not own.is_file() or (found and own.samefile(found)):
        return "pilcrow"
    return shlex.quote(os.path.relpath(own, folder))


def new(
    folder: Path,
    *,
    title: str = "A reading",
    author: Sequence[str] = (),
    language: str = "en",
    licence: str = "none",
    dependency: str = "",
) -> int:
    """Start a project of your own.

    Args:
        folder: Folder to make; it must be empty or not exist.
        title: Title of the report.
        author: Authors of the report, also named in the licence.
        language: Language of the report's headings and of Pilcrow's own words in it.
        licence: Licence of prose, codebook and codings: one of `LICENCES`.
        dependency: Where the project gets Pilcrow from: a version, a Git address or a wheel; empty
            means the source that this Pilcrow was installed from.

    Returns:
        The exit status, 0. Raises Problems if the folder is not empty or the dependency not valid.
    """
    from pilcrow.cli.accept import today

    title = " ".join(title.split()) or "A reading"
    source = read_dependency(dependency) if dependency else own_dependency()
    authors = [" ".join(one.split()) for one in author if one.strip()]
    files = make_project(folder, title, authors, licence, source, today(), language)
    print(f"{folder}: a new project of {len(files)} files. It gets Pilcrow from: {source.line}")
    add = f"{typed_program(folder)} add FILE…"
    width = max(len(add), 20) + 3
    enter = "" if folder.samefile(Path.cwd()) else f"  cd {shlex.quote(str(folder))}\n"
    print(
        f"Next:\n{enter}  {add:<{width}}a transcript, copied as"
        f" received\n  {'make':<{width}}build the report"
    )
    return 0


command = door(
    new,
    [
        click.Argument(
            ["folder"],
            type=click.Path(path_type=Path),
            help="Folder to make. It must be empty or not exist.",
        ),
        click.Option(
            ["--title"], default="A reading", show_default=True, help="Title of the report."
        ),
        click.Option(
            ["--author"],
            multiple=True,
            help="Author of the report, also named in the licence. Give it once for each.",
        ),
        click.Option(
            ["--language"],
            type=click.Choice(shipped_codes()),
            default="en",
            show_default=True,
            help="Language of the report.",
        ),
        click.Option(
            ["--licence"],
            type=click.Choice(tuple(LICENCES)),
            default="none",
            show_default=True,
            help=(
                "Licence of your prose, codebook and codings, never of the transcripts. "
                "none: all rights reserved."
            ),
        ),
        click.Option(
            ["--dependency"],
            default="",
            metavar="SOURCE",
            help=(
                "Where the project gets Pilcrow from: a version, a Git address, or a wheel file "
                "(default: the source of this Pilcrow)."
            ),
        ),
    ],
    uses_project=False,
)
