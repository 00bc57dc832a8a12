"""The words by which transcripts say who speaks and what happens.

There is one table for each purpose, with one row for each language. If a word is missing, a label
is less certain. Nothing breaks. All words are in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pilcrow.model.patterns import Alternatives, compile_later


def _words(*rows: str) -> frozenset[str]:
    """Return the words of rows, as they are compared: case folded; Greek also as capitals write
    it.
    """
    text = " ".join(rows)
    # What the capitals of Turkish give: "GAZETECİ", "BAŞKANI".
    turkish = text.replace("i", "i̇").replace("ı", "i")
    greek = filter(_GREEK.search, " ".join(filter(_GREEK.search, rows)).split())
    return frozenset(f"{text} {text.casefold()} {turkish} {_bare(' '.join(greek))}".split())


_GREEK = compile_later("[\u0370-\u03ff\u1f00-\u1fff]")


def _bare(words: str) -> str:
    """Return words without accents, case folded."""
    parted = unicodedata.normalize("NFD", words)
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).casefold()


# Words for those who ask, and letters that stand for a question.
QUESTION_WORDS = _words(
    "q question questions questioner interviewer journalist reporter correspondent",
    "journaliste intervenant intervieweur",
    "frage journalistin reporterin zwischenfrage zusatzfrage nachfrage zusatz interviewerin",
    "вопрос корреспондент журналист журналистка реплика репліка репліки интервьюер ведущий-вопрос",
    "pregunta periodista entrevistador entrevistadora reportero reportera",
    "domanda giornalista intervistatore intervistatrice",
    "pergunta jornalista repórter entrevistador entrevistadora",
    "vraag journaliste verslaggever interviewster",
    "fråga frågan reporter intervjuare spørgsmål spørsmål journalisten intervjuer",
    "kysymys toimittaja haastattelija",
    "pytanie dziennikarz dziennikarka reporterka",
    "otázka novinář novinářka novinár redaktor redaktorka",
    "kérdés újságíró riporter întrebare ziarist jurnalist",
    "питання запитання журналіст журналістка кореспондент въпрос журналист",
    "pitanje novinar novinarka питање новинар",
    "soru gazeteci muhabir ερώτηση δημοσιογράφος",
    "سؤال السؤال صحفي صحافي صحفية صحافية الصحفي الصحافي الصحفية الصحافية مراسل مراسلة المراسل س",
    "שאלה עיתונאי",
    "问 問 提问 提問 记者 記者 问题 質問 質問者 記者団 インタビュアー 기자 질문 질의",
    "pertanyaan tanya penanya soalan wartawan wartawati pewawancara hỏi pv ถาม คำถาม ผู้สื่อข่าว नักข่าว",
    "प्रश्न सवाल पत्रकार संवाददाता प्र প্রশ্ন সাংবাদিক கேள்வி",
    "پرسش خبرنگار مصاحبه‌گر مصاحبه‌کننده سوال سؤال صحافی",
    "עיתונאית כתב כתבת מראיין מראיינת",
    "문 인터뷰어 면담자",
    "periodistes pregunta entrevistador xornalista pregunta kazetaria galdera",
    "küsimus ajakirjanik jautājums žurnālists žurnāliste klausimas žurnalistas žurnalistė",
    "vprašanje novinarka novinar прашање новинарка pyetje gazetar gazetare",
    "spurning blaðamaður fréttamaður vraagsteller joernalis vraag swali mwandishi",
    "კითხვა ჟურნალისტი հարց լրագրող сұрақ тілші sual jurnalist",
    "intervieware journaliste journalistin spørger journalister toimittajat újságírónő",
    "cronista ziaristă reporteră",
    "δημοσιογράφοι ερωτηση ερ репортер репортерка репортёр пытанне журналіст ρεπόρτερ reportér"
    " reportérka",
)
# The last words of labels for one of several who ask: "SECOND REPORTER", "BBC journalist".
REPORTERS = _words(
    "reporter journalist correspondent questioner press journaliste periodista giornalista",
    "jornalista journalistin novinář novinářka dziennikarz dziennikarka gazeteci muhabir",
    "журналист журналистка корреспондент репортер журналіст novinar novinarka újságíró",
    "toimittaja journaliste verslaggever reporterka jurnalist ziarist",
    "reporterin korrespondent korrespondentin reporters cronista inviato correspondant correspondante reportero reportera repórter corresponsal",
    "dziennikarze кореспондент журналістка wartawan wartawati periodisten verslaggeefster novinari",
    "blaðamaður fréttamaður gazetar ziaristă jurnalistă δημοσιογράφος صحفي صحافي مراسل صحفية مراسلة خبرنگار עיתונאי כתב पत्रकार संवाददाता",
)
# Phrases for those who ask.
QUESTION_PHRASES = frozenset(
    [
        "phóng viên",
        "nhà báo",
        "câu hỏi",
        "người phỏng vấn",
        "unidentified reporter",
        "question from the floor",
        "question de la salle",
        "frage aus dem publikum",
        "domanda dal pubblico",
        "pregunta del público",
        "pytanie z sali",
        "dotaz z publika",
        "kérdés a közönségből",
        "întrebare din sală",
        "вопрос из зала",
        "запитання із зали",
    ]
)
# Words for those who answer. They are the document's main speaker.
ANSWER_WORDS = _words(
    "a r answer réponse antwort ответ respuesta risposta resposta antwoord svar vastaus odpowiedź",
    "odpověď odpoveď válasz răspuns відповідь отговор odgovor cevap απάντηση",
    "جواب الجواب إجابة ج תשובה 答 回答 答え 답변 답 jawaban jawab ตอบ คำตอบ उत्तर जवाब উত্তর பதில்",
    "پاسخ đáp trả-lời odgovor одговор resposta erantzuna vastus atbilde atsakymas përgjigje",
    "адказ jibu პასუხი պատասխան жауап cavab απ απαντηση",
)
# First words of labels that name who asks: "Question (BBC):", "Frage Meyer:".
ASKED = _words(
    "question вопрос frage zusatzfrage nachfrage zusatz pregunta سؤال domanda pergunta vraag",
    "fråga spørsmål spørgsmål kysymys pytanie otázka питання въпрос soru",
)
ASKING_ENDINGS = ("记者", "記者", "提问", "提問", "记者问", "記者問", "기자", "기자질문")
# Words for what is asked and answered. With an article they begin a sentence of a speech.
CATCHWORDS = _words(
    "question answer frage antwort réponse pregunta respuesta domanda risposta pergunta resposta",
    "vraag antwoord întrebarea întrebare răspuns răspunsul resposta",
)
# Words for a person's part in the event. Such a label, with or without an article, needs no other
# evidence.
ROLE_WORDS = _words(
    "speaker interpreter moderator chair chairman chairwoman chairperson president host"
    " participant",
    "respondent interviewee voice minister secretary spokesperson narrator operator facilitator",
    "interlocutor interlocutora intervención",
    "translator audience observer witness counsel clerk senator deputy members member delegate",
    "secretary-general spokesman spokeswoman speakers voices announcer anchor guest caller crowd panelist panellist all",
    "several multiple group everyone mehrere alle tous todos tutti wszyscy все всі všichni mindenki",
    "présentateur présentatrice invité invitée témoin juge avocat avocate procureur greffier",
    "judge defence defense prosecutor prosecution plaintiff accused foreman juror host presenter",
    "richter richterin zeuge zeugin verteidiger verteidigerin staatsanwalt staatsanwältin"
    " angeklagter angeklagte gutachter gast moderatorin",
    "juez jueza testigo fiscal abogado abogada invitado invitada presentador presentadora",
    "giudice teste testimone avvocato ospite conduttore conduttrice juiz juíza testemunha"
    " apresentador apresentadora convidado convidada",
    "rechter getuige gast presentator świadek sędzia prowadzący prowadząca gość svědek soudce host",
    "судья свидетель адвокат прокурор гость ведучий ведуча гість свідок суддя",
    "programledare gäst vittne domare studievært vært gæst vidne dommer programleder gjest",
    "animateur animatrice modérateur modératrice président présidente ministre orateur oratrice",
    "interprète porte-parole voix rapporteur rapporteure",
    "moderatorin präsident präsidentin vorsitzender vorsitzende ministerin sprecher sprecherin",
    "dolmetscher dolmetscherin befragte befragter vizepräsident vizepräsidentin zuruf"
    " bundeskanzler",
    "bundeskanzlerin",
    "ведущий ведущая модератор председатель президент министр переводчик представитель",
    "председательствующий председательствующая респондент головуючий голова",
    "moderador moderadora presidente presidenta ministro ministra portavoz intérprete entrevistado",
    "entrevistada vicepresidente vicepresidenta",
    "moderatore moderatrice presidenza ministro interprete portavoce intervistato intervistata",
    "entrevistado entrevistada vozes ministra presidência",
    "voorzitter minister-president tolk gespreksleider deelnemer respondent presentator",
    "talmannen presidenten president formanden formand statsministern statsminister talman"
    " puhemies",
    "varapuhemies haastateltava ordförande ordföranden statsråd",
    "marszałek wicemarszałek przewodniczący przewodnicząca prezydent minister tłumacz",
    "prowadzący prowadząca rozmówca",
    "předseda předsedající predseda predsedajúci elnök elnöknő președinte președintele domnul",
    "председател водещ predsjednik predsednik predsjedavajući predsedavajući predsedujoči",
    "başkan sunucu πρόεδρος προεδρεύων προεδρεύουσα υπουργός",
    'الرئيس الوزير المترجم المتحدث رئيس مقدم المذيع היו"ר יו"ר מנחה',
    "主席 总统 部长 外长 翻译 发言人 主持人 委员长 議長 委員長 副議長 総理 内閣総理大臣 主席先生"
    " 司会 司会者 大臣 長官 知事 市長 局長 委員 의장 위원장 사회자",
    "अध्यक्ष सभापति उपाध्यक्ष मंत्री ประธาน ketua wakil menteri presiden",
    "مجری رئیس وزیر مترجم سخنگو گوینده رئیس‌جمهور",
    "conseller consellera president presidenta presidente conselleira mahaiburua lehendakaria"
    " lehendakariak mahaiburuak presidenteak старшыня старшынствуючы",
    "esimees aseesimees minister peaminister pirmininkas pirmininkė pranešėjas pranešėja",
    "priekšsēdētājs priekšsēdētāja forseti ráðherra",
    "predsednik predsednica podpredsednik podpredsednica predsjedatelj предсједник претседател",
    "moderátor moderátorka moderátora tlumočník tlumočnice tolmács műsorvezető elnökasszony",
    "moderatoare moderatorul preşedinte preşedintele traducător συντονιστής συντονίστρια"
    " διερμηνέας",
    "מתורגמן דובר דוברת נשיא השר שר ראש-הממשלה",
    "통역 대변인 장관 국무총리 대통령 부의장",
    "mc dẫn-chương-trình intervenant intervenante locuteur locutor locutora interlocutore",
    "甲 乙 丙 丁",
    "orador oradora oratore oratrice szónok mówca vorbitorul puheenvuoro",
    "parlante hablante sprecherin mówca řečník řečnice vorbitor vorbitoare konuşmacı tercüman",
)
# Phrases for a person's part in the event.
ROLE_PHRASES = frozenset(
    [
        "sēdes vadītāja",
        "sēdes vadītājs",
        "người dẫn chương trình",
        "người phát ngôn",
        "người điều phối",
        "người trả lời",
        "người được phỏng vấn",
        "phát ngôn viên",
        "chủ trì",
        "phiên dịch",
        "rzecznik prasowy",
        "rzeczniczka prasowa",
        "porte-parole",
        "juru bicara",
        "juru bahasa",
        "pembawa acara",
        "tisková mluvčí",
        "tiskový mluvčí",
        "пресс-секретарь",
        "basın sözcüsü",
        "पीठासीन अधिकारी",
        "chủ tịch",
        "chủ tọa",
        "thủ tướng",
        "an ceann comhairle",
        "leas-cheann comhairle",
        "an leas-cheann comhairle",
        "an cathaoirleach",
        "an taoiseach",
        "y llywydd",
        "y prif weinidog",
        "ketua rapat",
        "pimpinan sidang",
        "tuan yang di-pertua",
        "tuan pengerusi",
        "press secretary",
        "staff secretary",
        "mr speaker",
    ]
)
# Unnamed people who call from the floor: "Some hon. members", "Plusieurs députés du groupe", "Din
# sală", "Голос із залу".
_COLLECTIVE = compile_later(
    r"(?:(?:some|several|many|various|other|all|an?|one|a"
    r" few|opposition|government)\s+(?:(?:hon(?:ou?rable|\.)?|noble|government|opposition)\s+)*"
    r"(?:members?|senators?|deputies|deputy|lords?|voices?|delegates?|representatives?|gentlemen|mps?)\b|"
    r"(?:deputies|members|senators|delegates|députés|sénateurs|diputados|deputados|deputati|posłowie|poslanci)\Z|"
    r"(?:noble lords|hon(?:ou?rable|\.)? (?:members|senators|lords|ministers|deputies)|voices? from|unidentified|unknown|"
    r"from the (?:floor|audience)|audience member|member of the audience)\b|"
    r"(?:plusieurs|un|une|des|quelques|divers|d[’']autres)\s+(?:autres\s+)?(?:députée?s?|sénateurs?|sénatrices?|voix|orateurs?|membres?|intervenant[es]*)\b|"
    r"voix (?:à|au|aux|sur|diverses|nombreuses|dans)\b|"
    r"(?:un|una|varios|varias|algunos|otros)\s+(?:otros\s+)?(?:se[ñn]or(?:a|es|as)?\s+)?(?:diputad[oa]s?|senador[ae]?s?|voz|voces|asistentes?)\b|voces\b|"
    r"(?:um|uma|vários|várias|alguns)\s+(?:srs?\.\s+)?(?:deputad[oa]s?|senador[ae]?s?|vozes)\b|vozes"
    r" d[oa]s?\b|"
    r"(?:una|alcune|molte|diverse)\s+voc[ei]\b|voc[ei] (?:dai|dal|dalla|dalle)\b|"
    r"(?:weitere[rs]?\s+)?(?:zuruf|gegenruf|zwischenruf)e?\b(?: von| aus| der| des)?|"
    r"stem(?:men)? (?:uit|van)\b|röst från\b|stemme fra\b|"
    r"(?:głosy?|poseł|posłowie) z sali\b|hlas(?:y|ové)? (?:z|ze)\b|közbeszólás(?:ok)?\b|"
    r"(?:din sală|o voce din sală|voci din sală|din bănci)\b|"
    r"(?:glas(?:ovi)?|dobacivanje|upadica) (?:iz|s|sa)\b|(?:iz dvorane|iz klupa)\b|"
    r"(?:из зала|с места|шум в зале|голоса? (?:из|с) \w+|голос(?:и)? (?:із|з) \w+|із зал[уи]|з зал[уи]|з"
    r" місця|от място|от залата|гласове от|глас из|из сале)\b|"
    r"(?:balsa[si] iš salės|starpsaucieni|no zāles)\b|"
    r"(?:ένας βουλευτής|πολλοί βουλευτές|βουλευτές|φωνές)\b|"
    r"קריא(?:ה|ות)(?!\w)|"
    r"(?:أصوات|صوت من|(?:مداخلة|سؤال|صوت|أحد) (?:من )?(?:الجمهور|القاعة|الحضور|الحاضرين))(?!\w)|(?:一委員|有委員|眾委員|在場委員|呼ぶ者))",
    re.IGNORECASE,
)
# The first words of `_COLLECTIVE`.
CALLING = frozenset(
    str.split(
        "some several many various other all an a one opposition government deputies members"
        " senators delegates députés sénateurs diputados deputados deputati posłowie poslanci noble"
        " hon hon. honourable honorable voice voices unidentified unknown from audience member"
        " plusieurs un une des quelques divers d d'autres d’autres voix una varios varias algunos"
        " otros voces um uma vários várias alguns vozes alcune molte diverse voce voci weitere"
        " weiterer weiteres zuruf zurufe gegenruf gegenrufe zwischenruf zwischenrufe stem stemmen röst"
        " stemme głos głosy poseł hlas hlasy hlasové közbeszólás közbeszólások din o glas glasovi"
        " dobacivanje upadica iz из с шум голос голоса голоси із з от гласове глас balsas balsai"
        " starpsaucieni no ένας πολλοί βουλευτές φωνές קריאה קריאות أصوات صوت"
    )
)
# English words that begin many sentences too, and the first letters of what may follow them there.
_SOME = frozenset(str.split("some several many various other all a an one opposition government"))
_CALLED = frozenset(str.split("few hon nob gov opp mem sen dep lor voi del rep gen mp mps"))
_EACH_WORD = re.compile(r"\w+")


def is_collective(text: str) -> bool:
    """Return whether a text begins with several or unnamed people: "Some hon. members"."""
    if text.isascii():  # nearly all are told by their first two words
        first, second = (*_EACH_WORD.findall(text[:40].lower()), "", "")[:2]
        if first not in CALLING or (first in _SOME and second[:3] not in _CALLED):
            return False
    return _COLLECTIVE.match(text) is not None


# First letters of words for offices in longer labels: "Bundesminister für Verkehr", "Sekretarz
# Stanu".
_OFFICE_STEMS = _words(
    "minist secret sekret presid präsid présid chair speaker senat deput depute commiss kommiss",
    "komis chancel kanzler director direktor governor member mitglied membre miembro membro",
    "staatssekret président rapporteur berichterstatter ponente relator relatore spokes sprecher",
    "portavoz ambassad botschaft embajad representat vertreter représentant delegat delegierte",
    "attorney solicitor mayor bürgermeister alcalde maire sindaco prefeito leader whip",
    "vorsitz voorzitter ordförand formand puhemies talman marszał wicemarsz poseł posłanka senator",
    "poslan premier předsed predsed képvisel elnök miniszter államtitkár președin deputat senator",
    "министр председат депутат президент секретар директор губернатор сенатор представител голов",
    "народний посланник bakan başkan milletvekil υπουργ πρόεδρ βουλευτ edustaja stats stortings",
    "minister-president fraktion fraktie gruppe group groupe grupo party partei",
    "الرئيس وزير النائب السفير 大臣 議員 委員 部长 部長 主席 總統 总统 长 長官 政府参考人 의원 장관"
    " 의장 위원",
    "chief general justice judge lord king queen prince prime pastor bishop imam rabbi doctor",
    "hon honourable honorable mp mep congress vice-pres",
    "taoiseach tánaiste ceann aire temporary acting presiding officer clerk wethouder fiscal",
    "conseller consellera vicepres lehendakari ombuds landråd comhairle riigikogu",
    "vadītāj priekšsēd pirminink esime aseesime državni predsedni ministrstv podpredsed претседат"
    " председ",
    "министер државни секретар menteri presiden وزیر رئیس نماینده đại biểu tổng trưởng שר מנכ מזכיר नेता मंत्री chủ thứ bộ",
    "analyst executive officer vice manager founder professor editor host sottosegretari mluvč hovorc szóviv tiedott purtătoare rzeczni"
    " viceministr dyrekt prezes kierown naczeln pełnomoc podsekret ředitel riaditeľ ravnatel igazgató"
    " diretor direttor directeur directr jefe chef chefe gerente abteilungsleiter referatsleiter"
    " subsecret undersecret vicedirect ordfører borgm burgem wójt starost primar polgármest landrat"
    " rector rektor",
)
# Words of address before a name.
TITLES = _words(
    "mr mr. mrs mrs. ms ms. miss messrs. dr dr. prof prof. sir dame lord lady baroness viscount"
    " earl",
    "hon hon. rt. rev rev. judge justice senator sen. rep. representative congressman"
    " congresswoman",
    "gov. governor mayor councillor cllr ambassador amb. gen. general col. capt. admiral president",
    "minister secretary deputy prince princess king queen pope bishop fr. commissioner director",
    "m. mm. mme mmes mlle monsieur madame mesdames messieurs maître",
    "herr frau abg. abgeordneter abgeordnete bundesminister bundesministerin staatssekretär",
    "staatssekretärin bundeskanzler bundeskanzlerin präsident präsidentin vizepräsident",
    "vizepräsidentin ministerin sts staatsminister staatsministerin senatorin landesrat"
    " ministerpräsident",
    "господин госпожа г-н г-жа товарищ президент депутат министр председатель пан пані г-на",
    "señor señora sr. sra. sr sra srta. don doña diputado diputada senadora presidente presidenta",
    "sr.ª sra.ª srª sr.ª. deputado deputada senhor senhora ministro ministra dom dona",
    "on. onorevole signor signora sig. sig.ra dott. dott.ssa avv. presidente senatore senatrice",
    "heer mevrouw mw. dhr. mijnheer minister staatssecretaris kamerlid",
    "herr fru fröken statsrådet statsråd statsminister talman ministern statsministern"
    " finansministern",
    "edustaja ministeri puhemies arvoisa",
    "poseł posłanka pan pani minister marszałek senator wicemarszałek",
    "poslanec poslankyně pán pani pan paní ministr předseda místopředseda senátor poslankyňa",
    "dr képviselő úr asszony domnul doamna dl. dna. deputatul senatorul",
    "zastupnik zastupnica gospodin gospođa narodni господар г-дин посланик",
    "sayın bay bayan κύριος κυρία κ. κύριε κα κος",
    'السيد السيدة النائب معالي سعادة الدكتور د. م. أ. اللواء العميد الشيخ القاضي האדון גברת ח"כ',
    "shri smt. smt shrimati kumari श्री श्रीमती डॉ. bapak ibu encik puan datuk tan tuan ông bà",
    "आदरणीय آقای خانم دکتر מר גב' הגברת ד\"ר senyor senyora sr. il·lm. conseller don doa dona",
    "gerb. ponas ponia kungs kundze härra proua chị cô chú pak bu yb poslankinja poslanec",
    "abgeordnete abgeordneter nationalrat nationalrätin ständerat bundesrat bundesrätin",
    "andrea andreak jauna jaunak sailburua sailburuak onor onor. mhe mhe. mnr mnr. mev mev. me."
    " deputato consigliere fm pm dpm vp sg dg hr/vp",
)
ARTICLES = _words(
    "the an der die das le la les l' el los las lo il i gli o a os as de het den det et en τον ο"
    " η an",
)
AND = _words("and und et y e og och en i и")
# Small words inside names and titles.
PARTICLES = _words(
    "of the and for in on at to von van der den de del della dei delle degli di da do dos das la"
    " le les",
    "du des y e i bin ben al el ibn zu zum zur und et für im in am an der beim bei vom ter ten"
    " te op",
    "met voor och og av af i för for w we z ze do na ds. pro při v ve na o za és și a al ale"
    " din la",
    "του της των τον από και के की का और بن بنت ابن آل أبو או של"
    " и по в на за с при и ve ile of pro tempore à au aux en sur per con con nel nella alla em"
    " para com",
    "d' l' dell' sull' 't ’t 'n ’n och till ta' ole arap wa binti binte anak mac nic ap ó ní uí mac fitz st. san santa dos jr. sr. ii iii",
)
# Particles that have lost a vowel, before or after an apostrophe: "d'Ávila", "van 't Hoff".
ELIDED = frozenset(["d", "l", "dell", "dall", "all", "sant", "m", "o", "t", "n", "s"])
# Words that begin a sentence or a catchword, and never a label.
NOT_FIRST = _words(
    "my our your his her its their this that these those here there and but or so then thus now",
    "today tomorrow yesterday first firstly second secondly third thirdly finally next last",
    "if when while because since as i we you he she it they who what where why how which yes"
    " no not",
    "let one two three some many every each another also again still only just well remember note",
    "with without to from by at on in for about after before under over",
    "mon ma mes notre nos votre vos leur leurs ce cet cette ces et mais ou donc alors ici je nous",
    "vous il elle ils elles on qui que quoi voilà premièrement deuxièmement ensuite enfin oui non",
    "mein meine meinen unser unsere euer ihre dies diese dieser dieses und aber oder also dann"
    " jetzt",
    "zum zur im am beim vom mit ohne drittes drittens dritter zweiter zweites letzter letztes"
    " wissen stichwort jawohl",
    "dennoch trotzdem deshalb deswegen jedoch außerdem",
    "heute hier ich wir ihr er sie es wer was wo wie warum erstens zweitens drittens nein nicht",
    "mis nuestro nuestra nuestros nuestras este esta estos estas esto eso y pero o entonces",
    "ahora hoy aquí yo nosotros ellos quien qué sí primero segundo tercero finalmente",
    "nostro nostra questo questa questi queste ma poi ora oggi qui io noi chi che sì primo",
    "meu minha nosso nossa isto isso mas então agora hoje aqui eu nós quem sim primeiro",
    "mijn ons onze dit dat deze maar nu vandaag hier ik wij wie wat nee eerste ",
    "mitt vår vårt våra detta denna dessa men då nu idag här jag vi vem vad nej",
    "mój moja nasz nasza nasze ta to te więc teraz dziś tu my kto co tak nie po",
    "наш наша наши мой моя это этот эта эти но и а или тогда теперь сегодня здесь я мы вы он"
    " она они",
    "кто что да нет во-первых во-вторых",
    "biz şu ama ve bugün evet hayır çünkü fakat ancak şimdi birincisi ikincisi üçüncüsü onlar",
    "náš naše tento tato toto dnes tady ano kdo děkuji prosím první druhý třetí mám máme",
    "ezek azok mert akkor most tehát igen nem első második harmadik köszönöm kérem",
    "acest această aceste acesta dar deci acum astăzi aici cine primul mulțumesc întâi apoi",
    "цей ця ці але або тоді тепер сьогодні тут ми ви він вона вони хто ні перше друге третє дякую",
    "tämä nämä mutta sitten tänään täällä kuka kyllä ensiksi toiseksi kolmanneksi kiitos",
    "ini itu tetapi maka sekarang kita kami mereka siapa tidak pertama kedua ketiga",
    "đây này nhưng hoặc vậy bây hôm tôi chúng vâng không thứ",
    "aquest aquesta això però llavors avui nosaltres nostre nostra",
    "αυτό αυτή αυτός αλλά και τώρα σήμερα εδώ εγώ εμείς ποιος ναι όχι πρώτον δεύτερον τρίτον",
    "mam mamy proszę dziękuję pytam przypomnę powtórzę cytuję chciałbym chciałabym",
    "我 我们 我們 你 您 他 她 他们 这 那 这里 首先 其次 最后 今天 现在 但是 因此 他说 她说 我说",
    "私 私たち これ それ まず 次に そして しかし",
    "पहला पहली दूसरा दूसरी तीसरा तीसरी είπα είπε λέω",
    "هذا هذه نحن أنا وقال قال ثم أولا ثانيا اليوم قلت أقول نقول قالت قالوا سألني سألت سأل وأقول"
    " فقلت فقال لكن لذلك لقد כך לכן אבל אמרתי אמר אומר שאלו שאלתי היום אנחנו זה זאת גם",
)
# Words before a colon that introduce a fact about the document or a remark, not a speaker.
NO_SPEAKER = _words(
    "tape cassette kassette tonband cinta nastro taśma",
    "date time place location venue subject topic title source note notes nb ps summary transcript",
    "whereas therefore resolved appearances petitioners respondents ja nein enthalten",
    "translation editor's footnote caption photo video link url email tel phone fax contact agenda",
    "schedule schedules sub-total subtotal programme programmes program programs sub-programme"
    " subprogramme subprogram",
    "programa programas programma программа programm rubrique chapitre titre sous-total rubro"
    " partida capítulo capitolo hoofdstuk kapitel titel zwischensumme gesamtsumme subtotale"
    " totale totaal anexo allegato bijlage bilaga раздел статья глава приложение итого всего",
    "total yeas nays ayes noes yea nay vote votes result results motion amendment bill",
    "favour favor against abstaining abstentions abstained contre abstenciones abstenções"
    " gegenstimmen enthaltungen воздержались",
    "dafür dagegen advantage advantages disadvantage"
    " disadvantages vorteil vorteile nachteil nachteile avantage avantages inconvénient"
    " inconvénients ventaja ventajas desventaja desventajas vantaggio vantaggi svantaggio svantaggi",
    "example warning remark conclusion introduction background take page session sitting chapter"
    " part",
    "tagesordnungspunkt tagesordnungspunkte zusatzpunkt zusatzpunkte einzelplan drucksache"
    " überweisungsvorschlag überweisungsvorschläge berichterstattung berichterstatter-innen"
    " frage-nr abstimmungsergebnis namensverzeichnis",
    "item items order-paper punto puntos bod pkt napirendi slide table annexe pièce exhibit step"
    " schritt paso étape",
    "section article appendix annex document documents duration recorded recording released updated published"
    " copyright",
    "datum ort zeit thema quelle hinweis anmerkung beispiel beginn ende tagesordnung",
    "lieu objet sujet remarque exemple ordre résultat",
    "fecha lugar hora asunto tema fuente nota ejemplo orden resultado sí-votos",
    "дата место время тема источник примечание начало окончание",
    "data luogo ora oggetto fonte esempio local assunto exemplo",
    "tid sted plats källa ämne aihe päivä czas miejsce temat źródło uwaga",
    "日期 时间 结论 結論 结果 結果 時間 地点 地點 来源 來源 主题 注 註 备注 備註 附註 总数 總數 合計 备考 備考 日時 場所"
    " 資料來源 资料来源 包括 年份 年度 功能團體 地方選區",
)
# Words over a list of those present.
ROLL = _words(
    "present absent attendance attending apologies anwesend anwesende abwesend",
    "entschuldigt présents absents excusés presentes ausentes",
    "excusados asistentes asistencia presenti assenti aanwezig afwezig närvarande frånvarande",
    "til-stede fraværende läsnä poissa obecni nieobecni присутствовали отсутствовали присутні",
    "přítomni omluveni jelen-vannak hadir katılanlar παρόντες 出席 缺席 列席 出席議員 缺席議員",
    "出席政府官員 列席秘書 出席者 欠席者 出席委員 欠席委員 מוזמנים נכחו الحاضرون الحضور",
)
NO_SPEAKER |= ROLL
# Verbs in lower case that report what someone does or says. They show a sentence and not a label.
# Words that can also be part of a name or an office are not among them.
FINITE = _words(
    "is are was were has have had said says say asked asks wrote writes told replied will would"
    " should must can could may might do does did let’s it’s that’s i’m we’re i’ve"
    " testified sworn stated remarked declared observed explained argued concluded warned added",
    "hat haben hatte hatten ist sind war waren wird werden wurde wurden kann können muss müssen"
    " soll sollen will wollen möchte möchten darf dürfen gilt heißt lautet sagt sagte sagten"
    " schreibt schrieb liegt steht gibt geht macht bleibt komme kommt frage sehe glaube meine",
    "est sont était étaient avait avaient ont sera seront dit disait déclare écrit peut doit faut"
    " voudrais souhaite c’est j’ai",
    "es son está están era eran fue fueron han había dijo dice decía puede debe quiero quisiera",
    "é são está estão foi foram tem têm disse diz pode deve quero",
    "è sono era erano hanno disse dice deve può vorrei voglio",
    "zijn heeft hebben zei zegt werd wordt moet kunnen",
    "är var har hade säger sade måste kan ska skall är siger sagde sier sa må",
    "on ovat oli sanoi",
    "jest są był była było powiedział powiedziała mówi chcę chciałbym chciałabym",
    "je jsou byl byla bylo řekl řekla říká chci chtěl bych",
    "есть был была было были сказал сказала сказали говорит хочу хотел хотела будет",
    "був була було сказав сказала каже хочу",
    "este sunt era spus spune vreau",
    "van volt vannak mondta mondja szeretném",
    "είναι ήταν είπε λέει θέλω",
) - _words("on van a je es son do")
# Last words of the label of somebody who goes on after an interruption: "Eva Kranz fährt fort:".
GOING_ON = _words(
    "continued continues continuing resumed resumes resuming cont. cont’d cont'd again",
    "fährt fuhr fort fortfahrend fortsetzend setzt weiter poursuit poursuivant continue reprend",
    "reprenant continúa continuando prosigue prosiguiendo retoma continua prosegue proseguendo",
    "riprende prossegue prosseguindo vervolgt gaat verder fortsätter fortsætter fortsetter jatkaa",
    "kontynuuje pokračuje pokračujúc folytatja folytatva continuă nastavlja nastavak продолжает",
    "продолжил продолжила продолжая продовжує продовжив продовжила продължава devamla συνεχίζει",
    "συνεχίζοντας",
)
# Bodies that a heading of business names: "Committee on Finance:".
BODIES = _words(
    "committee committees subcommittee subcommittees commission",
    "ausschuss ausschuß ausschusses unterausschuss comité commissione comisión comissão comissões",
    "комитет комитета комиссия utskottet udvalg komitee komisja výbor",
)
# First words of items of an agenda, whatever offices they name.
AGENDA = _words(
    "by section sections sec ``sec subtitle subchapter title ec pom messrs roll-call",
    "aktuelle endgültiges abgegebene",
    "antrag beratung beschlussempfehlung beschlussempfehlungen befragung fragestunde wahl"
    " festlegung gesetzentwurf",
    "entschließungsantrag änderungsantrag unterrichtung bericht anlage tagesordnungspunkt"
    " zusatzpunkt einzelplan",
    "scene szene scène escena scena cena",
    "motion bill amendment report agenda resolution draft appendix annex question-time petition"
    " petitions",
    "projet proposition rapport amendement annexe proyecto propuesta moción enmienda interpelación",
    "projeto proposta disegno proposta mozione interpellanza wetsvoorstel amendement motie",
)
# What happens in brackets or in a line of its own. No group holds an alternative.
STAGE = (
    "applause|applauds?|clapping|laughter|laughs?|laughing|chuckles?|giggles|smiles|cheers|cheering|boos?|booing|chants?|chanting|hear,"
    " hear|interjections?|interjecting|interjects|interjected|heckl\\w+|sighs?|coughs?|crying|weeps|shouts?|shouting|whispers?|gestures?|nods?|inaudible|indiscernible|unclear|unintelligible|crosstalk|overlapping|background"
    " noise|phone rings|foreign language|speaking foreign"
    " language|interruptions?|interrupts?|pause[sd]?|long pause|silence|standing"
    " ovation|ovation|through interpreter|through translator|through an interpreter|through an translator|through the interpreter|through the translator|time (?:is )?expired|bell"
    " rings|music|off[- ]mic|no audible response|"
    "in russian|in english|in french|in german|in spanish|in arabic|in chinese|in portuguese|in italian|in japanese|in korean|in hindi|in turkish|in polish|in ukrainian|in hebrew|in swahili|applaudissements|rires?|sourires?|exclamations?|vifs|brouhaha|protestations?|murmures|huées|beifall|heiterkeit|lachen|lacht|zurufe?|zwischenrufe?|gegenrufe?|unruhe|widerspruch|unverständlich|glocke"
    " des präsidenten|pfiffe|аплодисменты|смех|смеётся|смеется|шум|неразборчиво|овация|реплика|выкрики?|оживление|по-русски|по-английски|оплески|сміх|aplausos?|risas?|murmullos|ovación|rumores|protestas|pausa|pateos|abucheos|denegaciones|asentimiento|interrupciones|aplausos|protestos|risos|apartes|vozes|contraprotestos|applausi|risate|ilarità|proteste|rumori|si"
    " ride|applause|brusio|interruzioni|applaus|gelach|hilariteit|rumoer|geroffel op de"
    " bankjes|applåder|skratt|buller|applaus|latter|munterhet|naurua|hälyä|oklaski|wesołość|dzwonek|głosy?"
    " z sali|śmiech|poruszenie na"
    " sali|gwar|potlesk|smích|šum|smiech|hluk|taps|derültség|közbeszólás(?:ok)?|zaj|aplauze|râsete|rumoare|ръкопляскания|смях|шум"
    " и реплики|аплауз|смех у"
    " сали|pljesak|smijeh|smeh|žamor|aplauz|alkışlar|gülüşmeler|gürültüler|χειροκροτήματα|γέλιο|θόρυβος|تصفيق|ضحك|هتاف|غير"
    " مسموع|موسيقى|מחיאות"
    " כפיים|צחוק|掌声|掌聲|笑声|笑聲|鼓掌|听不清|聽不清|众笑|眾笑|哄堂大笑|拍手|笑い|発言する者|異議なし|呼ぶ者|박수|웃음|장내"
    " 소란|aplaudiments?|rialles?|remor|remors|esbroncada|aplausos|risas|rumores|txaloak|barreak|munterhed|latter|bifald|munterhet|bifall|applåder|skrattar|griner|nevetés|kacagás|felzúdulás|moraj|csenget|γέλια|χειροκροτήματα|θόρυβος|φωνές|κουδούνι|διαμαρτυρίες|γελάει|تشویق|خنده|کف"
    " زدن|همهمه|تكبير|قاطعه|מחיאות|צחוק|צוחק|קריאות|רעש|तालियाँ|तालियां|हँसी|हंसी|व्यवधान|ठहाके|शोर|tepuk"
    " tangan|tertawa|riuh|ปรบมือ|หัวเราะ|vỗ tay|tiếng"
    " cười|cười|ridono|sorride|ríe|ríen|sonríe|sourit|rient|smějí|směje se|usmívá se|śmieje"
    " się|śmiechy|brawa|wrzawa|zamieszanie|râde|râd|vociferări|proteste|râsete|aplauzele|smiech v"
    " sále|zvoní|смеются|смеется|сміється|гудить|звънец|звъни|реплики|смях|гласове|жамор|шум у"
    " залі|сміх у"
    " залі|gülüyor|gürültü|gürültüler|alkış|alkışlıyor|kahkaha|plojimai|juokas|aplausi|smiekli|aplaus|naer|klappid|hlátur|lófaklapp|pljeska|smije"
    " se|smeje se|ploskanje|gavel|oglašanje|medklici?|nemir|žvižganje|smeh v dvorani|murmures|brouhaha|ракоплескање|ракоплескања|гласови|ketuk"
    " palu|ketukan palu|diskors|applaudono|applaude|si applaude"
    "|duartrokitje|të qeshura|zhurmë|bualadh bos|gáire|cymeradwyaeth|chwerthin|txaloak|aplauż|daħk"
    "|ტაში|სიცილი|ხმაური|ծափահարություններ|ծիծաղ|աղմուկ|alqışlar|gülüş|қол шапалақ|күлкі|шу"
    "|qarsaklar|kulgi|алга ташилт|инээд|апладысменты|воплескі|смех у зале"
    "|palakpakan|tawanan|makofi|kicheko|vicheko|tepukan|ketawa|gelak ketawa|bunyi loceng"
    "|করতালি|হাসি|হট্টগোল|கைதட்டல்|சிரிப்பு|चप्पट|ताली|टाळ्या|हशा|ਤਾੜੀਆਂ|તાળીઓ|ചിരി|కరతాళ ధ్వనులు"
    "|تالیاں|قہقہے|شور|ضجة|صفق|ضوضاء|مقاطعة|همهمة|يضحك|מוחאים כפיים"
    "|เสียงปรบมือ|เสียงหัวเราะ|ຕົບມື|ទះដៃ|လက်ခုပ်|cười ồ|vỗ tay|tiếng vỗ tay"
    "|起立鼓掌|热烈鼓掌|熱烈鼓掌|众人笑|会场笑|插话|插話|鸣钟|騒ぐ者|笑声|ざわめき|일동 박수|큰 박수|웃으며"
    "|gelach|hilarisch|geroezemoes|boegeroep|interruptie|gejoel|pfeifen|klatschen"
    "|bravo-rufe?|räuspern|räuspert sich|schmunzeln|gejohle|sprechchöre|läutet die glocke"
    "|agite la cloche|incompréhensible|hors micro|coupure micro|il rit"
    "|elle rit|inaudibile|incomprensibile|mormorio|vociare|fuori microfono"
    "|intervento fuori microfono|interventi fuori microfono|voci fuori microfono"
    "|ininteligible|fuera de micrófono|suena el timbre|silbidos"
    "|inaudível|ininteligível|fora do microfone|burburinho"
    "|niesłyszalne|niezrozumiałe|bez mikrofonu|nesrozumitelné|mimo mikrofon|hlasy v sále"
    "|neslyšitelné|nehallható|mikrofonon kívül|közbekiáltás|csengetés|neinteligibil"
    "|fără microfon|rumoare în sală|clopoțel|не чути|нерозбірливо|без микрофона|не слышно"
    "|нечутно|неразбираемо|nečujno|nerazumljivo|žagor|nerazločno"
    "|anlaşılmıyor|mikrofon kapalı|duyulmuyor|ακατάληπτο|εκτός μικροφώνου|ohörbart|skrattsalva|hamert|geroffel|buiten de microfoon|niet hoorbaar|onverstaanbaar|roffel"
    "|talmannen slår|klubbslag|klubban|klubbar|klubber|ringer med klokken"
    "|utydligt|uhørligt|klapsalver|uklart|uforståelig|latersalve|ei kuulu|epäselvää|nauraa"
    "|aplodeja|soa a campainha|suena la campana|hlasy z|hlasy ze|glasovi iz|voces en|voces de"
    "|voci da|röster från|manifestaciones en la|manifestaciones en las|aclamaciones|aclamações"
    "|会場笑|場内笑|全場笑"
    "|indistinct|no audio|audio cuts out|jeers|mouvements? divers|claquements? de"
    " pupitres|huées|gelächter|glockenzeichen|raunen|murren|gemurmel|gritos"
    "|abucheo|contraaplausos|commenti de[il]|commenti della|commenti dell|commenti da[il]"
    "|vivaci commenti|vive proteste|campanello|apupos|manifestação nas galerias"
    "|rozmowy na sali|okrzyki|pobavení|veselost|výkřiky|jelzőcsengő|folyamatos zaj"
    "|discuții în sală|voci din sală|buropp|sorl|uro i salen|munterhed|hälinää|taputuksia"
    "|välihuuto|välihuutoja|puhemies koputtaa|uğultu|uğultular|bravo sesleri|sıra kapaklarına"
    "|γέλωτες|γέλωτας|κωδωνοκρουσίες|голоса из зала|шум в зале|выкрики из зала|звонок|гул"
    "|вигуки|пожвавлення|дзвінок|възгласи|оживление|ضجيج|صفير|תשואות|קריאת ביניים"
    "|咳|騒然|ヤジ|不規則発言|聞き取れず|聞き取り不能|全场大笑|全場大笑|咳嗽|청취 불능|소란|함성"
    "|suara gaduh|tidak jelas|hening|im lặng|không nghe rõ|veus de fons|ovacions"
    "|停顿|停頓|沉默|静默|靜默|欢呼|歡呼|沈黙|침묵|휴식|鈴聲|鈴声|議場騒然|騒然|異議なし|장내|웃음소리|소란"
)
STAGE_WORD = Alternatives(STAGE, "掌声|笑声|鼓掌|拍手|笑い|発言する者|呼ぶ者|하는 의원|鈴聲響")


# Words that are a stage direction only if they are alone in their brackets: "(ride)", "(lacht)".
ALONE = _words(
    "ride rit ri ríe lacht lachend skrattar ler griner nauraa naurahtaa nevet râde śmieje směje"
    " smeje smije",
    "смеется смеётся сміється смее γελά gülüyor juokiasi smejas naerab hlær risa risos paus pause"
    " pausa",
    "commotion uproar bruit cris zustimmung gritos nesouhlas manifestaciones أصوات"
    " commenti congratulazioni جرس פעמון 鐘 笑 jubel tumult sonnerie toux campanello tose bulla palmas"
    " vaias tumulto campainha dzwoni zvonek звонок дзвінок звонец zvono",
    "unv unverst unverständl inaud unint ininteligível incompr niezr nesroz неразб нерозб"
    " shrugs weint seufzt hustet nickt zögert soupire pleure sospira piange suspira llora tose",
)
# Groups of people, in a line that only says who claps or shouts.
GROUPS = _words(
    "members member benches bench deputies deputy gallery house chamber side sides all several"
    " many",
    "bancada bancadas deputados deputado deputada deputadas galerias câmara sala vários várias"
    " gerais",
    "bancs groupe députés gauche droite plusieurs tous diputados escaños grupo tribuna hemiciclo"
    " varios",
    "generales abgeordneten abgeordneter reihen fraktion rechts links ganzen hause allgemeine"
    " anhaltender",
    "lebhafter gruppo settori deputati vivi prolungati generali fracties bankjes kamer",
    "posłów sali ław klubu części długie burzliwe депутатов зала фракции продолжительные бурные у в залі зале із з",
    "bancas barras público asistentes asamblea sala tribunas plateas dai dal dalla sul sui fra dei"
    " tutti emiciclo banchi lewej prawej stronie lavicích lavic zprava zleva sálu padsoraiból"
    " padsorokból oldalról teremben bănci sală",
    "mayoría minoría oposición galerías escaño mayoritario maioria oposição galeria majorité"
    " opposizione maggioranza mehrheit regierung regierungsfraktionen regierungsbank większości"
    " opozycji koalicji većine oporbe",
    "pé pie debout stehend staande standing entusiásticos demorados",
    "centre center centro centrum left right aisle sinistra destra derecha izquierda esquerda"
    " direita dreta esquerra hémicycle emiciclo hemicycle tribune tribunes travées",
    "a al alla à au aux en no na do da dos das de del en la el los las le les di im in den der"
    " und et y e i auf von on from the of et des du",
    "grupo parlamentario parlamentar partido partit gruppi gruppo fraktionen presidium sala salón"
    " recinto plenario",
    "prolonged loud general continued mixed scattered longs vifs nourris prolongados opposition",
    "government government's honourable honorable hon. some sıralarından milletvekilleri",
)
# Parts of words for offices, and signs at the end of such words.
_OFFICE_PARTS = str.split(
    "minister รัฐมนตรี ráðherra sekretär präsident kanzler sprecher 大臣 議員 의원 장관 위원"
)
_OFFICE_ENDINGS = tuple("長长相官员員")
_LONGEST_STEM = max(map(len, _OFFICE_STEMS))
_BEGINNING = re.compile(r"(?<![^\W_])\w")


@lru_cache(maxsize=1 << 14)
def names_office(words: str) -> bool:
    """Return whether words include one for an office or a part in the event.

    The stems are looked up. A pattern of all of them takes longer to compile than a text to divide.
    """
    lowered = words.casefold()
    if words.endswith(_OFFICE_ENDINGS) or any(map(lowered.__contains__, _OFFICE_PARTS)):
        return True
    for found in _BEGINNING.finditer(lowered):
        place = found.start()
        for end in range(place + 1, min(place + _LONGEST_STEM, len(lowered)) + 1):
            if lowered[place:end] in _OFFICE_STEMS and (
                end - place > 4
                or not (lowered[end : end + 1].isalnum() or lowered[end : end + 1] == "_")
            ):
                return True
    return False
