"""Promise: a paragraph is cited by its own speaker, never under the main speaker's name; names are
cited as their languages do.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pilcrow.cli.cite import forms_of, speaker_in
from pilcrow.edition import sources as edition
from pilcrow.edition.people import as_named, described_people, load_people, people_of
from pilcrow.formats import extract
from pilcrow.model.documents import Metadata, Person
from pilcrow.model.names import family_of, short_name
from pilcrow.model.problems import Problems
from pilcrow.model.records import Paragraph, Speaker
from pilcrow.report.page.corpus import EditedDocument
from pilcrow.report.page.generated import running_name
from pilcrow.report.prose.bibliography import csl_name
from pilcrow.report.prose.citations import make_citable_document
from pilcrow.text.candidates import Names


@pytest.mark.parametrize(
    ("name", "language", "family"),
    [
        ("Sergey Lavrov", "en", "Lavrov"),
        ("Queen Elizabeth II", "en", "Elizabeth II"),
        ("Felipe VI", "es", "Felipe VI"),
        ("King Charles", "en", "Charles"),
        ("John Sample III", "en", "Sample"),
        ("Ursula von der Leyen", "en", "von der Leyen"),
        ("Martin Luther King Jr.", "en", "King"),
        ("Сергей Викторович Лавров", "ru", "Лавров"),
        ("José Luis Rodríguez Zapatero", "es", "Rodríguez Zapatero"),
        ("Pedro Sánchez Pérez-Castejón", "es", "Sánchez Pérez-Castejón"),
        ("María Jesús Montero", "es", "Montero"),
        ("Anna Berga i Puig", "ca", "Berga i Puig"),
        ("Xi Jinping", "zh", "Xi"),
        ("山田太郎", "ja", "山田太郎"),
        ("Plato", "en", "Plato"),
        ("Anne Le Goff", "fr", "Le Goff"),
        ("JEAN-MARIE LE PEN", "fr", "LE PEN"),
        ("DE LA CRUZ", "en", "DE LA CRUZ"),
        ("Robert De Niro", "en", "De Niro"),
        ("Van Jones", "en", "Jones"),
        ("AL GORE", "en", "GORE"),
        ("Le Duc Tho", "en", "Tho"),
        ("Lord Ahmad of Wimbledon", "en", "Ahmad of Wimbledon"),
        ("LORD AHMAD OF WIMBLEDON", "en", "AHMAD OF WIMBLEDON"),
        ("Lord de Souza of York", "en", "de Souza of York"),
        ("Joan of Arc", "en", "Joan of Arc"),
    ],
)
def test_family_names(name: str, language: str, family: str) -> None:
    assert family_of(name, language) == family


def test_a_monarch_has_no_family_name() -> None:
    assert csl_name(Person(name="Queen Elizabeth II")) == {"literal": "Elizabeth II"}
    assert csl_name(Person(name="Sergey Lavrov")) == {"family": "Lavrov", "given": "Sergey"}


@pytest.mark.parametrize(
    ("speaker", "short"),
    [
        ("Mr. ADAMS", "ADAMS"),
        ("Präsidentin Anna Berg", "Berg"),
        ("The President", "The President"),
        ("The Minister for Ports", "The Minister for Ports"),
        ("Lorena Roldán", "Roldán"),
        ("Mrs. de la Cruz", "de la Cruz"),
        ("MS. DE LA CRUZ", "DE LA CRUZ"),
        ("Mme Le Pen", "Le Pen"),
        ("Mr. JOHN SMITH", "SMITH"),
        ("Moderator", "Moderator"),
    ],
)
def test_labels_in_short(speaker: str, short: str) -> None:
    assert short_name(speaker) == short


@pytest.fixture
def debate(tmp_path: Path) -> edition.Edition:
    (tmp_path / "raw").mkdir()
    (tmp_path / "edition").mkdir()
    (tmp_path / "raw/debate.txt").write_text(
        "Powell: We wait.\n\nQuestion: How long?\n\nLORENA ROLDÁN: Too long.\n\nPowell: So be"
        " it.\n",
        "utf-8",
    )
    (tmp_path / "raw/debate.yaml").write_text(
        "title: On rates\nspeaker: {name: Jerome Powell}\ndate: 2021-05-03\n", "utf-8"
    )
    (tmp_path / "edition/speakers.csv").write_text(
        "label,name,family,role,party,authority\n"
        "LORENA ROLDÁN,Lorena Roldán Suárez,Roldán,deputy,Example Party,wikidata:Q100\n"
        "Sra. Roldán,Lorena Roldán Suárez,,,,\n",
        "utf-8",
    )
    return edition.load_document(tmp_path, "debate")


METADATA = Metadata(title="On rates", speaker=Person(name="Jerome Powell"), date="2021-05-03")


def test_cite_names_the_paragraphs_own_speaker(debate: edition.Edition) -> None:
    texts = {
        number: forms_of(debate, number, METADATA, "report.html")["text"]
        for number in ("p1", "p2", "p3")
    }
    assert texts["p1"].startswith("Powell, Jerome. On rates.")
    assert texts["p2"].startswith("Question. In: Powell, Jerome. On rates.")
    assert texts["p3"].startswith("Roldán, Lorena Suárez. In: Powell, Jerome.")
    assert (
        "Powell" not in forms_of(debate, "p3", METADATA, "r.html")["bibtex"].partition("title")[0]
    )


def test_words_that_describe_a_speaker_are_cited_as_they_are(tmp_path: Path) -> None:
    place = write_debate(
        tmp_path,
        "POWELL: We wait.\n\nINTERPRETER: Still.\n\nINTERPRETER 2: Not long.\n\nPOWELL: No.\n",
        "INTERPRETER,Interpreter for Rui Mendes\n",
    )
    texts = [forms_of(place, number, METADATA, "r.html")["text"] for number in ("p2", "p3")]
    assert texts[0].startswith("Interpreter for Rui Mendes. In: Powell")
    assert texts[1].startswith("INTERPRETER 2. In: Powell")


def test_a_slip_that_the_edition_names_is_not_doubtful(tmp_path: Path) -> None:
    text = "THE MINISTER: We wait.\n\nQUESTION: Why?\n\nTHE MINSTER: So.\n\nTHE MINISTER: Yes.\n"
    kinds = [
        [doubt.kind for doubt in write_debate(tmp_path / name, text, rows).segmented.doubts]
        for name, rows in (
            ("before", ""),
            ("after", "THE MINISTER,Jerome Powell\nTHE MINSTER,Jerome Powell\n"),
        )
    ]
    assert kinds == [["alike"], []]


def write_debate(root: Path, text: str, speakers: str) -> edition.Edition:
    """Return a debate with rows of edition/speakers.csv."""
    for folder in ("raw", "edition"):
        (root / folder).mkdir(parents=True)
    (root / "raw/debate.txt").write_text(text, "utf-8")
    (root / "raw/debate.yaml").write_text(
        "title: On rates\nspeaker: {name: Jerome Powell}\ndate: 2021-05-03\n", "utf-8"
    )
    (root / "edition/speakers.csv").write_text(f"label,name\n{speakers}", "utf-8")
    return edition.load_document(root, "debate")


def test_cite_says_to_programs_who_speaks(debate: edition.Edition) -> None:
    assert speaker_in(debate, "p3", METADATA) == {
        "name": "Lorena Roldán Suárez",
        "family": "Roldán",
        "role": "deputy",
        "party": "Example Party",
        "authority": "wikidata:Q100",
        "address": "https://www.wikidata.org/entity/Q100",
    }
    assert speaker_in(debate, "p2", METADATA) == {}
    main = msgspec.structs.replace(METADATA, speaker=Person(name="Jerome Powell", role="Chair"))
    assert speaker_in(debate, "p1", main) == {"name": "Jerome Powell", "role": "Chair"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("A,Anna Berg,Q6279,\n", r"speakers.csv:2: \"Q6279\" is not an authority ID"),
        (
            "A,Anna Berg,,One\nB,Anna Berg,,Two\n",
            r'speakers.csv:3: The party of Anna Berg is "Two" here and "One" in line 2',
        ),
    ],
)
def test_what_is_said_of_a_person_is_checked(tmp_path: Path, rows: str, told: str) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "edition/speakers.csv").write_text("label,name,authority,party\n" + rows, "utf-8")
    with pytest.raises(Problems, match=told):
        load_people(tmp_path)


def test_a_document_may_say_otherwise_of_a_person(tmp_path: Path) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "edition/speakers.csv").write_text(
        "label,name,document,role,party\nA,Anna Berg,,mayor,One\nA,Anna Berg,late,senator,\n"
        "B,Anna Berg,,,\n",
        "utf-8",
    )
    people = load_people(tmp_path)
    assert described_people(people_of(people, "early")) == [
        Speaker("Anna Berg", "", "mayor", "One")
    ]
    assert described_people(people_of(people, "late")) == [Speaker("Anna Berg", "", "senator")]


def test_the_head_of_a_page_puts_nobody_under_the_main_speakers_name(
    debate: edition.Edition,
) -> None:
    def named(paragraphs: list[Paragraph]) -> str:
        segmented = debate.segmented
        return running_name(
            EditedDocument(segmented, paragraphs, [], [], [], METADATA, False, None)
        )

    assert [one.speaker for one in debate.paragraphs[:2]] == ["Jerome Powell", ""]
    assert named(debate.paragraphs[:2]) == "Powell"  # a question of nobody in particular
    assert named(debate.paragraphs) == "On rates"


def test_the_report_cites_who_speaks(debate: edition.Edition) -> None:
    document = make_citable_document(
        "debate", debate.paragraphs, debate.withdrawn, False, debate.segmented
    )
    of = document.paragraphs
    assert document.cited_speaker([of["p1"]]) == ""
    assert document.cited_speaker([of["p2"]]) == "question"
    assert document.cited_speaker([of["p3"]]) == "Roldán"
    assert document.cited_speaker([of["p1"], of["p3"]]) == ""


def test_the_form_of_a_name_in_bold_is_in_force() -> None:
    page = b"<p><b>Anna Berg</b> We begin.</p><p>It is cold.</p><p><b>Tom Hill</b> Who pays?</p>"

    def speakers(forms: frozenset[str]) -> list[str]:
        places = extract(page, "raw/x.html", "", Names(forms=forms)).places
        return [place.speaker for place in places if place.speaker]

    assert speakers(frozenset(["name in bold"])) == ["Anna Berg", "Anna Berg", "Tom Hill"]
    assert speakers(frozenset()) == []


def test_what_the_edition_says_of_the_main_speaker_holds_wherever_they_are_named(
    debate: edition.Edition, tmp_path: Path
) -> None:
    (tmp_path / "edition/speakers.csv").write_text(
        "label,name,family,role,party,authority\n"
        "Powell,Jerome Hayden Powell,Hayden Powell,chair,,\n"
        "Jerome Powell,Jerome Hayden Powell,,,,\n",
        "utf-8",
    )
    again = edition.load_document(tmp_path, "debate")
    segmented = again.segmented
    assert segmented.speaker == "Jerome Hayden Powell"
    assert [one.speaker for one in again.paragraphs] == [
        "Jerome Hayden Powell",
        "",
        "LORENA ROLDÁN",
        "Jerome Hayden Powell",
    ]
    named = as_named(METADATA, segmented)
    assert (named.speaker.family, named.speaker.role) == ("Hayden Powell", "chair")
    text = forms_of(again, "p1", named, "report.html")["text"]
    assert text.startswith("Hayden Powell, Jerome. On rates.")
    document = EditedDocument(segmented, again.paragraphs, [], [], [], named, False, None)
    alone = msgspec.structs.replace(
        document, paragraphs=[one for one in again.paragraphs if one.speaker == segmented.speaker]
    )
    assert running_name(alone) == "Hayden Powell"
