"""Say the doubts of a build in the language of the report.

Earlier stages write them in English, before a report has a language, and the terminal prints them
so. Here each sentence is found among the patterns below, and said with the same values.
"""

from __future__ import annotations

import functools
import re

from pilcrow.files.language import (
    PLACE,
    report_language,
    say,
    say_integer,
    say_list,
    say_number,
    semicolon,
    stays_english,
    to_say,
    to_say_number,
)
from pilcrow.report.page.parts import KIND_NAMES
from pilcrow.text.languages import NAMES

ENGLISH = to_say("what is said of some doubts")
# Patterns of sentences, and of what to do. A value is any words.
SENTENCES = (
    to_say("{document} has no ledger yet: its paragraph IDs are provisional and may change."),
    to_say("{document} has no ledger yet: the IDs of its paragraphs may change."),
    to_say(
        "{count} documents have no ledger yet: {named}. Their paragraph IDs are "
        "provisional and may change."
    ),
    to_say(
        "{document} has no metadata: its title is derived from its file name; speaker, "
        "date and provenance are unknown."
    ),
    to_say(
        "{count} documents have no metadata: {named}. Their titles are derived from "
        "their file names; speaker, date and provenance are unknown."
    ),
    to_say("{paragraph} was reworded."),
    to_say("{paragraph} was moved."),
    to_say("{paragraph} is part of a split."),
    to_say("{paragraph} was merged."),
    to_say("{paragraph} is new."),
    to_say("The words of {paragraph} are unchanged."),
    to_say("{paragraph} is no longer in the text."),
    to_say("{paragraph} is no longer in the text; its words are in {other}."),
    to_say("The words are the same; capitals, punctuation or spaces differ."),
    to_say("{share}% of the words are unchanged."),
    to_say("{share}% of the characters are unchanged."),
    to_say("It is after {number}; no accepted paragraph has these words."),
    to_say("It is at the beginning; no accepted paragraph has these words."),
    to_say("It is after {number}; it repeats {other}."),
    to_say("It is at the beginning; it repeats {other}."),
    to_say("It was after {old} and is now after {new}."),
    to_say("It was at the beginning and is now after {new}."),
    to_say("It was after {old} and is now at the beginning."),
    to_say("The speaker was {old} and is {new}."),
    to_say("The kind was {old} and is {new}; the ID stays."),
    to_say("It is now {numbers}. This part is the largest and keeps the ID."),
    to_say("It was part of {number}."),
    to_say("It is made of parts of {numbers}."),
    to_say("{numbers} are now one paragraph; {others} redirects here."),
    to_say("{numbers} are now one paragraph; {others} redirect here."),
    to_say("These words were withdrawn on {date} and are back; the ID was theirs."),
    to_say("{paragraph} is cited; its text went into {other}."),
    to_say("{paragraph} is cited and was withdrawn. It read: “{words}”"),
    to_say("{paragraph} is cited and is no longer in the text. It read: “{words}”"),
    to_say("{paragraph} is cited and was reworded since it was accepted."),
    to_say("{paragraph} is cited and was split since it was accepted."),
    to_say("{paragraph} is cited and took in another paragraph since it was accepted."),
    to_say("{paragraph} is cited and was moved and reworded since it was accepted."),
    to_say("{paragraph} is cited and is new: until it is accepted its ID may still change."),
    to_say("{paragraph} is cited and is not as it was accepted."),
    to_say("The quotation “{words}” was in {paragraph} as accepted, but is not in it now."),
    to_say("It is in {others}."),
    to_say("{paragraph} has changed since {coder} read it."),
    to_say("{paragraph} has been withdrawn since {coder} read it."),
    to_say("{coder} coded an earlier state of {paragraph}."),
    to_say("{coder} coded {paragraph}, which is no longer in the text."),
    to_say('The metadata list the speaker label "{label}", but no paragraph begins with it.'),
    to_say("These metadata describe {document}, which has no transcript in raw/."),
    to_say("{file} describes {document}, which has no transcript."),
    to_say("{document} has no transcript in raw/, but still has {files}."),
    to_say(
        'The correction "{before}" → "{after}" does not apply: {place} does not have '
        '"{words}", and it has "{found}" already.'
    ),
    to_say('The correction changes "{words}", which {place} does not say: it now reads "{found}".'),
    to_say('The note is about "{words}", which {place} does not say: it now reads "{found}".'),
    to_say("{words}, an example of {theme}, is not a paragraph of the text as it is now."),
    to_say("{words}, a counter-example of {theme}, is not a paragraph of the text as it is now."),
    to_say("{words}, an example of {theme}, is not coded {code}."),
    to_say("{words}, a counter-example of {theme}, is coded {code}."),
    to_say("Rule {rule} matches “{words}”."),
    to_say("No font of the PDF covers {characters}; the PDF names them by number."),
    to_say('{name} speaks in no document: no paragraph has the label "{label}".'),
    to_say('The actor "{name}" is named in no document: none of the words occurs.'),
    to_say('The row "{do}" no longer fits: "{words}" is not found where it begins a paragraph.'),
    to_say('The row "{do}" no longer fits: "{words}" is not found where it is split off.'),
    to_say('The row "{do}" does nothing: "{words}" begins a paragraph already.'),
    to_say('The row "{do}" does not fit: "{words}" is inside a paragraph.'),
    to_say("Remove the row."),
    to_say('Give its first words, or add a row "split" with the words that you gave.'),
    to_say("No rule is for texts in {language}: no theme is looked for in {named}."),
    to_say("{others} has no rule for texts in {language} and is not looked for in {named}."),
    to_say("{others} have no rule for texts in {language} and are not looked for in {named}."),
    to_say("The codebook has rules for texts in {language}, but no text is in {other}."),
    to_say("Correct the language here or in the metadata, or remove it."),
    to_say("Words, sentences and rules follow the language of each paragraph."),
    to_say("Accept the text with `pilcrow accept {document}`."),
    to_say("Accept the text: `pilcrow accept {document} --reason …`."),
    to_say("Accept it with `pilcrow accept {paragraph} --reason …`, or undo the edit of the text."),
    to_say("Accept them all with `pilcrow accept`."),
    to_say("Write {file}: `pilcrow check --skeleton {document}` prints a template."),
    to_say("Write raw/<document>.yaml for each, or a row for each in raw/documents.csv."),
    to_say("Read it again; then `pilcrow accept {document} --reason …`."),
    to_say("Read it, then `pilcrow accept {document} --reason …`."),
    to_say("Cite another paragraph, or none."),
    to_say("Cite another paragraph, or bring this one back."),
    to_say("Quote the text as it is now."),
    to_say(
        "Read it again: make a new form (`pilcrow form --coder {coder}`) and load this file there."
    ),
    to_say(
        "Read it again: make a new form (`pilcrow form --coder {coder}`) and load this "
        "file there, or put the checksum {checksum} into the row."
    ),
    to_say("Remove the row, or restore the paragraph."),
    to_say("Remove the rows, or restore the paragraph."),
    to_say("Put the transcript back, or remove the metadata."),
    to_say("Put the transcript back, or remove the row."),
    to_say(
        "Put the transcript back, rename these files with it, or remove them too. "
        "`pilcrow status` recognises a renamed text."
    ),
    to_say("Correct the row, or remove it if the source was corrected."),
    to_say("Correct the words, or remove the row."),
    to_say("Change a rule, or the example."),
    to_say("Add a not_when to the rule, narrow it, or remove the counter-example."),
    to_say("Name another paragraph, or give its words as text."),
    to_say("Give rules languages: [{language}], or languages: '*' if they serve for all."),
    to_say(
        "If they are one person, add a row to edition/speakers.csv: label {label}, name {name}."
    ),
    to_say("Look at the text with `pilcrow show {document}`."),
    to_say(
        "{count} captions begin with a name and a colon, as “{name}:”. The names were taken for"
        " those of the speakers."
    ),
    to_say(
        "Look at the text with `pilcrow show`. Write labels that are none into"
        " edition/speakers.csv, with the use “never”."
    ),
    to_say("Correct or remove it under segmentation: speakers."),
    to_say("Write the label as the source prints it, or remove the row."),
    to_say("Write the words as the texts have them, or remove the actor."),
    to_say(
        "Put a font that has them into report/look/fonts/; `pilcrow docs look` says "
        "where there is one."
    ),
    to_say('The row of "{label}" is for the document {document}, which does not exist.'),
    to_say("No paragraph of the kind {kinds} has these speakers, so {name} is looked for nowhere."),
    to_say("No text has a paragraph of the kind {kinds}, so {name} is looked for nowhere."),
    to_say("Correct kinds or speakers, or remove it."),
    to_say("No format is listed under formats: `snakemake` makes no report."),
    to_say("Name html, pdf, docx, epub or jats, or remove the key."),
    to_say("Write one of: {named}, or nothing for all."),
    to_say('{words} is limited to the speaker "{name}", who speaks in no document.'),
    to_say("Write the name as results/tabulate/paragraphs.csv has it."),
    to_say('The metadata list "{words}" as a running head, but no line of the file matches it.'),
    to_say("Correct or remove it under segmentation: running."),
    to_say(
        'The metadata give the kind {new} to the paragraph that begins with "{words}", but there'
        " is none."
    ),
    to_say("Correct or remove the entry under segmentation: kinds."),
    to_say('Nothing in the text fits "{words}", listed under segmentation: {key}.'),
    to_say('Nothing in the texts fits "{words}", listed under {key}.'),
    to_say("Correct it, or remove it."),
    to_say('"{label}" is listed as never a label, but no document has it.'),
    to_say("The times of a caption are malformed: “{words}”. Its words were kept."),
    to_say("Correct the line, as {example}."),
    to_say("1 paragraph outside the page's article was left out, beginning with “{words}”."),
    to_say(
        "{count} paragraphs outside the page's article were left out, beginning with “{words}”."
    ),
    to_say("If they belong to the speech, save its text as UTF-8 under the ending .txt."),
    to_say(
        "{count} lines look like the rows of a table, and were read as words, beginning with"
        " “{words}” on page {page}."
    ),
    to_say("If the first column names who speaks, copy the table into a .docx or .html file."),
    to_say("1 character could not be read when the file was made (U+FFFD)."),
    to_say("{count} characters could not be read when the file was made (U+FFFD)."),
    to_say("1 character look like UTF-8 that was read as Windows-1252."),
    to_say("{count} characters look like UTF-8 that was read as Windows-1252."),
    to_say("Look for a better file, or correct them in the edition."),
    to_say(
        "The text has characters that are newer than Unicode {unicode} ({words}). Versions of"
        " Python read them differently, so another may give other words and other bytes."
    ),
    to_say("Letters of two alphabets are mixed in words: {words}. Rules do not find these words."),
    to_say("Build with one version of Python; the report is the same wherever that is used."),
    to_say("The text is in two languages: {languages}."),
    to_say("The text is in three languages: {languages}."),
    to_say("The text is in {count} languages: {languages}."),
    to_say("Words, sentences and rules follow the language of each paragraph."),
    to_say(
        "If so, write languages: [{codes}] under segmentation in {file}; if not, languages: one."
    ),
)
# How many things are doubtful in the division of a text; lines and their words follow.
COUNTED = (
    to_say_number(
        "{n} speaker label was taken on weak evidence",
        "{n} speaker labels were taken on weak evidence",
    ),
    to_say_number(
        "{n} line looks like a speaker label but was read as words",
        "{n} lines look like speaker labels but were read as words",
    ),
    to_say_number(
        "{n} paragraph seems to hold a speaker label inside",
        "{n} paragraphs seem to hold a speaker label inside",
    ),
    to_say_number(
        "{n} question without a label may be somebody else's",
        "{n} questions without a label may be somebody else's",
    ),
    to_say_number(
        "{n} speaker label may be a slip for another",
        "{n} speaker labels may be slips for others",
    ),
    to_say_number(
        "{n} speaker may be another one under a different name",
        "{n} speakers may be others under different names",
    ),
    to_say_number(
        "{n} paragraph breaks off in mid-sentence and may go on in the next",
        "{n} paragraphs break off in mid-sentence and may go on in the next",
    ),
    to_say_number(
        "{n} hyphen at the end of a line may only divide a word",
        "{n} hyphens at the ends of lines may only divide words",
    ),
    to_say_number(
        "{n} paragraph is very long and may hold several",
        "{n} paragraphs are very long and may hold several each",
    ),
    to_say_number(
        "{n} paragraph looks like a note but was read as words",
        "{n} paragraphs look like notes but were read as words",
    ),
    to_say_number(
        "{n} line recurs like a running head but was read as words",
        "{n} lines recur like running heads but were read as words",
    ),
    to_say_number(
        "{n} line looks like a count of votes but was read as words",
        "{n} lines look like counts of votes but were read as words",
    ),
)
_LISTS = ("numbers", "others", "named", "files")  # values that are lists in English
# What a value can be, where it is not any words.
_WORD = r"\S+?"
_VALUES = {
    **dict.fromkeys(("n", "count"), r"[\d,]+"),
    **dict.fromkeys(("paragraph", "document", "other", "number", "coder", "checksum"), _WORD),
    **dict.fromkeys(("code", "file", "rule", "date"), _WORD),
    "share": r"[\d.]+",
}
_LINE = re.compile(r"\bline (?=\d)")
_OF_LANGUAGE = re.compile(r"([\d,]+)(?: paragraphs?)? in (.+)")


def say_doubt(sentences: str) -> str:
    """Return sentences on a doubt in the report's language.

    What no pattern fits stays English, and the build says so.
    """
    if report_language().english or not sentences:
        return sentences
    for pattern, message in _patterns():
        if found := pattern.fullmatch(sentences):
            values = found.groupdict()
            rest = values.pop("_rest")
            said = say(message, **{name: _value(name, words) for name, words in values.items()})
            return f"{said} {say_doubt(rest)}" if rest else said
    for pattern, (one, other) in _counted():
        if found := pattern.fullmatch(sentences):
            count = int(found["n"].replace(",", ""))
            shown = _LINE.sub(lambda _: say("line {line}", line=""), found["_shown"])
            shown = re.sub(r" and (\S+) more(?=\.$)", r" (+ \1)", shown)
            return say_number(count, one, other) + shown
    stays_english(ENGLISH)
    return sentences


def _value(name: str, words: str) -> str:
    """Return a value in the report's language: lists, decimals, kinds of paragraphs."""
    if name == "share":
        return words.replace(".", report_language().decimal)
    if name == "count":
        return say_integer(int(words.replace(",", "")))
    if name == "languages":  # "5 paragraphs in English, 3 in German"
        said = (_OF_LANGUAGE.fullmatch(part) for part in words.split(", "))
        codes = {name: code for code, name in NAMES.items()}  # which are the same in each language
        shown = (f"{codes.get(found[2], found[2])} ({found[1]})" for found in said if found)
        return semicolon().join(shown) or words
    if name in _LISTS:
        return say_list(re.split(r", | and ", words))
    if name in ("old", "new"):
        return (
            say("not given")
            if words == "not given"
            else say(KIND_NAMES[words])
            if words in KIND_NAMES
            else words
        )
    return words


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the patterns with their messages, those with the most words of their own first."""
    made = sorted(SENTENCES, key=lambda message: -len(PLACE.sub("", message)))
    return [
        (re.compile(_expression(message) + r"(?: (?P<_rest>.+))?", re.DOTALL), message)
        for message in made
    ]


@functools.cache
def _counted() -> list[tuple[re.Pattern[str], tuple[str, str]]]:
    return [
        (re.compile(_expression(message) + r"(?P<_shown>: .+)", re.DOTALL), pair)
        for pair in COUNTED
        for message in pair
    ]


def _expression(message: str) -> str:
    """Return a message as a regular expression with a group for each value."""
    parts = PLACE.split(message)
    return "".join(
        f"(?P<{part}>{_VALUES.get(part, '.+?')})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
