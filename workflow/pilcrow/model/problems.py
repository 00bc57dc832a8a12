"""Problems: each says what is wrong, where, and what to do. All are reported at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

import msgspec

from pilcrow.model.terminal import printable

ONE_OF = "Choose one of: "  # begins the advice that lists all known names


class Problem(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """What is wrong, where, and what to do about it. Sorts by place."""

    file: str  # relative to the project; "" means no file
    line: int  # from 1; 0 means the whole file
    column: int  # from 1; 0 means the whole line
    what: str  # one sentence, with its full stop
    todo: str = ""  # one sentence
    kind: str = ""  # a short machine-readable name, "citation", "key", …
    # Of `todo` the words that name a file of the project, and what a command says in their place.
    option: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        place = self.file.replace("\n", "\\n")  # a file may be called so, and forge a line
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        sentences = " ".join(part for part in (self.what, self.todo) if part)
        return printable(f"{place}: {sentences}" if place else sentences)


class Problems(Exception):
    """One or more problems that stop the work."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def problem(
    what: str,
    *,
    file: str | os.PathLike[str] = "",
    line: int = 0,
    column: int = 0,
    todo: str = "",
    kind: str = "",
    option: tuple[str, str] = ("", ""),
) -> Problem:
    """Return a problem, with a path as text."""
    return Problem(os.fspath(file), line, column, what, todo, kind, option)


def fail(
    what: str,
    *,
    file: str | os.PathLike[str] = "",
    line: int = 0,
    column: int = 0,
    todo: str = "",
    kind: str = "",
    option: tuple[str, str] = ("", ""),
) -> NoReturn:
    """Stop with a single problem."""
    raise Problems(
        [problem(what, file=file, line=line, column=column, todo=todo, kind=kind, option=option)]
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that proposes the nearest known word, or all of them if there are few.

    Return "" if there are none, or too many.
    """
    import difflib

    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    if names and len(names) <= 24:
        return f"{ONE_OF}{', '.join(names)}."
    return ""


def as_sentences(error: Exception) -> str:
    """Return what stopped the work in sentences: the problems; which file cannot be read or
    written; else that it is a fault of Pilcrow.

    PILCROW_TRACEBACK=1 in the environment shows a developer where an error was raised.
    """
    if os.environ.get("PILCROW_TRACEBACK"):
        raise error
    if isinstance(error, Problems):
        return str(error)
    if isinstance(error, OSError):
        # Where a file could not take its final place, that place is named.
        name = error.filename2 or error.filename or "A file"
        return f"{name}: {error.strerror or error}."
    return (
        f"This is a fault of Pilcrow, not of your files: {type(error).__name__}: {error}\n"
        "Set PILCROW_TRACEBACK=1 to see where, and please report it."
    )


def run_command(
    main: Callable[[list[str]], int | None], arguments: list[str] | None = None
) -> NoReturn:
    """Run a command's `main` and exit.

    Problems become sentences on standard error and exit status 1, never a traceback.
    """
    try:
        status = main(list(sys.argv[1:] if arguments is None else arguments))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except (Problems, OSError) as stopped:
        print(as_sentences(stopped), file=sys.stderr)
        sys.exit(1)
    sys.exit(status or 0)
