"""Read captions (.vtt, .srt).

Cues are joined into paragraphs until the speaker changes or pauses. The times are the locators.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pilcrow.formats.extracted import Collector, Extracted, SourceDescription
from pilcrow.formats.turns import TurnLabel, looks_like_name, who_speaks
from pilcrow.model import wording
from pilcrow.model.problems import fail
from pilcrow.text.candidates import Names
from pilcrow.text.decoding import decode_bytes
from pilcrow.text.kinds import is_note
from pilcrow.text.lexicon import FINITE, NO_SPEAKER, NOT_FIRST, STAGE_WORD
from pilcrow.text.persons import folded
from pilcrow.text.speakers import find_turns

PAUSE = 2.0  # seconds of silence after a sentence that begin a new paragraph
# seconds of silence that do so in a paragraph that is long already, where nothing is punctuated
BREATH = 0.5
LONGEST = 1000  # characters after which the next sentence begins a paragraph without a pause
ROLLING = 0.2  # seconds between a caption and one that repeats its line as it rolls up
_STAMP = r"(?:(\d{1,9}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?\Z")
# A line that was meant to give times.
_MEANT = re.compile(
    r".*-->|\s*[\d:.,;]{3,}\s*[-–—]{1,3}\s?>+\s*[\d:.,;]{3,}"
    r"|\s*(?=[\d.,;]*:)[\d:.,;]{4,}\s*(?:[-–—=]{0,3}\s?>+|[-–—=]{1,3}|[→⇒])\s*(?=[\d.,;]*:)"
    r"[\d:.,;]{4,}\s*\Z"
)
_LOOSE_STAMP = re.compile(_STAMP)
_INSIDE = re.compile(r"<((?:\d{1,9}:)?\d{1,2}:\d{2}\.\d{3})>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>|</v>")
# The line above the times as Webex writes it: 1 "Anna Berg" (3423424).
_NAMED_CUE = re.compile(r'\d+ "(?P<name>[^"]+)" \(\d+\)\Z')
_READING_AID = re.compile(r"<rt>(?:(?!<rt>).)*?</rt>", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[\d:.]+>|</>|\{\\[^{}]*\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_TURN = re.compile(r"(?:>>+|[-–—](?=\s*[\w¿¡\"“„«'‘(\[♪]))\s*")
# ">>" inside a line, where somebody else begins to speak.
_TURN_INSIDE = re.compile(r"(?<=\s)(?=>>+\s*\S)")
_COLOUR = re.compile(r"<font[^<>]*\bcolor\s*=\s*[\"']?([#\w]+)", re.IGNORECASE)
# "[Anna] Good morning.", "（議長）会議を始めます".
_BRACKETED = re.compile(r"[\[(（［](?P<name>[^\W\d_][^\[\]()（）［］:]{0,40})[\])）］]\s*(?=\S)")
_ENDS = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*\Z")


class _Cue(msgspec.Struct):
    begins: float  # seconds
    ends: float
    spoken_until: float  # the end, or a little after the last time inside the cue
    lines: list[tuple[str, str, str]]  # voice, text and colour


class _Line(msgspec.Struct):
    """A line of a cue, as it is written."""

    text: str
    begins: float
    silence: float  # seconds before it; 0 inside a cue
    voice: str
    repeated: bool
    colour: str = ""
    sign: str = ""  # of a new speaker
    changes: bool = False  # a new speaker begins, without a sign in the text
    label: str = ""  # "Anna Berg: "
    who: TurnLabel | None = None


def extract(content: bytes, shown: str, encoding: str, names: Names) -> Extracted:
    """Return the text of the cues, with blank lines between paragraphs.

    Raises Problems if there are no cues.
    """
    form = Path(shown).suffix.lower()[1:]
    text = decode_bytes(content, encoding, shown=shown)[0].lstrip("\ufeff")
    collector = Collector()
    cues = list(_read_cues(re.split(r"\r\n|\n|\r", text), collector))
    if not cues:
        fail(
            "The captions cannot be read: no line has the times of a caption.",
            file=shown,
            todo=f"Export them again as .{form}.",
            kind="format",
        )
    lines = _lines(cues)
    _take_voices(lines, names)
    _take_labels(lines, names, collector)
    _take_bracketed(lines, names)
    _take_colours(lines)
    paragraphs = _write(lines, collector)
    count = len(cues)
    reason = (
        f"{wording.count(count, 'cue')}, joined to {wording.count(paragraphs, 'paragraph')}"
        " where the speaker changes or the speech pauses"
    )
    return collector.finish(form, "blocks", reason, shown)


def describe(content: bytes, shown: str) -> SourceDescription:
    """Return the language that the head of a .vtt file states."""
    head = content[:400].decode("utf-8", "replace") if shown.lower().endswith(".vtt") else ""
    found = re.search(r"^Language:\s*([\w-]+)\s*$", head, re.MULTILINE)
    return SourceDescription(language=found[1] if found else "")


def _read_cues(lines: list[str], collector: Collector) -> Iterator[_Cue]:
    """Yield the cues of a file. Times that cannot be read are reported; their words stay."""
    times = [
        number for number, line in enumerate(lines) if _TIMES.match(line) or _MEANT.match(line)
    ]
    ended = 0.0
    for number, following in zip(times, [*times[1:], len(lines)], strict=False):
        match = _TIMES.match(lines[number])
        if match:
            begins, ends = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        else:
            stamps = [_seconds(found.groups()) for found in _LOOSE_STAMP.finditer(lines[number])]
            begins, ends = (stamps[0], stamps[-1]) if stamps else (ended, ended)
            collector.doubt(
                f"The times of a caption are malformed: “{lines[number].strip()[:60]}”. Its words"
                " were kept.",
                line=number + 1,
                todo="Correct the line, as 00:01:05.000 --> 00:01:09.000.",
            )
        end = following
        # The line above the times is the cue's number or name.
        if end < len(lines) and end - 1 > number and _is_name(lines, end - 1):
            end -= 1
        payload = "\n".join(_payload(lines[number + 1 : end]))
        inside = [
            _seconds(found.groups())
            for found in map(_LOOSE_STAMP.match, _INSIDE.findall(payload))
            if found
        ]
        spoken = min(ends, inside[-1] + BREATH) if inside else ends
        ended = ends
        above = _NAMED_CUE.match(lines[number - 1].strip()) if number else None
        if voices := list(_voices(payload, above["name"] if above else "")):
            yield _Cue(begins, ends, spoken, voices)


def _is_name(lines: list[str], number: int) -> bool:
    return lines[number].strip().isdigit() or not lines[number - 1].strip()


def _payload(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a cue, over blank ones; blocks of comments and styles are left out."""
    skipped, blank = False, False
    for line in lines:
        if not line.strip():
            skipped, blank = False, True
            continue
        if blank and re.match(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)", line):
            skipped = True
        blank = False
        if not skipped:
            yield line


def _voices(payload: str, voice: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield voice, words and colour of the lines of a cue, without marks of position, time and
    look. A line in which ">>" stands is parted there.

    `voice` is the voice of words without a mark.
    """
    position = 0
    pieces: list[tuple[str, str]] = []
    for match in _VOICE.finditer(payload):
        pieces.append((voice, payload[position : match.start()]))
        voice, position = " ".join(_unescaped(match[1] or "").split()), match.end()
    for spoken_by, piece in [*pieces, (voice, payload[position:])]:
        for line in piece.split("\n"):
            words = _unescaped(_TAG.sub("", _READING_AID.sub("", line)))
            if words := re.sub(r"\s+", " ", words).strip():
                colour = _COLOUR.match(line.lstrip())
                for part in _TURN_INSIDE.split(words) if ">>" in words else [words]:
                    yield spoken_by, part.strip(), colour[1].lower() if colour else ""


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _lines(cues: Sequence[_Cue]) -> list[_Line]:
    """Return the lines of all cues, and mark those that only repeat when captions roll up."""
    rolls = _rolls(cues)
    lines: list[_Line] = []
    last: list[str] = []
    ended = spoken = 0.0
    for cue in cues:
        texts = [text for _, text, _ in cue.lines]
        repeated = 0
        if rolls and cue.begins - ended <= ROLLING:
            most = min(len(texts), len(last))
            same = (count for count in range(most, 0, -1) if texts[:count] == last[-count:])
            repeated = next(same, 0)
        for place, (voice, text, colour) in enumerate(cue.lines):
            silence = max(0.0, cue.begins - spoken) if place == 0 else 0.0
            line = _Line(text, cue.begins, silence, voice, place < repeated, colour)
            sign = _TURN.match(text)
            if sign and (text[0] == ">" or not lines or _ENDS.search(lines[-1].text)):
                line.sign, line.text = sign[0], text[sign.end() :]
            lines.append(line)
        last, ended, spoken = texts or last, cue.ends, cue.spoken_until
    return lines


def _rolls(cues: Sequence[_Cue]) -> bool:
    """Return whether captions roll up: a cue repeats the last line of the one before, above a new
    one.
    """
    rolled = 0
    for before, cue in zip(cues, cues[1:], strict=False):
        first, last = cue.lines[0][1], before.lines[-1][1]
        if first == last and cue.begins - before.ends <= ROLLING:
            rolled += len(cue.lines) > 1 or cue.ends - cue.begins < ROLLING
    return rolled > 0 and rolled >= 0.2 * (len(cues) - 1)


_FEW = 3  # cues that show that each begins with a name
USUAL = 0.8  # share of cues with a name, above which every cue should have one
_NAMED = re.compile(
    r"(?P<name>@?[^\W\d_](?:[^:.?!,;\s]|\.(?=\w))*"
    r"(?:[ ][^:.?!,;\s]+){0,3}(?:[ ]\([^():]*\))?):[ ]+(?=\S)"
)


def _take_voices(lines: Iterable[_Line], names: Names) -> None:
    """Take speakers from the voices that the source gives. What a "Reporter" says is a question."""
    who_of: dict[str, TurnLabel] = {}
    for line in lines:
        if line.voice and line.voice not in who_of:
            who_of[line.voice] = TurnLabel(line.voice, who_speaks(line.voice, names).kind)
        line.who = who_of.get(line.voice)


def _take_labels(lines: list[_Line], names: Names, collector: Collector) -> None:
    """Take labels before the words, "Anna Berg: …", as meeting programs write them in every cue."""
    kept = [line for line in lines if not line.repeated]
    for place, turn in find_turns([line.text for line in kept], names).found.items():
        _take_label(kept[place], turn.end, turn.label, names)
    firsts = [
        line
        for before, line in zip([None, *kept], kept, strict=False)
        if before is None or before.begins != line.begins
    ]
    count = sum(bool(line.label) for line in firsts)
    usual = count >= max(8, USUAL * len(firsts))
    if not usual and (count > 1 or names.policy != "auto"):
        return
    # If nearly every cue begins with a name, a name may also occur once or be in small letters.
    found = [
        (line, match)
        for line in firsts
        if not (line.label or line.voice)
        and (match := _NAMED.match(line.text))
        and FINITE.isdisjoint(match["name"].split())
        and folded(match["name"]) not in names.never
        and (usual or _may_label(match["name"]))
    ]
    if not usual:
        if count + len(found) < max(_FEW, len(firsts) / 2):
            return
        collector.doubt(
            f"{len(found)} captions begin with a name and a colon, as “{found[0][1]['name']}:”. The"
            " names were taken for those of the speakers.",
            todo="Look at the text with `pilcrow show`. Write labels that are none into"
            " edition/speakers.csv, with the use “never”.",
        )
    for line, match in found:
        _take_label(line, match.end(), match["name"], names)


def _may_label(name: str) -> bool:
    """Return whether words before a colon, which come once, can be a name and no catchword."""
    words = name.casefold().split()
    return not name[0].islower() and not {words[0], words[-1]} & (NOT_FIRST | NO_SPEAKER)


def _take_bracketed(lines: Sequence[_Line], names: Names) -> None:
    """Take names in brackets before the words, if there are two of them and one recurs."""
    found = [
        (line, match)
        for line in lines
        if not line.voice and (match := _BRACKETED.match(line.label + line.text)) is not None
    ]
    said = [match["name"] for _, match in found]
    if not 1 < len(set(said)) < len(said) or not all(map(_may_speak, said)):
        return
    for line, match in found:
        if line.who is None:
            _take_label(line, match.end(), match["name"], names)


def _may_speak(name: str) -> bool:
    return looks_like_name(name) and not name[0].islower() and not STAGE_WORD.search(name)


def _take_colours(lines: Sequence[_Line]) -> None:
    """Take a change of colour for a change of speaker, where most lines have one of several."""
    kept = [line for line in lines if not line.repeated]
    coloured = [line.colour for line in kept if line.colour]
    if (
        2 * len(coloured) < len(kept)
        or len(set(coloured)) < 2
        or any(line.who or line.sign for line in kept)
    ):
        return
    for before, line in itertools.pairwise(kept):
        line.changes = line.colour != before.colour


def _take_label(line: _Line, length: int, label: str, names: Names) -> None:
    line.label, line.text = line.text[:length], line.text[length:]
    line.who = who_speaks(label, names)


def _write(lines: Sequence[_Line], collector: Collector) -> int:
    """Write the lines, with blank ones between paragraphs. Return the number of paragraphs."""
    spoken = [line.text for line in lines if not line.repeated]
    ends = sum(1 for text in spoken if _ENDS.search(text))
    punctuated = ends > 0.05 * len(spoken)
    who, before, length, paragraphs = TurnLabel(""), "", 0, 0
    signs = sum(bool(line.sign) or line.changes for line in lines if not line.repeated)
    unnamed = signs + any(line.who for line in lines) > 1  # a single sign may be a dash
    for line in lines:
        if line.repeated:
            collector.cut(line.text, "caption repeated as it rolls up")
            continue
        changes = bool(line.sign) or line.changes
        now = line.who or (TurnLabel("") if changes else who)
        begins = (
            changes or (now != who and bool(line.who)) or _pauses(line, before, length, punctuated)
        )
        if before and begins:
            collector.add("", "")
            length = 0
        if line.sign:
            collector.cut(line.sign, "sign of a new speaker", end="")
        if line.label:
            collector.cut(line.label, "speaker's name", end="" if line.text else "\n")
        who = now
        if not line.text:
            continue
        paragraphs += not length
        kind = "aside" if is_note(line.text) else who.kind
        speaker = who.speaker or (None if unnamed else "")
        collector.add(line.text, clock(line.begins), speaker=speaker, kind=kind)
        before, length = line.text, length + len(line.text)
    return paragraphs


def _pauses(line: _Line, before: str, length: int, punctuated: bool) -> bool:
    """Return whether the speech pauses before a line.

    It pauses after a sentence. If nothing is punctuated, it pauses for long enough.
    """
    if punctuated:
        ended = bool(_ENDS.search(before)) or length > 3 * LONGEST
        return ended and (line.silence >= PAUSE or length > LONGEST)
    return line.silence >= PAUSE or (
        length > LONGEST and (line.silence >= BREATH or length > 2 * LONGEST)
    )


def _seconds(stamp: Sequence[str | None]) -> float:
    hours, minutes, seconds, parts = stamp
    fraction = float(f"0.{parts}") if parts else 0.0
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + fraction


def clock(seconds: float) -> str:
    """Return a time in seconds as people write it: 0:01:05."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
