"""Find which paragraphs begin with a speaker's label, by weighing evidence.

1. `labels` reads what has the form of a label, at the start of each paragraph.
2. The same name in the same form is one candidate.
3. Each rule of `EVIDENCE` gives points.
4. Sure labels support candidates of the same form, and count against others.
5. A candidate with at least `LIKELY` points is a label. With fewer points it is words. If it has
   almost enough points, it is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from pilcrow.text.candidates import (
    CERTAIN,
    GUESSED,
    LEADER,
    LIKELY,
    Candidate,
    Context,
    Doubted,
    Names,
    Turn,
    Turns,
    begins_with_label,
    count_stems,
    find_facts,
    find_lone_lines,
    find_named_roles,
    gather,
    is_roll,
)
from pilcrow.text.company import weigh_company, weigh_forms, weigh_letters
from pilcrow.text.evidence import EVIDENCE
from pilcrow.text.kinds import leads_to_page
from pilcrow.text.labels import Label, bare_name, read_label, read_line
from pilcrow.text.lexicon import (
    ANSWER_WORDS,
    ASKED,
    ASKING_ENDINGS,
    QUESTION_PHRASES,
    QUESTION_WORDS,
    REPORTERS,
    names_office,
)
from pilcrow.text.persons import (
    asks_for_press,
    content_words,
    folded,
    form_key,
    full_name,
    is_main,
    is_person,
    is_small,
    may_be_same,
    name_parts,
    stem_of,
    without_office,
)
from pilcrow.text.units import NAMED

_SEVERAL = 5  # persons whose names are shortened that show that a record shortens them


def find_turns(
    paragraphs: Sequence[str],
    names: Names,
    stated: Sequence[bool] = (),
    timed: frozenset[int] = frozenset(),
) -> Turns:
    """Find the labels of paragraphs.

    Args:
        paragraphs: Their texts, none of them empty.
        names: What the metadata and the edition say of the speakers.
        stated: For each paragraph, whether the source says who speaks, or that nobody does. No
            label is searched for there.
        timed: The paragraphs after a time code.
    """
    if names.policy == "none" and not names.known and not names.forms:
        return Turns({}, [])
    read: dict[int, Label] = {}
    for index, text in enumerate(paragraphs):
        if not (stated and stated[index]) and (label := read_label(text)):
            read[index] = label
    if not isinstance(names.policy, str) or names.policy == "none":
        return _listed(paragraphs, names, read)
    for index in [
        index for index in read if ". . ." in paragraphs[index] or "..." in paragraphs[index]
    ]:
        if leads_to_page(paragraphs[index]):
            del read[index]  # of a list of contents
    begin = 0
    if read:
        read |= find_named_roles(paragraphs, read)
        facts = find_facts(paragraphs, read)
        roll = any(is_roll(read[index].name) for index in facts)
        for index in facts:
            del read[index]
        begin = min(read, default=0) if roll else 0
    for index in find_lone_lines(paragraphs, read):
        if (stated and stated[index]) or index < begin or LEADER in paragraphs[index]:
            continue
        if label := read_line(paragraphs[index]):
            read[index] = label
    if not read:
        return Turns({}, [])
    candidates = gather(paragraphs, read)
    context = Context(
        paragraphs,
        names,
        candidates,
        count_stems(candidates),
        begins_with_label(paragraphs, read),
        timed,
    )
    _weigh(context)
    return _decide(context)


def _weigh(context: Context) -> None:
    """Give the candidates points, first each by itself, then by comparison with sure labels."""
    for candidate in context.candidates:
        if candidate.form == "letter":
            continue
        candidate.reasons = []
        if not any(map(str.isalnum, candidate.name.partition(",")[0])):
            candidate.points -= 9  # without a name: ", my friends:", "…:"
            continue
        for evidence in EVIDENCE:
            if found := evidence(candidate, context):
                candidate.points += found[0]
                if found[1]:
                    candidate.reasons.append(found[1])
    weigh_letters(context)
    weigh_company(context)
    weigh_forms(context)


def _decide(context: Context) -> Turns:
    """Decide which candidates are labels: those with at least `LIKELY` points.

    Candidates with almost as many points are doubtful.
    """
    turns: dict[int, Turn] = {}
    doubted: list[Doubted] = []
    company = context.pure or any(one.points >= CERTAIN for one in context.candidates)
    dialogue = context.recurring > 0 or any(one.points >= LIKELY for one in context.candidates)
    rivals = _rivals(context)
    for candidate in context.candidates:
        taken = candidate.points >= LIKELY or (
            candidate.points == GUESSED and company and candidate.form != "line"
        )
        grade = (
            "certain"
            if candidate.points >= CERTAIN
            else "likely"
            if candidate.points >= LIKELY
            else "guessed"
        )
        reason = "; ".join(candidate.reasons)
        role = "rival" if candidate.name in rivals else candidate.role
        made: dict[tuple[str, int, str, str], Turn] = {}  # a label that recurs begins like turns
        for index, label in zip(candidate.places, candidate.labels, strict=True):
            if taken:
                key = label.printed, label.end, label.number, label.time
                if (turn := made.get(key)) is None:
                    turn = made[key] = _turn(label, context.names, grade, reason, role)
                turns[index] = turn
        if grade == "guessed" and (taken or _is_doubtful(candidate, dialogue)):
            doubted += [
                Doubted(index, label.printed, taken, reason)
                for index, label in zip(candidate.places, candidate.labels, strict=True)
            ]
    turns = _unify(turns, context.names) if turns else turns
    return Turns(dict(sorted(turns.items())), sorted(doubted, key=lambda one: one.index))


def _unify(turns: Mapping[int, Turn], names: Names) -> dict[int, Turn]:
    """Return turns in which a speaker has one name.

    It is the most frequent of those that differ only in how they are printed, as "MR. LONG" and
    "Mr Long", or in what a comma adds: "Tom Hill" and "Tom Hill, Minister of Ports".
    """
    counts = Counter(turn.speaker for turn in turns.values() if turn.speaker)
    forms: dict[str, list[str]] = {}
    for speaker in counts:
        if speaker not in names.known.values():
            own = speaker.partition(",")[0]  # "Ana Vera Sol, Editor": a name that also stands alone
            bare = own if own in counts and is_person(own) else without_office(speaker)
            forms.setdefault(full_name(bare) or form_key(bare), []).append(speaker)
    one = {
        speaker: max(found, key=lambda name: (name == names.main, counts[name], -len(name)))
        for found in forms.values()
        if len(found) > 1
        for speaker in found
    }
    speakers = [turn.speaker for _, turn in sorted(turns.items())]
    full = _shortened([one.get(speaker, speaker) for speaker in speakers], names)
    one = {name: full.get(one.get(name, name), one.get(name, name)) for name in counts}
    return {
        index: msgspec.structs.replace(turn, speaker=one[turn.speaker])
        if one.get(turn.speaker, turn.speaker) != turn.speaker
        else turn
        for index, turn in turns.items()
    }


def _shortened(speakers: Sequence[str], names: Names) -> dict[str, str]:
    """Return the names that a record shortens, and the full ones: "Mr. Hill" is "Mr. Tom Hill".

    A record that does so prints the full name first for several persons. If more than two speakers
    have a family name, their names stay.
    """
    families: dict[str, list[str]] = {}
    for name in dict.fromkeys(speakers):
        if name and name not in names.known.values() and (family := name_parts(name)[0]):
            families.setdefault(family, []).append(name)
    pairs = [found for found in families.values() if len(found) == 2 and may_be_same(*found)]
    if sum(len(second) < len(first) for first, second in pairs) < _SEVERAL:
        return {}
    return {min(found, key=len): max(found, key=len) for found in pairs}


def _is_doubtful(candidate: Candidate, dialogue: bool) -> bool:
    """Return whether a candidate that was read as words should be reported."""
    if candidate.form in ("letter", "stop", "dash"):
        return False
    first = candidate.name[0]
    if not dialogue and not first.isupper() and not is_small(first):
        return False  # in a script without capitals any words before a colon look like a name
    if dialogue and candidate.form == "colon" and _may_be_part(candidate):
        return True
    return candidate.points >= GUESSED or (candidate.points == 1 and len(candidate.places) > 1)


def _may_be_part(candidate: Candidate) -> bool:
    """Return whether a few words in lower case name an office or a part: "Press officer: …"."""
    return (
        -4 <= candidate.points < GUESSED
        and candidate.name[0].isupper()
        and not candidate.lower
        and len(candidate.name.split()) <= 5
        and names_office(candidate.name)
    )


def _rivals(context: Context) -> set[str]:
    """Return the names that share only the family name with the main speaker.

    An example is "Mr. Hill" and "Mrs. Hill".
    """
    close = {
        one.name
        for one in context.candidates
        if one.points >= GUESSED and is_main(one.name, context.names.main)
    }
    titles = {
        content_words(name.casefold())[0].rstrip(".")
        for name in close
        if content_words(name.casefold())
    }
    gendered = titles & {
        "mr",
        "mrs",
        "ms",
        "herr",
        "frau",
        "señor",
        "señora",
        "sr",
        "sra",
        "m",
        "mme",
    }
    return close if len(gendered) > 1 else set()


def _turn(label: Label, names: Names, grade: str, reason: str, role: str = "") -> Turn:
    """Return the turn that a label begins: who speaks, and whether it is a question."""
    name = label.name
    words = content_words(name.casefold())
    question = False
    known = None
    if names.known:
        known = names.known.get(folded(label.printed), names.known.get(folded(name)))
    if known is not None:
        speaker, question = known, _asks(name, words)
    elif role == "question" or (label.form != "letter" and _asks(name, words)):
        speaker, question = _asker(name), True
    elif role == "answer" or (
        label.form != "letter" and len(words) == 1 and words[0] in ANSWER_WORDS
    ):
        speaker = names.main
    else:
        speaker = names.main if role != "rival" and is_main(name, names.main) else name
    return Turn(
        label.printed, speaker, label.end, question, grade, reason, label.number, label.time
    )


def _asker(name: str) -> str:
    """Return the name of who asks where the label gives one: "Frage Meyer", "ZUSATZFRAGE MEYER",
    "Reporter Anna Berg".
    """
    first, _, own = name.partition(" ")
    if first.casefold() in REPORTERS and own and not own[-1].isdigit():
        return name
    named = first.casefold() in ASKED and own and own.replace(" ", "").replace("-", "").isalpha()
    return own if named and all(word[0].isupper() for word in own.split()) else ""


def _asks(name: str, words: Sequence[str]) -> bool:
    """Return whether a label is a word for those who ask, alone or with a name."""
    return bool(
        name.casefold() in QUESTION_WORDS
        or name.casefold() in QUESTION_PHRASES
        or (len(words) == 1 and stem_of(words[0]).rstrip("-_#.") in QUESTION_WORDS)
        or name.endswith(ASKING_ENDINGS)
        or (words and len(words) <= 3 and words[0] in ASKED)
        or asks_for_press(name)
    )


def _listed(paragraphs: Sequence[str], names: Names, read: Mapping[int, Label]) -> Turns:
    """Return the labels that the metadata or the edition list, in any form in which they begin a
    paragraph.
    """
    given = [] if isinstance(names.policy, str) else list(names.policy)
    listed = ({folded(label) for label in given} | set(names.known)) - names.never
    printed = sorted((label.strip() for label in given), key=len, reverse=True)
    stops = [label for label in printed if label[-1:] in ".-–—" and folded(label) in listed]
    turns: dict[int, Turn] = {}
    for index, text in enumerate(paragraphs):
        label = read.get(index)
        line = read_line(text) if index + 1 < len(paragraphs) else None
        if not (label and {folded(label.name), folded(label.printed)} & listed):
            label = line if line and {folded(line.name), folded(line.printed)} & listed else None
        if label is None and (
            found := next((one for one in stops if text.startswith(f"{one} ")), "")
        ):
            label = Label(bare_name(found.rstrip(" -–—")), found, len(found) + 1, "stop")
        if label:
            own = {folded(label.name), folded(label.printed)} & set(names.known)
            who = NAMED if own else "the metadata list this label"
            turns[index] = _turn(label, names, "certain", who)
    return Turns(turns, [])
