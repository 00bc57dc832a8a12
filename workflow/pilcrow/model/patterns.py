"""Patterns that are compiled when they are first used.

To compile those of all languages and forms takes longer than to divide a short text, which needs
few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """A pattern that is not compiled yet; from its first use on it is what `re.compile` gives."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)  # found without this method from now on
        return value


def compile_later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern like `re.compile`, whose mistakes are found when it is first used."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
