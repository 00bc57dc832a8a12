"""The kinds of value that a scholar's files hold, and the base of every typed thing that is read
from them.

A model is a `msgspec` struct. What a value must be is said once, in its annotation:

- `Meta(description=…)` says what a key means. The JSON Schemas and the reference pages print it.
- `Meta(extra={"read": function})` names a function that turns the value as typed into the value as
  kept. It raises `ValueError` with "What is wrong. | What to do." A struct may have a class method
  `read_plain` that reads the whole mapping in the same way.
- `Meta(extra_json_schema=…)` says what an editor may accept beyond the type.

`files.typed.validate` reads plain data into a model and reports every problem with its line. Stages
decode the JSON that the check wrote (`msgspec.json.decode(…, type=Model)`); nothing is validated
twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from pilcrow.model.groups import spelled
from pilcrow.model.patterns import compile_later

SLUG = compile_later(r"[a-z][a-z0-9-]*\Z")
# Names of places of every page, of its script or of Quarto. No document has such an ID.
RESERVED = {
    "refs",
    "main",
    "key",
    "doubt",
    "doubts",
    "card",
    "cite-title",
    "abstract-title",
    "contents-title",
    "footnotes",
    "toc",
    "quarto-content",
    "quarto-document-content",
    "quarto-margin-sidebar",
    "title-block-header",
}
# Quarto makes a figure, a listing or a theorem of what is called so.
EXHIBIT = compile_later(r"(?:fig|tbl|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem)-.*")
NOTES = compile_later(r"fn(?:ref)?\d+")  # what Pandoc calls footnotes
MADE = compile_later(r"(?:section|toc|ref)-.*")  # what a report calls its sections and references
LANGUAGE = compile_later(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
ADDRESS = compile_later(r"https?://[^\s#\"<>\\{}]+\Z")
# What a reader's program opens as a page. The part before "/" is the name of a machine.
PAGE = compile_later(r"(?i)https?://[^\s/?#\"<>\\{}|^`@]+(?:[/?#][^\s\"<>\\{}|^`]*)?\Z")
MACHINE = compile_later(r"[^/?#:]+\.[^\W\d]{2,}(?:[:/?#]|\Z)")
DOI = compile_later(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[^\s\"<>]+)\Z")
WHOLE = compile_later(r"(?:0|-?[1-9]\d{0,17})\Z")
DECIMAL = compile_later(r"-?(0|[1-9]\d*)\.\d+\Z")
PARAGRAPH = compile_later(r"[a-z][a-z0-9-]*\.[phsn][0-9]+[a-z]*")

Kind = Literal["heading", "salutation", "speech", "question", "note"]


# The values of YAML and JSON.
Data: TypeAlias = "str | int | float | bool | list[Data] | dict[str, Data] | None"


class Plain(str):
    """Text that a scholar wrote without quotation marks: 12, true, 007.

    What it is, the model says.
    """


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every model. Unknown keys are refused; instances do not change."""


def _text(value: Any) -> Any:
    if isinstance(value, str) and not value:
        raise ValueError('"{key}" is empty. | Fill it in, or remove the key.')
    return value


def _date(value: Any) -> Any:
    """Return a date as the sources give them: 2022-02-10, 2022-02 or 2022."""
    from datetime import datetime

    todo = "Write it as 2022-02-10, 2022-02 or 2022."
    if value is None or not str(value).strip():
        raise ValueError(f"The date is empty. | {todo}")
    text = str(value)
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            datetime.strptime(text, form)
        except ValueError:
            continue
        return text
    raise ValueError(f'"{value}" is not a date, as "{{key}}" needs one. | {todo}')


def _pattern(value: Any) -> Any:
    """Return a regular expression that compiles."""
    if isinstance(_text(value), str):
        try:
            re.compile(value)
        except re.error as trouble:
            todo = "Put a backslash before signs that are meant literally, such as ( ) [ ] . * + ?"
            raise ValueError(
                f'"{value}" is not a regular expression: {trouble}. | {todo}'
            ) from None
    return value


def is_place(document: str) -> bool:
    """Return whether every page has a place of this name, or may have one: no ID of a document."""
    return document in RESERVED or any(form.fullmatch(document) for form in (EXHIBIT, NOTES, MADE))


def _in_form(form: re.Pattern[str], said: str) -> Callable[[Any], Any]:
    """Return a reader that refuses text of another form. `said`: "is … | What to do."."""

    def read(value: Any) -> Any:
        if isinstance(value, str) and not form.match(value):
            raise ValueError(f'"{value}" {said}')
        return value

    return read


_slug = _in_form(
    SLUG, "cannot be a code. | Begin with a letter a–z, and use only a–z, 0–9 and hyphens."
)
_language = _in_form(
    LANGUAGE, "is not a language tag. | Write one such as en, fr, de, ru, es, ar or zh-Hans."
)


def _address(value: Any) -> Any:
    """Return an address of a page, without a fragment."""
    if isinstance(value, str) and value and not ADDRESS.match(value):
        raise ValueError(
            f'"{value}" is not the address of a page. | '
            "Write it as https://example.org/reading/, without a #, or leave it empty."
        )
    return value


def wrong_page(address: str) -> tuple[str, str] | None:
    """Return what is wrong with the address of a page, and what to do; None if nothing is."""
    if PAGE.match(address):
        return None
    todo = "Write it from https:// on, as a browser shows it."
    if found := DOI.match(address):
        todo = f"Write https://doi.org/{found[1]}."
    elif MACHINE.match(address) and PAGE.match(f"https://{address}"):
        todo = f"Write https://{address}."
    return f'"{address}" is not the address of a page.', todo


def is_orcid(number: str) -> bool:
    """Return whether the last sign of an ORCID, such as 0000-0002-1825-0097, fits the others.

    It is a check sign by ISO 7064, MOD 11-2: a number with a slip is somebody else's or nobody's.
    """
    total = 0
    for digit in number.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == number[-1]


def _page(value: Any) -> Any:
    """Return an address of a page or of a place in it."""
    if isinstance(value, str) and value and (trouble := wrong_page(value)):
        raise ValueError(" | ".join(trouble))
    return value


def _doi(value: Any) -> Any:
    """Return a DOI without the address before it."""
    if not isinstance(value, str) or not value:
        return value
    found = DOI.match(value)
    if not found:
        raise ValueError(f'"{value}" is not a DOI. | Write it as 10.1234/abcd, or leave it empty.')
    return found[1]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _some(value: Any) -> Any:
    value = _listed(value)
    if value == []:
        raise ValueError('"{key}" is an empty list. | Fill it in, or remove the key.')
    return value


def truth(value: Any) -> Any:
    """Return true or false for a text that means it in YAML 1.1; anything else as it is."""
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    return words.get(value.lower(), value) if isinstance(value, str) else value


def whole(value: Any) -> Any:
    """Return the whole number that a text writes; anything else as it is."""
    return int(value) if isinstance(value, str) and WHOLE.match(value) else value


def _count(value: Any) -> Any:
    number = whole(value)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError(f'"{value}" is not a number of words. | Write a whole number, 0 or more.')
    return number


def _positive(value: Any) -> Any:
    number = whole(value)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ValueError(f'"{{key}}" should be 1 or more, not {value}. | Write a whole number.')
    return number


def _values(value: Any) -> Any:
    """Return one value or several, as the metadata spell them."""
    listed = value if isinstance(value, list) else [value]
    if not listed or any(item is None or isinstance(item, dict | list) for item in listed):
        raise ValueError(
            '"{key}" should be a value of the column, or a list of values. | '
            "Write it as the metadata have it."
        )
    return [spelled(item).strip() for item in listed]


def own_value(value: Any) -> Any:
    """Return what a column of the scholar's own says about a document: one value for a table.

    Unquoted text is a number, true or false only if it is spelled as the tables would spell it: 12
    and 0.5 are numbers; 007, 1.10, 12:30 and NO stay text.

    Raises ValueError for a list, a mapping, or a number that a table cannot store.
    """
    if value is None or isinstance(value, dict | list):
        raise ValueError(
            '"{key}" should be one value: text, a number, true or false. | '
            "Write one, or remove the key."
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(
            f'"{{key}}" is {value}, which a table cannot store. | '
            "Put it between quotation marks, or remove the key."
        )
    if not isinstance(value, Plain):
        return value
    if WHOLE.match(value):
        return int(value)
    if DECIMAL.match(value) and repr(float(value)) == value:
        return float(value)
    return {"true": True, "false": False}.get(value, str(value))


_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_SCALAR = {"type": ["string", "number", "boolean"]}

Text = Annotated[str, Meta(extra={"read": _text}, extra_json_schema={"minLength": 1})]
Date = Annotated[str, Meta(extra={"read": _date})]
Slug = Annotated[
    str, Meta(extra={"read": _slug}, extra_json_schema={"pattern": SLUG.pattern[:-2] + "$"})
]
Language = Annotated[
    str,
    Meta(extra={"read": _language}, extra_json_schema={"pattern": f"^{LANGUAGE.pattern[:-2]}$"}),
]
Address = Annotated[str, Meta(extra={"read": _address})]
PageAddress = Annotated[str, Meta(extra={"read": _page})]
Doi = Annotated[str, Meta(extra={"read": _doi})]
Pattern = Annotated[str, Meta(extra={"read": _pattern}, extra_json_schema={"minLength": 1})]
Texts = Annotated[list[Text], Meta(extra={"read": _some}, extra_json_schema=_TEXTS)]
AnyTexts = Annotated[list[Text], Meta(extra={"read": _listed}, extra_json_schema=_TEXTS)]
Count = Annotated[int, Meta(extra={"read": _count}, extra_json_schema={"minimum": 0})]
Positive = Annotated[int, Meta(extra={"read": _positive}, extra_json_schema={"minimum": 1})]
Values = Annotated[
    list[Text],
    Meta(
        extra={"read": _values},
        extra_json_schema={"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]},
    ),
]
Own = Annotated[str | int | float | bool, Meta(extra={"read": own_value})]
