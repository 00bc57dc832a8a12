"""Find turns that a source shows by its form: rows of a table, lines, or bold names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

import msgspec

from pilcrow.text.candidates import Names
from pilcrow.text.labels import read_label
from pilcrow.text.layout import TIME_CODE
from pilcrow.text.lexicon import ANSWER_WORDS, QUESTION_WORDS, ROLE_WORDS, TITLES, names_office
from pilcrow.text.persons import is_family_first, is_person
from pilcrow.text.speakers import find_turns

_TIME = re.compile(rf"{TIME_CODE}(?:\s*(?:-->|[-–—])\s*{TIME_CODE})?\Z")
_NAME_AND_TIME = re.compile(rf"(?P<name>\S.{{0,60}}?)\s+{TIME_CODE}\Z")
_NUMBER = re.compile(r"\W*\d{1,5}\W*\Z")
_LEADING_TIME = re.compile(rf"\A{TIME_CODE}:?\s+(?=\S)")
# What tables of turns call their columns.
_HEADERS = {
    "speaker": (
        "speaker speakers name names who participant person sprecher sprecherin redner orateur"
        " intervenant locuteur nom orador hablante ponente nombre relatore oratore interlocutore"
        " parlante nome spreker naam talare namn taler navn mówca puhuja řečník říkající felszólaló"
        " konuşmacı говорящий спикер докладчик имя мовець 发言人 發言人 说话人 話者 発言者 화자"
        " 발언자 المتحدث interveniente falante intervinent rečník rečnik govornik előadó vorbitor"
        " ομιλητής оратор промовець דובר वक्ता người nói penutur pembicara spreekster"
    ),
    "text": (
        "text transcript transcription utterance content words remarks speech statement dialogue"
        " turn wortlaut transkript äußerung inhalt texte propos transcripción texto intervención"
        " testo trascrizione fala tekst uttalande anförande wypowiedź puhe szöveg metin текст"
        " transcrição transcripció přepis zápis szövege κείμενο стенограмма содержание"
        " content inhoud innehåll indhold innhold sadržaj treść obsah tartalom nội dung teks"
        " реплика 内容 內容 文字 発言 本文 내용 النص"
    ),
    "time": (
        "time times timestamp timecode start begin from zeit zeitmarke temps heure hora tiempo ora"
        " horário momento czas čas vrijeme idő χρόνος waktu thời"
        " tempo tijd tid tidspunkt czas aika idő zaman время час 时间 時間 시간 الوقت"
    ),
    "number": "no no. nr nr. № # number turn id line zeile ligne línea",
}
_HEADER_WORDS = {role: frozenset(words.split()) for role, words in _HEADERS.items()}
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SPACES = {ord(space): " " for space in "\xa0\u202f\u2007\u2009"}
# The last words of a heading that names a body, and not a person.
_BODIES = frozenset(
    str.split(
        "assembly parliament senate house council committee commission congress chamber hansard"
        " proceedings debates debate assemblée parlement sénat bundestag bundesrat landtag"
        " ausschuss asamblea congreso senado parlamento câmara assembleia camera senato"
    )
)
_LINE = 120  # characters of a name and an office, alone in a paragraph
_SENTENCE_END = re.compile(r"[?!…。！？؟]|(?:(?![A-ZÀ-ÞА-ЯЁ])[^\W\d_]){3,}\.\s*\Z")


class Columns(msgspec.Struct, frozen=True):
    """The columns of a table of turns, counted from 0; -1 for a column that is missing."""

    speaker: int
    text: int
    time: int = -1
    header: bool = False  # whether the first row names the columns


def looks_like_name(text: str) -> bool:
    """Return whether a few words look like a name or a title, and not like a sentence."""
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
    """Return the columns of a table whose rows are turns; None for any other table.

    The first row may name the columns. Otherwise there must be a column of short names that recur
    or end in a colon, and one of longer texts; there may be one of times.

    Args:
        rows: The texts of the cells.
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
    # Where all cells of a column but the first are times, the first names the column.
    timed = [place for place in range(width) if _is_headed(_TIME, [row[place] for row in body])]
    header = len(named) >= 2 or bool(timed)
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
        # Below an empty cell the speaker above goes on.
        recurs = len({cell.casefold().strip() for cell in cells}) < len(column)
        said = all(map(_names_somebody, cells)) and all(map(_SENTENCE_END.search, columns[text]))
        if named_cells >= 0.9 * len(cells) and (
            signed > len(cells) / 2
            or (recurs and said)
            or ((recurs or said) and sizes[text] > (1 if times else 2) * sizes[place])
        ):
            return Columns(place, text, times[0] if times else -1, header)
    return None


def _names_somebody(cell: str) -> bool:
    word = cell.strip(" :.").casefold()
    return is_person(cell) or word in QUESTION_WORDS or word in ROLE_WORDS


def _is_headed(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    """Return whether the cells of a column have a form that its first, which is a word, has not."""
    first, below = column[0].strip(), [cell.strip() for cell in column[1:] if cell.strip()]
    named = first[:1].isalpha() and len(first.split()) <= 3
    return named and len(below) > 1 and all(map(pattern.match, below))


def _share(pattern: re.Pattern[str], column: Sequence[str]) -> float:
    cells = [cell.strip() for cell in column if cell.strip()]
    return sum(1 for cell in cells if pattern.match(cell)) / len(cells) if cells else 0.0


class TurnLabel(msgspec.Struct, frozen=True):
    """The person that a label names: a speaker, or someone unnamed who asks (kind "question")."""

    speaker: str
    kind: str = ""


def who_speaks(label: str, names: Names, column: Sequence[str] = ()) -> TurnLabel:
    """Return the person that a label of the source names, without its colon and its time.

    What a single letter stands for is seen from the others in its column.
    """
    bare = re.sub(rf"\s+{TIME_CODE}\Z", "", label.strip()).rstrip(":：-–— ").strip()
    if len(bare.rstrip(".")) == 1 and column:
        said = [f"{one.strip().rstrip('.:： ')}: x." for one in column]
        if letter := find_turns(said, Names(names.main)).found.get(column.index(label)):
            return TurnLabel(letter.speaker, "question" if letter.question else "")
    word = bare.rstrip(".").casefold()
    if word == "q" or (len(word) == 1 and not word.isascii() and word in QUESTION_WORDS):
        return TurnLabel("", "question")
    if len(word) == 1 and not word.isascii() and word in ANSWER_WORDS:
        return TurnLabel(names.main)
    turn = find_turns([f"{bare}: x"], Names(names.main, [bare])).found.get(0)
    if turn is None:
        return TurnLabel(bare)
    return TurnLabel(turn.speaker, "question" if turn.question else "")


def part_lines(paragraphs: Sequence[Sequence[str]], names: Names) -> list[list[str]]:
    """Return the texts that the lines of each paragraph make.

    A line that begins with a label begins a text. So does a line with a name and a time, and the
    line after it. Long lines that each end a sentence are paragraphs. Other lines are joined.

    Args:
        paragraphs: The lines of each element, separated there by line breaks.
        names: Speakers from the metadata.
    """
    if all(len(lines) == 1 for lines in paragraphs):
        return [list(lines) for lines in paragraphs]
    bare = [_LEADING_TIME.sub("", line) for lines in paragraphs for line in lines]
    turns = find_turns(bare, names).found
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
    """Return whether a line is a name and a time, as in "Anna Berg   0:05".

    Meeting programs write such a line above a turn.
    """
    match = _NAME_AND_TIME.match(line)
    return match is not None and looks_like_name(match["name"])


NAMES = "names of speakers"  # the style of paragraphs of which the source says what they are


class Opening(msgspec.Struct, frozen=True):
    """A paragraph's text, how many characters at its beginning are bold, and its style by name."""

    text: str
    bold: int
    style: str = ""


def find_bold_questions(paragraphs: Sequence[Opening]) -> set[int]:
    """Return the paragraphs that are questions, because they are wholly in bold with a question
    mark.

    There must be two or more, and each must be followed by words that are not bold.
    """
    bold = [
        place
        for place, paragraph in enumerate(paragraphs)
        if paragraph.text.strip() and paragraph.bold >= len(paragraph.text.rstrip())
    ]
    found = {place for place in bold if paragraphs[place].text.rstrip()[-1] in "?？؟"}
    if len(found) < 2 or len(paragraphs) - 1 in found:
        return set()
    labels = filter(None, (read_label(paragraphs[place].text) for place in found))
    if 2 * sum(label.form in ("colon", "letter") for label in labels) > len(found):
        return set()  # each has a label, which `text.speakers` reads
    return set() if any(place + 1 in bold for place in found) else found


def find_heading_labels(headings: Sequence[tuple[str, str]]) -> set[str]:
    """Return the texts of headings, given with their tags, that name the speaker of what follows.

    They have one rank, and at least two of them recur, or one does and all of this rank are names
    of persons, or all of this rank end in a colon.
    """
    counts = Counter(heading for heading in headings if looks_like_name(heading[1]))
    ranks: dict[str, list[str]] = {}
    for tag, text in headings:
        ranks.setdefault(tag, []).append(text.rstrip())
    signed = [
        texts
        for texts in ranks.values()
        if len(texts) > 1 and all(text[-1:] in ":：" and looks_like_name(text) for text in texts)
    ]
    if len(signed) == 1:
        return set(signed[0])
    recurring = [heading for heading, count in counts.items() if count > 1]
    if len({tag for tag, _ in recurring}) != 1:
        return set()
    rank = recurring[0][0]
    if len(recurring) < 2 and not all(map(is_person, ranks[rank])):
        return set()
    return {text for tag, text in counts if tag == rank and is_person(text)} | {
        text for _, text in recurring
    }


def find_bold_labels(paragraphs: Sequence[Opening], names: Names) -> dict[int, int]:
    """Return the paragraphs that begin with a bold name as label, and the length of the label.

    A label has no colon here; `text.speakers` reads bold names with a colon. A bold name is a label
    if it recurs, as a heading does not. Among such labels, one that occurs once is a label too if
    words follow it in its paragraph, if it has a style that is for names, or if only names and
    offices of persons are bold lines.

    Args:
        paragraphs: The paragraphs.
        names: Speakers from the metadata. Where the editor says that bold names are labels, each of
            them is one.
    """
    stated = "name in bold" in names.forms
    candidates: dict[int, str] = {}
    for place, paragraph in enumerate(paragraphs):
        label = paragraph.text[: paragraph.bold].strip()
        signed = paragraph.text[paragraph.bold :].lstrip().startswith((":", "："))
        if label and label[-1] not in ":：?!" and not signed and _may_be_label(label):
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
    # Labels that support each other: several that recur, or most paragraphs with a bold name.
    usual = 2 * sum(_has_words(paragraphs[place]) for place in candidates) > len(paragraphs)
    company = len(followed) > 1 or (bool(followed) and usual)
    lines = [place for place, one in enumerate(paragraphs) if _is_bold_line(one)]
    named = bool(followed) and all(
        place in candidates and _is_of_person(paragraphs[place].text[: paragraphs[place].bold])
        for place in lines
    )
    labels = _styled_labels(paragraphs, candidates, followed)
    classed = [place for place in candidates if paragraphs[place].style == NAMES]
    if len(classed) > 1 and len(paragraphs) - 1 not in classed:
        labels |= {place: paragraphs[place].bold for place in classed}
    for place, label in candidates.items():
        heard = place + 1 < len(paragraphs) or _has_words(paragraphs[place])
        alone = named and place in lines and place + 1 not in lines
        told = label in followed or (company and _has_words(paragraphs[place])) or alone
        if told or (stated and heard):
            labels[place] = paragraphs[place].bold
    if labels:
        # Labels next to them that are not bold, or only in part, also end a turn.
        plain = [one.text.translate(_SPACES) for one in paragraphs]
        for place, turn in find_turns(plain, names).found.items():
            named = turn.label[-1] in ":：" or turn.label.split()[0].casefold() in TITLES
            if turn.grade == "certain" and named and paragraphs[place].text[turn.end :].strip():
                labels[place] = turn.end
    return labels


def _is_of_person(label: str) -> bool:
    name = label.strip()
    return is_person(name) or is_family_first(name) or (" " in name and names_office(name))


def _may_be_label(label: str) -> bool:
    """Return whether words in bold can name a speaker: no date, no number of a page, no body."""
    if not looks_like_name(label) or ":" in label or _YEAR.search(label):
        return False
    if len(label.rstrip(".")) < 2:
        return False  # letters for question and answer are read as in any text
    return label.split()[-1].casefold() not in _BODIES


def _styled_labels(
    paragraphs: Sequence[Opening], candidates: Mapping[int, str], known: Set[str]
) -> dict[int, int]:
    """Return the bold lines whose style is for names, also those that look like an office.

    Nearly all lines in the style are short, half of them are names, and one is a known label.
    """
    lines: dict[str, list[int]] = {}
    for place, paragraph in enumerate(paragraphs[:-1]):
        if paragraph.style and _is_bold_line(paragraph):
            lines.setdefault(paragraph.style, []).append(place)
    of_style = Counter(paragraph.style for paragraph in paragraphs)
    return {
        place: len(paragraphs[place].text)
        for style, places in lines.items()
        if len(places) >= 0.9 * of_style[style]
        and 2 * sum(place in candidates for place in places) >= len(places)
        and any(candidates.get(place) in known for place in places)
        for place in places
    }


def _is_bold_line(paragraph: Opening) -> bool:
    """Return whether a paragraph is a short bold line; a bracket at its end need not be bold."""
    rest = paragraph.text[paragraph.bold :].strip()
    return (
        paragraph.bold > 0
        and (len(rest) < 2 or (rest[0] in "(（" and rest[-1] in ")）") or bool(_TIME.match(rest)))
        and len(paragraph.text) <= _LINE
        and not _SENTENCE_END.search(paragraph.text)
    )


def _has_words(paragraph: Opening) -> bool:
    return len(paragraph.text[paragraph.bold :].strip()) > 1
