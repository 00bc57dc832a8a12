"""What a paragraph is: heading, salutation, speech, question, note. Conservative: what is not plainly something else is speech."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOSING = "\"'”’»›)]」』）】*_ "
_FINAL = ".!?…։؟۔।॥。！？｡"
_LEADING = ",:;،؛，：；、—–-"
_HAN = re.compile("[\u3400-\u9fff]")
_MARKDOWN = re.compile(r"#{1,6}[ ]+(?=\S)")

# Stage words: what a bracket in a transcript says that is not the speaker's.
_STAGE = (
    "applause|laughter|laughs|laughing|cheers|cheering|inaudible|crosstalk|unintelligible|interruption|pause|silence|standing ovation|through (?:an )?interpreter|"
    "in (?:russian|english|french|german|spanish|arabic|chinese)|off[- ]mic|music|"
    "applaudissements|rires|sourires|exclamations|interruptions|vifs|brouhaha|inaudible|"
    "beifall|heiterkeit|lachen|zuruf|zwischenruf|unruhe|unverständlich|"
    "аплодисменты|смех|смеётся|смеется|шум|неразборчиво|овация|реплика|по-русски|по-английски|"
    "aplausos|risas|inaudible|murmullos|ovación|"
    "تصفيق|ضحك|هتاف|غير مسموع|"
    "掌声|掌聲|笑声|笑聲|笑|鼓掌|听不清|众笑"
)
# What a whole paragraph in brackets says of the event itself: "(The briefing was concluded at 3:14 p.m.)".
_EVENT = re.compile(
    r"(?:the|this) (?:[\w-]+ ){1,3}?(?:(?:was|is|has been|were) )?(?:concluded|adjourned|suspended|resumed|ended|began|begins|rose|closed|opened|shown|played)\b|"
    r"la séance (?:est|a été) |(?:beginn|schlu(?:ss|ß)|ende|unterbrechung)\b|die sitzung |se (?:abre|suspende|reanuda|levanta) la sesión|заседание ",
    re.IGNORECASE,
)
_STAGE_WORD = re.compile(rf"(?<!\w)(?:{_STAGE})(?!\w)|掌声|笑声|鼓掌", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[（【][^()\[\]（）【】]{1,120}[)\]）】]")
_WHOLE = re.compile(
    r"(?:[(（](?P<round>[^()（）]{1,200})[)）]|[\[【](?P<square>[^\[\]【】]{1,200})[\]】])[.。]?\Z"
)

# Words of address. A short opening that holds one and ends in a comma, a colon or an exclamation mark is a salutation.
_ADDRESS = re.compile(
    r"(?<!\w)(?:ladies|gentlemen|colleagues?|friends?|citizens|countrymen|americans|comrades|excellenc(?:y|ies)|majest(?:y|ies)|highness(?:es)?|"
    r"madam|sirs?|mr|mrs|ms|dear|honou?rable|distinguished|members|delegates|guests|brothers|sisters|everyone|everybody|fellow|"
    r"mesdames|messieurs|madame|monsieur|chers?|chères?|compatriotes|concitoyens|concitoyennes|collègues|amis|excellences?|camarades|français(?:es)?|"
    r"damen|herren|herr|frau|liebe[rs]?|geehrte[rs]?|verehrte[rs]?|kolleg(?:en|innen)|freunde|mitbürger(?:innen)?|landsleute|exzellenz(?:en)?|genossen|"
    r"уважаем\w*|дорог(?:ой|ая|ие)|дамы|господа|господин|госпожа|коллеги|друзья|товарищи?|граждане|соотечественники|россияне|превосходительств\w*|братья|"
    r"señor(?:es|as?)?|estimad[oa]s?|querid[oa]s?|compañer[oa]s|amig[oa]s|colegas|compatriotas|ciudadan[oa]s|excelencias?|distinguid[oa]s|honorables?|"
    r"pueblo|أيها|أيتها|السيدات|السادة|السيد|السيدة|الأخوة|الإخوة|الأخوات|الزملاء|معالي|سعادة|فخامة|جلالة|سمو|حضرات|أصدقائي|شعبنا|المواطنون)(?!\w)"
    r"|尊敬的|各位|女士们|先生们|朋友们|同志们|同事们|同胞们|阁下|女士|先生|来宾|代表们|亲爱的",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?<!\w)(?:hello|welcome|good (?:morning|afternoon|evening|day)|bonjour|bonsoir|bienvenue|guten (?:morgen|tag|abend)|grüß gott|"
    r"здравствуйте|доброе утро|добрый (?:день|вечер)|приветствую|buenos días|buenas (?:tardes|noches)|bienvenidos|"
    r"السلام عليكم|مرحبا|صباح الخير|مساء الخير)(?!\w)|大家好|你们好|早上好|上午好|下午好|晚上好",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,،，、;؛；]")


def markdown_heading(text: str) -> int:
    """How many characters of "## Title" are markup; 0 where it is no heading."""
    match = _MARKDOWN.match(text)
    return match.end() if match else 0


def ends_open(text: str) -> bool:
    """Whether a line ends as a title does: in no sign of a sentence's end, nor in one that leads on."""
    bare = text.rstrip(_CLOSING)
    return bool(bare) and bare[-1] not in _FINAL and bare[-1] not in _LEADING


def count_opening_headings(paragraphs: Sequence[str]) -> int:
    """How many of the first paragraphs are headings: lines without a full stop before the speech."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > 400 or not ends_open(paragraphs[0]):
        return 0
    sample = paragraphs[:200]
    if sum(1 for text in sample if ends_open(text)) * 2 > len(sample) and len(sample) > 3:
        # Verse, or a transcript without punctuation: only the very first line can be told.
        return 1
    count = 1
    while (
        count < min(4, len(paragraphs) - 1)
        and len(paragraphs[count]) <= 160
        and ends_open(paragraphs[count])
    ):
        count += 1
    return count


def is_capital_heading(text: str) -> bool:
    """Whether a paragraph is a short line in capitals."""
    return (
        3 < len(text) <= 80
        and text.isupper()
        and ends_open(text)
        and sum(map(str.isalpha, text)) > 3
    )


def is_salutation(text: str) -> bool:
    """Whether a paragraph at the start of a speech is a short form of address in one of the languages that are known."""
    last = text.rstrip("\"'”’»")[-1:]
    if len(text) > 160 or last not in ",:!،，：！、.。;；":
        return False
    words = len(text) // 2 if _HAN.search(text) else len(text.split())
    if (
        words > 20
        or any(sign in text[:-1] for sign in ("? ", "。", "؟"))
        or re.search(r"[a-zа-яё]{4,}\. ", text)
    ):
        return False
    if last in ",:،，：、":
        return bool(_ADDRESS.search(text)) or (last in ",،，" and words <= 6)
    # A full stop or an exclamation mark may end a statement: "My friends, we won!". Each part must be an address or a greeting.
    parts = [part for part in _PARTS.split(text.rstrip(_CLOSING + ".!。！;；")) if part.strip()]
    return (
        bool(parts)
        and all(_ADDRESS.search(part) or _GREETING.search(part) for part in parts)
        and words <= 4 * len(parts) + 2
    )


def is_note(text: str) -> bool:
    """Whether a whole paragraph is a stage direction: "(Applause)", "[Laughter]"."""
    if text[0] not in "([（【":
        return False
    match = _WHOLE.match(text)
    if not match:
        return False
    if match["square"]:
        return True
    inside = match["round"]
    return bool(_STAGE_WORD.search(inside) or _EVENT.match(inside)) or (
        len(inside.split()) <= 4 and len(inside) <= 40 and inside[-1] not in "!?"
    )


def find_asides(text: str) -> list[tuple[int, int]]:
    """Ranges of stage directions inside a paragraph, brackets included."""
    if "(" not in text and "[" not in text and "（" not in text and "【" not in text:
        return []
    return [
        match.span()
        for match in _ASIDE.finditer(text)
        if _STAGE_WORD.search(match.group()) and len(match.group().split()) <= 8
    ]
