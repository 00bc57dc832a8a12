"""Turns that the form of a source states: rows of a table, lines of a paragraph, names in bold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from pilcrow.text.layout import TIME_CODE
from pilcrow.text.speakers import Names, find_turns

_TIME = re.compile(rf"{TIME_CODE}(?:\s*(?:-->|[-–—])\s*{TIME_CODE})?\Z")
_NAME_AND_TIME = re.compile(rf"(?P<name>\S.{{0,60}}?)\s+{TIME_CODE}\Z")
_NUMBER = re.compile(r"\W*\d{1,5}\W*\Z")
# What the first row of a table of turns calls its columns.
_HEADERS = {
    "speaker": (
        "speaker speakers name names who participant person sprecher sprecherin redner orateur"
        " intervenant locuteur nom orador hablante ponente nombre relatore oratore interlocutore"
        " parlante nome spreker naam talare namn taler navn mówca puhuja řečník říkající felszólaló"
        " konuşmacı говорящий спикер докладчик имя мовець 发言人 發言人 说话人 話者 発言者 화자"
        " 발언자 المتحدث"
    ),
    "text": (
        "text transcript transcription utterance content words remarks speech statement dialogue"
        " turn wortlaut transkript äußerung inhalt texte propos transcripción texto intervención"
        " testo trascrizione fala tekst uttalande anförande wypowiedź puhe szöveg metin текст"
        " реплика 内容 內容 文字 発言 本文 내용 النص"
    ),
    "time": (
        "time times timestamp timecode start begin from zeit zeitmarke temps heure hora tiempo ora"
        " tempo tijd tid tidspunkt czas aika idő zaman время час 时间 時間 시간 الوقت"
    ),
    "number": "no no. nr nr. № # number turn id line zeile ligne línea",
}
_HEADER_WORDS = {role: frozenset(words.split()) for role, words in _HEADERS.items()}
_SENTENCE_END = re.compile(r"[?!…。！？؟]|[a-zà-öø-ÿа-яё]{3,}\.\s*\Z")


class Columns(msgspec.Struct, frozen=True):
    """What the columns of a table of turns contain, from 0; -1 where a column is missing."""

    speaker: int
    text: int
    time: int = -1
    header: bool = False  # whether the first row names the columns


def looks_like_name(text: str) -> bool:
    """Whether a few words have the form of a name or a title, without a sentence in them."""
    bare = re.sub(r"\s*[(\[（][^()\[\]（）]*[)\]）]", "", text).strip().rstrip(":：.")
    words = bare.split()
    if not words or len(words) > 8 or len(bare) > 60 or not any(map(str.isalpha, bare)):
        return False
    if _SENTENCE_END.search(bare):
        return False
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    upper = sum(word[0].isupper() for word in cased)
    return (not cased and len(bare) <= 24) or (bool(cased) and upper >= len(cased) / 2)


def find_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table whose rows are turns; None where it is another table.

    `rows` are the texts of the cells. The first row may name the columns; else a column of times,
    one of short names that recur or end in a colon, and one of longer texts are looked for.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    body = [row for row in rows if len(row) == width]
    if width < 2 or width > 6 or len(body) < 2:
        return None
    named: dict[str, int] = {}
    for place, cell in enumerate(body[0]):
        words = cell.casefold().strip(" :").split()
        role = next((role for role, known in _HEADER_WORDS.items() if {*words[:1]} & known), "")
        if role and len(words) <= 3:
            named.setdefault(role, place)
    if named.get("speaker", -1) >= 0 and "text" in named:
        return Columns(named["speaker"], named["text"], named.get("time", -1), header=True)
    header = len(named) >= 2
    columns = list(zip(*body[header:], strict=True))
    sizes = [sum(map(len, column)) for column in columns]
    text = max(range(width), key=lambda place: sizes[place])
    times = [place for place, column in enumerate(columns) if _share(_TIME, column) >= 0.8]
    for place, column in enumerate(columns):
        cells = [cell for cell in column if cell.strip()]
        if place == text or place in times or not cells or _share(_NUMBER, column) > 0.5:
            continue
        named_cells = sum(map(looks_like_name, cells))
        signed = sum(cell.rstrip().endswith((":", "：")) for cell in cells)
        recurs = len({cell.casefold().strip() for cell in cells}) < len(cells)
        if named_cells >= 0.9 * len(cells) and (
            signed > len(cells) / 2 or (recurs and sizes[text] > 2 * sizes[place])
        ):
            return Columns(place, text, times[0] if times else -1, header)
    return None


def _share(pattern: re.Pattern[str], column: Sequence[str]) -> float:
    cells = [cell.strip() for cell in column if cell.strip()]
    return sum(1 for cell in cells if pattern.match(cell)) / len(cells) if cells else 0.0


class Who(msgspec.Struct, frozen=True):
    """Whom a label names: a speaker, or someone unnamed who asks (kind "question")."""

    speaker: str
    kind: str = ""


def who_speaks(label: str, names: Names) -> Who:
    """Whom a label names that the source states, without its sign and its time."""
    bare = re.sub(rf"\s+{TIME_CODE}\Z", "", label.strip()).rstrip(":： ").strip()
    turn = find_turns([f"{bare}: x"], Names(names.main, [bare])).found.get(0)
    if turn is None:
        return Who(bare)
    return Who(turn.speaker, "question" if turn.question else "")


def part_lines(paragraphs: Sequence[Sequence[str]], names: Names) -> list[list[str]]:
    """Paragraphs of lines that a line break parts inside one element, each as the texts that it
    makes.

    A line that begins with a label begins a text, as does the line after a name and a time. Long
    lines that each end a sentence are paragraphs. Other lines are joined.
    """
    if all(len(lines) == 1 for lines in paragraphs):
        return [list(lines) for lines in paragraphs]
    turns = find_turns([line for lines in paragraphs for line in lines], names).found
    parted, place = [], 0
    for lines in paragraphs:
        begins = [at > 0 and (place + at) in turns for at in range(len(lines))]
        for at, line in enumerate(lines):
            if is_name_and_time(line):
                begins[at] = at > 0
                if at + 1 < len(lines):
                    begins[at + 1] = True
        if not any(begins) and len(lines) > 1:
            length = sum(map(len, lines)) / len(lines)
            if length > 100 and all(line.rstrip()[-1] in '.?!…:”"»’)' for line in lines):
                begins = [at > 0 for at in range(len(lines))]
        texts: list[str] = []
        for line, begin in zip(lines, begins, strict=True):
            if begin or not texts:
                texts.append(line)
            else:
                texts[-1] += f" {line}"
        parted.append(texts)
        place += len(lines)
    return parted


def is_name_and_time(line: str) -> bool:
    """Whether a line is a name and a time, as meeting programs write above a turn:

    "Anna Berg   0:05".
    """
    match = _NAME_AND_TIME.match(line)
    return match is not None and looks_like_name(match["name"])


class Opening(msgspec.Struct, frozen=True):
    """A paragraph's text and how many of its first characters are in bold."""

    text: str
    bold: int


def find_bold_labels(paragraphs: Sequence[Opening], stated: bool = False) -> dict[int, int]:
    """The paragraphs that begin with a name in bold as label, without a colon, and the label's
    length in characters.

    A name in bold is a label where it recurs, as no heading does; in the company of such labels one
    that occurs once is too, where words follow it in its paragraph. A bold name that ends in a
    colon is left to `text.speakers`. With `stated`, where the edition says that names in bold are
    labels, each is one.
    """
    candidates: dict[int, str] = {}
    for place, paragraph in enumerate(paragraphs):
        label = paragraph.text[: paragraph.bold].strip()
        signed = paragraph.text[paragraph.bold :].lstrip().startswith((":", "："))
        if label and label[-1] not in ":：?!" and not signed and looks_like_name(label):
            candidates[place] = label.rstrip(".").casefold()
    counts = Counter(candidates.values())
    recurring = {label for label, count in counts.items() if count >= 2}
    followed = {
        label
        for label in recurring
        if all(
            place + 1 < len(paragraphs) or _has_words(paragraphs[place])
            for place, found in candidates.items()
            if found == label
        )
    }
    # In company: of several that recur, or where most paragraphs begin with a name in bold.
    usual = 2 * sum(_has_words(paragraphs[place]) for place in candidates) > len(paragraphs)
    company = len(followed) > 1 or (bool(followed) and usual)
    labels: dict[int, int] = {}
    for place, label in candidates.items():
        heard = place + 1 < len(paragraphs) or _has_words(paragraphs[place])
        if label in followed or (company and _has_words(paragraphs[place])) or (stated and heard):
            labels[place] = paragraphs[place].bold
    return labels


def _has_words(paragraph: Opening) -> bool:
    return len(paragraph.text[paragraph.bold :].strip()) > 1
