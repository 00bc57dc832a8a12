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
        "q p question questions interviewer journalist reporter correspondent "
        "question journaliste intervenant "
        "frage journalist journalistin reporterin zwischenfrage zusatzfrage nachfrage zusatz "
        "вопрос корреспондент журналист журналистка "
        "pregunta periodista "
        "سؤال السؤال صحفي صحافي الصحفي الصحافي مراسل "
        "问 問 提问 记者 記者 问题"
    )
)
ANSWER_WORDS = frozenset(
    str.split("a r answer réponse antwort ответ respuesta جواب الجواب إجابة 答 回答")
)
# A label that begins with one of these and names who asks: "Question (BBC):", "Frage Meyer:".
_ASKED = ("question", "вопрос", "frage", "zusatzfrage", "nachfrage", "zusatz", "pregunta", "سؤال")
_ASKING = ("记者", "記者", "提问")  # "路透社记者："
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
_LABEL = re.compile(
    r"(?P<name>[^\s:：。.!?][^:：。!?\n]{0,58}?)[ ]?(?P<sign>[:：]|\.[ ]?[-–—])(?!//)(?:[ ]+|(?<=：)|\Z|(?=[\u2e80-\uffef]))"
)
# "Q.", "A:", "Q - …"; in French also "R -" for an answer, in Spanish "P.-" and "R.-".
_LETTER = re.compile(
    r"(?:(?P<name>[QA])(?P<sign>[.:)]|[ ]?[-–—]|\.[-–—]|(?= [A-Z¿«“\"]))|(?P<letter>[PR])(?:\.?[ ]?[-–—]|:))[ ]+"
)
_DASHED = (".-", ".–", ".—", ". –", ". —")
_BRACKETED = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_PARTICLES = frozenset(
    str.split(
        "of the and for von van der den de del la le les du des y e i di da bin al el ibn zu und et"
    )
)
_NAME_PARTS = re.compile(r"[\s.]+")
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
        head = text[:64]
        if (
            ":" not in head
            and "：" not in head
            and head[:1] not in ("Q", "A", "P", "R")
            and not any(map(head.__contains__, _DASHED))
        ):
            continue
        match = _LETTER.match(text) or _LABEL.match(text)
        if match and _may_be(bare := _bare(match)):
            candidates[index] = match
            counts[bare] = counts.get(bare, 0) + 1
    accepted = _accepted(counts, names)
    # A lone letter is a label only in company: a question, and an answer to one.
    letters = {letter: counts.get(letter, 0) for letter in "QAPR"}
    if not letters["Q"] or sum(letters.values()) < 2:
        accepted -= {"Q", "A"}
    if not (letters["P"] and letters["R"]):
        accepted -= {"P"} if letters["Q"] else {"P", "R"}
    return {
        index: _turn(match, names)
        for index, match in candidates.items()
        if _bare(match) in accepted
    }


def bare_name(label: str) -> str:
    """A label without brackets ("through interpreter") and sign."""
    return _BRACKETED.sub("", label).strip().rstrip(":：.").strip()


def _bare(match: re.Match[str]) -> str:
    """The name in a label that was found."""
    found = match.groupdict()
    return bare_name(found["name"] or found["letter"])


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
        if name.endswith(_ASKING):
            return True
    elif words[0] in QUESTION_WORDS - {"q", "p"} and len(words) <= 3:
        return True
    return _is_main(name, names) or bool(
        names.main and _HAN.search(names.main) and name in names.main
    )


def _is_main(name: str, names: Names) -> bool:
    """Whether a name holds the main speaker's family name: "С.В.Лавров", "MR. LAVROV"."""
    family = names.main.casefold().split()[-1:]
    return bool(family) and family[0] in _NAME_PARTS.split(name.casefold().replace(",", " "))


def _accepted(counts: dict[str, int], names: Names) -> set[str]:
    """The candidates that are labels: the known, the recurring, and names in the company of other labels."""
    accepted = {name for name in counts if _is_known(name, names)}
    recurring = {name for name, count in counts.items() if count >= 2}
    for name, count in counts.items():
        words = name.split()
        in_capitals = name.isupper() and len(name) > 2 and (len(words) > 1 or count >= 2)
        if in_capitals or (
            count >= 2 and (len(words) > 1 or count >= 3 or len(recurring) > 1 or accepted)
        ):
            accepted.add(name)
    if accepted:
        accepted |= {
            name
            for name in counts
            if name.isupper()
            or (
                2 <= len(_NAME_PARTS.split(name)) <= 5
                and len(name.split()) <= 4
                and name[0].isupper()
                and not _is_phrase(name)
            )
        }
    return accepted


def _is_phrase(name: str) -> bool:
    """Whether small words stand in it, as in "Peace and freedom"; a title may hold them: "Minister of Trade"."""
    words = name.split()
    return any(word.islower() for word in words) and not any(
        word.casefold() in ROLE_WORDS for word in words
    )


def _listed(paragraphs: Sequence[str], names: Names) -> dict[int, Turn]:
    listed = {label.strip().rstrip(":：.").casefold(): label for label in names.policy}
    longest = max(map(len, listed), default=0) + 40
    # A label that ends in another sign is looked for as it is printed: "M. le président."
    printed = [label.strip() for label in names.policy if label.strip()[-1:] in ".-–—"]
    turns = {}
    for index, text in enumerate(paragraphs):
        match = _LABEL.match(text[: longest + 2]) or _LETTER.match(text)
        if match and (
            (match["name"] or "").strip().casefold() in listed or _bare(match).casefold() in listed
        ):
            turns[index] = _turn(match, names)
        elif found := next((label for label in printed if text.startswith(f"{label} ")), ""):
            turns[index] = _turn_of(found, bare_name(found.rstrip(" -–—")), len(found) + 1, names)
    return turns


def _turn(match: re.Match[str], names: Names) -> Turn:
    return _turn_of(match.group().strip(), _bare(match), match.end(), names)


def _turn_of(label: str, name: str, end: int, names: Names) -> Turn:
    folded = name.casefold()
    if (
        folded in QUESTION_WORDS
        or name.endswith(_ASKING)
        or (folded.split()[0] in _ASKED and len(name.split()) <= 3)
    ):
        return Turn(label, "", end, True)
    if folded in ANSWER_WORDS:
        return Turn(label, names.main, end)
    return Turn(label, names.main if _is_main(name, names) else name, end)
