"""Guards: what is no UTF-8 text is refused with the byte, the line and a way out; nothing is
guessed in silence.
"""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from pilcrow.model.problems import Problems
from pilcrow.text.decoding import decode_bytes, encode_text
from pilcrow.text.encodings import _LANGUAGES, detect

RUSSIAN = (
    "Уважаемые коллеги! Сегодня мы говорим о вымышленном мире, и разговор этот будет долгим.\n"
)
GERMAN = "Meine Damen und Herren, die größte Übung für Schüler fällt später schöner aus.\n"
FRENCH = "Mesdames et Messieurs, l’été dernier nous étions déjà prêts à répondre où il fallait.\n"


def refused(content: bytes, encoding: str = "", language: str = "en") -> str:
    with pytest.raises(Problems) as stopped:
        decode_bytes(content, encoding, shown="raw/x.txt", metadata="raw/x.yaml", language=language)
    (one,) = stopped.value.problems
    return str(one)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "raw/x.txt: The file is empty."),
        (b"\xef\xbb\xbf", "raw/x.txt: The file is empty."),
        (b" \n\t\r\n", "raw/x.txt: The file contains nothing but blank lines."),
        (b"%PDF-1.7 ...", "raw/x.txt: This is a PDF document, not plain text."),
        (b"PK\x03\x04....", "raw/x.txt: This is a ZIP archive or a Word document"),
        (b"{\\rtf1 text", "raw/x.txt: This is a Rich Text document"),
        (b"text\nmore\0text", "raw/x.txt:2: Byte 9 is a NUL character: this is not a text file."),
        (
            "text".encode("utf-16"),
            (
                "raw/x.txt: The file is UTF-16 (it begins with its byte order mark), not UTF-8."
                ' Save it as UTF-8, or write "encoding: utf-16" into raw/x.yaml.'
            ),
        ),
        ("text".encode("utf-32"), "raw/x.txt: The file is UTF-32"),
    ],
)
def test_refusals(content: bytes, message: str) -> None:
    assert refused(content).startswith(message)


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (RUSSIAN, "windows-1251", "ru"),
        (RUSSIAN, "koi8-r", "ru"),
        (RUSSIAN, "windows-1251", "en"),
        (GERMAN, "windows-1252", "de"),
        (FRENCH, "windows-1252", "fr"),
        ("各位来宾，今天我们在一个不存在的地方相聚。", "gb18030", "zh"),
    ],
)
def test_suggestions(text: str, encoding: str, language: str) -> None:
    content = b"one\ntwo\n" + text.encode(encoding)
    message = refused(content, language=language)
    first = next(place for place, byte in enumerate(content) if byte > 127)
    assert f"Byte {first} (0x{content[first]:02X}) is not UTF-8." in message
    assert message.startswith("raw/x.txt:3: ")
    assert f'write "encoding: {encoding}" into raw/x.yaml' in message
    assert decode_bytes(content, encoding)[0].endswith(text)


def test_random_bytes_get_no_suggestion() -> None:
    assert detect(bytes(range(256)) * 4).encoding == ""
    assert refused(bytes([0xFF, 1, 2, 3, 4, 5, 6, 7] * 9)).endswith(
        "If it is a text, save it as UTF-8."
    )


def test_an_encoding_that_the_metadata_name_wrongly() -> None:
    assert refused(b"text", "utf8x").startswith(
        'raw/x.yaml: The encoding "utf8x" is not known. Did you mean "utf-8"?'
    )
    assert refused(b"text", "rot13").startswith('raw/x.yaml: "rot13" is not an encoding of text.')
    assert 'Correct "encoding" in raw/x.yaml' in refused(b"\xff text", "ascii")
    # Bytes that decode, but not back to the same bytes.
    assert "cannot be rebuilt" in refused(b"+AGE- +AGEAYg-", "utf-7")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        lambda text: not text.isspace()
    )
)
def test_utf8_is_rebuilt(text: str) -> None:
    raw = text.encode()
    try:
        found, encoding, bom = decode_bytes(raw)
    except Problems:
        reject()
    assert encode_text(found, encoding, bom) == raw


# Synthetic: nobody said it.
TEXTS = {
    "da": (
        "Kære borgere, havnen har været lukket i et år, og vi ved alle hvorfor. Færgen sejler ikke,"
        " og den kommer ikke til at sejle før til foråret."
    ),
    "no": (
        "Kjære innbyggere, havna har vært stengt i et år, og vi vet alle hvorfor. Fergen går ikke,"
        " og den kommer ikke til å gå før til våren."
    ),
    "sv": (
        "Kära medborgare, hamnen har varit stängd i ett år, och vi vet alla varför. Färjan går"
        " inte."
    ),
    "ca": (
        "Benvolguts ciutadans, el port ha estat tancat durant un any, i tots sabem per què. El"
        " vaixell no sortirà fins a la primavera, això és segur."
    ),
    "nl": (
        "Beste burgers, de haven is één jaar gesloten geweest, en we weten allemaal waarom. De"
        " veerboot vaart niet naar het eiland; de coördinatie is slecht."
    ),
    "es": (
        "Queridos ciudadanos, el puerto ha estado cerrado durante un año y todos sabemos por qué."
        " ¿Quién pagará? La reparación será en mayo."
    ),
    "pt": (
        "Caros cidadãos, o porto esteve fechado durante um ano e todos sabemos porquê. A reparação"
        " começará na primavera, se não faltar o dinheiro."
    ),
    "hr": (
        "Dragi građani, luka je zatvorena godinu dana i svi znamo zašto. Trajekt ne plovi već"
        " cijelu zimu, a novac još nije stigao."
    ),
    "sl": (
        "Dragi občani, pristanišče je zaprto že eno leto in vsi vemo zakaj. Trajekt ne vozi in"
        " denarja še ni."
    ),
    "cs": (
        "Vážení občané, přístav je už rok zavřený a všichni víme proč. Loď nepluje a peníze ještě"
        " nepřišly."
    ),
    "sk": (
        "Vážení občania, prístav je už rok zatvorený a všetci vieme prečo. Loď nepláva a peniaze"
        " ešte neprišli."
    ),
    "hu": (
        "Kedves polgárok, a kikötő egy éve zárva van, és mindannyian tudjuk, hogy miért. A komp nem"
        " közlekedik, a pénz pedig még nem érkezett meg. Tőlük függ."
    ),
    "ro": (
        "Dragi cetățeni, portul a fost închis timp de un an și știm cu toții de ce. Bacul nu pleacă"
        " până la primăvară, fiindcă banii nu au venit încă."
    ),
    "uk": (
        "Шановні громадяни, порт закритий уже рік, і ми всі знаємо чому. Пором не ходить, і він не"
        " піде до весни."
    ),
    "bg": (
        "Уважаеми граждани, пристанището е затворено от една година и всички знаем защо. Фериботът"
        " не се движи и няма да тръгне до пролетта."
    ),
    "ru": (
        "Уважаемые граждане, порт закрыт уже год, и все мы знаем почему. Паром не ходит и не пойдёт"
        " до весны."
    ),
    "fa": (
        "شهروندان گرامي، بندر يک سال است که بسته است و همه ما مي دانيم چرا. کشتي تا بهار حرکت نمي"
        " کند."
    ),
    "ar": (
        "أيها المواطنون، الميناء مغلق منذ سنة، ونحن جميعا نعرف لماذا. العبارة لا تبحر ولن تبحر قبل"
        " الربيع."
    ),
    "he": (
        "אזרחים יקרים, הנמל סגור כבר שנה, וכולנו יודעים למה. המעבורת לא תפליג עד האביב, כי אין כסף."
    ),
    "el": (
        "Αγαπητοί πολίτες, το λιμάνι είναι κλειστό εδώ και έναν χρόνο, και όλοι ξέρουμε γιατί. Το"
        " πλοίο δεν θα φύγει πριν από την άνοιξη."
    ),
    "tr": (
        "Sevgili vatandaşlar, liman bir yıldır kapalı ve nedenini hepimiz biliyoruz. Feribot"
        " çalışmıyor, ilkbahara kadar da çalışmayacak; çünkü para gelmedi. İyi günler."
    ),
    "it": (
        "Cari cittadini, il porto è chiuso da un anno e tutti sappiamo perché. Il traghetto non"
        " partirà più, perché il denaro non c’è; così è la vita."
    ),
    "de": (
        "Liebe Bürger, der Hafen ist seit einem Jahr geschlossen, und wir alle wissen, warum. Die"
        " Fähre fährt nicht, und sie wird bis zum Frühjahr nicht fahren können."
    ),
    "fr": (
        "Chers citoyens, le port est fermé depuis un an, et nous savons tous pourquoi. Le bac ne"
        " partira pas avant le printemps : l’argent n’a pas été trouvé."
    ),
    "fi": (
        "Hyvät kansalaiset, satama on ollut suljettuna vuoden, ja me kaikki tiedämme miksi. Lautta"
        " ei kulje eikä se lähde ennen kevättä."
    ),
    "et": (
        "Head kodanikud, sadam on olnud aasta suletud ja me kõik teame, miks. Praam ei sõida ega"
        " välju enne kevadet; see on kahju, žürii ütles."
    ),
    "lv": (
        "Cienījamie pilsoņi, osta ir slēgta jau gadu, un mēs visi zinām, kāpēc. Prāmis nekursē un"
        " nekursēs līdz pavasarim."
    ),
    "lt": (
        "Gerbiami piliečiai, uostas uždarytas jau metus, ir visi žinome, kodėl. Keltas neplaukia ir"
        " neplauks iki pavasario, nes nėra pinigų."
    ),
    "ja": (
        "市民の皆さん、港は一年前から閉鎖されています。その理由は皆が知っています。"
        "フェリーは春まで動きません。"
    ),
    "zh": "各位市民，港口已经关闭一年了，我们都知道为什么。渡轮不开，到春天也不会开，因为没有钱。",
    "zh-Hant": (
        "各位市民，港口已經關閉一年了，我們都知道為甚麼。渡輪不開，到春天也不會開，因為沒有錢。"
    ),
    "ko": (
        "시민 여러분, 항구는 일 년 동안 닫혀 있었고 우리는 모두 그 이유를 압니다. 여객선은 봄까지"
        " 운항하지 않습니다."
    ),
    "th": ("พี่น้องประชาชนทั้งหลาย ท่าเรือปิดมาหนึ่งปีแล้ว และเราทุกคนรู้ว่าทำไม เรือจะไม่ออกจนถึงฤดูใบไม้ผลิ"),
    "en": (
        "We don’t know what the ferry costs; “too much” is what they say. It’s £40 a day – and"
        " nobody asked the café."
    ),
}


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_an_encoding_is_found_or_refused_and_never_taken_for_another(
    language: str, told: bool
) -> None:
    code = language[:2]
    found = tried = 0
    for encoding in (name for name, languages in _LANGUAGES.items() if code in languages.split()):
        text = TEXTS[language]
        if code == "ro":
            if encoding == "iso-8859-16":
                continue  # the older letters with a cedilla are as good a reading
            text = text.replace("ț", "ţ").replace("ș", "ş")
        try:
            content = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        detected = detect(content, code if told else "").encoding
        tried += 1
        assert not detected or content.decode(detected) == text
        found += bool(detected)
    assert tried - found <= 1 and found
