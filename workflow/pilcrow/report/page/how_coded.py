"""Say who or what made the coding that a report uses, and who else coded or annotated."""

from __future__ import annotations

from collections.abc import Collection

from pilcrow.model.codebook import Codebook
from pilcrow.model.wording import count, listed, written
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

        return (
            f"the rules of the codebook, version {codebook.version}, applied by pilcrow"
            f" {__version__}"
        )
    if choice == CONSENSUS:
        people = sorted({*coders} - {RULES, CONSENSUS})
        if len(people) < 2:
            return f"{people[0]}, the only coder" if people else "nobody yet: no coder has coded"
        return f"the consensus of {listed(people)} ({adjudication})"
    return f"{choice}, paragraph by paragraph"


@part(
    "coding", "Who or what made the coding that the report uses, and who else coded or annotated."
)
def how_coded(material: Material) -> list[Block]:
    """Return sentences on the coding, its readers and the voices, made from the data."""
    codebook, (choice, adjudication) = material.inputs.codebook, choices(material.inputs)
    if not codebook.themes:
        return [
            syntax.paragraph(syntax.text("The codebook has no themes yet, so nothing is coded."))
        ]
    own = f"by {coded_by(codebook, choice, adjudication, material.seen.coders)}"
    said = [
        f"This report uses the coding {own if choice in (RULES, CONSENSUS) else f'of {choice}'}."
    ]
    if unread := len(material.seen.unread):
        units = sum(len(outline.units()) for outline in material.seen.outlines.values())
        said.append(
            f"It read {written(units - unread)} of {count(units, 'paragraph')} of speech; the"
            " others count neither as having a theme nor as having none."
        )
    read: dict[str, int] = {}
    for row in material.rows("rules_against_people"):
        if not row["theme"]:
            read[row["coder"]] = read.get(row["coder"], 0) + int(row["units"] or 0)
    if read:
        readers = listed(
            [f"{coder} ({count(units, 'paragraph')})" for coder, units in sorted(read.items())]
        )
        said.append(f"Paragraph by paragraph the text was coded by {readers}.")
        if len(read) == 1:
            said.append("Agreement needs two coders, so it is not measured.")
    else:
        said.append("Nobody has coded the text paragraph by paragraph.")
    voices = sorted({str(row["coder"]) for row in material.rows("voice")})
    said.append(
        f"Voice was annotated by {listed(voices)}." if voices else "Voice was not annotated."
    )
    return [syntax.paragraph(syntax.text(" ".join(said)))]
