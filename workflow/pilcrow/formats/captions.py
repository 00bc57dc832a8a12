"""Captions (.vtt, .srt): cues become paragraphs where the speaker changes or the speech pauses; their times are the locators."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from pilcrow.formats.extracted import Collector, Extracted
from pilcrow.model.problems import fail
from pilcrow.text.decoding import decode_bytes
from pilcrow.text.speakers import Names

PAUSE = 2.0  # seconds of silence after a sentence that begin a new paragraph
LONGEST = 1000  # characters after which the next sentence begins one, pause or not
_TURN = re.compile(r"(?:>>+|[-–—](?=\s*\w))\s*")
_NAMED = re.compile(r"\w[^:.!?\n]{1,40}:\s")
_ENDS = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*\Z")


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """The cues' text: a line a cue's line, blank lines between paragraphs. Raises Problems."""
    import webvtt

    text = (
        decode_bytes(content, encoding, shown=shown)[0]
        .lstrip("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    form = Path(shown).suffix.lower()[1:]
    try:
        captions = webvtt.from_buffer(io.StringIO(text), format=form).captions
    except webvtt.errors.MalformedFileError as trouble:
        fail(
            f"These are no captions that can be read: {str(trouble).rstrip('.')}.",
            file=shown,
            todo=f"Export them again as .{form}.",
            kind="format",
        )
    collector = Collector()
    speaker, before, ended, length = "", "", 0.0, 0
    paragraphs = 0
    last: list[str] = []
    for caption in captions:
        lines = [
            line
            for line in (re.sub(r"\s+", " ", part).strip() for part in caption.text.split("\n"))
            if line
        ]
        begins, ends = _seconds(caption.start), _seconds(caption.end)
        # Captions that roll up repeat the line before.
        repeated = 0
        while (
            repeated < min(len(lines), len(last))
            and lines[: repeated + 1] == last[len(last) - repeated - 1 :]
        ):
            repeated += 1
        if lines and lines[:1] == last[-1:]:
            repeated = max(repeated, 1)
        last = lines or last
        voice = (caption.voice or "").strip()
        for number, line in enumerate(lines):
            if number < repeated:
                collector.cut(line, "caption repeated as it rolls up")
                continue
            turn = _TURN.match(line)
            pause = bool(_ENDS.search(before)) and (begins - ended >= PAUSE or length > LONGEST)
            changed = bool(voice) and voice != speaker
            if before and (turn or pause or changed or _NAMED.match(line)):
                collector.add("", "")
                length = 0
            if turn:
                collector.cut(turn[0], "sign of a new speaker", end="")
                line = line[turn.end() :]
            if not line:
                continue
            paragraphs += not length
            speaker = voice or ("" if turn else speaker)
            collector.add(line, clock(begins), speaker=speaker)
            before, length = line, length + len(line)
        ended = ends
    count = len(captions)
    reason = f"{count} cue{'s' * (count != 1)}, joined to {paragraphs} paragraph{'s' * (paragraphs != 1)} where the speaker changes or the speech pauses"
    return collector.finish(form, "blocks", reason, shown)


def _seconds(time: Any) -> float:
    hours, minutes, seconds = str(time).replace(",", ".").rjust(9, "0").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def clock(seconds: float) -> str:
    """A time as people write it: 0:01:05."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
