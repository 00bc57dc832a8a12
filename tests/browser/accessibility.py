"""What axe finds on a page, the sizes of targets included."""

from __future__ import annotations

from typing import Any

RUN = "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"


def violations(page: Any, axe: str) -> list[tuple[str, list[str]]]:
    """Return the rules that a page breaks, each with the first three elements.

    `axe`: its script.
    """
    page.evaluate(axe)
    return [
        (found["id"], [node["html"][:120] for node in found["nodes"][:3]])
        for found in page.evaluate(RUN)["violations"]
    ]
