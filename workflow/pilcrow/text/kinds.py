"""Decide the kind of a paragraph: heading, salutation, speech, question or note.

If it is not plainly something else, it is speech.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from pilcrow.model.patterns import Alternatives, compile_later
from pilcrow.text.layout import has_digit
from pilcrow.text.lexicon import (
    ALONE,
    ARTICLES,
    FINITE,
    GROUPS,
    NOT_FIRST,
    PARTICLES,
    STAGE_WORD,
    TITLES,
    names_office,
)
from pilcrow.text.units import Unit

_CLOSING = "\"'”’“‘»›«‹)]」』）】*_ "
_FIRST_PERSON = frozenset(
    str.split(
        "I we our my us me you your I’m we’re ich wir uns mein unser Sie je nous vous notre mon yo"
        " nosotros mi nuestro io noi mio nostro eu nós я мы наш ik wij ons jag vi"
    )
)
_STOPS = ".!?…:—–-。！？"  # what a paragraph of speech ends with in a record
_SCENE = compile_later(
    r"(?:act|scene|akt|aufzug|auftritt|szene|acte|scène|acto|escena|atto|scena|ato|cena)"
    r" (?:[IVXL]{1,5}|\d{1,2})\b[^?!]{0,80}\Z",
    re.IGNORECASE,
)
_SCENES = frozenset(str.split("act sce akt auf sze scè esc att ato cen"))
# Titles of the parts of an event in which several speak.
_SECTIONS = frozenset(
    str.split(
        "questions & answers,questions and answers,question and answer session,q&a,q & a"
        ",q&a session,prepared remarks,opening remarks,closing remarks,panel discussion"
        ",call participants,fragen und antworten,questions et réponses,questions-réponses"
        ",preguntas y respuestas,perguntas e respostas,domande e risposte,vragen en antwoorden"
        ",frågor och svar,pytania i odpowiedzi,otázky a odpovědi,вопросы и ответы,ответы на вопросы"
        ",питання та відповіді,أسئلة وأجوبة,问答环节,記者問答,质询环节,質疑応答,질의응답",
        ",",
    )
)
_LONGEST_SECTION = 32  # characters of such a title
_ROWS = 3  # lines with numbers that make a table
_CELL = compile_later(r"[(+–—$€£-]?\d[\d.,'’]*\)?%?|[–—-]")
_CELL_ENDS = "0123456789%)–—-"
# What stands alone above a remark of the editor: "Note:".
_REMARKS = frozenset(str.split("註 注 备注 備註 附註 note notes anmerkung anmerkungen nota notas"))
_REMARK = 14  # characters of it, with the colon
_TURNS = 8  # labels that make a text a record
_FEW_TURNS = 3  # that show that what is before them is a cover
_LISTED = 160  # characters of a line of a list
_ABBREVIATED = compile_later(r"(?<![^\W_])[^\W\d_]{1,4}\.\Z")
_TITLE = 100  # characters of a title between two turns
_SUBTITLE = 70  # characters of a title inside a speech
_ROMAN = compile_later(r"([IVX]{1,5})[.)]? (?=[^\W\d_])")
_NUMERALS = str.split("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX")
_ONE_WORD = 7  # letters of a title of one word
_ITEM = compile_later(
    r"(?:agenda items?|items?|points?|punto|tema|tagesordnungspunkte?|zusatzpunkte?|пункт|punkt)"
    r" \d{1,3}\b",
    re.IGNORECASE,
)
_SPLIT = compile_later(r"[\s,.;:()\[\]/&’'–—-]+")
_SMALL_WORDS = (
    ARTICLES
    | PARTICLES
    | frozenset(str.split("and or of for to in on by with from at as into under between against s"))
)
# How records report a question that was printed: "Mr. Hill asked the Minister …", "1. Mr. Hill
# asked …".
REPORTED = compile_later(
    r"(?:\[?Q?\d{1,6}(?: and \d{1,6})?[.\]]+ )?"
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Eng|Hon|Sir|Lord|Lady|Baroness|Viscount|Earl|Captain|Major"
    r"|Colonel|Commander)\.? )+[A-Z][^:?!]{1,60} asked (?:Her Majesty|His Majesty|the"
    r" (?:Prime|First|Minister|Secretary|Attorney|Solicitor|Chancellor|President|Parliamentary"
    r"|Assistant|Lord|Leader|Under|Financial|Economic|Postmaster|Paymaster|Chairman|Advocate|Deputy"
    r"|Church|[Hh]on|[Rr]ight|Member|House|Chief|Comptroller|Civil|Treasurer))"
)
# The head of a list of votes, or a count of them: "AYES—119", "Ja: 4", "Nombre de votants 64".
_VOTES = compile_later(
    r"(?:(?:the )?(?:ayes|noes|nays|yeas|abstentions?|abstained|abstaining|absent|pairs"
    r"|paired|not voting|voting (?:for|against)|(?:voted )?(?:for|against)|in favou?r"
    r"|majority|tellers for the \w+|ballots?)|für [^.!?\d]{2,60}(?=\W+\d)"
    r"|(?:ja|nein)(?:-stimmen)?|dafür|dagegen|enthaltung(?:en)?"
    r"|enthalten|davon|ungültig|abgegebene stimmen|gültige stimmen|endgültiges ergebnis"
    r"|(?:ont voté )?(?:pour|contre)(?: l[’']adoption)?|(?:se sont )?abst(?:entions?|enus)"
    r"|nombre de (?:votants|suffrages exprimés)|majorité absolue|suffrages exprimés|votants"
    r"|votos? (?:emitidos|a favor|en contra|afirmativos|negativos)|(?:votaron )?(?:a favor"
    r"|en contra)|abstenciones?|presentes|síes|noes|votos (?:sim|não|favoráveis|contra)|sim"
    r"|não|abstenç(?:ão|ões)|favorevoli|contrari|astenuti|votanti|maggioranza|voor|tegen"
    r"|onthoudingen|jaa|ei|tyhjää|poissa|nej|avstår|frånvarande|hverken for eller imod|za"
    r"|przeciw|wstrzymało się|głosowało|większość bezwzględna|pro|proti|zdržel(?:o|i) se"
    r"|proti|igen|nem|tartózkodás|pentru|împotrivă|abțineri|за|против|проти|воздержал(?:ись"
    r"|ось)|утримал(?:ись|ися)|проголосовало|въздържал(?:и|ите) се|kabul|ret|çekimser|υπέρ"
    r"|κατά|賛成|反対|赞成|反对|弃权|贊成|反對|棄權"
    r"|찬성|반대|기권)(?: votes?| members?| deputies| senators"
    r"| stimmen| voix| votos| głosów)?"
    r"(?:\W{0,3}(?:\.{2,}\s*)?[—–:-]{0,2}\s?\(?\d{1,4}\)?"
    r"(?: votes?| głosów| voix| stimmen| votos)?)?\s?[:;.—–-]{0,2}\Z",
    re.IGNORECASE,
)
# Their first two letters.
_VOTE_OPENINGS = frozenset(
    str.split(
        "fü th ay no na ye ab pa vo fo ag in ma te ba ja ne da en un gü po co se su mo si sí nã"
        " fa as on ei ty av fr hv za pr ws gł wi zd ig ta pe îm за пр во ут въ ka re çe υπ κα 賛成"
        " 反対 赞成 反对 弃权 贊成 反對 棄權 찬성 반대 기권"
    )
)
# What the head of a list or the lines above it have if somebody voted.
_VOTED = compile_later(
    r"vot|poll|\bdivi[sd]|roll[- ]?call|ayes|yeas|nays|noes|scrutin|abst|stimm|głos|hlas|голос"
    r"|szavaz|oylama|ψηφ|röst|äänest|表决|表決|投票|採決|표결|\d",
    re.IGNORECASE,
)
_SENTENCES = compile_later(r"[^\W\d_]{4,}\. (?=\w)")  # two in a paragraph
_LONGEST_VOTE = 60  # characters of such a line
_ROLL = 600  # characters of a line of names of those who voted
# What a record or an archive says of itself below the words.
_NAME = r"(?-i:[^\W\d_a-zß-öø-ÿа-яё])"  # a capital, or a letter of a script without them
_COLOPHON = compile_later(
    r"(?:(?!.*\b(?:it|he|she|they)\b)"
    r"(?:transcri(?:bed|ption|pt)|proofread|edited|translated|recorded|interviewed"
    r"|interview|typed|compiled|prepared|audited|reviewed|checked|printed|published"
    rf"|produced)(?: and \w+)?(?: by (?:order of )?(?:the )?(?:{_NAME}|https?:)|:)"
    r"|(?:transkri(?:pt|ption)|lektorat|redaktion"
    r"|übersetzung|aufzeichnung|druck|herausgeber|verlag)\s?:|(?:das |dieses )?(?:interview"
    rf"|gespräch) (?:führten?(?: für [^.]{{1,40}})? {_NAME}|wurde"
    r" (?:am|im|in|von|per|aufgezeichnet)\b)"
    rf"|die fragen stellten? {_NAME}|(?:aufgezeichnet|übersetzt"
    rf"|transkribiert|bearbeitet|aus dem \w+) von {_NAME}|propos recueillis\b|(?:entretien"
    r"|interview) (?:réalisée?|menée?)\b|traduit (?:(?:de|du) [^.]{2,30} )?par\b"
    r"|transcri(?:ption\s?(?::|par\b|de\b)|t par\b)"
    rf"|(?:entrevista|entrevistó) (?:realizada por|hecha por|por) {_NAME}|(?:transcrito|traducido"
    rf"|editado|publicado) por {_NAME}|transcripción\s?:|intervista (?:a cura )?di {_NAME}"
    rf"|(?:trascrizione|traduzione|a cura) (?:di {_NAME}|a cura)|traduzido por {_NAME}"
    rf"|(?:rozmawia(?:ł|ła|li)|opracowa(?:ł|ła)|spisa(?:ł|ła))\s?(?::| {_NAME})"
    r"|tłoczono z polecenia\b"
    rf"|(?:беседовала?|записала?|интервью брала?|расшифровка)\s?(?::| {_NAME})"
    rf"|(?:röportaj|söyleşi)\s?:|©|\(c\) \d|copyright (?:©|\(c\)|\d|by {_NAME}|{_NAME})"
    r"|all rights reserved\W*\Z|alle rechte vorbehalten|tous droits réservés|todos los derechos"
    r" reservados|tutti i diritti riservati|i[sk][sb]n\b"
    r"|(?:source|quelle|fuente|fonte|источник)\s?[:：]"
    r"|(?:correspondence|corrections|enquiries|comments) (?:should|may"
    r"|to)\b[^?]{1,80}\b(?:addressed|sent|editor)\b"
    r"|for (?:further|more) information\b|文字整理|整理[:：]|编辑[:：]|編輯[:：])",
    re.IGNORECASE,
)
_COLOPHONS = 8  # paragraphs that it may have
_FINAL = ".!?…։؟۔।॥。！？｡"
_LEADING = ",:;،؛，：；、—–-"
_REFERENCE = compile_later(r"(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]+)\Z")  # the number of a footnote
_REFERRING = "]⁰¹²³⁴⁵⁶⁷⁸⁹"  # its last signs
_FOOTNOTE = compile_later(r"(?:\[(\d{1,3})\][.:]?|([⁰¹²³⁴-⁹]+)) ?(?=\S)")
_HAN = compile_later("[\u3400-\u9fff]")
_MARKDOWN = compile_later(r"#{1,6}[ ]+(?=\S)")

# What a paragraph in brackets says of the event: "(The briefing was concluded at 3:14 p.m.)".
_EVENT = compile_later(
    r"(?:the|this) (?:[\w-]+ ){1,3}?(?:(?:was|is|has been|were) )?"
    r"(?:concluded|adjourned|suspended|resumed|ended|began|begins|rose|closed|opened|shown|played)\b|"
    r"whereupon\b|(?:the )?(?:lunch(?:eon)?|noon|short|brief) (?:recess|break)\b|"
    r"drucksachen? \d|(?:end|begin(?:ning)?|start) of (?:the )?(?:side|tape|disc|recording)\b|"
    r"(?:side|tape|disc) (?:\d|[a-d]\b|one|two)|"
    r"la séance(?:,[^,()]{3,60},)? (?:est|a été) |il est procédé |se procede a |si procede |"
    r"(?:beginn|schlu(?:ss|ß)|ende|unterbrechung)\b|die sitzung |"
    r"se (?:abre|suspende|reanuda|levanta) la sesión|заседание |"
    r"(?:l[’']|les? |la )(?:sous-)?(?:amendement|article|assemblée|sénat|motion|pro|commission)"
    r".{0,80}\b(?:adopt|rejet|retir|approuv)",
    re.IGNORECASE,
)
_OPENING, _ENDING = "([{（【〔［｛", ")]}）】〕］｝"
_OPENS, _CLOSES = (f"[{re.escape(signs)}]" for signs in (_OPENING, _ENDING))
_INSIDE = f"[^{re.escape(_OPENING + _ENDING)}]"
# A bracket that holds brackets: "(Eva Kranz [CD]: Never!)".
_ASIDE = compile_later(
    rf"{_OPENS}(?:{_INSIDE}|{_OPENS}{_INSIDE}{{0,160}}{_CLOSES}){{1,600}}{_CLOSES}"
)
_ASIDE_LAST = compile_later(rf"(?<=[.!?…。！？؟;։।])\s?{_ASIDE.pattern}\Z")
_WHOLE = compile_later(rf"{_ASIDE.pattern}[.。]?\Z")
# An interjection, with the name of the person: "Eva Kranz [CD]: Never!", "– Jan Voss: Hear!".
# "Mme Claire Petit. – Which one?" is another.
_CALLED = compile_later(
    r"(?:\A|[-–—]\s)[^\W\d_][^:：!?]{1,80}[:：]\s?\S"
    r"|\A[^\W\d_a-zà-öø-ÿ][^\s:：!?]{0,6}\.? [^\W\d_a-zà-öø-ÿ][^:：!?.]{1,60}\. ?[–—] \S"
)
# An interruption without brackets: "Mr Baker interjecting—", "Honourable members interjecting".
_INTERRUPTS = compile_later(
    r"(?:[^\W\d_][\w.'’-]*\s){1,6}(?:having"
    r" )?(?:interject(?:ing|ed)|interrupting|heckling)[-–—.]*\Z"
)
# The opening, a pause or the end of a meeting, and who presides: "The meeting rose at 1.05 p.m.",
# "Ms. Berg took the Chair.", "De vergadering wordt van 20.15 uur tot 20.30 uur geschorst."
_SITTING = compile_later(
    r"(?:The (?:\w+ )?(?:meeting|sitting|session|hearing|House|conference|council|committee)"
    r" (?:rose|met|(?:was )?(?:called to order|suspended|resumed|reconvened|recessed|adjourned"
    r"|concluded|ended|closed|opened)) at"
    r"|(?:La (?:séance|réunion)|L[’']audience) (?:est|a été) (?:ouverte|levée|suspendue|reprise)"
    r" (?:à|pour|jusqu|pendant|quelques)"
    r"|Se (?:abre|levanta|suspende|reanuda) la (?:sesión|audiencia) a las?|Eran las?"
    r"|Eram \w+ horas|(?:Encerra|Suspende|Levanta|Reabre)-se a sessão às"
    r"|Il (?:Consiglio|Senato|Parlamento) (?:approva|respinge|prende atto)"
    r"|La seduta (?:comincia|inizia|termina|riprende|è sospesa|è ripresa|è tolta) alle?"
    r"|Die (?:Sitzung|Verhandlung|Anhörung) (?:wird|wurde|ist|war) (?:um|von|für) \d"
    r"|Unterbrechung (?:der Sitzung )?von"
    r"|(?:Schluss|Beginn|Ende)(?: der (?:Sitzung|Anhörung))?:? \d"
    r"|De (?:vergadering|zitting|beraadslaging) wordt (?:van|om|te|enkele|enige) "
    r"|(?:Sluiting|Aanvang|Schorsing)(?: van de vergadering)?:? \d"
    r"|(?:Mötet|Sammanträdet|Møtet|Mødet) (?:ble |blev )?(?:avslutades|ajournerades|öppnades|hevet"
    r"|satt|avbrutt|gjenopptatt|hævet|udsat|genoptaget|slutt?) (?:kl|klokka|klockan)"
    r"|Istunto (?:keskeytettiin|päättyi|lopetettiin|alkoi) (?:kello|klo)"
    r"|(?:Schůze|Jednání) (?:skončil[ao]|pokračoval[ao]"
    r"|(?:byl[ao]? )?(?:opět )?(?:zahájen|přerušen|ukončen)[ao]) ve? \d"
    r"|Az ülés (?:végének|kezdetének) időpontja|[ȘŞ]edin[țţ]a (?:s-a încheiat|a început) la"
    r"|(?:Sednica|Sjednica) (?:je )?(?:završena|završila|prekinuta|počela) u \d"
    r"|Seja (?:je bila )?(?:prekinjena|končana|začela|se je \w+) ob \d"
    r"|(?:Açılma|Kapanma) Saati|Ώρα (?:έναρξης|λήξης)"
    r"|Засідання (?:закрито|відкрито|закінчено|перервано) о"
    r"|Заседание (?:открывается|закрывается|прерывается|возобновляется|начинается|закрыто|открыто)"
    r" в) ?.{1,80}\Z"
    r"|(?:午前|午後)[^。]{1,12}(?:開会|開議|散会|休憩|閉会|再開|延会)。?\Z"
    r"|(?:End of (?:the )?(?:interview|transcript|recording|tape|session|audio|video|broadcast)"
    r"|Ende (?:des Interviews|der Aufnahme|des Gesprächs)|Fin de (?:l[’'])?(?:la )?(?:entretien"
    r"|enregistrement|entrevista|grabación)|Fine (?:dell[’']intervista|della registrazione)"
    r"|Fim da (?:entrevista|gravação)|Einde (?:van het )?(?:interview|opname)"
    r"|Slut (?:på|af) (?:intervjun?|intervjuet|interviewet))(?: \w{1,3})?\.?\Z",
    re.IGNORECASE,
)
_PRESIDES = compile_later(
    r"[A-Z][^!?:]{2,90} (?:called the (?:\w+ ){0,3}(?:meeting|session|hearing) to order\b[^!?]*"
    r"|(?:took|resumed|vacated) the [Cc]hair)\.?\Z"
    r"|(?:Mr|Mrs|Ms|Dr|Sir|His|Her|The)\b[^!?:]{2,120} (?:was|were) escorted"
    r" (?:in|into|out|from|to)\b[^!?:]{2,60}\Z"
    r"|The (?:Lok Sabha|Rajya Sabha|House|Assembly|Senate|Council|Sabha|Dáil|Seanad) (?:then )?"
    r"(?:adjourned|re-?assembled|rose|met|divided)\b[^!?]{1,80}\Z"
    r"|The [A-Z][^!?:]{2,60} was asked ?[—–-]+\Z"
    r"|[A-Z][^!?:]{2,120}\b(?:first )?duly (?:sworn|affirmed)\b[^!?:]{2,80}:?\Z"
)
_PAGED = compile_later(r"(?:\. ?){8,}\d{1,4}(?!\d)")
_LEADER = compile_later(r"(?:\.\s?){10}")  # between the columns of a list
# What a house does between speeches: "Question put and agreed to.", "The House divided: Ayes 119,
# Noes 53.", "Bill read a Second time.", "Mr. Hill rose in his place and claimed to move, That …".
_PROCEEDS = compile_later(
    r"(?:Main )?Question(?:, as amended,)? (?:accordingly |again )?"
    r"(?:(?:put|proposed|agreed to|negatived)\b[^!?]{0,200}|, That [^!?]{1,400})\Z"
    r"|The (?:[Hh]ouse|[Cc]ommittee|[Aa]ssembly|[Ss]enate)(?: having)? divided"
    r"(?:[:.—]+\s*\Z|[:.—][^!?]*\d)"
    r"|A (?:party|personal|division|recorded|roll[- ]call) vote was"
    r" (?:called for|taken|requested|demanded)\b[^!?]{0,200}\Z|\* ?denotes tellers?\b[^!?]{0,40}\Z"
    r"|(?:Motion|Amendment|Clause|Schedule|Bill)s?(?: \(?[0-9A-Z]{1,3}\)?)?,?"
    r" (?:by leave, withdrawn|agreed to|negatived|put and agreed to|accordingly read|as amended,"
    r" (?:agreed to|ordered)|ordered to (?:stand part|be read)|read (?:a|the) (?:\w+) time"
    r"|reported, with|brought up, and read|made, and Question)\b[^!?]*\Z"
    r"|(?:Order for|Lords? Amendments?|Bills?) (?:[A-Z]\w+ )?[Rr]ead(?:ing)? read\b[^!?]*\Z"
    r"|Order for (?:Second|Third|First) Reading read\b[^!?]*\Z"
    r"|It was \d{1,2}[:.]\d\d [ap]\.?m\.?\Z|At \d{1,2}[:.]\d\d [ap]\.?m\.?, the (?:[a-z]+ )?"
    r"(?:session|sitting|meeting|hearing|[Hh]ouse|[Cc]ommittee|[Aa]ssembly|[Ss]enate|[Cc]ouncil"
    r"|[Cc]ourt|debate) was (?:called|suspended|resumed|adjourned|opened|closed)\b[^!?]{0,60}\Z"
    r"|(?:L[’'](?:amendement|article)|Les (?:amendements|articles)|La motion|Le projet de loi"
    r"|La proposition de loi)\b[^!?]{0,120}(?: | n[’'])(?:est|sont)(?: pas)? (?:définitivement )?"
    r"(?:adopté|rejeté|retiré)e?s?\.?\Z|À la demande [^!?]{1,200} par scrutin public\.?\Z"
    r"|(?:Efectuada|Verificada|Realizada) la votación(?:\.?|, (?:se|dio|dieron|resulta|resultó|el"
    r" resultado|fue|queda|quedó|hubo|arroj)\b[^!?]*)\Z"
    r"|Submetid[oa]s? à votação, (?:é|foi|são|foram|obteve|obtiveram|registou)\b[^!?]*\Z"
    r"|It being [\w' ’-]{1,40}(?:o[’']clock|[ap]\.?m\.?|hours?)\b[^!?]*\Z"
    r"|Adjourned (?:accordingly )?at\b[^!?]{1,80}\Z"
    r"|(?:Ordered|Resolved), That [^!?]*\Z"
    r"|Considered in Committee\b[^!?]{0,80}\Z"
    r"|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|The|Hon)\b[^:!?]{1,80} rose in (?:his|her|their)"
    r" places? and (?:claimed|asked leave|begged|moved)\b[^!?]*\Z"
    r"|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|The|Hon)\b[^:!?]{1,80} (?:indicated"
    r" (?:assent|dissent)|nodded assent|shook (?:his|her) head)\.?\Z"
)
_OURS = compile_later(
    r"\b(?:my|our|we|me|us|you|your|je|mon|ma|mes|nous|notre|nos|vous|votre|vos)\b"
)
_PROCEEDINGS = frozenset(
    str.split(
        "A pa,A pe,A di,A re,A ro,* de,*den,Ques,Main,Moti,Amen,Clau,Sche,Bill,Orde,Lord,It b,It w"
        ",L'am,L’am,L'ar,L’ar,Les ,La m,La p,Le p,À la,Adjo,Cons,Reso"
        ",Efec,Veri,Real,Subm,At 1,At 2,At 3,At 4,At 5,At 6,At 7,At 8,At 9",
        ",",
    )
)
# First three letters of `_SITTING`.
_SITTINGS = frozenset(
    str.split(
        "the l'a l’a era enc sus lev rea die unt sch beg end slu aan möt sam møt mød ist jed șed"
        " şed sje sej sed aç açı acı kap ώρα зас fin fim ein 午前 午後"
    )
) | {"la ", "se ", "il ", "de ", "az "}
_TOLD = (
    " to order",
    " the Chair",
    " the chair",
    " escorted ",
    " was asked",
    " duly ",
    " adjourned ",
    "sembled ",
)
# The name of the person who examines a witness next: "BY MR. HALE:".
_EXAMINES = compile_later(r"BY (?:MR|MRS|MS|MISS|DR)\. [^a-z:]{2,40}:?\Z")
# Who comes and goes in a play: "Enter ANNA and TOM.".
_STAGED = compile_later(r"(?:Enter|Exeunt|Exit)(?: [A-Z][^!?:]{0,80})?\.?\Z")
_ALONE = {"by ": _EXAMINES, "ent": _STAGED, "exe": _STAGED, "exi": _STAGED}
# Somebody who tries to speak: "Mr. Hill (Sampleton, North) rose —", "Several hon. Members rose".
_ROSE = compile_later(
    r"(?:(?:Several )?(?:[Hh]on(?:ou?rable|\.)? )?(?:Members|Lords|Senators)|"
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Baroness|Viscount|Earl|The|Hon)\b[^:!?]{1,80})"
    r" rose(?: in (?:his|her|their) places?)?[ ]?[-–—]?\Z"
)
# The time of day, alone on its line, as records of the United Kingdom have it: "4·28 pm", "7 p.m.".
_HOUR = compile_later(
    r"\d{1,2}(?:[.·:]\d{1,2})?\s?(?:[ap]\.?\s?m\.?|noon|midnight)"
    r"(?:,?\s\(?(?:[a-z]{1,3}t|gmt|utc|local(?: time)?)\)?)?\Z"
    r"|\d{1,2}[.:]?\d\d\s?(?:hours|hrs\.?)\Z",
    re.IGNORECASE,
)
_CLOCK = compile_later(r"(?:[01]?\d|2[0-3])[.:][0-5]\d")
# A line that only a program writes.
_PROGRAM = compile_later(
    r"(?:transcribed by|transcript (?:provided|generated) by|this (?:editable )?transcript was"
    r" (?:exported|generated|computer generated)|powered by|meeting ended after|réunion terminée"
    r" après|la reunión (?:ha finalizado|finalizó) después de|besprechung nach)\b.{0,80}\Z",
    re.IGNORECASE,
)
# "Anna Berg stopped transcription", as meeting programs write it.
_RECORDS = compile_later(
    r"(?:\S+ ){1,6}(?:(?:started|stopped|paused|resumed) (?:the )?transcription"
    r"|hat die transkription (?:gestartet|beendet|angehalten)|a (?:démarré|arrêté|lancé) la"
    r" transcription|(?:inició|detuvo|ha iniciado|ha detenido) la transcripción"
    r"|(?:iniciou|interrompeu|parou) a transcrição|ha (?:avviato|interrotto) la trascrizione"
    r"|heeft de transcriptie (?:gestart|gestopt))\.?\Z",
    re.IGNORECASE,
)

# Words of address. A short opening is a salutation if it has one of them and ends in a comma, a
# colon or an exclamation mark.
_ADDRESS = Alternatives(
    r"ladies|gentlemen|colleagues?|friends?|citizens|countrymen|americans|comrades|excellenc(?:y|ies)|majest(?:y|ies)|highness(?:es)?|"
    r"madam|sirs?|mr|mrs|ms|dear|honou?rable|distinguished|members|delegates|guests|brothers|sisters|everyone|everybody|fellow|"
    r"mesdames|messieurs|madame|monsieur|chers?|chères?|compatriotes|concitoyens|concitoyennes|collègues|amis|excellences?|camarades|français(?:es)?|"
    r"damen|herren|herr|frau|liebe[rs]?|geehrte[nrs]?|verehrte[nrs]?|kolleg(?:en|innen)|freunde|mitbürger(?:innen)?|landsleute|exzellenz(?:en)?|genossen|"
    r"уважаем\w*|дорог(?:ой|ая|ие)|дамы|господа|господин|госпожа|коллеги|друзья|товарищи?|граждане|соотечественники|россияне|превосходительств\w*|братья|"
    r"señor(?:es|as?)?|estimad[oa]s?|querid[oa]s?|compañer[oa]s|amig[oa]s|colegas|compatriotas|ciudadan[oa]s|excelencias?|distinguid[oa]s|honorables?|"
    r"mitbürger(?:in)?|abgeordnete[rn]?|senhor(?:es|as?)?|car[oaie]s?|prezad[oa]s?|excelentíssim[oa]s?|ilustres?|cidadãos|cidadãs|"
    r"cari(?:ssimi)?|gentil[ei]|signor[ei]?|signora|onorevoli|collegh[ie]|cittadin[ie]|concittadin[ie]|amic[ie]|"
    r"beste|geachte|dames|heren|vrienden|landgenoten|collega['’]?s|voorzitter|"
    r"kära|käre|ärade|vänner|kære|ærede|venner|kjære|mine|damer|herrer|landsmenn|medborgare|talman|"
    r"hyvät|arvoisa|arvoisat|rakkaat|ystävät|herrat|naiset|puhemies|"
    r"szanown[yiae]\w*|państwo|drod[zyi]\w*|rodacy|panie|panowie|pani|koleżanki|koledzy|wysoka|"
    r"vážen[áéíý]\w*|milí|dámy|pánové|přátelé|priatelia|páni|kolegyně|kolegové|spoluobčané|občané|"
    r"tisztelt|kedves|hölgyeim|uraim|barátaim|képviselőtársaim|honfitársaim|elnök|"
    r"drag[iea]|dragă|stima[tț]\w*|onora[tț]\w*|concet[aă][tț]eni|doamnelor|doamnelor|domnilor|domnule|doamnă|colegi|prieteni|"
    r"poštovan[aei]\w*|spoštovan[aei]\w*|dame|gospodo|gospod[ae]|prijatelji|kolegice|kolege|драг[аие]|поштован[аие]\w*|даме|господо|пријатељи|"
    r"уважаем[аи]\w*|скъпи|приятели|колеги|шановн[іиа]\w*|дорогі|друзі|пані|панове|українці|співвітчизники|високоповажн\w*|"
    r"κυρ[ίι]\w+|φίλ(?:οι|ες|η|ε)|αγαπητ\w+|αξιότιμ\w+|συνάδελφοι|συμπολίτες|"
    r"değerli|sayın|sevgili|saygıdeğer|aziz|arkadaşlar(?:ım)?|vatandaşlar(?:ım)?|milletvekilleri|"
    r"gerbiam\w+|mieli|ponios|ponai|kolegos|cienījam\w+|godāt\w+|dārgie|draugi|lugupeetud|austatud|kallid|sõbrad|"
    r"benvol(?:gu|)\w*|estima\w+|senyor(?:es|s|a)?|amics|amigues|companys|virðulegi|háttvirt\w+|"
    r"kính|thưa|quý|đồng bào|saudara(?:-saudara|ku)?|hadirin|bapak|ibu|yang terhormat|"
    r"देशवासिय\w*|भाइय\w*|बहन\w*|मित्र\w*|साथिय\w*|प्यारे|प्रिय|आदरणीय|माननीय|महोदय|सज्जन\w*|"
    r"خانم‌ها|آقایان|دوستان|هم‌میهنان|همکاران|حضار|گرامی|عزیز|"
    r"גבירותיי|גבירותי|רבותיי|רבותי|חברים|חברות|חבריי|נכבדים|אזרחי|אדוני|גברתי|כנסת|"
    r"pueblo|أيها|أيتها|السيدات|السادة|السيد|السيدة|الأخوة|الإخوة|الأخوات|الزملاء|معالي|سعادة|فخامة|جلالة|سمو|حضرات|أصدقائي|شعبنا|المواطنون",
    r"여러분|존경하는|친애하는|의원님|의장님|皆さん|皆様|みなさん|諸君|女士們|先生們|朋友們|同志們|同胞們|ท่าน|พี่น้อง|尊敬的|各位|女士们|先生们|朋友们|同志们|同事们|同胞们|阁下|女士|先生|来宾|代表们|亲爱的",
)
_GREETING = Alternatives(
    r"hello|welcome|good"
    r" (?:morning|afternoon|evening|day)|bonjour|bonsoir|bienvenue|guten (?:morgen|tag|abend)|grüß"
    r" gott|"
    r"здравствуйте|доброе утро|добрый (?:день|вечер)|приветствую|buenos días|buenas"
    r" (?:tardes|noches)|bienvenidos|"
    r"hej|hallo|moi|dzień dobry|witam|dobrý (?:den|večer)|dobré ráno|jó"
    r" (?:napot|reggelt|estét)|bună (?:ziua|seara|dimineața)|dobar dan|dobro jutro|dobré dopoledne|"
    r"добрий (?:день|вечір|ранок)|доброго (?:дня|ранку|вечора)|καλημέρα(?: σας)?|καλησπέρα(?:"
    r" σας)?|günaydın|merhaba|iyi (?:günler|akşamlar)|bom dia|boa (?:tarde|noite)|"
    r"buongiorno|buonasera|goedemorgen|goedemiddag|goedenavond|god"
    r" (?:morgon|dag|kväll|morgen|aften|eftermiddag)|hyvää (?:päivää|huomenta|iltaa)|bon dia|bona"
    r" (?:tarda|nit)|"
    r"xin chào|selamat (?:pagi|siang|sore|malam)|नमस्कार|नमस्ते|שלום|בוקר טוב|ערב טוב|سلام|صبح"
    r" بخیر|tere|labdien|laba diena|góðan dag(?:inn)?|"
    r"السلام عليكم|مرحبا|صباح الخير|مساء"
    r" الخير",
    r"大家好|你们好|早上好|上午好|下午好|晚上好|"
    r"안녕하십니까|안녕하세요|こんにちは|おはようございます|こんばんは",
)
# A pause, as handbooks of transcription write it: "(4 Sek.)", "(0.5)", "(..)", "(-)".
_PAUSE = compile_later(
    r"(?:\d{1,3}(?:[.,]\d)?\s?(?:s|secs?|seconds?|sek|sekunden|secondes?|segundos?|secondi"
    r"|sekund\w*|сек\w*|秒|초)\.?|\d[.,]\d|[.…-]{1,4})\Z",
    re.IGNORECASE,
)
_SENTENCE = compile_later(r"[a-zа-яё]{4,}\. ")
_PARTS = compile_later(r"[,،，、;؛；！]|!(?=\s)")
# People who are greeted and do not speak: "My Countrymen:". Offices and single persons are not
# among them.
_GREETED = Alternatives(
    r"ladies|gentlemen|colleagues|friends|citizens|countrymen|americans|comrades|excellencies|brothers|sisters|everyone|everybody|fellow|"
    r"mesdames|messieurs|compatriotes|concitoyens|concitoyennes|collègues|amis|excellences|camarades|françaises|"
    r"damen|herren|freunde|mitbürger(?:innen)?|landsleute|genossen|kolleginnen|"
    r"дамы|господа|коллеги|друзья|товарищи|граждане|соотечественники|россияне|"
    r"señores|señoras|compañer[oa]s|amig[oa]s|colegas|compatriotas|ciudadan[oa]s|senhor[ea]s|cidadãos|signori|signore|amici|colleghi|cittadini|"
    r"concittadin[ie]|cittadine|amiche|colleghe|vænner|venner|ystävät|przyjaciele|szanowni"
    r" państwo|drodzy państwo|dámy|pánové|přátelé|hölgyeim|uraim|barátaim|"
    r"doamnelor|domnilor|concet[aă][tț]eni|prieteni|prijatelji|gospodo|приятели|друзі|панове|українці|κυρίες|κύριοι|φίλοι|φίλες|συμπολίτες|"
    r"arkadaşlar(?:ım)?|vatandaşlar(?:ım)?|senyores|senyors|amics|देशवासियों|मित्रों|साथियों|भाइयों|خانم‌ها|آقایان|دوستان|הגבירות|גבירותיי|רבותיי|"
    r"vrienden|landgenoten|dames|vänner|rodacy|przyjaciele|panie|السيدات|السادة|الإخوة|الأخوات|الزملاء",
    r"여러분|皆さん|皆様|諸君|女士們|先生們|朋友們|女士们|先生们|朋友们|同志们|同事们|同胞们|各位",
)
_NO_ADDRESS = frozenset(
    [
        "das",
        "dies",
        "es",
        "der",
        "die",
        "hier",
        "the",
        "this",
        "that",
        "it",
        "we",
        "i",
        "he",
        "she",
        "they",
        "ce",
        "cela",
        "c’est",
        "il",
        "elle",
        "nous",
        "on",
        "lo",
        "ella",
        "eso",
        "esto",
        "es",
        "é",
        "o",
        "a",
        "это",
        "он",
        "она",
        "мы",
        "我们",
        "dit",
        "dat",
        "het",
        "det",
    ]
)


@lru_cache(maxsize=1 << 12)
def is_address(words: str) -> bool:
    """Return whether words greet people: "My fellow citizens", "Ladies and Gentlemen"."""
    return len(words.split()) <= 8 and _GREETED.search(words) is not None


def markdown_heading(text: str) -> int:
    """Return how many characters of "## Title" are markup; 0 if it is not a heading."""
    match = _MARKDOWN.match(text)
    return match.end() if match else 0


def ends_open(text: str) -> bool:
    """Return whether a line ends as a title does.

    It has no sign that ends a sentence and none that leads on.
    """
    if text[-1:] in _REFERRING:
        text = _REFERENCE.sub("", text)
    noted = text[-1:] in ")]）］" and not has_row_of_dots(text)
    if noted and (found := _ASIDE_LAST.search(text)):
        text = text[: found.start()] if text[: found.start()].strip() else text  # "We wait. (Bell)"
    bare = text.rstrip(_CLOSING)
    if "\u0e00" <= bare[-1:] <= "\u0eff" and len(bare) > 30:
        return False  # Thai and Lao have no full stop
    return bool(bare) and bare[-1] not in _FINAL and bare[-1] not in _LEADING


def is_title(text: str) -> bool:
    """Return whether a line before the first label can be a title, a fact about the event, or a
    list of those present.
    """
    return (
        len(text) <= 160 and ends_open(text) and not text[0].islower() and text[0] not in _OPENING
    )


def count_opening_headings(paragraphs: Sequence[str]) -> int:
    """Return how many of the first paragraphs are headings: lines without a full stop before the
    speech.

    A line is not a heading if it breaks off in mid-sentence and the next goes on in lower case.
    """
    if len(paragraphs) < 2 or len(paragraphs[0]) > 400 or not ends_open(paragraphs[0]):
        return 0
    if paragraphs[0][0] in _OPENING and is_note(paragraphs[0]):
        return 0
    if paragraphs[1][0].islower() and paragraphs[0][0].isupper() and len(paragraphs[1]) > 30:
        return 0
    sample = paragraphs[:200]
    if sum(1 for text in sample if ends_open(text)) * 2 > len(sample) and len(sample) > 3:
        # Verse, or a transcript without punctuation: only the first line can be a heading.
        return 1
    count = 1
    while (
        count < min(4, len(paragraphs) - 1)
        and len(paragraphs[count]) <= 160
        and ends_open(paragraphs[count])
        and not (paragraphs[count + 1][0].islower() and len(paragraphs[count + 1]) > 30)
    ):
        count += 1
    return count


def is_named(unit: Unit) -> bool:
    """Return whether the source names the speaker at this paragraph, and not only further up."""
    return "speaker" in unit.stated and not unit.goes_on


def count_front(units: Sequence[Unit]) -> int:
    """Return how many of the first paragraphs are the front matter of a record: nearly none ends as
    a sentence does.

    They are lists of those present, contents, and the lines of a cover, all before the first turn.
    """
    first = next((at for at, unit in enumerate(units) if unit.speaker_label), 0)
    if not first or not is_record(units, least=_FEW_TURNS):
        return 0
    return first if sum(is_listed(unit.text) for unit in units[:first]) >= 0.8 * first else 0


def is_listed(text: str) -> bool:
    """Return whether a short line does not end as a sentence does, unless in an abbreviation:
    "THE HONOURABLE ANNA BERG, J.P."
    """
    if len(text) > _LISTED:
        return has_row_of_dots(text)
    listed = ends_open(text) or text[-1] in ":：" or is_event(text)
    return listed or _ABBREVIATED.search(text) is not None


def is_record(units: Sequence[Unit], *, stated: bool = False, least: int = _TURNS) -> bool:
    """Return whether a text is a record of many turns whose paragraphs all end as sentences do.

    With `stated` the turns are also those whose speakers the source names.
    """
    turns = [unit.text for unit in units if unit.speaker_label or (stated and is_named(unit))]
    return len(turns) >= least and (
        sum(text.rstrip(_CLOSING)[-1:] in _STOPS for text in turns) >= 0.95 * len(turns)
    )


def is_title_case(text: str) -> bool:
    """Return whether a short line is an English title or an item of an agenda.

    A title has capitals, as "Care of the Elderly"; an item has a number, as "Agenda item 8".
    """
    if _ITEM.match(text):
        return len(text) <= _TITLE and ends_open(text)
    words = [word for word in _SPLIT.split(text) if word]
    return (
        len(text) <= _TITLE
        and text[0].isupper()
        and ends_open(text)
        and (len(words) > 1 or len(text) >= _ONE_WORD)
        and all(not word[0].islower() or word in _SMALL_WORDS for word in words)
        and any(word[0].isupper() for word in words)
    )


def stands_before_turn(units: Sequence[Unit], place: int) -> bool:
    """Return whether a line is between the end of a speech and a turn, other titles aside."""
    text = units[place].text
    if len(text) > _TITLE or text[0].islower() or not ends_open(text) or place + 1 >= len(units):
        return False
    before = units[place - 1] if place else None
    ended = before is None or before.kind in ("heading", "note")
    if before and not ended and before.text.rstrip(_CLOSING)[-1:] not in _STOPS:
        return False
    for unit in units[place + 1 : place + 4]:
        if (
            unit.speaker_label
            or (is_named(unit) and units[place].stated)
            or REPORTED.match(unit.text)
        ):
            return True
        titled = (
            is_note(unit.text)
            or is_event(unit.text)
            or (len(unit.text) <= _TITLE and ends_open(unit.text) and not unit.text[0].islower())
        )
        if unit.kind not in ("heading", "note") and not titled:
            return False
    return False


def find_counted_headings(texts: Sequence[str]) -> set[int]:
    """Return the lines that count the parts of a text in Roman numbers: "I. The pier", "II. …"."""
    found: list[int] = []
    for place, text in enumerate(texts):
        if text[0] not in "IVX" or len(text) > _TITLE or not (match := _ROMAN.match(text)):
            continue
        wanted = _NUMERALS[len(found)] if len(found) < len(_NUMERALS) else ""
        if match[1] == wanted and ends_open(text):
            found.append(place)
    return set(found) if len(found) > 1 and found[-1] < len(texts) - 1 else set()


def stands_apart(units: Sequence[Unit], place: int) -> bool:
    """Return whether a short line is a title inside a speech.

    It does not end as a sentence does, and nobody speaks in it. The speech before it has ended. The
    speech after it is longer, or begins with a label.
    """
    text = units[place].text
    if len(text) > _SUBTITLE or not text[0].isupper() or not ends_open(text):
        return False
    if not text[-1].isalpha() or not 1 < len(text.split()) <= 10 or speaks(text):
        return False
    if text.startswith("That "):
        return False  # what somebody moves
    if not 0 < place < len(units) - 1 or _GREETING.search(text) or _ADDRESS.search(text):
        return False
    before, after = units[place - 1], units[place + 1]
    if before.kind not in ("heading", "note") and before.text.rstrip(_CLOSING)[-1:] not in _STOPS:
        return False
    words = after.text.rstrip(_CLOSING)
    return words[-1:] in ".!?…。！？" and (
        after.speaker_label != "" or (after.text[0].isupper() and len(after.text) > len(text) + 10)
    )


def is_scene(text: str) -> bool:
    """Return whether a line heads a part: an act or a scene of a play, as "SCENE 1. A pier at
    night.", or the questions after a speech.
    """
    if len(text) <= _LONGEST_SECTION and text.rstrip(" :：").casefold() in _SECTIONS:
        return True
    return text[:3].casefold() in _SCENES and _SCENE.match(text) is not None


def find_rows(units: Sequence[Unit]) -> dict[int, str]:
    """Return the paragraphs that are rows of a table, or parts of a note in brackets that was
    divided, each with the reason.

    A row of a table has two numbers at least and ends in one; three such follow one another.
    """
    found: dict[int, str] = {}
    rows: list[int] = []
    for place, unit in enumerate(units):
        text = unit.text
        if not rows and text[-1] in ".!?…":
            continue  # nearly all paragraphs
        if text[-1] in _CELL_ENDS and not unit.stated and len(text) <= _LISTED and _is_row(text):
            rows.append(place)
            continue
        if len(rows) >= _ROWS:
            head = rows[0] - 1  # what names the columns
            if head >= 0 and not units[head].speaker_label and is_listed(units[head].text):
                rows.insert(0, head)
            found |= dict.fromkeys(rows, "a row of a table")
        rows = []
        if text[-1] in ":：︰" and len(text) <= _REMARK and not unit.speaker_label:
            if text.rstrip(":：︰ ").casefold() in _REMARKS:
                found[place] = "the head of a remark"
        elif text[-1] == ")" and "(" not in text and place and not unit.speaker_label:
            above = units[place - 1].text
            short = len(above) + len(text) <= _LISTED and not units[place - 1].speaker_label
            if above[0] == "(" and ")" not in above and short and not unit.stated:
                found |= dict.fromkeys((place - 1, place), "a note in brackets")
    if len(rows) >= _ROWS:
        found |= dict.fromkeys(rows, "a row of a table")
    return found


def find_votes(units: Sequence[Unit]) -> dict[int, str]:
    """Return the paragraphs that count votes or list who voted, below a vote, with the reason.

    A line such as "AYES" or "Ja: 4" begins the list. The names of persons follow, line by line or
    many on a line, until somebody speaks again.
    """
    found: dict[int, str] = {}
    heads = [
        at
        for at, unit in enumerate(units)
        if unit.text[:2].casefold() in _VOTE_OPENINGS and _heads_votes(unit)
    ]
    if len(heads) < 2 or not any(unit.speaker_label or unit.stated for unit in units):
        return {}  # "Against:" alone may be a word of a speech. Both are where one person speaks.
    near = [*units[max(0, heads[0] - 4) : heads[0]], *(units[at] for at in heads)]
    if not any(_VOTED.search(unit.text) for unit in near):
        return {}  # "For" and "Against" may head what somebody praises and blames
    for place in heads:
        above = units[place - 1] if place else units[place]
        titled = len(above.text) <= _LONGEST_VOTE and ends_open(above.text)
        titled = titled and FINITE.isdisjoint(above.text.split())
        if titled and above.text[0].isupper() and not (above.speaker_label or above.stated):
            found.setdefault(place - 1 if place else place, "a count of votes")
        found[place] = "a count of votes"
        at = place + 1
        while at < len(units) and at not in heads and _belongs_to_votes(units[at]):
            found[at] = "a list of those who voted"
            at += 1
    names = sum(
        units[at].text.count(",") + 1 for at, why in found.items() if why.startswith("a list")
    )
    told = names > 2 or any(  # "For" and "Against" may be what somebody answers
        has_digit(units[at].text) or ": " in units[at].text for at in heads
    )
    return found if told else {}


def _heads_votes(unit: Unit) -> bool:
    text = unit.text
    if len(text) > _ROLL or unit.speaker_label or unit.stated or text[-1] in "?!,":
        return False
    head, colon, names = text.partition(": ")
    if colon and _are_names(names) and _VOTES.match(head):
        return True  # "Yeas: Berg, Hill, Voss"
    if len(text) > _LONGEST_VOTE:
        return False
    counted = has_digit(text)
    headed = text[0].isupper() and text[-1] != "."
    return (counted or headed) and _VOTES.match(text) is not None


def _belongs_to_votes(unit: Unit) -> bool:
    """Return whether a line counts votes too, or has only names: each word has a capital, or is a
    particle.
    """
    text = unit.text
    if unit.speaker_label or unit.stated or len(text) > _ROLL or text[-1] in "?!…" or speaks(text):
        return False
    if len(text) <= _LONGEST_VOTE and _VOTES.match(text):
        return True
    named = ": " not in text or "," in text  # "AB: Berg, Hill", not "Tom Hill: Danke."
    said = text[-1] == "." and text.split()[0].casefold() in ARTICLES  # "Die Angst."
    if _SENTENCES.search(text) or said or not named:
        return False
    return (" " in text or text.isupper()) and _are_names(text)


def _are_names(text: str) -> bool:
    words = [word for word in _SPLIT.split(text) if word]
    return bool(words) and all(
        not word[0].islower() or word in PARTICLES or word in ("teller", "tellers")
        for word in words
    )


def find_remarks(units: Sequence[Unit]) -> dict[int, str]:
    """Return what a record tells after a dash, "— Varios diputados hablan a la vez.", with the
    reason.

    Labels of such records, as in Argentina, end in a full stop and a hyphen. In others, "2.35"
    stands alone above a turn: the time of day.
    """
    signed = [unit for unit in units if unit.speaker_label]
    dashed = len(signed) > 2 and 2 * sum(one.speaker_label[-2:] == ".-" for one in signed) > len(
        signed
    )
    found, times = {}, {}
    listed = False  # what somebody lists: "There are three reasons:"
    for place, (unit, following) in enumerate(itertools.pairwise(units)):
        text = unit.text
        listed = text[-1] == ":" or (listed and text[0] in "–—-")
        if unit.speaker_label or unit.stated or len(text) > _LISTED:
            continue
        if (
            dashed
            and not listed
            and text[0] in "–—-"
            and text[-1] == "."
            and not speaks(text.lower())
        ):
            found[place] = "it tells what happened, after a dash"
        elif following.speaker_label and text[0].isdigit() and _CLOCK.fullmatch(text):
            times[place] = "a time before a turn"
    if len(times) == 1 and any(unit.kind == "question" for unit in units):
        return found  # it may be an answer
    return found | times


def find_colophon(units: Sequence[Unit]) -> int:
    """Return the index of the first of the last paragraphs that tell who transcribed, printed or
    published the text; the number of paragraphs if there are none.
    """
    first = len(units)
    while first > max(1, len(units) - _COLOPHONS):
        unit = units[first - 1]
        if unit.speaker_label or unit.stated or len(unit.text) > _LISTED or speaks(unit.text):
            break
        if not (_COLOPHON.match(unit.text) or is_event(unit.text) or unit.kind == "note"):
            break
        first -= 1
    return first


def _is_row(text: str) -> bool:
    """Return whether a line has at least two numbers, and one at its end, and nobody speaks."""
    cells = text.split()
    numbers = sum(_CELL.fullmatch(cell) is not None for cell in cells)
    return numbers > 1 and _CELL.fullmatch(cells[-1]) is not None and not speaks(text)


def find_footnotes(texts: Sequence[str]) -> int:
    """Return the index of the first of the footnotes that end a text; the number of paragraphs if
    there are none.

    Each begins with a number in square brackets or raised, "[2] …", that is in the text above.
    """
    last = len(texts)
    first = next((at for at, text in enumerate(texts) if _FOOTNOTE.match(text)), last)
    if not first or first == last or not _FOOTNOTE.match(texts[-1]):
        return last
    marks = [
        found.group().rstrip(" .:") for text in texts[first:] if (found := _FOOTNOTE.match(text))
    ]
    above = "\n".join(texts[:first])
    return first if all(mark in above for mark in marks) else last


def is_punctuated(units: Sequence[Unit]) -> bool:
    """Return whether nearly all paragraphs of speech end as sentences do, and there are several."""
    ended = unended = 0
    for unit in units:
        if unit.text.rstrip(_CLOSING)[-1:] in _STOPS:
            ended += 1
        elif len(unit.text) > _SUBTITLE:
            unended += 1
    return ended > 2 and unended <= 0.05 * ended


def is_capital_heading(text: str) -> bool:
    """Return whether a paragraph is a short line in capitals."""
    return (
        3 < len(text) <= 80
        and text.isupper()
        and text[0] not in _OPENING
        and ends_open(text)
        and sum(map(str.isalpha, text)) > 3
        # In Chinese, Arabic and the like only an abbreviation may have capitals.
        and (text.isascii() or 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text)))
    )


def is_salutation(text: str) -> bool:
    """Return whether a paragraph at the start of a speech is a short form of address.

    It must be in one of the known languages.
    """
    last = text.rstrip("\"'”’»")[-1:]
    if len(text) > 160 or last not in ",:!،，：！、.。;；":
        return False
    unspaced = max(text) > "\u3000" and _HAN.search(text)
    words = len(text) // 2 if unspaced else len(text.split())
    if words > 20 or any(sign in text[:-1] for sign in ("? ", "。", "؟")) or _SENTENCE.search(text):
        return False
    sentence = text.rstrip(_CLOSING + ".!:").rpartition(". ")[2]
    if sentence and ". " in text[:-1] and not _greets(sentence):
        return False  # "Good morning. The bridge is closed."
    parts = [part for part in _PARTS.split(text.rstrip(_CLOSING + ".!:。！;；：")) if part.strip()]
    if not parts:
        return False
    if last in ",:،，：、":
        if not _ADDRESS.search(text):
            return last in ",،，" and words <= 6 and not any(map(_begins_sentence, parts))
        # "Dear friends, we have to talk about the pier:" is part of a sentence.
        return all(_ADDRESS.search(part) or not _is_of_sentence(part) for part in parts)
    # A full stop or an exclamation mark may end a statement: "My friends, we won!". So each part
    # must be an address or a greeting.
    return words <= 4 * len(parts) + 2 and all(_greets(part) for part in parts)


def _is_of_sentence(part: str) -> bool:
    """Return whether a part between commas, without an address, belongs to a sentence."""
    several = len(part.split()) > 3 and part.strip()[0].islower()
    return _begins_sentence(part) or (several and not names_office(part))


def _begins_sentence(part: str) -> bool:
    first = part.split()[0].casefold()
    return first in NOT_FIRST or first in _NO_ADDRESS


def _greets(part: str) -> bool:
    """Return whether a part between commas is an address or a greeting, and not a statement."""
    if _GREETING.search(part):
        return True
    found = _ADDRESS.search(part)
    if not found:
        return False
    before = part[: found.start()].casefold().split()
    if set(before) & _NO_ADDRESS or len(before) > 3:
        return False
    last = found
    while again := _ADDRESS.search(part, last.end()):
        last = again
    after = part[last.end() :].split()
    return len(after) <= 2 or after[0] in PARTICLES or all(word[0].isupper() for word in after)


def is_note(text: str) -> bool:
    """Return whether a paragraph only says what happened.

    Examples are "(Applause)", "(Eva Kranz [CD]: Never!)" and "Mr Baker interjecting—".
    """
    if text[0] == "*" and text[-1] == "*" and len(text) > 4:
        inside = text.strip("*")
        return "*" not in inside and STAGE_WORD.search(inside) is not None
    if text[0] == "/" == text[-1]:
        return "/" not in text[1:-1] and text[1:2].isalpha()  # as records of Slovenia have it
    if text[0] not in _OPENING:
        bare = text.lstrip("….–— ")
        return len(bare) < len(text) and len(bare) > 2 and bare[0] in _OPENING and is_note(bare)
    text = text.rstrip("*†‡ ") or text
    if _WHOLE.match(text) is None:
        pieces = _ASIDE.findall(text)
        return (
            len(pieces) > 1
            and not _ASIDE.sub("", text).strip(" .…–—-")
            and all(map(is_note, pieces))
        )
    if text[0] in "[【〔［{｛":
        return True
    inside = text.rstrip(".。")[1:-1]
    if not inside.strip():
        return True  # "( )": something was left out
    first = inside.split()[0].casefold()
    return bool(
        STAGE_WORD.search(inside)
        or (first in TITLES and len(first) < 8 and len(inside) <= 160 and inside[-1] not in "!?")
        or _EVENT.match(inside)
        or _CALLED.search(inside)
        or inside[0] in "(["
        or (len(inside.split()) <= 4 and len(inside) <= 40 and inside[-1] not in "!?")
        or (inside[0].isupper() and inside[-1].isalpha() and _only_tells(inside))
        or is_event(inside)
    )


def _only_tells(inside: str) -> bool:
    """Return whether words in brackets, which are not a sentence, report what happened.

    An example is "(Several hon. Members stood up in their places)".
    """
    return len(inside.split()) <= 25 and not speaks(inside)


def speaks(words: str) -> bool:
    """Return whether words have a pronoun of the first or second person: someone says them."""
    return not _FIRST_PERSON.isdisjoint(word.strip("([.,") for word in words.split())


def has_row_of_dots(text: str) -> bool:
    """Return whether a text has dots in a row, as stand between the columns of a list."""
    return ". . . ." in text or "....." in text


def leads_to_page(text: str) -> bool:
    """Return whether dots lead to the number of a page, as in a list of contents."""
    return has_row_of_dots(text) and _PAGED.search(text) is not None


def is_event(text: str) -> bool:
    """Return whether a line without brackets only says who claps, shouts or interrupts.

    Examples are "Aplausos do AB." and "Mr Baker interjecting—".
    """
    if has_row_of_dots(text):
        return _LEADER.search(text) is not None
    if len(text) > 160 or (text[-1] not in ".—–-…):👋。" and not text[-1].isalnum()):
        if text[:4] in _PROCEEDINGS or " rose in " in text or " divided" in text[:30]:
            return _proceeds(text)
        return len(text) < 5 and not any(map(str.isalnum, text))
    if (
        text[-1] in "—–-.g"
        and ("interject" in text or "interrupting" in text or "heckling" in text)
        and _INTERRUPTS.match(text)
    ):
        return True
    if text[0].isdigit():
        return _HOUR.match(text) is not None
    if " rose" in text and _ROSE.match(text):
        return True
    if any(map(text.__contains__, _TOLD)) and _PRESIDES.match(text):
        return True
    proceeds = text[:4] in _PROCEEDINGS or " rose in " in text or " divided" in text[:30]
    if (proceeds or text[-7:-1] in ("assent", "issent", "r head")) and _proceeds(text):
        return True
    text = text.strip("–—- ") or text
    opening = text[:3].lower()
    if (
        (opening in _SITTINGS or opening[:2] in _SITTINGS)
        and (opening != "the" or " at" in text.lower())
        and _SITTING.match(text)
    ):
        return True
    if (alone := _ALONE.get(opening)) and alone.match(text):
        return True
    if opening in ("tra", "thi", "pow", "mee", "réu", "la ", "bes") and _PROGRAM.match(text):
        return True
    if ("ranscri" in text or "ranskri" in text) and _RECORDS.match(text):
        return True
    if not text[0].isupper() or (found := STAGE_WORD.match(text)) is None:
        return False  # nearly all paragraphs of speech
    return all(
        word[0].isupper()
        or word in PARTICLES
        or word in ARTICLES
        or word in GROUPS
        or ((again := STAGE_WORD.match(word)) and again.group() == word)
        for word in re.split(r"[\s,.;]+", text[found.end() :])
        if word
    )


def _proceeds(text: str) -> bool:
    """Return whether a line tells what became of business, and is none that somebody says of his
    own.
    """
    told = text.partition("That ")[0]  # what follows are the words of a motion
    return _PROCEEDS.match(text) is not None and not _OURS.search(told)


def stage_pattern(words: Sequence[str], brackets: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern of the stage directions that the scholar names.

    They are words in any brackets, and brackets that hold anything.
    """
    forms = []
    if words:
        listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        inside = "[^()\\[\\]（）【】〔〕]*?"
        forms.append(rf"[(\[（【〔]{inside}(?<!\w)(?:{listed})(?!\w){inside}[)\]）】〕]")
    for pair in brackets:
        first, last = (pair.split() * 2)[:2] if " " in pair else (pair[:1], pair[-1:])
        forms.append(rf"{re.escape(first)}[^\n]*?{re.escape(last)}")
    return re.compile("|".join(forms), re.IGNORECASE) if forms else None


def add_asides(
    text: str, asides: list[tuple[int, int]], more: re.Pattern[str] | None
) -> list[tuple[int, int]]:
    """Return stage directions and those of a pattern (`stage_pattern`), without overlaps."""
    if more is None:
        return asides
    return sorted([*asides, *apart_from([match.span() for match in more.finditer(text)], asides)])


def apart_from(
    ranges: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the ranges that overlap none of those taken, which are sorted and do not overlap."""
    firsts, lasts = [start for start, _ in taken], [end for _, end in taken]
    return [
        (start, end)
        for start, end in ranges
        if bisect_left(firsts, end) == bisect_right(lasts, start)
    ]


def find_asides(text: str) -> list[tuple[int, int]]:
    """Return the ranges of stage directions inside a paragraph, with their brackets."""
    if (
        "(" not in text
        and "[" not in text
        and "{" not in text
        and (text.isascii() or not ("（" in text or "【" in text or "〔" in text or "｛" in text))
    ):
        return []  # nearly all
    return [match.span() for match in _ASIDE.finditer(text) if _is_aside(text, *match.span())]


def _is_aside(text: str, start: int, end: int) -> bool:
    inside = text[start + 1 : end - 1]
    if inside[0] in "([" and inside[-1] in ")]":
        return True  # double brackets are always the transcriber's
    words = inside.split()
    if len(words) == 1 and words[0].strip(".").casefold() in ALONE:
        return True
    if inside[0] in "0123456789.-…" and _PAUSE.match(inside):
        return True
    ended = text[:start].rstrip()[-1:] in ".!?…:)]" or not start
    if ended and inside.isupper() and (len(words) > 1 or (text[start] == "[" and len(inside) > 5)):
        return not has_digit(inside)  # "[DOOR SLAMS]", as captions have it
    if found := STAGE_WORD.search(inside):
        # "(Beifall bei der AB und der CD …)" may be long. Elsewhere a stage word in a long bracket
        # may be part of a sentence.
        return len(words) <= 8 or len(inside[: found.start()].split()) < 3
    if not ended:
        return False
    # "(Rumores.)" after a sentence: a capital, few words and its own full stop.
    if _CALLED.match(inside) and inside[0].isupper():
        return True
    return len(words) <= 2 and inside[0].isupper() and inside[-1] == "." and inside[-2:-1].isalpha()
