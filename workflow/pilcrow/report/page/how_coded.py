"""Say who or what made the coding that a report uses, and who else coded or annotated."""

from __future__ import annotations

from collections.abc import Collection

from pilcrow.files.language import say, say_integer, say_list, say_number
from pilcrow.model.codebook import Codebook
from pilcrow.report.page import syntax
from pilcrow.report.page.inputs import choices
from pilcrow.report.page.material import Material
from pilcrow.report.page.syntax import Block
from pilcrow.report.registry import part
from pilcrow.tables.reading import CONSENSUS, RULES


def coded_by(codebook: Codebook, choice: str, adjudication: str, coders: Collection[str]) -> str:
    """Return who or what made a coding.

    `choice` is rules, consensus or a coder. `coders` are all that coded anything.
    """
    if choice == RULES:
        from pilcrow import __version__

        return say(
            "the rules of the codebook, version {version}, applied by pilcrow {pilcrow}",
            version=codebook.version,
            pilcrow=__version__,
        )
    if choice == CONSENSUS:
        people = sorted({*coders} - {RULES, CONSENSUS})
        if len(people) < 2:
            if not people:
                return say("nobody yet: no coder has coded")
            return say("{coder}, the only coder", coder=people[0])
        return say("the consensus of {coders} ({rule})", coders=say_list(people), rule=adjudication)
    return say("{coder}, paragraph by paragraph", coder=choice)


def open_ties(material: Material) -> int:
    """Return how many decisions of the consensus that the report uses are ties."""
    if material.choice != CONSENSUS:
        return 0
    return sum(row["how"] == "tie" for row in material.rows("consensus"))


@part(
    "coding", "Who or what made the coding that the report uses, and who else coded or annotated."
)
def how_coded(material: Material) -> list[Block]:
    """Return sentences on the coding, its readers and the voices, made from the data."""
    codebook, (choice, adjudication) = material.inputs.codebook, choices(material.inputs)
    if not codebook.themes:
        return [syntax.paragraph(say("The codebook has no themes yet, so nothing is coded."))]
    own = coded_by(codebook, choice, adjudication, material.seen.coders)
    said = [
        say("This report uses the coding by {coder}.", coder=own)
        if choice in (RULES, CONSENSUS)
        else say("This report uses the coding of {coder}.", coder=choice)
    ]
    if unread := len(material.seen.unread):
        units = sum(len(outline.units()) for outline in material.seen.outlines.values())
        said.append(
            say_number(
                units,
                "It read {read} of {n} paragraph of speech; the others count neither as having a"
                " theme nor as having none.",
                "It read {read} of {n} paragraphs of speech; the others count neither as having a"
                " theme nor as having none.",
                read=say_integer(units - unread),
            )
        )
    if ties := open_ties(material):
        said.append(
            say_number(
                ties,
                "{n} decision is open, because as many readers gave the theme as did not. It is"
                " not coded, and counts as not having the theme.",
                "{n} decisions are open, because as many readers gave the theme as did not. They"
                " are not coded, and count as not having the theme.",
            )
        )
    read: dict[str, int] = {}
    for row in material.rows("rules_against_people"):
        if not row["theme"]:
            read[row["coder"]] = read.get(row["coder"], 0) + int(row["units"] or 0)
    if read:
        readers = say_list(
            [
                f"{coder} ({say_number(units, '{n} paragraph', '{n} paragraphs')})"
                for coder, units in sorted(read.items())
            ]
        )
        said.append(say("Paragraph by paragraph the text was coded by {readers}.", readers=readers))
        if len(read) == 1:
            said.append(say("Agreement needs two coders, so it is not measured."))
    else:
        said.append(say("Nobody has coded the text paragraph by paragraph") + ".")
    voices = sorted({str(row["coder"]) for row in material.rows("voice")})
    said.append(
        say("Voice was annotated by {coders}.", coders=say_list(voices))
        if voices
        else say("Voice was not annotated.")
    )
    return [syntax.paragraph(" ".join(said))]
