"""Who speaks: labels such as "Sergey Lavrov:", "SECRETARY TRUSS:", "Question:", "Q.", found conservatively.

"And I say this: we …" is no label. A label is short and stands at the start of a paragraph; it is a known word, a name that the
metadata give, or it recurs in the form of a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

QUESTION_WORDS = frozenset(
    str.split(
        "q question questions interviewer journalist reporter correspondent "
        "question journaliste intervenant "
        "frage journalist journalistin reporterin zwischenfrage "
        "вопрос корреспондент журналист журналистка "
        "pregunta periodista "
        "سؤال السؤال صحفي صحافي الصحفي الصحافي مراسل "
        "问 問 提问 记者 記者 问题"
    )
)
ANSWER_WORDS = frozenset(str.split("a answer réponse antwort ответ respuesta جواب الجواب إجابة 答 回答"))
# Words for a part in the event; a label made of one is known without recurring.
ROLE_WORDS = frozenset(
    str.split(
        "speaker interpreter moderator chair chairman chairwoman chairperson president host participant voice minister secretary spokesperson "
        "animateur animatrice modérateur modératrice président présidente ministre orateur oratrice interprète porte-parole "
        "moderator moderatorin präsident präsidentin vorsitzender vorsitzende minister ministerin sprecher sprecherin dolmetscher "
        "ведущий ведущая модератор председатель президент министр переводчик представитель "
        "moderador moderadora presidente presidenta ministro ministra portavoz intérprete "
        "الرئيس الوزير المترجم المتحدث 主席 总统 部长 外长 翻译 发言人 主持人"
    )
)
_LABEL = re.compile(r"(?P<name>[^\s:：。.!?][^:：。!?\n]{0,58}?)[ ]?(?P<sign>[:：])(?!//)(?:[ ]+|(?<=：)|\Z|(?=[\u2e80-\uffef]))")
_LETTER = re.compile(r"(?P<name>[QA])(?P<sign>[.:)]|(?= [A-Z¿«“\"]))[ ]+")
_BRACKETED = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_PARTICLES = frozenset(str.split("of the and for von van der den de del la le les du des y e i di da bin al el ibn zu und et"))
_HAN = re.compile("[\u3400-\u9fff]")


class Turn(msgspec.Struct, frozen=True):
    """A label found at the start of a paragraph."""

    label: str  # as printed
    speaker: str  # "" where the label names no one ("Question:")
    end: int  # characters of the paragraph that the label and the space after it take
    question: bool = False


class Names(msgspec.Struct, frozen=True):
    """What is known of the speakers before reading."""

    main: str = ""  # the main speaker's name
    policy: str | Sequence[str] = "auto"  # "auto", "none", or the labels


def find_turns(paragraphs: Sequence[str], names: Names) -> dict[int, Turn]:
    """The labels of paragraphs, by the paragraph's index."""
    if names.policy == "none":
        return {}
    if not isinstance(names.policy, str):
        return _listed(paragraphs, names)
    candidates: dict[int, re.Match[str]] = {}
    counts: dict[str, int] = {}
    for index, text in enumerate(paragraphs):
        if ":" not in text[:64] and "：" not in text[:64] and text[:1] not in ("Q", "A"):
            continue
        match = _LETTER.match(text) or _LABEL.match(text)
        if match and _may_be(bare := bare_name(match["name"])):
            candidates[index] = match
            counts[bare] = counts.get(bare, 0) + 1
    accepted = _accepted(counts, names)
    # A lone "A" or "Q" as first letter is a label only in company.
    if not {"Q", "q"} & accepted:
        accepted -= {"A"}
    if counts.get("Q", 0) + counts.get("A", 0) < 2:
        accepted -= {"Q", "A"}
    return {index: _turn(match, names) for index, match in candidates.items() if bare_name(match["name"]) in accepted}


def bare_name(label: str) -> str:
    """A label without brackets ("through interpreter") and sign."""
    return _BRACKETED.sub("", label).strip().rstrip(":：.").strip()


def _may_be(name: str) -> bool:
    """Whether words have the form of a label: few, and written as names or titles are."""
    words = name.split()
    if not words or len(words) > 7 or not any(character.isalpha() for character in name):
        return False
    if _HAN.search(name):
        return len(name) <= 12 and not re.search("[，、；,]", name)
    if "," in name and len(words) > 5:
        return False
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    if not cased:
        return len(words) <= 4
    return all(word[0].isupper() or word in _PARTICLES for word in cased)


def _is_known(name: str, names: Names) -> bool:
    words = name.casefold().replace(",", " ").split()
    if len(words) == 1 or _HAN.search(name):
        if name.casefold() in QUESTION_WORDS | ANSWER_WORDS | ROLE_WORDS:
            return True
    elif words[0] in QUESTION_WORDS - {"q"} and len(words) <= 3:
        return True
    family = names.main.casefold().split()[-1:] if names.main else []
    return bool(family) and (family[0] in words or bool(_HAN.search(names.main) and name in names.main))


def _accepted(counts: dict[str, int], names: Names) -> set[str]:
    """The candidates that are labels: the known, the recurring, and names in the company of other labels."""
    accepted = {name for name in counts if _is_known(name, names)}
    recurring = {name for name, count in counts.items() if count >= 2}
    for name, count in counts.items():
        words = name.split()
        in_capitals = name.isupper() and len(name) > 2 and (len(words) > 1 or count >= 2)
        if in_capitals or (count >= 2 and (len(words) > 1 or count >= 3 or len(recurring) > 1 or accepted)):
            accepted.add(name)
    if accepted:
        accepted |= {
            name for name in counts if name.isupper() or (2 <= len(name.split()) <= 4 and name[0].isupper() and not _is_phrase(name))
        }
    return accepted


def _is_phrase(name: str) -> bool:
    return any(word.islower() for word in name.split())


def _listed(paragraphs: Sequence[str], names: Names) -> dict[int, Turn]:
    listed = {label.strip().rstrip(":：.").casefold(): label for label in names.policy}
    longest = max(map(len, listed), default=0) + 40
    turns = {}
    for index, text in enumerate(paragraphs):
        match = _LABEL.match(text[: longest + 2]) or _LETTER.match(text)
        if match and (match["name"].strip().casefold() in listed or bare_name(match["name"]).casefold() in listed):
            turns[index] = _turn(match, names)
    return turns


def _turn(match: re.Match[str], names: Names) -> Turn:
    label = match.group().strip()
    name = bare_name(match["name"])
    folded = name.casefold()
    first = folded.split()[0]
    if folded in QUESTION_WORDS or (
        first in QUESTION_WORDS and len(name.split()) <= 3 and first in ("question", "вопрос", "frage", "pregunta", "سؤال")
    ):
        return Turn(label, "", match.end(), True)
    if folded in ANSWER_WORDS:
        return Turn(label, names.main, match.end())
    family = names.main.casefold().split()[-1:] if names.main else []
    if family and family[0] in folded.split():
        name = names.main
    return Turn(label, name, match.end())
