"""Synthetic transcripts: invented events, invented names, invented words, in the forms in which
real transcripts come.

Each is a text and what a reader would say of its paragraphs: (number, kind, speaker, opening
characters).
"""

from __future__ import annotations

Expected = list[tuple[str, str, str, str]]

ENGLISH = (
    """Remarks by Minister Ada Sample at the Opening of the Synthetic Forum

Mr. Chairman, Excellencies,

Ladies and gentlemen!

Dr. Mock of the U.S. delegation came at 9 a.m. on Monday. He said "We agree." And I say this: we
will go on. (Applause.) Is that enough? I think not...

[Laughter]

MODERATOR: Thank you. The floor is open.

Question: Minister, what of the 3.5 per cent?

And one more thing: will it last?

ADA SAMPLE: It will. Note: nothing is settled yet.

Question (through interpreter): Why now?

ADA SAMPLE: Because.
""",
    [
        ("h1", "heading", "", "Remarks by"),
        ("s1", "salutation", "Ada Sample", "Mr. Chairman"),
        ("s2", "salutation", "Ada Sample", "Ladies and"),
        ("p1", "speech", "Ada Sample", "Dr. Mock"),
        ("n1", "note", "", "[Laughter]"),
        ("p2", "speech", "MODERATOR", "Thank you."),
        ("p3", "question", "", "Minister, what"),
        ("p4", "question", "", "And one more"),
        ("p5", "speech", "Ada Sample", "It will."),
        ("p6", "question", "", "Why now?"),
        ("p7", "speech", "Ada Sample", "Because."),
    ],
)
FRENCH = (
    """Discours de Mme Jeanne Exemple devant l’Assemblée fictive

Mesdames et Messieurs,

M. Modèle l’a dit : « Tout est possible ! » Nous le croyons. À 10 h 30, art. 5 à l’appui, rien n’était fait.

Question : Et demain ?

Jeanne Exemple : Demain… nous verrons. Ce n’est pas tout.
""",  # noqa: E501
    [
        ("h1", "heading", "", "Discours"),
        ("s1", "salutation", "Jeanne Exemple", "Mesdames"),
        ("p1", "speech", "Jeanne Exemple", "M. Modèle"),
        ("p2", "question", "", "Et demain"),
        ("p3", "speech", "Jeanne Exemple", "Demain…"),
    ],
)
GERMAN = (
    """Rede von Ministerin Erika Probe beim Beispieltag

Sehr geehrte Damen und Herren, liebe Kolleginnen und Kollegen,

am 3. Oktober war, wie z. B. Herr Dr. Muster sagt, alles offen. Das bleibt so. (Beifall)

Frage: Was heißt das?

Antwort: Es heißt, dass wir bzw. Sie warten. „Geduld!“ Mehr nicht.
""",
    [
        ("h1", "heading", "", "Rede von"),
        ("s1", "salutation", "Erika Probe", "Sehr geehrte"),
        ("p1", "speech", "Erika Probe", "am 3."),
        ("p2", "question", "", "Was heißt"),
        ("p3", "speech", "Erika Probe", "Es heißt"),
    ],
)
RUSSIAN = (
    """Выступление министра Ивана Примерова на вымышленной встрече

Уважаемые коллеги!
Дамы и господа,

В 2021 г. Организация вымысла, т.е. мы, начала работу. А. Б. Образцов говорил: «Начнём!» Мы начали.

Вопрос: Что дальше?

И. Примеров: Дальше – работа. (Смех.) Спасибо.
""",
    [
        ("h1", "heading", "", "Выступление"),
        ("s1", "salutation", "Иван Примеров", "Уважаемые"),
        ("s2", "salutation", "Иван Примеров", "Дамы и"),
        ("p1", "speech", "Иван Примеров", "В 2021"),
        ("p2", "question", "", "Что дальше"),
        ("p3", "speech", "Иван Примеров", "Дальше"),
    ],
)
SPANISH = (
    """Palabras de la ministra Ana Muestra en el foro ficticio

Señoras y señores:

El Sr. Ejemplo llegó tarde. ¿Por qué? ¡No lo sé! Ud. tampoco lo sabe.

Pregunta: ¿Y mañana?

Respuesta: Mañana será otro día.
""",
    [
        ("h1", "heading", "", "Palabras"),
        ("s1", "salutation", "Ana Muestra", "Señoras"),
        ("p1", "speech", "Ana Muestra", "El Sr."),
        ("p2", "question", "", "¿Y mañana"),
        ("p3", "speech", "Ana Muestra", "Mañana será"),
    ],
)
ARABIC = (
    """كلمة الوزير سامي مثال في المنتدى الخيالي

السيدات والسادة،

نلتقي اليوم في مكان لا وجود له. هل هذا ممكن؟ نعم، ممكن! (تصفيق)

سؤال: ماذا بعد؟

جواب: سنرى غدا.
""",
    [
        ("h1", "heading", "", "كلمة"),
        ("s1", "salutation", "سامي مثال", "السيدات"),
        ("p1", "speech", "سامي مثال", "نلتقي"),
        ("p2", "question", "", "ماذا"),
        ("p3", "speech", "سامي مثال", "سنرى"),
    ],
)
CHINESE = (
    """样本部长在虚构论坛开幕式上的致辞

尊敬的各位来宾，女士们、先生们：

　　今天我们在一个不存在的地方相聚。“这可能吗？”有人问。可能！（掌声）

记者：接下来呢？

样本：明天再说。谢谢。
""",
    [
        ("h1", "heading", "", "样本部长"),
        ("s1", "salutation", "样本", "尊敬的"),
        ("p1", "speech", "样本", "今天"),
        ("p2", "question", "", "接下来"),
        ("p3", "speech", "样本", "明天"),
    ],
)
SAMPLES = {
    "en": (*ENGLISH, "Ada Sample"),
    "fr": (*FRENCH, "Jeanne Exemple"),
    "de": (*GERMAN, "Erika Probe"),
    "ru": (*RUSSIAN, "Иван Примеров"),
    "es": (*SPANISH, "Ana Muestra"),
    "ar": (*ARABIC, "سامي مثال"),
    "zh": (*CHINESE, "样本"),
}
SENTENCES = {
    "en": {
        "p1": [
            "Dr. Mock of the U.S. delegation came at 9 a.m. on Monday.",
            'He said "We agree."',
            "And I say this: we will go on. (Applause.)",
            "Is that enough?",
            "I think not...",
        ],
        "p3": ["Minister, what of the 3.5 per cent?"],
    },
    "fr": {
        "p1": [
            "M. Modèle l’a dit : « Tout est possible ! »",
            "Nous le croyons.",
            "À 10 h 30, art. 5 à l’appui, rien n’était fait.",
        ],
        "p3": ["Demain… nous verrons.", "Ce n’est pas tout."],
    },
    "de": {
        "p1": [
            "am 3. Oktober war, wie z. B. Herr Dr. Muster sagt, alles offen.",
            "Das bleibt so. (Beifall)",
        ],
        "p3": ["Es heißt, dass wir bzw. Sie warten.", "„Geduld!“", "Mehr nicht."],
    },
    "ru": {
        "p1": [
            "В 2021 г. Организация вымысла, т.е. мы, начала работу.",
            "А. Б. Образцов говорил: «Начнём!»",
            "Мы начали.",
        ],
        "p3": ["Дальше – работа. (Смех.)", "Спасибо."],
    },
    "es": {
        "p1": ["El Sr. Ejemplo llegó tarde.", "¿Por qué?", "¡No lo sé!", "Ud. tampoco lo sabe."]
    },
    "ar": {"p1": ["نلتقي اليوم في مكان لا وجود له.", "هل هذا ممكن؟", "نعم، ممكن! (تصفيق)"]},
    "zh": {
        "p1": ["今天我们在一个不存在的地方相聚。", "“这可能吗？”", "有人问。", "可能！（掌声）"]
    },
}
