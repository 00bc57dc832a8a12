"""Promise: a pattern that is compiled when it is first used is right, and is like any other."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest

import pilcrow.text
from pilcrow.model.patterns import compile_later

LATER = type(compile_later(""))
MODULES = [module.name for module in pkgutil.iter_modules(pilcrow.text.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_compiles(name: str) -> None:
    module = importlib.import_module(f"pilcrow.text.{name}")
    found: list[Any] = [value for value in vars(module).values() if isinstance(value, LATER)]
    assert all(pattern.groups >= 0 for pattern in found)


def test_it_is_like_a_compiled_pattern() -> None:
    later, now = compile_later("(?P<first>b)+", re.IGNORECASE), re.compile("(?P<first>b)+", re.I)
    assert later.pattern == now.pattern
    for text in ("aBb", "", "xyz"):
        assert later.findall(text) == now.findall(text)
        assert later.sub("-", text) == now.sub("-", text)
        assert (later.search(text) is None) == (now.search(text) is None)
    assert later.groupindex == now.groupindex


def test_a_mistake_in_it_is_an_error() -> None:
    with pytest.raises(re.error):
        compile_later("(").search("a")
