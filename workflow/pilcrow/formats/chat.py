"""Transcripts in CHAT, the form of TalkBank and CHILDES: tiers of words, headers, remarks."""

from __future__ import annotations

import re

from pilcrow.model.records import Edit

_BEGINS = re.compile(r"\ufeff?\s*@(?:UTF8|Begin)\b")
# A line, and the lines after it that begin with a tab.
_TIER = re.compile(
    r"^(?P<sign>[@%*])(?P<name>[^\s:]*):?(?P<gap>[\t ]*)(?P<words>.*(?:\r?\n\t.*)*)", re.M
)
_GOES_ON = re.compile(r"\r?\n\t+")
_TIMES = re.compile(r"[ ]?\x15\d+_\d+\x15")
_LEFT_OUT = {"@": "header of CHAT", "%": "remark of CHAT"}


def is_chat(text: str) -> bool:
    """Return whether a text begins as CHAT files do."""
    return _BEGINS.match(text) is not None


def find_tiers(text: str) -> list[Edit]:
    """Return edits that leave headers, remarks and times out, and make "*CHI:" a label."""
    edits: list[Edit] = []
    for tier in _TIER.finditer(text):
        if detail := _LEFT_OUT.get(tier["sign"], ""):
            edits.append(Edit(*tier.span(), tier.group(), "", "left-out", detail))
            continue
        start, words = tier.start(), tier.start("words")
        edits.append(Edit(start, words, text[start:words], f"{tier['name']}: ", "column", "a tier"))
        inside = [
            Edit(*found.span(), found.group(), "", "left-out", "time code")
            for found in _TIMES.finditer(text, words, tier.end())
        ] + [
            Edit(*found.span(), found.group(), " ", "joined", "")
            for found in _GOES_ON.finditer(text, words, tier.end())
        ]
        edits += sorted(inside, key=lambda edit: edit.start)
    return edits
