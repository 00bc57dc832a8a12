"""A paragraph before it has an ID, and the doubts about it."""

from __future__ import annotations

import msgspec

# Kinds of doubt that concern who speaks.
OF_SPEAKERS = ("guessed", "label", "inside", "asked", "alike")


# The reason for a speaker that the edition decides.
NAMED = "the edition names this speaker"


class Unit(msgspec.Struct):
    """A paragraph before it has an ID. Ranges are of characters, in the document's clean text."""

    start: int
    end: int
    text: str
    kind: str = "speech"
    speaker: str = ""
    label: str = ""
    speaker_label: str = ""
    locator: str = ""
    language: str = ""  # if the source or its words say that it differs from the document's
    asides: list[tuple[int, int]] = []  # ranges in `text` that the source says are not spoken
    grade: str = "certain"  # how sure kind and speaker are
    reason: str = ""  # why it was read so; "" if it only continues the paragraph before
    stated: str = ""  # what the source itself says: "speaker", "kind", "speaker kind"
    goes_on: bool = False  # the source names the speaker further up, not at this paragraph


class Doubt(msgspec.Struct, frozen=True):
    """A paragraph that may have been read wrongly."""

    kind: str  # see DOUBTS
    unit: Unit
    shown: str  # the words that look doubtful
    reason: str = ""


# Kinds of doubt, most consequential first. Each has its sentence for one case and for several.
DOUBTS = {
    "guessed": (
        "1 speaker label was taken on weak evidence",
        "{} speaker labels were taken on weak evidence",
    ),
    "label": (
        "1 line looks like a speaker label but was read as words",
        "{} lines look like speaker labels but were read as words",
    ),
    "inside": (
        "1 paragraph seems to hold a speaker label inside",
        "{} paragraphs seem to hold a speaker label inside",
    ),
    "asked": (
        "1 question without a label may be somebody else's",
        "{} questions without a label may be somebody else's",
    ),
    "alike": (
        "1 speaker label may be a slip for another",
        "{} speaker labels may be slips for others",
    ),
    "broken": (
        "1 paragraph breaks off in mid-sentence and may go on in the next",
        "{} paragraphs break off in mid-sentence and may go on in the next",
    ),
    "hyphen": (
        "1 hyphen at the end of a line may only divide a word",
        "{} hyphens at the ends of lines may only divide words",
    ),
    "same": (
        "1 speaker may be another one under a different name",
        "{} speakers may be others under different names",
    ),
    "long": (
        "1 paragraph is very long and may hold several",
        "{} paragraphs are very long and may hold several each",
    ),
    "note": (
        "1 paragraph looks like a note but was read as words",
        "{} paragraphs look like notes but were read as words",
    ),
    "running": (
        "1 line recurs like a running head but was read as words",
        "{} lines recur like running heads but were read as words",
    ),
    "vote": (
        "1 line looks like a count of votes but was read as words",
        "{} lines look like counts of votes but were read as words",
    ),
}
