"""The words that Pilcrow prints in a report, in the report's language.

The English words are in the code, and are the keys of the others. A language is one file,
`words/<language>.yaml` in the look or in report/look/. What a file lacks is printed in English. The
build names it.
"""

from __future__ import annotations

import functools
import gettext
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Literal

import msgspec

from pilcrow.files.project import find_in_look, look_folder
from pilcrow.files.typed import decode, parse_yaml
from pilcrow.model.problems import fail
from pilcrow.model.wording import opening_count

FOLDER = "words"  # of a look: one file a language
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_ENGLISH_PLURAL = "n != 1"  # as gettext writes it; see `Language.plural`
_IN_ONE_LINE = re.compile(r'^  "([^"\\]*)": "([^"\\]*)"$', re.MULTILINE)
PLACE = re.compile(r"\{(\w+)\}")


class Language(msgspec.Struct, frozen=True):
    """The words of one language.

    Attributes:
        code: The language of the report: "de", "pt-BR".
        plural: Which form a number takes, as gettext's `plural`: "n != 1" for two forms.
        thousands: What is printed between thousands.
        decimal: What is printed before decimals.
        date: A day as it is written, with {day}, {month} and {year}.
        months: The twelve months within a day's date.
        months_alone: The same in front of a year; [] if they are alike.
        first_day: The first day of a month, if it is written in another way than as 1: "1er".
        colon: What is printed between a word and what it introduces.
        semicolon: What is printed between the parts of a list that have commas of their own.
        quotes: The marks around a quotation, and around one in it, each with its space.
        after_colon: How a sentence begins after a colon: "small" or "capital".
        messages: English → translation; of a number the forms in the order of `plural`.
        missing: English words that were printed because the file lacks them.
        untranslated: What the report holds that is English in every language, by its name.
    """

    code: str = "en"
    plural: str = _ENGLISH_PLURAL
    thousands: str = ","
    decimal: str = "."
    date: str = "{day} {month} {year}"
    months: Sequence[str] = MONTHS
    months_alone: Sequence[str] = ()
    first_day: str = ""
    colon: str = ": "
    semicolon: str = "; "
    quotes: tuple[str, str, str, str] = ("“", "”", "‘", "’")
    after_colon: Literal["small", "capital"] = "small"
    messages: Mapping[str, str | list[str]] = {}
    missing: dict[str, None] = {}
    untranslated: dict[str, None] = {}

    @property
    def english(self) -> bool:
        """Whether the words of the code are those of the language."""
        return self.code.partition("-")[0].lower() == "en"

    def form(self, number: int) -> int:
        """Return the index of the form that a number takes."""
        return _plural(self.plural)(number)

    def find(self, message: str) -> str | list[str]:
        """Return the translation of a message, or the message, which is then remembered."""
        found = self.messages.get(message)
        if found is None and not self.english:
            self.missing[message] = None
        return message if found is None else found


@functools.cache
def _plural(rule: str) -> Callable[[int], int]:
    # gettext's own reader of such rules: it takes numbers and operators, and nothing that acts.
    return gettext.c2py(rule)


ENGLISH = Language()
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def report_language() -> Language:
    """Return the language in which the report is being written."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[Language]:
    """Write the report in a language for as long as the context lasts."""
    token = _spoken.set(language)
    try:
        yield language
    finally:
        _spoken.reset(token)


def say(message: str, /, **values: object) -> str:
    """Return words in the report's language.

    Args:
        message: The English words, with a {name} for each value. Always written out in the call,
            because a test collects the messages from the code.
        values: What is put in the places.
    """
    found = report_language().find(message)
    words = found if isinstance(found, str) else found[-1]
    return words.format_map(values) if values else words


def colon() -> str:
    """Return what stands between a word and what it introduces: ": ", in French " : "."""
    return report_language().colon


def semicolon() -> str:
    """Return what stands between the parts of a list: "; ", in French with a space before it."""
    return report_language().semicolon


def say_number(number: int, one: str, other: str, /, **values: object) -> str:
    """Return words that depend on a number, which is in them as {n}.

    Args:
        number: The number.
        one: The English words for 1.
        other: The English words for every other number. They are the key of a language's forms.
        values: What else is in the words.
    """
    found = report_language().find(other)
    if isinstance(found, str):
        words = one if number == 1 and found == other else found
    else:
        words = found[min(report_language().form(number), len(found) - 1)]
    return words.format_map({"n": say_integer(number), **values})


def say_list(items: Sequence[str], conjunction: str = "{items} and {last}") -> str:
    """Return items as a list in a sentence: a; a and b; a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return say_joined(", ".join(items[:-1]), items[-1], conjunction)


def say_quoted(words: str) -> str:
    """Return words, such as the name of a theme, in quotation marks."""
    return say("“{words}”", words=words)


def say_names(names: Iterable[str]) -> str:
    """Return names as a list, each in quotation marks: a name may have an "and" of its own."""
    return say_list([*map(say_quoted, names)])


def say_joined(items: str, last: str, conjunction: str) -> str:
    """Return the last two of a list, joined by "and" or "or"."""
    if conjunction == "{items} or {last}":
        return say("{items} or {last}", items=items, last=last)
    return say("{items} and {last}", items=items, last=last)


def say_integer(number: int) -> str:
    """Return a whole number with its thousands set apart: 409; 3,796."""
    return f"{number:,}".replace(",", report_language().thousands)


def say_opening_number(number: int) -> str:
    """Return a number as it begins a sentence: Four; in another language than English 4."""
    return opening_count(number) if report_language().english else say_integer(number)


def say_percent(share: float) -> str:
    """Return a share as a whole number of per cent: 0.254 is 25%."""
    return say("{number}%", number=round(100 * share))


def say_decimal(number: float, digits: int = 2, sign: bool = False) -> str:
    """Return a number with decimals: 0.75; with `sign` +0.75."""
    shown = f"{number:{'+' if sign else ''},.{digits}f}".replace("-", "−")
    whole, point, rest = shown.partition(".")
    return (
        whole.replace(",", report_language().thousands)
        + (report_language().decimal if point else "")
        + rest
    )


def say_date(date: str) -> str:
    """Return an ISO date as it is printed: 10 February 2022; February 2022; 2022."""
    language = report_language()
    parts = date.split("-")
    if len(parts) == 1:
        return date
    month = int(parts[1]) - 1
    if len(parts) == 2:
        return f"{(language.months_alone or language.months)[month]} {parts[0]}"
    day = int(parts[2])
    shown = language.first_day if day == 1 and language.first_day else day
    return language.date.format(day=shown, month=language.months[month], year=parts[0])


def months_after_days(language: Language) -> dict[str, str]:
    """Return the months that have another form after a day, by the form that they have alone."""
    pairs = zip(language.months_alone, language.months, strict=False)
    return {alone: after for alone, after in pairs if alone != after}


def with_months_after_days(words: str, language: Language) -> str:
    """Return words of a citation style with the months after days in their form: 10 февраля.

    Styles have one form of a month only, that of a month alone.
    """
    months = months_after_days(language)
    if not months:
        return words
    pattern = rf"(?<=\d[ \u00a0])({'|'.join(map(re.escape, months))})\b"
    return re.sub(pattern, lambda found: months[found[1]], words)


def stays_english(what: str) -> str:
    """Note that a piece of the report has English words in every language, and return its name.

    `what` is a message that names the piece.
    """
    if not report_language().english:
        report_language().untranslated[what] = None
    return say(what)


def say_in(code: str, message: str) -> str:
    """Return words in a language that may be another than the one that is spoken."""
    if report_language().code != code and (word := _shipped_words(code).get(message)):
        return word
    found = language_of(code).find(message)
    return found if isinstance(found, str) else found[-1]


@functools.cache
def _shipped_words(code: str) -> dict[str, str]:
    """Return the messages that a shipped language has in one line of its file.

    The page asks for a word or two of every language. To read each file as YAML takes longer than
    to check the prose.
    """
    path = look_folder() / FOLDER / f"{code}.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return dict(_IN_ONE_LINE.findall(text.partition("\nmessages:\n")[2]))


def language_of(code: str) -> Language:
    """Return a language: that of the report if it has this code, else as Pilcrow ships it."""
    return report_language() if report_language().code == code else shipped_language(code)


def read_language(code: str, files: Mapping[str, Path], root: Path | None = None) -> Language:
    """Return the words of a language. Raises Problems for a file that is not one of words.

    Args:
        code: The language of the report. If there is no file of "pt-BR", that of "pt" is taken.
        files: The files of the look by their names; of several of one name the project's.
        root: The folder of the project, from which messages name a file.
    """
    plain = code.replace("_", "-").lower()
    for name in (plain, plain.partition("-")[0]):
        if path := files.get(f"{FOLDER}/{name}.yaml"):
            return _read(path, code, root)
    return Language(code=code, missing={}, untranslated={})


def load_language(code: str, root: Path) -> Language:
    """Return the words of a language, from the look of a project, else as Pilcrow ships them.

    Raises Problems for a faulty file.
    """
    plain = code.replace("_", "-").lower()
    names = (f"{FOLDER}/{name}.yaml" for name in (plain, plain.partition("-")[0]))
    files = {name: find_in_look(name, root) for name in names}
    return read_language(code, {name: path for name, path in files.items() if path.is_file()}, root)


def shipped_codes() -> list[str]:
    """Return the languages whose words Pilcrow ships, and English."""
    return ["en", *sorted(path.stem for path in (look_folder() / FOLDER).glob("*.yaml"))]


@functools.cache
def shipped_language(code: str) -> Language:
    """Return the words of a language as Pilcrow ships them."""
    folder = look_folder()
    files = {f"{FOLDER}/{path.name}": path for path in sorted((folder / FOLDER).glob("*.yaml"))}
    return read_language(code, files)


def _read(path: Path, code: str, root: Path | None) -> Language:
    inside = root is not None and root in path.parents
    shown = path.relative_to(root).as_posix() if root and inside else path.name
    data, lines = parse_yaml(decode(path, shown), shown)
    try:
        # A reader of YAML may give text of a kind of its own.
        plain = json.loads(
            json.dumps({**(data or {}), "code": code, "missing": {}, "untranslated": {}})
        )
        language = msgspec.convert(plain, Language)
    except msgspec.ValidationError as trouble:
        todo = "Take one of Pilcrow's own as the pattern (docs/look.md)."
        what = f"These are not words of a language: {trouble}."
        fail(what, file=shown, todo=todo, kind="words")
    except TypeError:
        fail("This file should hold keys and values.", file=shown, line=1, kind="words")
    try:
        _plural(language.plural)
    except ValueError:
        line = lines.get(("plural",), 1)
        todo = "Write it as gettext does: n != 1"
        fail(
            f'"{language.plural}" is not a rule of plurals.',
            file=shown,
            line=line,
            todo=todo,
            kind="words",
        )
    found = []
    for english, words in language.messages.items():
        allowed = {*PLACE.findall(english), "n"}
        for form in [words] if isinstance(words, str) else words:
            if unknown := sorted({*PLACE.findall(form)} - allowed):
                line = lines.get(("messages", english), 1)
                found.append((line, unknown[0]))
    if found:
        line, place = found[0]
        what = f"The English words have no {{{place}}}."
        fail(
            what,
            file=shown,
            line=line,
            todo="Use only the placeholders of the English words.",
            kind="words",
        )
    return language


def to_say(message: str) -> str:
    """Return a message as it is, for one that is kept in a table and said later.

    Like `say`, it tells the test that collects the messages that this is one.
    """
    return message


def to_say_number(one: str, other: str) -> tuple[str, str]:
    """Return the two messages of a number as they are, like `to_say`."""
    return one, other
