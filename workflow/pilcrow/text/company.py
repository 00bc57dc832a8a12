"""Weigh candidates by each other.

Sure labels support candidates that have the same form, and count against candidates that have
another.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pilcrow.text.candidates import CERTAIN, GUESSED, LIKELY, Candidate, Context
from pilcrow.text.evidence import decided_by_edition, has_capitals, has_title
from pilcrow.text.labels import Label
from pilcrow.text.lexicon import ARTICLES, NO_SPEAKER, TITLES, names_office
from pilcrow.text.persons import PSEUDONYM, is_person, is_small, is_vocative

# Letters that transcripts use for question and answer, in pairs.
_PAIRS = (
    ("Q", "A"),
    ("P", "R"),
    ("Q", "R"),
    ("D", "R"),
    ("F", "A"),
    ("В", "О"),
    ("П", "В"),
    ("س", "ج"),
    ("ש", "ת"),
    ("S", "C"),
    ("K", "V"),
    ("P", "O"),
    ("П", "О"),
    ("З", "В"),
    ("S", "V"),
    ("F", "S"),
    ("V", "A"),
    ("Î", "R"),
    ("Ε", "Α"),
    ("I", "R"),
    ("問", "答"),
    ("问", "答"),
    ("문", "답"),
    ("H", "Đ"),
    ("प्र", "उ"),
    ("پ", "ج"),
    ("Ερ", "Απ"),
)


# The letter that stands for a question in a language, where those who answer have names.
_QUESTION_LETTERS = {
    **dict.fromkeys(["es", "pt", "ca", "gl", "pl"], "P"),
    **dict.fromkeys(["de", "sv"], "F"),
    **dict.fromkeys(["da", "nb", "nn", "no", "tr"], "S"),
    **dict.fromkeys(["ru", "bg"], "В"),
    **dict.fromkeys(["cs", "sk"], "O"),
    **dict.fromkeys(["fi", "hu"], "K"),
    "it": "D",
    "fr": "D",
    "nl": "V",
    "uk": "ПЗ",
    "el": "Ε",
    "he": "ש",
    "ar": "س",
}


_SEVERAL = 8  # names that show whether labels have capitals
_MANY = 20  # labels that show how a record writes its labels
_TIMED_LINES = 4  # lines of a name and a time that show how a program writes them
_ENDINGS = ".!?…。！？؟।\"'”’»)]—–-）」』】〕"
# Forms of which a record uses only one.
_FORMS = frozenset(["colon", "stop-dash", "dash", "stop", "line", "circle", "framed"])


def weigh_company(context: Context) -> None:
    """Give points to candidates that have the form of sure labels."""
    _weigh_pure(context)
    strong = [one for one in context.candidates if one.points >= LIKELY]
    if not strong:
        return
    forms = Counter(one.form for one in strong)
    timed = {one.form for one in strong if _is_timed(one)}
    usual = sum(len(one.places) for one in strong) >= 0.7 * len(context.paragraphs)
    known = Counter(_key(one.name) for one in strong)
    for candidate in context.candidates:
        if (
            -4 <= candidate.points < CERTAIN
            and candidate.form in forms
            and _is_named(candidate, known)
        ):
            candidate.points = CERTAIN
            candidate.reasons.append("its name is a label elsewhere")
            continue
        if candidate.points >= CERTAIN or candidate.form not in forms or candidate.form == "letter":
            continue
        if candidate.form == "line" and "line" in timed and _is_timed_name(candidate, context):
            candidate.points = LIKELY
            candidate.reasons.append("a time beside it, as beside other names")
            continue
        if candidate.points < 0 or forms[candidate.form] == (candidate.points >= LIKELY):
            continue  # nobody else has a label of this form
        if (
            is_person(candidate.name)
            or candidate.name.partition(",")[0].isupper()
            or has_title(candidate, context)
            or candidate.name.split()[-1].casefold() in TITLES
            or (names_office(candidate.name) and candidate.name.split()[0].casefold() in ARTICLES)
            or (names_office(candidate.name) and candidate.name.upper() == candidate.name.lower())
            or (candidate.form in timed and _is_timed(candidate))
        ):
            candidate.points += 2
        elif len(candidate.places) > 1:
            candidate.points += 1
        elif candidate.form == "colon" and (
            has_capitals(candidate, context)
            or (" " not in candidate.name and (usual or _is_like(candidate, strong, context)))
        ):
            candidate.points = max(candidate.points, GUESSED)
        else:
            continue
        candidate.reasons.append("it is among other labels of this form")
    _weigh_all(context)
    _weigh_numbered(context)


def _weigh_pure(context: Context) -> None:
    """Accept names of persons if each paragraph begins with one, or words if one also returns.

    Words of which none returns are doubtful: "Work: …", "Bread: …". They are accepted, but
    doubtful, if a question among them gets an answer, and in capitals even if some paragraphs have
    none.
    """
    colons = [one for one in context.candidates if one.form == "colon"]
    count = sum(len(one.places) for one in colons)
    whole = count >= len(context.paragraphs)
    if len(colons) < 2 or not (whole or (context.begins and 2 * count > len(context.paragraphs))):
        return
    found = sorted((at, one.name) for one in colons for at in one.places)
    order = [name for _, name in found]
    returns = any(
        one == other != between
        for one, between, other in zip(order, order[1:], order[2:], strict=False)
    )
    asked = any(
        context.paragraphs[at][-1] in "?？؟" and context.paragraphs[after][-1] not in "?？؟"
        for (at, _), (after, _) in itertools.pairwise(found)
    )
    if not whole and (returns or not asked or not all(one.name.isupper() for one in colons)):
        return
    if all(
        one.points > (-2 if returns or asked else 0 if is_person(one.name) else -1)
        and not one.lower
        and (is_person(one.name) or (" " not in one.name and one.name[0].isupper()))
        and NO_SPEAKER.isdisjoint([one.name.casefold()])
        and _say_sentences(one, context)
        for one in colons
    ):
        persons = all(is_person(one.name) for one in colons)
        if not (returns or persons or asked or len(colons) > 2):
            return
        # They may be the topics of one person's speech, too.
        context.pure = not returns and (persons or asked)
        for one in colons:
            one.points = max(one.points, LIKELY if returns else GUESSED)
            one.reasons.append("each paragraph begins with a name")


def _is_like(candidate: Candidate, strong: Sequence[Candidate], context: Context) -> bool:
    """Return whether a name is one word, as those of several sure labels, and no common word."""
    words = [one for one in strong if " " not in one.name and len(one.places) > 1]
    return (
        len(words) > 1
        and 2 * len(words) >= len(strong)
        and candidate.name[0].isupper()
        and not candidate.lower
        and _say_sentences(candidate, context)
        and not context.in_lower_case(candidate.name)
        and NO_SPEAKER.isdisjoint([candidate.name.casefold()])
    )


def _weigh_all(context: Context) -> None:
    """Accept labels with words in lower case where nearly every paragraph begins with a label."""
    colons = [one for one in context.candidates if one.form == "colon"]
    short = [one for one in colons if len(one.name.split()) <= 5 and not one.lower]
    sure = any(one.points >= LIKELY and len(one.places) > 1 for one in short)
    if not sure or sum(len(one.places) for one in short) < 0.9 * len(context.paragraphs):
        return
    for one in short:
        if not _say_sentences(one, context):
            continue
        if -8 <= one.points < LIKELY and NO_SPEAKER.isdisjoint(one.name.casefold().split()):
            one.points = LIKELY
            one.reasons.append("nearly every paragraph begins with a label")


def _say_sentences(candidate: Candidate, context: Context) -> bool:
    """Return whether what follows a label ends as a sentence does, and not as a title."""
    return all(context.paragraphs[place][-1] in _ENDINGS for place in candidate.places)


def _is_timed(candidate: Candidate) -> bool:
    return all(label.time for label in candidate.labels)


def _is_timed_name(candidate: Candidate, context: Context) -> bool:
    """Return whether a few words with a time stand alone on their line, and are no sentence.

    Where many lines are a name and a time, a name may be in small letters or hold a number.
    """
    if not _is_timed(candidate) or candidate.points >= LIKELY:
        return False
    words = len(candidate.name.split())
    usual = max(_TIMED_LINES, len(context.paragraphs) / 4)
    if context.timed_lines >= usual and words <= 3:
        return candidate.points > -15
    return words <= 5 and candidate.name[0].isupper() and candidate.points > -8


def weigh_forms(context: Context) -> None:
    """Take points from candidates whose form differs from that of the labels.

    A record writes its labels in one form. "Vielen Dank, Frau Präsidentin. – Ich …" recurs in a
    debate whose labels end in a colon, and is not a label.
    """
    counts: dict[str, int] = {}
    for one in context.candidates:
        if one.points >= CERTAIN and not is_vocative(one.name):
            counts[one.form] = counts.get(one.form, 0) + len(one.places)
    signed = {form: count for form, count in counts.items() if form in _FORMS}
    if not signed:
        return
    form, count = max(signed.items(), key=lambda item: item[1] * (1 if item[0] == "line" else 3))
    others = sum(signed.values()) - (signed.get("line", 0) if form != "line" else 0)
    if count < 8 or count < 0.6 * others:
        return
    if form == "colon":
        _weigh_lines(context)
        _weigh_single(context)
        _weigh_small(context)
    if form in ("stop", "dash"):
        _weigh_capitals(context, form)
    signs = ("colon", "dash")  # after which no full stop ends a label
    names = {one.name for one in context.candidates if one.form == form}
    known = set(map(str.casefold, names))
    spoken = {
        word for one in context.candidates if one.form == form for word in [one.name.split()[0]]
    }
    for candidate in context.candidates:
        vocative = is_vocative(candidate.name) and candidate.points < 10
        foreign = (
            candidate.form in _FORMS
            and candidate.form != form
            and (candidate.form == "line" or candidate.name.casefold() not in known)
        ) or (
            # "Justice Hill. I think …" addresses the person whose label is "JUSTICE HILL:".
            candidate.form == "stop" and form in signs and candidate.name not in names
        )
        if candidate.form == "stop" and form in signs and candidate.points < 100:
            candidate.points = min(candidate.points, GUESSED)  # an address, or a slip for a colon
        if (foreign or (vocative and candidate.name.split()[0] not in spoken)) and not (
            decided_by_edition(candidate, context) or candidate.form == "letter"
        ):
            candidate.points = GUESSED if _may_be_name(candidate) else min(candidate.points - 9, 0)


def _may_be_name(candidate: Candidate) -> bool:
    """Return whether a person's name recurs alone on its line, where other labels have a colon.

    At press conferences reporters are often set so: "Anna Berg, The Daily".
    """
    return (
        candidate.form == "line"
        and candidate.points >= LIKELY
        and len(candidate.places) > 1
        and is_person(candidate.name.partition(",")[0])
    )


def _weigh_capitals(context: Context, form: str) -> None:
    """Take points from names without capitals if the labels with a full stop or a dash have names
    in capitals.
    """
    stops = [one for one in context.candidates if one.form == form]
    strong = [one for one in stops if one.points >= CERTAIN]
    capital = [one for one in strong if has_capitals(one, context)]
    if sum(len(one.places) for one in capital) < 0.7 * sum(len(one.places) for one in strong):
        return
    for one in stops:
        if not has_capitals(one, context) and one.points < 100:
            one.points -= 8


def _weigh_single(context: Context) -> None:
    """Make a single label doubtful if it has no capitals, or no office, and nearly all others have
    names in capitals, or an office before the name.
    """
    colons = [one for one in context.candidates if one.form == "colon"]
    strong = [one for one in colons if one.points >= CERTAIN]
    count = sum(len(one.places) for one in strong)
    for has, told in ((_has_capitals, "are in capitals"), (_has_office, "begin with an office")):
        usual = sum(len(one.places) for one in strong if has(one, context))
        if usual < max(_MANY, 0.95 * count):
            continue
        for one in colons:
            if len(one.places) == 1 and LIKELY <= one.points < 10 and not has(one, context):
                one.points = GUESSED
                one.reasons.append(f"the other labels {told}")


def _has_capitals(candidate: Candidate, context: Context) -> bool:
    return has_capitals(candidate, context) is not None


def _has_office(candidate: Candidate, context: Context) -> bool:
    """Return whether a label begins with an office or an address, or has an article before it."""
    first, *others = candidate.name.casefold().split()
    return first in TITLES or names_office(first) or (first in ARTICLES and bool(others))


def _weigh_numbered(context: Context) -> None:
    """Take points from words with a number, as "Action 12:", that head lines of a table.

    Nothing that follows them on their line ends as a sentence does, unlike what persons say.
    """
    colons = [one for one in context.candidates if one.form == "colon"]
    numbered = [one for one in colons if one.points > 0 and PSEUDONYM.match(one.name)]
    lines = [
        context.paragraphs[place][label.end :]
        for one in numbered
        for place, label in zip(one.places, one.labels, strict=True)
    ]
    if not lines or any(not line or line[-1] in _ENDINGS for line in lines):
        return
    persons = [one for one in colons if one.points >= LIKELY and not PSEUDONYM.match(one.name)]
    said = [context.paragraphs[place][-1] in _ENDINGS for one in persons for place in one.places]
    if len(persons) > 1 and sum(said) >= 0.8 * len(said):
        for one in numbered:
            one.points = min(one.points, 0)


def _weigh_small(context: Context) -> None:
    """Take points from words in small letters, as "programmes:", if all sure labels have capitals.

    There must be several sure labels.
    """
    colons = [one for one in context.candidates if one.form == "colon"]
    strong = [one for one in colons if one.points >= LIKELY and not is_small(one.name[0])]
    if len(strong) < _SEVERAL:
        return
    for one in colons:
        if is_small(one.name[0]) and one.points < CERTAIN:
            one.points = min(one.points, 0)


def _weigh_lines(context: Context) -> None:
    """Take points from catchwords before words if the labels are alone on their lines."""
    strong = [one for one in context.candidates if one.form == "colon" and one.points >= CERTAIN]
    places = [place for one in strong for place in one.places]
    alone = sum(
        _fills(label, context.paragraphs[place])
        for one in strong
        for place, label in zip(one.places, one.labels, strict=True)
    )
    if alone < 0.8 * len(places):
        return
    for one in context.candidates:
        if one.form != "colon" or one.points < GUESSED or one.points >= 100:
            continue
        if one.bracketed or names_office(one.name):
            continue
        if not any(
            _fills(label, context.paragraphs[place])
            for place, label in zip(one.places, one.labels, strict=True)
        ):
            one.points -= 6


def _fills(label: Label, text: str) -> bool:
    return label.end >= len(text)


def _key(name: str) -> str:
    """Return the other name of a label: what comes before its comma."""
    return name.partition(",")[0].strip().casefold().rstrip(".")


def _is_named(candidate: Candidate, known: Mapping[str, int]) -> bool:
    """Return whether a candidate is a longer or shorter form of another label.

    An example is "Anna Berg, harbour master" and "Berg".
    """
    if candidate.form not in ("colon", "stop", "dash", "stop-dash"):
        return False
    bare = candidate.name.partition(",")[0].strip()
    others = known[_key(bare)] - (candidate.points >= LIKELY)  # not counting itself
    if others and ("," in candidate.name or candidate.form == "stop"):
        return True
    parts = bare.split()
    return 1 < len(parts) <= 4 and is_person(bare) and parts[-1].casefold() in known


def weigh_letters(context: Context) -> None:
    """Accept single letters that alternate as question and answer do."""
    letters: dict[str, list[Candidate]] = {}
    for candidate in context.candidates:
        if candidate.form == "letter":
            letters.setdefault(candidate.name, []).append(candidate)
    if not letters:
        return
    roles: dict[str, str] = {}
    for question, answer in _PAIRS:
        both = letters.get(question, []) + letters.get(answer, [])
        if question in letters and answer in letters and _alternate(context, both):
            roles |= {question: "question", answer: "answer"}
            break
    others = any(one.points >= 4 for one in context.candidates if one.form != "letter")
    if "Q" in letters and "Q" not in roles and not _heads_list(letters["Q"]):
        both = [*letters["Q"], *letters.get("A", []), *letters.get("R", [])]
        count = sum(len(one.places) for one in both)
        if others or count >= 2:
            roles |= {"Q": "question", "A": "answer"}
            if any(len(one.labels[0].printed) > 1 for one in letters.get("R", [])):
                roles["R"] = "answer"
    for question in _asking_letters(context, letters):
        roles.setdefault(question, "question")
    # A letter before a colon may also be a speaker's initial: "I:", "B:".
    colons = {one.name: one for found in letters.values() for one in found if _has_colon(one)}
    if (len(colons) > 1 or others) and any(len(one.places) > 1 for one in colons.values()):
        roles = {**dict.fromkeys(colons, ""), **roles}
    asked = {
        place
        for name in letters
        if roles.get(name) == "question"
        for one in letters[name]
        for place in one.places
    }
    for name in roles:
        for candidate in letters.get(name, []):
            candidate.role = roles[name]
            if roles[name] or _has_colon(candidate):
                _take_letter(candidate, context.paragraphs, asked)


def _heads_list(found: Sequence[Candidate]) -> bool:
    """Return whether a letter occurs once and goes on in lower case, as in an index of words."""
    return sum(len(one.places) for one in found) == sum(one.lower for one in found) == 1


def _asking_letters(context: Context, letters: Mapping[str, Sequence[Candidate]]) -> Iterator[str]:
    """Return the letters for a question that occur among labels of their form: "P.-" and
    "Presidente.-".
    """
    if any(one.form != "letter" and one.points >= LIKELY for one in context.candidates):
        language = context.names.language.partition("-")[0]
        for question in _QUESTION_LETTERS.get(language, ""):
            found = letters.get(question, [])
            several = sum(len(one.places) for one in found) > 1
            dashed = any(one.labels[0].printed[1:3] == ".-" for one in found)
            if (several or dashed) and all(map(_has_sign, found)):
                yield question
    if any(one.form == "stop-dash" and one.points >= LIKELY for one in context.candidates):
        for question, _ in _PAIRS:
            found = letters.get(question, [])
            if found and all(one.labels[0].printed[1:3] == ".-" for one in found):
                yield question


def _has_sign(candidate: Candidate) -> bool:
    return len(candidate.labels[0].printed) > 1


def _has_colon(candidate: Candidate) -> bool:
    return candidate.labels[0].printed[-1] in ":："


def _take_letter(candidate: Candidate, paragraphs: Sequence[str], asked: set[int]) -> None:
    """Accept a letter as a label.

    An "A" without a sign may be a word. It is an answer only directly after a question.
    """
    if len(candidate.labels[0].printed) == 1 and candidate.role == "answer":
        kept = [
            (place, label)
            for place, label in zip(candidate.places, candidate.labels, strict=True)
            if place - 1 in asked and not paragraphs[place][label.end].islower()
        ]
        candidate.places = [place for place, _ in kept]
        candidate.labels = [label for _, label in kept]
    candidate.points = CERTAIN
    candidate.reasons = [
        "letters for question and answer" if candidate.role else "letters for the speakers"
    ]


def _alternate(context: Context, candidates: Sequence[Candidate]) -> bool:
    """Return whether letters alternate as question and answer do, over most of the text.

    After a speech, two questions and their answers are enough if none is out of turn: "P - ", "R -
    ".
    """
    places = sorted((place, one.name) for one in candidates for place in one.places)
    if len(places) < 3:
        return False
    changes = sum(1 for (_, one), (_, other) in itertools.pairwise(places) if one != other)
    signed = all(one.labels[0].printed[-1] in ":：-–—" for one in candidates)
    if signed and changes == len(places) - 1 > 2 and places[0][1] == candidates[0].name:
        return True
    return changes >= 0.6 * (len(places) - 1) and len(places) >= 0.3 * len(context.paragraphs)
