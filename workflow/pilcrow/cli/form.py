"""`pilcrow form`: the blind coding form, one self-contained HTML file for one coder.

The form holds the paragraphs and the codebook. It holds no rule, no result of a rule, and no
example from a document to be coded. Texts enter as JSON and are shown as text. The files of the
page are in workflow/look/form/.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from pilcrow.cli.door import comma_separated, document_params, door, file_option
from pilcrow.cli.named import load_project_codebook
from pilcrow.inputs.palette import Palette
from pilcrow.model import wording
from pilcrow.model.problems import Problem, Problems, problem
from pilcrow.model.records import Paragraph, write_text
from pilcrow.model.values import Data
from pilcrow.text.words import blanked, word_spans

if TYPE_CHECKING:
    from pilcrow.model.codebook import Codebook, Example

SCRIPTS = ("words.js", "csv.js", "store.js", "view.js", "act.js", "keys.js")
# The font's files by script; Latin is always there.
FONTS = {
    "latin-ext": "[\u0100-\u024f\u1e00-\u1eff]",
    "cyrillic": "[\u0400-\u04ff]",
    "greek": "[\u0370-\u03ff]",
}
LEAST_QUOTED = 20  # least letters and digits of a shared passage that counts as a quotation


class Transcript(msgspec.Struct):
    """A document to be coded: its paragraphs, and the metadata that the form shows."""

    document: str
    paragraphs: Sequence[Paragraph]
    title: str = ""
    speaker: str = ""
    date: str = ""
    place: str = ""
    language: str = "en"


def shuffled(documents: Iterable[str], seed: int, coder: str) -> list[str]:
    """Return documents in the order of a seed and a coder. Adding one keeps the others' order."""
    return sorted(
        documents,
        key=lambda document: hashlib.sha256(f"{seed}\n{coder}\n{document}".encode()).digest(),
    )


def fold_letters(text: str) -> str:
    """Return the letters and digits of a text, without case.

    Quotations of the same words become equal.
    """
    return "".join(character for character in text.casefold() if character.isalnum())


def is_from_documents(text: str, folded: Iterable[str], sentences: Iterable[str]) -> bool:
    """Return whether a text is in one of the documents, or contains one of their sentences.

    Args:
        text: A quotation.
        folded: The whole documents, folded.
        sentences: The sentences of the documents, folded.
    """
    own = fold_letters(text)
    return len(own) >= LEAST_QUOTED and (
        any(own in whole for whole in folded) or any(sentence in own for sentence in sentences)
    )


def blind_codebook(
    codebook: Codebook, transcripts: Sequence[Transcript], text_of: Callable[[str], str | None]
) -> dict[str, Data]:
    """Return the codebook as a coder may see it: no rules, no example from the documents to code.

    Args:
        codebook: The codebook.
        transcripts: The documents to code.
        text_of: Returns the text of a paragraph of another document, None if there is none.
    """
    from pilcrow.report.page.theme_key import direction

    coded = {transcript.document for transcript in transcripts}
    paragraphs = [paragraph for transcript in transcripts for paragraph in transcript.paragraphs]
    folded = [
        fold_letters(" ".join(paragraph.text for paragraph in transcript.paragraphs))
        for transcript in transcripts
    ]
    sentences = {
        fold_letters(paragraph.text[start:end])
        for paragraph in paragraphs
        for start, end in paragraph.sentences or [(0, len(paragraph.text))]
    }
    long_sentences = sorted(sentence for sentence in sentences if len(sentence) >= LEAST_QUOTED)

    def kept(examples: Sequence[Example]) -> list[Data]:
        found: list[Data] = []
        for example in examples:
            if example.document in coded:
                continue
            text = example.text or text_of(example.paragraph)
            if text and not is_from_documents(text, folded, long_sentences):
                found.append({"text": text, "paragraph": example.paragraph, "why": example.why})
        return found

    return {
        "title": codebook.title,
        "version": codebook.version,
        "language": codebook.language,
        "dir": direction(codebook.language),
        "themes": [
            {
                "code": theme.code,
                "name": theme.name,
                "depth": theme.depth,
                "definition": theme.definition,
                "full_definition": theme.full_definition,
                "use_when": theme.use_when,
                "not_when": theme.not_when,
                "examples": kept(theme.examples),
                "counter_examples": kept(theme.counter_examples),
                "kinds": [*theme.kinds],
                "speakers": [*theme.speakers],
            }
            for theme in codebook.themes
        ],
    }


def warn_of_named_paragraphs(codebook: Codebook, documents: Iterable[str]) -> list[str]:
    """Return a sentence for each theme whose prose names a paragraph to code."""
    from pilcrow.model.values import PARAGRAPH

    coded = set(documents)
    found = []
    for theme in codebook.themes:
        prose = " ".join(
            (
                theme.definition,
                theme.full_definition,
                theme.use_when,
                theme.not_when,
            )
        )
        named = sorted(
            {name for name in PARAGRAPH.findall(prose) if name.rpartition(".")[0] in coded}
        )
        if named:
            found.append(
                f'The entry of "{theme.code}" tells the coder about {", ".join(named)}, which the'
                " form asks about. Take it out of the entry if it gives the answer away."
            )
    return found


def utf16(text: str, places: Iterable[int]) -> list[int]:
    """Return places in a text, in ascending order, as JavaScript counts them."""
    if not text or max(text) <= "\uffff":
        return list(places)
    counted, before, found = 0, 0, []
    for place in places:
        counted += len(text[before:place].encode("utf-16-le")) // 2
        before = place
        found.append(counted)
    return found


def pairs_in(text: str, spans: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return starts and ends of spans, as JavaScript counts them."""
    places = utf16(text, (place for span in spans for place in span))
    return [places[at : at + 2] for at in range(0, len(places), 2)]


def label_of(paragraph: Paragraph, kinds: Collection[str]) -> str:
    """Return who speaks a paragraph, as the form shows it; `kinds` are the kinds to code.

    Words without a named speaker get the source's label. Without one, they would be read as words
    of the speaker before them.
    """
    if paragraph.speaker or paragraph.kind not in kinds:
        return paragraph.speaker
    return paragraph.speaker_label.strip(" :：") or "Speaker not named"


def document_data(transcript: Transcript, kinds: Collection[str]) -> dict[str, Data]:
    """Return what the form shows of a document; `kinds` are the kinds of paragraph to code."""
    from pilcrow.report.page.theme_key import direction

    return {
        "document": transcript.document,
        "title": transcript.title or transcript.document,
        "speaker": transcript.speaker,
        "date": transcript.date,
        "place": transcript.place,
        "lang": transcript.language,
        "dir": direction(transcript.language),
        "several": len({label_of(one, kinds) for one in transcript.paragraphs} - {""}) > 1,
        "paragraphs": [
            {
                "id": paragraph.id,
                "number": paragraph.number,
                "kind": paragraph.kind,
                "speaker": paragraph.speaker,
                "label": label_of(paragraph, kinds),
                "text": paragraph.text,
                "checksum": paragraph.checksum,
                "coded": paragraph.kind in kinds,
                "sentences": [[*pair] for pair in pairs_in(paragraph.text, paragraph.sentences)],
                "words": [
                    place
                    for pair in pairs_in(
                        paragraph.text,
                        word_spans(blanked(paragraph.text, paragraph.asides), transcript.language),
                    )
                    for place in pair
                ],
            }
            for paragraph in transcript.paragraphs
        ],
    }


def form_data(
    coder: str,
    transcripts: Sequence[Transcript],
    codebook: Codebook,
    text_of: Callable[[str], str | None] = lambda _: None,
) -> dict[str, Data]:
    """Return everything that the form shows, as plain data.

    Args:
        coder: Name of the coder.
        transcripts: The documents to code, in the coder's order.
        codebook: The codebook.
        text_of: Returns the text of a paragraph of another document, None if there is none.

    Returns:
        The data. `checksum` identifies the coder, the themes and the texts, whatever their order.
    """
    kinds = codebook.coded_kinds()
    entries = blind_codebook(codebook, transcripts, text_of)
    documents: list[Data] = [document_data(transcript, kinds) for transcript in transcripts]
    about = [coder, sorted(theme.code for theme in codebook.themes)]
    states = sorted(
        (paragraph.id, paragraph.checksum)
        for transcript in transcripts
        for paragraph in transcript.paragraphs
    )
    checksum = hashlib.sha256(json.dumps([about, states]).encode()).hexdigest()
    return {"coder": coder, "checksum": checksum, "codebook": entries, "documents": documents}


def as_script_data(value: Any) -> str:
    """Return a value as JSON for a script element: no character in it can end that element."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        plain = plain.replace(character, f"\\u{ord(character):04x}")
    return plain


def palette_style(palette: Palette) -> str:
    """Return CSS with the colours and styles of the palette as custom properties."""

    def safe(value: str) -> str:
        return value if re.fullmatch(r"[#\w\s.,%-]+", value) else "currentcolor"

    def colours(mode: str) -> str:
        named = {
            **palette.colour.for_ground(mode),
            **{f"theme-{n}": value for n, value in enumerate(palette.themes.for_ground(mode), 1)},
        }
        return ";".join(f"--{name}:{safe(value)}" for name, value in sorted(named.items()))

    styles = "".join(
        f".t{n}{{--t:var(--theme-{n});--l:{safe(line)}}}"
        for n, line in enumerate(palette.themes.line, 1)
    )
    dark = colours("dark")
    return (
        f":root{{{colours('light')}}}@media screen and"
        f" (prefers-color-scheme:dark){{:root:not([data-mode=light]){{{dark}}}}}@media"
        f" screen{{:root[data-mode=dark]{{{dark}}}}}{styles}"
    )


def font_style(text: str, find: Callable[[str], Path]) -> str:
    """Return the @font-face rules of the upright font that a text needs, with the fonts inside."""
    wanted = ["latin", *[name for name, letters in FONTS.items() if re.search(letters, text)]]
    faces = []
    for name in wanted:
        for face in re.findall(
            r"@font-face\s*\{[^}]*\}", find(f"fonts/{name}.css").read_text("utf-8")
        ):
            source = re.search(r'url\("([^"]+)"\)', face)
            if "font-style: normal" in face and source:
                content = base64.b64encode(find(f"fonts/{source[1]}").read_bytes()).decode()
                faces.append(face.replace(source[0], f'url("data:font/woff2;base64,{content}")'))
    return "\n".join(faces)


def render_form(data: Mapping[str, Data], find: Callable[[str], Path], palette: Palette) -> str:
    """Return the HTML of a form.

    Args:
        data: What the form shows, from `form_data`.
        find: Returns the path of a file of the look.
        palette: Colours and theme styles.
    """
    from html import escape

    text = as_script_data(data)
    style = "\n".join(
        (font_style(text, find), palette_style(palette), find("form/form.css").read_text("utf-8"))
    )
    script = '"use strict";\n' + "\n".join(
        find(f"form/{name}").read_text("utf-8") for name in SCRIPTS
    )

    def hashed(content: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"

    # Nothing may be loaded from anywhere, and no script runs but this one.
    policy = (
        f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; font-src"
        " data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "title": escape(f"Coding form: {data['coder']}"),
        "policy": policy,
        "style": style,
        "script": script,
        "data": text,
    }
    return re.sub(
        r"\{\{(\w+)\}\}", lambda found: parts[found[1]], find("form/form.html").read_text("utf-8")
    )


def load_transcript(root: Path, document: str) -> Transcript:
    """Return a document as it is in the project now. Raises Problems if it cannot be read."""
    from pilcrow.edition import sources as edition

    about = edition.manifest_document(root, document)
    metadata = about.metadata
    return Transcript(
        document,
        edition.load_document(root, document).paragraphs,
        metadata.short_title or metadata.title,
        about.speaker,
        "" if about.derived else metadata.date,
        metadata.place,
        metadata.language,
    )


def other_texts(root: Path) -> Callable[[str], str | None]:
    """Return a function that gives the text of any paragraph of the project, None if there is none.

    It reads a document when it is first asked for, and only once.
    """
    from pilcrow.edition import sources as edition

    read: dict[str, dict[str, str]] = {}

    def text_of(paragraph: str) -> str | None:
        document = paragraph.rpartition(".")[0]
        if document not in read:
            known = document in edition.document_ids(root)
            read[document] = (
                {one.id: one.text for one in edition.load_document(root, document).paragraphs}
                if known
                else {}
            )
        return read[document].get(paragraph)

    return text_of


def make_form(root: Path, coder: str, documents: Sequence[str], seed: int) -> tuple[str, list[str]]:
    """Return the HTML of a coder's form, and sentences about what is not blind in it.

    Raises Problems, of all documents at once.
    """
    from pilcrow.files.project import find_in_look
    from pilcrow.inputs.palette import read_palette

    problems: list[Problem] = []
    transcripts = []
    codebook = None
    try:
        codebook = load_project_codebook(root)
    except Problems as stopped:
        problems += stopped.problems
    for document in shuffled(documents, seed, coder):
        try:
            transcripts.append(load_transcript(root, document))
        except Problems as stopped:
            problems += stopped.problems
    if problems or codebook is None:
        raise Problems(problems)
    kinds = codebook.coded_kinds()
    empty = [
        t.document
        for t in transcripts
        if not any(paragraph.kind in kinds for paragraph in t.paragraphs)
    ]
    if empty or not transcripts:
        raise Problems(
            [
                problem(f"{name} has no paragraph to code.", file=f"raw/{name}", kind="document")
                for name in empty or ["documents"]
            ]
        )
    data = form_data(coder, transcripts, codebook, other_texts(root))
    return render_form(
        data, lambda name: find_in_look(name, root), read_palette(root)
    ), warn_of_named_paragraphs(codebook, documents)


def make_forms(
    root: Path,
    coders: Sequence[str],
    documents: Sequence[str] = (),
    *,
    seed: int = 0,
    output: Path | None = None,
) -> int:
    """Make a blind coding form for each coder: one HTML file.

    Args:
        root: The project.
        coders: Names of the coders. Each gets a form.
        documents: Documents to code; empty means those assigned to the coder, or all documents if
            nothing is assigned to anyone.
        seed: Decides the order of the documents, together with the coder's name.
        output: File to write, for one coder only; None means exchange/form-NAME.html.

    Returns:
        The exit status, 0. Raises Problems; then no form is written.
    """
    from pilcrow.cli.assignment import assigned_to, check_coder, read_assignment
    from pilcrow.edition import sources as edition
    from pilcrow.files.project import exchange_file

    problems = [trouble for coder in coders for trouble in check_coder(coder)]
    if not coders:
        problems.append(problem("No coder is named.", todo="Write --coder anna.", kind="coder"))
    if output and len(coders) > 1:
        problems.append(
            problem(
                "Several forms cannot go into one file.",
                todo="Leave out --output, or name one coder.",
                kind="argument",
            )
        )
    if problems:
        raise Problems(problems)
    # All forms are made before any is written.
    forms: list[tuple[str, list[str], str, list[str]]] = []
    for coder in coders:
        present = edition.document_ids(root)
        own = documents or assigned_to(coder, read_assignment(root, present)) or present
        names = sorted(set(own))
        forms.append((coder, names, *make_form(root, coder, names, seed)))
    for coder, names, html, doubts in forms:
        path = output or exchange_file(root, f"form-{coder}.html")
        write_text(path, html)
        for doubt in doubts:
            print(f"coding/codebook.yaml: {doubt}", file=sys.stderr)
        print(
            f"{os.path.relpath(path)}: {wording.count(len(names), 'document')} for {coder}. Open it"
            f" in a browser. Take in the CSV with `pilcrow receive FILE --coder {coder}`."
        )
    return 0


command = door(
    lambda root, coder, more_documents, documents, **given: make_forms(
        root, coder, [*documents, *more_documents], **given
    ),
    [
        click.Option(
            ["--coder"],
            required=True,
            multiple=True,
            metavar="NAME",
            callback=comma_separated(),
            help="Name of the coder. Several names, separated by commas, get a form each.",
        ),
        *document_params(
            "The documents to code (default: those that coding/assignment.csv assigns, else all)."
        ),
        click.Option(
            ["--seed"],
            type=int,
            default=0,
            show_default=True,
            help="Number that decides the order of the documents, together with the coder's name.",
        ),
        file_option(
            "--output", "File to write (default: exchange/form-NAME.html, which git ignores)."
        ),
    ],
    help=(make_forms.__doc__ or "").partition("\n")[0],
)
