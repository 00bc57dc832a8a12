"""The path of an element in an XML document."""

from __future__ import annotations

from collections import Counter
from typing import Any


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; "" for a node that is not an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class Steps:
    """The paths of elements by their names without namespace: body/div[2]/u[3]/seg.

    The children of a parent are counted once.
    """

    def __init__(self) -> None:
        self.known: dict[Any, dict[Any, str]] = {}

    def path(self, element: Any, body: Any, prefix: str) -> str:
        """Return the path of an element below a body; the prefix names the body."""
        steps: list[str] = []
        while element is not None and element is not body:
            parent = element.getparent()
            if parent not in self.known:
                children = list(parent)
                total, seen = Counter(child.tag for child in children), Counter[Any]()
                steps_of: dict[Any, str] = {}
                for child in children:
                    seen[child.tag] += 1
                    steps_of[child] = local_name(child) + (
                        f"[{seen[child.tag]}]" if total[child.tag] > 1 else ""
                    )
                self.known[parent] = steps_of
            steps.append(self.known[parent][element])
            element = parent
        return "/".join([prefix, *reversed(steps)])
