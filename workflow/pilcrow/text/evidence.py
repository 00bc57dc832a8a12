"""Weigh the evidence for and against a candidate. Each rule gives points for one piece of it.

`EVIDENCE` lists the rules. Those that know what a word means come first, those that count come
last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps

from pilcrow.model.patterns import compile_later
from pilcrow.text.candidates import CERTAIN, Candidate, Context, Evidence
from pilcrow.text.kinds import is_address
from pilcrow.text.labels import INTRODUCED, Label
from pilcrow.text.layout import has_digit
from pilcrow.text.lexicon import (
    AGENDA,
    AND,
    ANSWER_WORDS,
    ARTICLES,
    ASKED,
    ASKING_ENDINGS,
    BODIES,
    CATCHWORDS,
    ELIDED,
    FINITE,
    NO_SPEAKER,
    NOT_FIRST,
    PARTICLES,
    QUESTION_PHRASES,
    QUESTION_WORDS,
    ROLE_PHRASES,
    ROLE_WORDS,
    STAGE_WORD,
    TITLES,
    is_collective,
    names_office,
)
from pilcrow.text.persons import (
    NAME_PARTS,
    PSEUDONYM,
    REMEMBERED,
    asks_for_press,
    calls_from_floor,
    content_words,
    folded,
    has_party,
    has_role_beside,
    has_unspaced,
    is_family_first,
    is_joined,
    is_main,
    is_office_of_person,
    is_person,
    is_small,
    is_vocative,
    person_key,
    stem_of,
)
from pilcrow.text.units import NAMED

_ORDINALS = frozenset(
    ["first", "second", "third", "premier", "primer", "primera", "erste", "erster"]
)


_ORDINAL = compile_later(r"\b\d{1,3}(?:st|nd|rd|th|er|ère|e|º|ª|o|a)\b", re.IGNORECASE)
_USUAL = 0.3  # the share of paragraphs with labels before a space where these are usual
_LONGEST_OFFICE = 30  # words of an office whose holder a bracket names
_NO_SURNAME = "的了及或與与並并另否可"  # what no Chinese name begins with
# The title of a transcript: "Dr. Hill’s interview with Ada Sample".
_TITLED = compile_later(
    r"\b(?:interview|conversation|gespräch|entretien|entrevista|intervista|interviu)"
    r" (?:with|mit|avec|con|a|cu)\b|интервью с",
    re.IGNORECASE,
)
# A sum of money or a large number: "Ksh9,026,300,000", "12 500 000", "€ 40".
_SUM = compile_later(r"\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+\b|[$€£¥₹₦₽]\s?\d|\d\s?[€₽]")
# The parties of a case: "FLORIDA, ET AL.", "Hill v. Reed".
_PARTIES = compile_later(r"\b(?i:et al)\b| v\.? ")
_INITIALS_LAST = compile_later(r"[^\W\d_][\w-]+ [^\W\d_]\. ?[^\W\d_]\.?")  # "Иванов И. И."
# "HILL", "McCONNELL", "DeWINE".
_CAPITAL_NAME = compile_later(r"(?:[^\W\d_]+-)?[A-Z][a-z]{1,2}['’]?[A-Z]{3,}")


# Words that begin a sentence after the comma of an address: "Herr Minister, ich frage Sie:".
_PRONOUNS = frozenset(
    str.split(
        "ich sie wir ihr er es man das dies auch da wenn lassen so i you we they he she it this"
        " that let if je vous nous il elle ils elles c’est yo usted nosotros ustedes eu nós você io"
        " noi lei voi ik wij u jag vi ni я вы мы он она они это ja my wy vy já én mi ön eu noi"
        " dumneavoastră ben biz siz ja mi vi que qui che daß dass że iż že hogy att ότι että што"
        " что що че"
    )
)


# A number, or a verb such as "to say" at the end: "第一", "表二", "古人说", "議案如下".
_SAYING = compile_later(
    "[第表][ ]?[一二三四五六七八九十0-9]+"
    "|.+(?:[说說曰云道讲講言]|提出|指出|表示|說明|说明|議案|议案)\\Z"
    "|.*(?:如下|告知|本會|本会|包括|方面|原因|問題|问题|建議|建议|資料|资料)\\Z|\\A.[為为是]\\Z"
    "|.*(?:以下|下列|下述)|.*[0-9][ ]?[年月日]"
)
# A particle, which a name does not have: "我很同意的一句話".
_PARTICLE = compile_later("[\u4e00-\u9fff]的[\u4e00-\u9fff]")
# A pronoun, or somebody: "我今天只说一件事", "有人问".
_PHRASE = compile_later("[我你您她]|\\A(?:有人|有的|有些|[他它這这那])")
# Polite pronouns, which have a capital even within a sentence.
_POLITE = frozenset(["Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrer", "Вы", "Вам", "Вас"])
# Forms of address after a name: "Kiss úr", "AYŞE HANIM".
_AFTER_NAMES = frozenset(["úr", "asszony", "bey", "hanım", "hanim", "efendi", "जी", "साहब", "صاحب"])
# Pronouns that are not part of a name or an office.
_SPEAKING = frozenset(
    str.split(
        "ich wir ihr es mich mir uns you we they he she it me us let je vous nous ils elles yo"
        " usted nosotros eu nós você ik jag я вы мы он она они"
    )
)
_OF = frozenset(str.split("on of for für de des del sobre per über по"))
_ITEM = compile_later(r"[ ][-–—][ ]")  # "Harbour Committee – Motions (continued)"
_TO = frozenset(str.split("to for an au aux à al a ao do dla per til till aan voor к для до"))
_ADDRESSES = frozenset(
    str.split("mr mr. mrs mrs. ms ms. mme m. sr. sra. señor señora herr frau sig. signor signora")
)
# First words of the address of a letter.
_DEAR = frozenset(
    str.split(
        "dear sehr geehrter geehrte lieber liebe cher chère chers chères estimado estimada"
        " querido querida"
        " caro cara prezado prezada egregio gentile geachte beste kära käre kære kjære szanowny"
        " szanowna drogi droga vážený vážená milý milá tisztelt kedves stimate stimată dragă"
        " уважаемый уважаемая дорогой дорогая шановний шановна poštovani poštovana spoštovani"
        " αγαπητέ αγαπητή sevgili benvolgut benvolguda عزيزي عزيزتي"
    )
)
# Before what somebody is for and against.
_SIDES = frozenset(str.split("for pour voor tegen za przeciw proti за против"))
# First words of the line that names who presides: "PRÉSIDENCE DE MME ANNA BERG".
_PRESIDENCY = frozenset(
    str.split(
        "présidence presidencia presidência presidenza presidència vorsitz"
        " voorzitterschap presidency chairmanship председательство przewodnictwo předsednictví"
    )
)
_MONTHS = frozenset(
    str.split(
        "january february march april may june july august september october november december"
        " januar februar märz mai juni juli oktober dezember janvier février mars avril juin"
        " juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio"
        " julio agosto septiembre octubre noviembre diciembre janeiro fevereiro março maio junho"
        " julho setembro outubro dezembro gennaio febbraio aprile maggio giugno luglio settembre"
        " ottobre dicembre"
    )
)
# Words that records put into square brackets before a paragraph, and that are not names.
_TONGUES = frozenset(
    [
        "english",
        "translation",
        "french",
        "german",
        "spanish",
        "russian",
        "chinese",
        "arabic",
        "text",
        "original",
        "français",
        "traduction",
        "anglais",
        "allemand",
        "español",
        "inglés",
        "übersetzung",
        "englisch",
        "note",
    ]
)


Rule = Callable[[Candidate, Context], Evidence]


def _of_name(rule: Callable[[str, str, bool], Evidence]) -> Rule:
    """Return a rule that asks only of the name, its form, and whether it occurs once.

    Its answers are remembered: a record has the same names again and again.
    """
    remembered = lru_cache(maxsize=REMEMBERED)(rule)

    @wraps(rule)
    def weigh(candidate: Candidate, context: Context) -> Evidence:
        return remembered(candidate.name, candidate.form, len(candidate.places) == 1)

    return weigh


def decided_by_edition(candidate: Candidate, context: Context) -> Evidence:
    """Return what edition/speakers.csv says of a label. It outweighs all other evidence."""
    forms, label = context.names.forms, candidate.labels[0]
    if not (forms or context.names.never or context.names.known):
        return None
    own = {folded(candidate.name), folded(label.printed)}
    if own & context.names.never:
        return -100, "the edition says that it never is a label"
    if own & set(context.names.known):
        return 100, NAMED
    if forms and _has_form(candidate, label, forms):
        return 10, "in a form that the edition names"
    return None


def _divided(candidate: Candidate, context: Context) -> Evidence:
    """Find labels before which the edition divides the text."""
    begins = context.names.divided
    if begins and any(context.paragraphs[place].startswith(begins) for place in candidate.places):
        return 3, "the edition divides the text before it"
    return None


def _has_form(candidate: Candidate, label: Label, forms: frozenset[str]) -> bool:
    if candidate.form == "line":
        if label.time and "name and time" in forms:
            return True
        return "name alone" in forms or bool(label.brackets and "name (party)" in forms)
    wanted = {"stop": "name.", "dash": "name –", "stop-dash": "name –"}.get(candidate.form, "")
    return wanted in forms or bool(label.brackets and "name (party)" in forms)


def _known(candidate: Candidate, context: Context) -> Evidence:
    """Find words for those who ask, those who answer and other parts in an event."""
    name = candidate.name.casefold()
    words = content_words(name)
    if not words:
        return None
    alone = words[0] if len(words) == 1 else ""
    if name in QUESTION_PHRASES:
        return 4, "words for who asks"
    if name in ROLE_PHRASES or " ".join(words) in ROLE_PHRASES:
        return 4, "words for a part in the event"
    if calls_from_floor(name):
        return _collective(candidate)
    if (
        candidate.form == "line"
        and candidate.name.isupper()
        and len(candidate.places) == 1
        and context.capital_lines < 2
    ):
        return None  # "QUESTIONS" once, alone on its line, is a heading
    articled = name.partition(" ")[0] in ARTICLES
    if articled and alone in CATCHWORDS and not candidate.name.isupper():
        return -9, "an article and a catchword"  # "The answer: we build the pier."
    if alone in QUESTION_WORDS or name in QUESTION_WORDS or candidate.name.endswith(ASKING_ENDINGS):
        return 4, "a word for who asks"
    if alone in ANSWER_WORDS or name in ANSWER_WORDS:
        return 4, "a word for who answers"
    if alone in ROLE_WORDS or name in ROLE_WORDS:
        return 4, "a word for a part in the event"
    if asks_for_press(candidate.name):
        return 4, "a word for who asks"
    if words[0] in ASKED and len(words) <= 3 and len(words[0]) > 1:
        return 4, "a word for who asks, and a name"
    if words[0] in ASKED and _asks_of(words, context):
        return 4, "a word for who asks, and where"
    return None


def _collective(candidate: Candidate) -> Evidence:
    """Weigh those who call from the floor.

    "Some members: …" needs a colon, because a full stop may end a sentence.
    """
    if candidate.form in ("colon", "stop-dash"):
        return 8, "those who call from the floor"
    short = all(
        len(text) > 2 and (text[0].isupper() or text.casefold().split()[0] in ("din", "из", "із"))
        for text in (candidate.name,)
    )
    return (
        8 if short and candidate.form in ("stop", "dash") else 3
    ), "those who call from the floor"


def _main(candidate: Candidate, context: Context) -> Evidence:
    if is_main(candidate.name, context.names.main):
        return 4, "the main speaker's name"
    return None


@lru_cache(maxsize=REMEMBERED)
def _title_of(name: str) -> Evidence:
    words = content_words(name.casefold())
    if words and (words[0] in TITLES or words[0].rstrip(".") in TITLES) and len(words) > 1:
        return 3, "a form of address before a name"
    if len(words) > 1 and words[-1] in _AFTER_NAMES:
        return 3, "a form of address after a name"
    return None


def has_title(candidate: Candidate, context: Context) -> Evidence:
    """Find a form of address before a name."""
    return _title_of(candidate.name)


@_of_name
def _office(name: str, form: str, once: bool) -> Evidence:
    if names_office(name):
        words = name.partition(",")[0].split()
        if form != "stop" and is_office_of_person(words):
            return 4, "an office and a person's name"
        return 2, "an office"
    return None


def _bracketed(candidate: Candidate, context: Context) -> Evidence:
    """Find what brackets after a name, or a dash on its line, add to it."""
    if candidate.form == "line" and is_person(candidate.name):
        rest = candidate.labels[0].printed.removeprefix(candidate.name)
        if rest.startswith((" – ", " — ", " - ", " -- ")) and context.dashed > 1:
            return 2, "a role after a dash, as on other lines"
    if candidate.bracketed:
        if any(map(_names_person, candidate.labels)) and not is_person(candidate.name):
            return 3, "a person's name in brackets after it"
        return 2, "a remark in brackets after the name"
    return None


def _stands_alone(candidate: Candidate, context: Context) -> Evidence:
    """Find a label that is alone on its line, above the words."""
    if candidate.form != "colon" or candidate.name[0].islower():
        return None
    alone = all(
        label.end >= len(context.paragraphs[place])
        for label, place in zip(candidate.labels, candidate.places, strict=True)
    )
    return (1, "alone on its line, with a colon") if alone else None


def _relative(candidate: Candidate, context: Context) -> Evidence:
    """Find a label of this form that has the same family name.

    "Anna Berg, harbour master" and "Berg" name one person. So do "The Minister (Anna Berg)" and
    "Anna Berg", each alone on its line.
    """
    if candidate.form == "line" and candidate.name in context.holders:
        return 6, "the name in the brackets of another label"
    if candidate.form != "colon":
        return None
    own = person_key(candidate.name)
    if own and context.families[own] > 1:
        return 3, "another label has the same family name"
    return None


def _timed(candidate: Candidate, context: Context) -> Evidence:
    if candidate.labels[0].time[-1:].isalpha() and context.timed_lines < 2:
        return None  # a place and an hour: "South Lawn 10:02 AM"
    if (
        candidate.form == "colon"
        and context.timed
        and context.timed.issuperset(candidate.places)
        and len(candidate.name.split()) <= 4
        and context.after_times
    ):
        return 14, "after a time code, as nearly all are"
    if candidate.timed or (candidate.form == "line" and context.timed.issuperset(candidate.places)):
        if candidate.form == "line" and context.recorded:
            return 6, "a time code beside the name, as from the start of a recording"
        return 3, "a time code beside the name"
    return None


def _signed(candidate: Candidate, context: Context) -> Evidence:
    form = candidate.form
    if form == "enclosed":
        if STAGE_WORD.search(candidate.name) or candidate.name.casefold() in _TONGUES:
            return -9, "a stage direction or a language"
        signed = candidate.labels[0].printed[-1] in ":："
        points = 2 if signed else 0 if len(candidate.places) > 1 else -2
        return points, "in brackets before the words"
    if form == "circle":
        return 5, "a circle before it, as in records of Japan and Korea"
    if form == "lenticular":
        return (1 if _is_black(candidate) else -3), "in brackets before the words"
    if form == "stop-dash":
        return 1, "a full stop and a dash after it"
    if candidate.numbered:
        if is_small(candidate.name[0]) and candidate.labels[0].number[-1:].isdigit():
            return -9, "a quantity"  # "3 members of the board:"
        return 3, "a number of the speech before it"
    if form == "line":
        return -1, "alone on its line"
    if form == "framed":
        return (0 if len(candidate.places) > 1 else -3), "between signs, alone on its line"
    if form == "spaced" and context.spaced < _USUAL:
        return -9, ""  # a word before a space in a table
    if form == "spaced" or (form == "dash" and not candidate.name.isupper()):
        return -1, ""
    if form == "stop" and not any(
        word.isupper() for word in candidate.name.split() if len(word) > 2
    ):
        if not context.recurring:
            return -6, "a full stop after it, and no other label"  # "Mr. Reed. You know him."
        if _INITIALS_LAST.fullmatch(candidate.name):
            return 0, "a family name and initials"
        return (-2 if len(candidate.places) > 1 else -3), ""
    return None


def _is_black(candidate: Candidate) -> bool:
    return candidate.labels[0].printed[0] == "【"


def _recurs(candidate: Candidate, context: Context) -> Evidence:
    count = len(candidate.places)
    if count == 1:
        return None
    if candidate.form == "line" and count < 2:
        return None
    return (3 if count > 2 else 2), f"it occurs {count} times"


def has_capitals(candidate: Candidate, context: Context) -> Evidence:
    """Find a name in capitals, or a surname in capitals after a form of address."""
    return _capitals_of(candidate.name)


@lru_cache(maxsize=REMEMBERED)
def _capitals_of(name: str) -> Evidence:
    if not name.isupper() and not any(map(_is_in_capitals, name.split())):
        return None
    if sum(map(str.isalpha, name)) < 2 or has_unspaced(name):
        return None
    return 1, "in capitals" if name.isupper() else "a name in capitals"


def _is_in_capitals(word: str) -> bool:
    """Return whether a word of a name is in capitals. A particle does not count."""
    capitals = (len(word) > 2 and word.isupper()) or (
        not word.islower() and _CAPITAL_NAME.match(word)
    )
    return bool(capitals) and word.casefold() not in PARTICLES


def _person(candidate: Candidate, context: Context) -> Evidence:
    if is_person(candidate.name):
        if candidate.form == "line" and has_role_beside(candidate.name):
            if context.roles > 1:
                return 4, "a name in capitals and a role, as on other lines"
            if " " in candidate.name.partition(", ")[2] and candidate.places[0] > 2:
                return 2, "a name in capitals and a role"
        return 1, "the form of a person's name"
    if len(candidate.places) == 1 and has_party(candidate.name) and context.partied > 1:
        return 3, "a person's name and a party"
    if candidate.form == "line" and is_family_first(candidate.name) and context.inverted > 2:
        return 4, "a family name and a given name"
    return None


def _function_word(candidate: Candidate, context: Context) -> Evidence:
    """A function word in a script without capitals: "كل هذا:" begins a sentence."""
    name = candidate.name
    if candidate.form in ("letter", "circle") or not name[0].isalpha() or name[0].isascii():
        return None
    if name[0].isupper() or name[0].islower() or calls_from_floor(name):
        return None
    if _PHRASE.search(name):
        return -6, "a phrase, and no name"
    common = context.stop_words
    # A syllable may be a family name, as "이" is; so may a word after an address or in a label that
    # recurs.
    if has_title(candidate, context) or len(candidate.places) > 2:
        return None
    found = (word for word in name.split() if len(word) > 1 and word in common)
    word = next((word for word in found if not (_is_usual(word) or word in ANSWER_WORDS)), "")
    return (-6, f"“{word}” is in no name") if word and not word.isdigit() else None


def _pseudonym(candidate: Candidate, context: Context) -> Evidence:
    name = candidate.name
    if not has_digit(name):
        return None
    if candidate.form == "line" and name[-3:].isdigit():
        return -4, "digits"
    if (name[-1].isdigit() or name[-2:-1].isalnum()) and PSEUDONYM.match(name):
        stem = stem_of(name)
        return (
            3 if context.stems.get(stem, 0) > 1 else 2
        ), "a word with a number, as pseudonyms have"
    if has_digit(_ORDINAL.sub("", name)):
        own, comma, _ = name.partition(",")
        beside = comma and name.isupper() and not has_digit(own) and is_person(own)
        return (-1, "") if beside else (-4, "digits")  # "ANA VERA, HEAD OF THE 3RD PIER"
    return None


def _phrase(candidate: Candidate, context: Context) -> Evidence:
    """Find words in lower case, which begin a sentence unless they belong to names or offices."""
    name = candidate.name
    if candidate.form == "letter" or PSEUDONYM.match(name) or _is_phrase(name):
        return None
    if has_unspaced(name):
        return (-5, "") if len(name) > 16 and candidate.form != "circle" else None
    before, _, after = name.partition(",")
    words = tuple(before.replace("’", " ").replace("'", " ").split())
    if len(words) > (_LONGEST_OFFICE if _has_holder(candidate) else 12):
        return -5, "too many words"
    if lower := _unexpected(words, candidate, context):
        if candidate.form == "stop" and has_title(candidate, context):
            return -12, f"“{lower[0]}” in lower case"
        if len(words) == 1 and len(candidate.places) > 1:
            return -1, "in lower case"
        if _is_part(words, context) and len(candidate.places) > 1:
            return -1, "an article and a word in lower case"
        if candidate.form != "stop" and is_office_of_person(words):
            return None
        if any(map(_names_person, candidate.labels)) and len(words) <= 6:
            return (0, "") if names_office(before) else (-1, "")
        several = 4 if names_office(before) or has_title(candidate, context) else 6
        return -several, f"“{lower[0]}” in lower case"
    if after and not {*after.casefold().split()[:1]}.isdisjoint(_PRONOUNS):
        return -14, f"“{after.split()[0]}” after a comma"
    if (
        after
        and not names_office(after)
        and after.strip()[:1].islower()
        and candidate.form in ("colon", "line")
    ):
        return (-2, "") if candidate.form == "colon" else (-6, "it goes on in lower case")
    if after.count(",") > 2 and not names_office(after):
        return -4, "several commas"
    # A full stop inside a label is only that of an abbreviation.
    if (
        any(len(word.rstrip(".")) > 5 and word.endswith(".") for word in words[:-1])
        and candidate.form != "stop-dash"
    ):
        return -5, "a full stop inside"
    return None


@lru_cache(maxsize=REMEMBERED)
def _is_phrase(name: str) -> bool:
    """Return whether a label is a phrase for those who ask, call or have another part."""
    return (
        calls_from_floor(name)
        or asks_for_press(name)
        or name.casefold() in QUESTION_PHRASES
        or name.casefold() in ROLE_PHRASES
    )


def _is_usual(word: str) -> bool:
    """Return whether a word in lower case may stand in a label."""
    return (
        word in PARTICLES
        or word in TITLES
        or word in ROLE_WORDS
        or word in QUESTION_WORDS
        or word in ELIDED
        or names_office(word)
    )


def _unexpected(words: tuple[str, ...], candidate: Candidate, context: Context) -> tuple[str, ...]:
    """Return the words in lower case that are not to be expected in a label."""
    lower = _unusual(words)
    if not lower or _is_expected(words, candidate, context):
        return ()
    # "Matti Meikäläinen sd"
    party = lower == words[-1:] and len(lower[0]) < 5 and len(words) > 2
    return () if party and len(candidate.places) > 1 else lower


@lru_cache(maxsize=REMEMBERED)
def _unusual(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words in lower case that usual labels do not have."""
    return tuple(
        word
        for word in words
        if is_small(word[0]) and not _is_usual(word.casefold()) and not is_joined(word)
    )


def _is_expected(words: Sequence[str], candidate: Candidate, context: Context) -> bool:
    """Return whether words in lower case are a party after a name, or say where a question came
    from.
    """
    if len(candidate.places) == 1 and has_party(candidate.name) and context.partied > 1:
        return True
    return words[0].casefold() in ASKED and _asks_of(words, context)


def _asks_of(words: Sequence[str], context: Context) -> bool:
    """Return whether words say where a question came from, in a dialogue: "Frage aus dem
    Publikum".
    """
    return (
        1 < len(words) <= 5
        and len(words[-1]) > 5
        and words[1] not in _TO  # "Question to the minister: …"
        and context.recurring > 0
    )


def _is_part(words: Sequence[str], context: Context) -> bool:
    """Return whether words are an article and a noun, for a person's part in a dialogue.

    Examples are "Le présentateur" and "The witness".
    """
    return len(words) == 2 and words[0].casefold() in ARTICLES and context.recurring > 1


def _names_person(label: Label) -> bool:
    """Return whether a person's name is in brackets after a label: "innviðaráðherra (Jón Voss)"."""
    inside = label.brackets.strip("()[]（） ").split(")")[0]
    return is_person(inside)


@_of_name
def _sentence(name: str, form: str, once: bool) -> Evidence:
    """Find a verb, a pronoun in lower case, or a list of persons. A label has none of them."""
    if form in ("letter", "circle") or calls_from_floor(name):
        return None
    words = [word.strip(",;.") for word in name.split()]
    if len(words) > 2 and any(
        word in FINITE or word in _POLITE or (place and word in _SPEAKING)
        for place, word in enumerate(words)
    ):
        return -20, "a sentence"
    if name[-1] in "–—-":
        return -12, "a sentence that a dash breaks off"
    titled = sum(word.casefold() in _ADDRESSES for word in words)
    if titled > 1 and ("," in name or " and " in name):
        return -12, "a list of persons"
    listed = form == "line" and name.isupper() and once
    if listed and not AND.isdisjoint(name.casefold().split()):
        if _stands_by_office(name):
            return None
        return None if has_role_beside(name) else (-3, "a title of several things")
    if form == "line" and "," in name and not AND.isdisjoint(words):
        return None if names_office(name) else (-6, "a list")
    return None


def _body(candidate: Candidate, context: Context) -> Evidence:
    """Find a committee, which heads an item of business. Its chair is the one who speaks."""
    words = candidate.name.casefold().split()
    item = _ITEM.split(candidate.name.casefold(), maxsplit=1)
    if (words[0] in BODIES and len(words) > 2 and words[1] in _OF) or (
        len(item) > 1 and item[0].split()[-1] in BODIES and _OF.isdisjoint(item[0].split())
    ):
        return -9, "a body and not a person"
    if BODIES.isdisjoint(words) or any(map(_names_person, candidate.labels)):
        return None
    if len(words) > 2 and not names_office(candidate.name):
        return -9, "a body and not a person"
    return None


@_of_name
def _date(name: str, form: str, once: bool) -> Evidence:
    """Find a date alone on its line: "JULY 22"."""
    words = name.casefold().split()
    if len(words) == 2 and words[1].isdigit() and words[0] in _MONTHS:
        return -9, "a date"
    return None


def _has_holder(candidate: Candidate) -> bool:
    """Return whether a label is an office whose holder is named at its end, in a bracket or after
    a comma: "The Secretary of State for Piers (Mr. Hill):".
    """
    return _stands_by_office(candidate.name) or (
        names_office(candidate.name)
        and any(
            label.printed.rstrip(" :：.-–—")[-1:] in ")）" and _names_person(label)
            for label in candidate.labels
        )
    )


def _stands_by_office(name: str) -> bool:
    """Return whether a comma parts a person's name and an office, in either order: "DIRECTOR OF
    PIERS AND BUOYS, TOM HILL".
    """
    parts = name.split(", ")
    return len(parts) > 1 and names_office(name) and (is_person(parts[0]) or is_person(parts[-1]))


@_of_name
def _first_word(name: str, form: str, once: bool) -> Evidence:
    words = name.casefold().split()
    if has_unspaced(words[0]):
        if name[0] in _NO_SURNAME or _PARTICLE.search(name):
            return -9, "a phrase and not a name"
        if _SAYING.search(name):
            return -5, "it counts, or tells what somebody says"
    first = words[0].rstrip(".,")
    if first not in NOT_FIRST or first in _ORDINALS or (len(first) == 1 and words[0][-1] == "."):
        return None
    if len(words) > 1 and (_title_of(name) or is_collective(name)):
        return None
    return -5, f"“{name.split()[0]}” begins a sentence or a catchword"


def _fact(candidate: Candidate, context: Context) -> Evidence:
    return _fact_of(candidate.name, context.names.main)


# "Bill McDonald", "Bill J. Hill"; not "Bill 12" or "Bill Committee".
_BILL = compile_later(
    r"Bill(?: [A-Z]\.)?(?: (?!(?:Committee|Reading|Read|Passed|Presented|Title|Number|No)\b)"
    r"(?:[a-z]{1,3} )?[A-ZÀ-Þ][\w’'-]+){1,2}"
)


@lru_cache(maxsize=REMEMBERED)
def _fact_of(name: str, main: str) -> Evidence:
    words = content_words(name.casefold())
    if _TITLED.search(name):
        return -12, "a title"
    if len(words) == 1 and words[0] in _SIDES:
        return -12, "what somebody is for or against"
    if len(words) > 2 and words[0] in _PRESIDENCY and not TITLES.isdisjoint(words):
        return -20, "who presides"
    if has_digit(name) and _SUM.search(name):
        return -12, "a sum of money"
    if _PARTIES.search(name):
        return -12, "the parties of a case"
    if words and (words[0] in AGENDA or words[0].rstrip("0123456789-") in AGENDA):
        if _BILL.fullmatch(name):
            return -3, "an item of an agenda, or somebody called Bill"
        return (-8 if len(words) < 4 else -20), "a word of an agenda"
    if (
        words
        and (words[-1] in NO_SPEAKER or words[0] in NO_SPEAKER)
        and not names_office(name)
        and not _title_of(name)
        and not is_main(name, main)
    ):
        alone = len(words) == 1 and (has_unspaced(words[0]) or has_digit(name))
        return -9 if alone else -5, "a word that introduces a fact or a remark"
    return None


def _address(candidate: Candidate, context: Context) -> Evidence:
    """Find a greeting: "My Countrymen:".

    "Mr. President:" is one too, if nobody else has a label.
    """
    if candidate.name.split()[0].casefold() in _DEAR and len(candidate.name.split()) > 1:
        return -9, "the address of a letter"
    head, _, rest = candidate.name.partition(",")
    if rest and (is_vocative(head) or head.startswith("Hon. ")) and names_office(head):
        words = [word for word in rest.split() if word not in ("Sir,", "Madam,")]
        if len(words) > 4 and all(map(str.islower, words[:3])):
            return -15, "a form of address before a sentence"
    if is_address(candidate.name) and not _known(candidate, context):
        return -6, "a form of address"
    bare = candidate.name.casefold() in _ADDRESSES and not candidate.name.isupper()
    if bare and candidate.form != "letter":
        return -9, "a form of address without a name"
    if is_vocative(candidate.name) and not any(
        one.form == candidate.form
        and not is_vocative(one.name)
        and (is_person(one.name) or _known(one, context) or has_title(one, context))
        for one in context.candidates
    ):
        if all(label.printed.endswith(".:") for label in candidate.labels):
            return None  # "MR. SPEAKER.:"
        several = not context.names.main or context.names.main == "Various"
        return -6 if several else -9, "a form of address, and nobody else has a label"
    return None


def _common(candidate: Candidate, context: Context) -> Evidence:
    """Find a catchword. The text has its words in lower case too, unlike the words of a name."""
    if candidate.form == "letter" or not 1 <= candidate.points <= 6:
        return None
    words = [
        word
        for word in NAME_PARTS.split(candidate.name)
        if len(word) > 2 and word.casefold() not in PARTICLES and word.casefold() not in TITLES
    ]
    named = not words or any(map(names_office, words)) or not words[0][0].isupper()
    if not named and all(map(context.in_lower_case, words)):
        return -3, "its words are common words of the text"
    return None


def _monologue(candidate: Candidate, context: Context) -> Evidence:
    """Find a catchword that occurs once, after speech without a label. It is not a speaker."""
    if context.begins or len(candidate.places) > 1 or context.recurring:
        return None
    if has_title(candidate, context) and not is_vocative(candidate.name):
        return None
    if context.roles > 1 and has_role_beside(candidate.name):
        return None
    if _known(candidate, context) or _main(candidate, context):
        # "Question: what is a pier?" in the speech of one person.
        alone = not any(
            one is not candidate
            and (len(one.places) > 1 or _main(one, context) or _known(one, context))
            for one in context.candidates
        )
        asked = candidate.form == "colon" and _known(candidate, context)
        if alone and asked and _goes_on_small(candidate, context):
            return -5, "it comes once, after speech without a label, and the sentence goes on"
        return None
    return -2, "it comes once, after speech without a label"


def _goes_on_small(candidate: Candidate, context: Context) -> bool:
    """Return whether the words after a label begin with a small letter, as within a sentence."""
    words = (
        next(filter(str.isalpha, context.paragraphs[place][label.end :]), "")
        for place, label in zip(candidate.places, candidate.labels, strict=True)
    )
    return all(map(str.islower, words))


def _titled(candidate: Candidate, context: Context) -> Evidence:
    """Find a title in capitals, as "MINISTRY OF PORTS - UPDATE", in a text with small letters."""
    if candidate.form != "dash" or not candidate.name.isupper() or context.sample.isupper():
        return None
    lines = [context.paragraphs[place] for place in candidate.places]
    titled = all(line.isupper() and line[-1] not in ".!?…" for line in lines)
    return (-12, "a title in capitals") if titled else None


def _presented(candidate: Candidate, context: Context) -> Evidence:
    """Find a name with initials and an office alone on its line, above words: "Иванов И. И.,
    министр портов.".
    """
    if candidate.form != "stop":
        return None
    for place, label in zip(candidate.places, candidate.labels, strict=True):
        following = context.paragraphs[place + 1 : place + 2]
        above = following and not INTRODUCED.fullmatch(following[0])
        if above and INTRODUCED.fullmatch(label.printed):
            return 9, "a name with initials and an office, alone on its line"
    return None


def _below(candidate: Candidate, context: Context) -> Evidence:
    """Find what is below a label that takes its line. It does not begin another turn.

    An example is "De heer Bakker:", and below it "Voorzitter. Wij …".
    """
    if candidate.form in ("stop", "dash") and context.below.issuperset(candidate.places):
        return -9, "it is below a label"
    return None


def _introduced(candidate: Candidate, context: Context) -> Evidence:
    """Find one word that the text has as a family name: "Ochs", and before it "Ben Ochs"."""
    name = candidate.name
    if (
        candidate.form == "line"
        and 0 <= candidate.points < CERTAIN
        and _is_addressed(name, context)
    ):
        return 2, "the text addresses somebody of that name"
    if candidate.points >= CERTAIN or candidate.form != "colon" or len(name) < 3:
        return None
    if not name.isalpha() or not name[0].isupper() or names_office(name):
        return None
    if name.casefold() in NOT_FIRST or name.casefold() in NO_SPEAKER:
        return None
    if not any(map(_is_given, context.words_before(name))):
        return None
    return None if context.in_lower_case(name) else (3, "a family name in the text")


def _is_addressed(name: str, context: Context) -> bool:
    """Return whether a form of address comes before a word of a person's name in the text."""
    return is_person(name) and any(
        before.casefold() in TITLES
        for word in name.partition(",")[0].split()[1:]
        if word[0].isupper() and len(word) > 2
        for before in context.words_before(word)
    )


def _is_given(word: str) -> bool:
    """Return whether a word before a family name can be a given name or an address."""
    return word[0].isupper() and word[-1].isalnum() and word.casefold() not in ARTICLES | NOT_FIRST


def _opens(candidate: Candidate, context: Context) -> Evidence:
    if (
        context.begins
        and candidate.form != "line"
        and (is_person(candidate.name) or candidate.name.isupper())
    ):
        return 1, "no speech comes before the first label"
    return None


def _dialogue(candidate: Candidate, context: Context) -> Evidence:
    """Find two names that both recur, as in a dialogue."""
    if len(candidate.places) > 1 and context.recurring > 1 and candidate.name[0].isupper():
        return 1, "another label recurs, too"
    return None


def _covers(candidate: Candidate, context: Context) -> Evidence:
    """Find a form that nearly all paragraphs begin with. It is a label even in lower case."""
    if context.recurring < 2 or len(candidate.name.split()) > 3:
        return None
    if len(candidate.places) < 2:
        small = " " not in candidate.name and is_small(candidate.name[0])
        all_begin = small and context.begun > 0.95 and context.covered > 0.6
        return (12, "every paragraph begins with such a label") if all_begin else None
    if context.covered > 0.8 or (candidate.form == "dash" and context.dashes > 0.8):
        return 3, "nearly all paragraphs begin with such a label"
    return None


def _followed(candidate: Candidate, context: Context) -> Evidence:
    """Find a line in brackets below the name that tells more of the person: "(South Pier) (CD)"."""
    if candidate.form != "line":
        return None
    below = [context.paragraphs[place + 1] for place in candidate.places]
    if all(text[0] in "(（" and text[-1] in ")）" and len(text) <= 80 for text in below):
        inside = below[0].strip("()（） ")
        if inside[:1].isupper() and not STAGE_WORD.search(inside):
            return 3, "a line in brackets below the name"
    return None


def _goes_on(candidate: Candidate, context: Context) -> Evidence:
    if candidate.form == "dash" and all(
        context.paragraphs[place][label.end :].rstrip(".,;").isdigit()
        for place, label in zip(candidate.places, candidate.labels, strict=True)
    ):
        return -12, "a count"  # "Mr. Hill – 193."
    if candidate.lower == len(candidate.places) > 1 and context.sentence_case:
        return -3, "the words after it go on in lower case"
    if candidate.lower * 2 > len(candidate.places) and candidate.form != "letter":
        return -1, "the words after it begin in lower case"
    return None


EVIDENCE: tuple[Rule, ...] = (
    decided_by_edition,
    _divided,
    _known,
    _main,
    has_title,
    _office,
    _bracketed,
    _stands_alone,
    _relative,
    _timed,
    _signed,
    _recurs,
    has_capitals,
    _person,
    _function_word,
    _pseudonym,
    _phrase,
    _sentence,
    _body,
    _date,
    _first_word,
    _fact,
    _address,
    _goes_on,
    _followed,
    _titled,
    _presented,
    _below,
    _introduced,
    _opens,
    _dialogue,
    _covers,
    _monologue,
    _common,
)
