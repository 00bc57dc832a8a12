"""The columns of every published table, in one place: what docs/tables.md, the Parquet schema and the readers go by."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column: `kind` is text, number (whole), share (0 to 1) or real, truth (true or false). Empty cells mean: does not apply."""

    name: str
    kind: str
    description: str


class Table(NamedTuple):
    """A published table: what one row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]
    when: str = ""  # "" means always

    def kinds(self) -> dict[str, str]:
        return {column.name: column.kind for column in self.columns}


def _columns(lines: str) -> tuple[Column, ...]:
    """Columns from lines of `name | kind | description`."""
    return tuple(
        Column(*(part.strip() for part in line.split("|", 2)))
        for line in lines.splitlines()
        if line
    )


_COUNTS = """
paragraphs | number | paragraphs that have the theme
of_paragraphs | number | paragraphs that could have it: those of the kinds that the theme is coded on
share | share | paragraphs / of_paragraphs
evidence | number | spans of evidence
words_evidence | number | words inside evidence, each counted once in a theme
words_paragraphs | number | words of the paragraphs that have the theme, whole
of_words | number | words of the paragraphs that could have it
share_words | share | words_evidence / of_words
"""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            "a document",
            _columns("""
document | text | ID of the document
title | text | its title
speaker | text | main speaker
date | text | date: 2022-02-10, 2022-02 or 2022
place | text | place
event | text | kind of event
language | text | language (BCP 47)
paragraphs | number | paragraphs of every kind
recording_units | number | paragraphs of speech and questions
coded | number | recording units with at least one theme
words | number | words of the recording units
sentences | number | sentences of the recording units
provisional | truth | no ledger yet: IDs may change
source | text | raw file
sha256 | text | SHA-256 of the raw file
"""),
        ),
        Table(
            "paragraphs",
            "a paragraph",
            _columns("""
paragraph | text | ID of the paragraph
document | text | ID of the document
number | text | what follows the dot of the ID
order | number | position in the document, from 1, over all kinds
kind | text | heading, salutation, speech, question, note
speaker | text | who speaks
words | number | words
sentences | number | sentences
sentence_words | text | words of each sentence, separated by a space
word | number | position of its first word in the document's recording units, from 0; empty for other kinds
themes | text | themes in the report's coding, separated by a space
verdict | text | what became of the accepted paragraph: exact, reworded, moved, split, merged, new
checksum | text | SHA-256 of the clean text
line | number | line in the raw file
raw_start | number | first byte in the raw file
raw_end | number | byte after the last
label | text | the source's own number
locator | text | page, time or element of the source
text | text | clean text
"""),
        ),
        Table(
            "codings",
            "a span of evidence; a coding without evidence has one row with the span empty",
            _columns("""
document | text | ID of the document
paragraph | text | ID of the paragraph
theme | text | code of the theme, with its parents: cooperation/trade
coder | text | rules, or the name of a person's folder
rule | text | the rule that matched; empty for a person's
evidence | text | the words, verbatim
start | number | first character in the paragraph's clean text, from 0
end | number | character after the last
raw_start | number | first byte in the raw file
raw_end | number | byte after the last
word | number | position of its first word in the document's recording units, from 0
words | number | words in the span
voice | text | voice of the span as annotated by hand, several separated by a space; empty: not annotated
memo | text | the coder's memo
stale | truth | a hand coding of an earlier state of the paragraph
"""),
        ),
        Table(
            "codings_wide",
            "a recording unit; after these columns, one for each theme (a theme called speaker has the column speaker_theme): 1 if the report's coding has it, else 0",
            _columns("""
paragraph | text | ID of the paragraph
document | text | ID of the document
speaker | text | who speaks
words | number | words
"""),
        ),
        Table(
            "themes",
            "a theme, in the codebook's order",
            _columns(
                """
theme | text | code of the theme, with its parents: cooperation/trade
name | text | its name
"""
                + _COUNTS
                + """
documents | number | documents with the theme
of_documents | number | documents
rules | number | rules that gave evidence
rests_on | text | one paragraph, one rule, one paragraph and one rule; empty where more
paragraph_ids | text | the paragraphs, separated by a space; empty when more than 200
"""
            ),
        ),
        Table(
            "theme_document",
            "a theme in a document",
            _columns(
                """
document | text | ID of the document
theme | text | code of the theme, with its parents: cooperation/trade
"""
                + _COUNTS
                + """
paragraph_ids | text | the paragraphs, separated by a space; empty when more than 200
"""
            ),
        ),
        Table(
            "matrix",
            "a document; after these columns, one for each theme (a theme called date has the column date_theme): the paragraphs that have it",
            _columns("""
document | text | ID of the document
title | text | its title
speaker | text | main speaker
date | text | date: 2022-02-10, 2022-02 or 2022
recording_units | number | paragraphs of speech and questions
"""),
            when="there is more than one document",
        ),
        Table(
            "theme_position",
            "a theme in a tenth of the documents' length",
            _columns("""
theme | text | code of the theme, with its parents: cooperation/trade
tenth | number | 1 (beginning) to 10 (end), by words of the recording units
evidence | number | spans of evidence that begin there
"""),
        ),
        Table(
            "cooccurrence",
            "two themes that share at least one paragraph",
            _columns("""
theme | text | code of the first theme
other | text | code of the second
paragraphs | number | paragraphs that have both
either | number | paragraphs that have at least one of them
jaccard | share | paragraphs / either
paragraph_ids | text | the paragraphs that have both, separated by a space; empty when more than 200
"""),
        ),
        Table(
            "disagreements",
            "a theme that one of two coders has on a paragraph that both read, and the other has not",
            _columns("""
paragraph | text | ID of the paragraph
theme | text | code of the theme, with its parents: cooperation/trade
first | text | coder
second | text | coder
has | text | the one who has the theme
rule | text | the rules that matched, separated by a space, where the rules have it
evidence | text | its words, spans separated by |
memo | text | the person's memo on the theme or, without one, on the paragraph
stale | truth | the hand coding is of an earlier state of the paragraph
"""),
        ),
        Table(
            "consensus",
            "a theme of a paragraph on which the coders did not simply agree, which one alone read, or which was adjudicated",
            _columns("""
paragraph | text | ID of the paragraph
theme | text | code of the theme; empty where the adjudicator says that none applies
outcome | text | coded, not coded, open
how | text | majority, unanimous, tie, one reader, adjudicator, stale adjudication
coders_for | text | who gave the theme, separated by a space
coders_against | text | who read the paragraph and did not
memo | text | the adjudicator's reason
"""),
            when="the report uses the consensus",
        ),
        Table(
            "voice",
            "a span whose voice was annotated by hand",
            _columns("""
document | text | ID of the document
paragraph | text | ID of the paragraph
voice | text | own, reported, conditional, distanced
source | text | who is reported, as the text names them
coder | text | who annotated
start | number | first character in the paragraph's clean text, from 0
end | number | character after the last
word | number | position of its first word in the document's recording units, from 0
words | number | words in the span
text | text | the words, verbatim
memo | text | the coder's memo
stale | truth | an annotation of an earlier state of the paragraph
"""),
        ),
        Table(
            "actors",
            "an actor of the codebook's list, named in the text",
            _columns("""
document | text | ID of the document
paragraph | text | ID of the paragraph
actor | text | as the codebook names them
start | number | first character in the paragraph's clean text, from 0
end | number | character after the last
text | text | the words, verbatim
"""),
        ),
        Table(
            "sensitivity",
            "a theme under a variant of the method",
            _columns("""
variant | text | leave out rule, or sentence as recording unit
theme | text | code of the theme, with its parents: cooperation/trade
rule | text | the rule left out
pattern | text | what the rule looks for
unit | text | recording unit of the variant
count | number | units with the theme as reported (paragraphs)
of | number | units that could have it, as reported
share | share | count / of
count_variant | number | units with the theme under the variant
of_variant | number | units that could have it under the variant
share_variant | share | count_variant / of_variant
lost | number | codings that fall
paragraph_ids | text | their paragraphs, separated by a space; empty when more than 200
"""),
        ),
        Table(
            "agreement",
            "a coefficient between independent human coders",
            _columns("""
theme | text | code of the theme; empty for all themes together
coders | text | names, separated by a space
units | number | paragraphs that at least two of them read and that were not left out
positives | number | paragraphs to which at least one of them gave the theme
coefficient | text | alpha, alpha (MASI), kappa, AC1, percent
value | real | its value; empty where it is withheld or not defined
low | real | 2.5th percentile of the bootstrap
high | real | 97.5th percentile of the bootstrap
draws | number | draws of the bootstrap in which it was defined
withheld | text | why there is no value; bounds: docs/agreement.md
left_out | number | paragraphs left out as examples, as text the rules were written on, or as stale
"""),
            when="at least two people coded",
        ),
        Table(
            "rules_against_people",
            "the rules measured against a person, by theme",
            _columns("""
coder | text | the person
theme | text | code of the theme; empty for all themes together
sample | text | in-sample (the rules were written on these paragraphs), out-of-sample, or unknown
units | number | paragraphs read by the person
both | number | codings of both
rules_only | number | codings of the rules alone
person_only | number | codings of the person alone
precision | share | both / (both + rules_only)
recall | share | both / (both + person_only)
f1 | share | harmonic mean of the two
"""),
            when="a person coded",
        ),
        Table(
            "comparison",
            "a theme in a group of documents",
            _columns("""
by | text | speaker (who speaks), date (by month or year where there are more than 24 dates), place, event, language, or a column of the metadata's `extra`; empty for all documents together. A variable with one value is left out, and one with a value of its own for each of more than 24 documents
group | text | value of that variable
theme | text | code of the theme, with its parents: cooperation/trade
documents | number | documents of the group
paragraphs | number | paragraphs that have the theme
of_paragraphs | number | paragraphs that could have it
share | share | paragraphs / of_paragraphs
low | share | 2.5th percentile of the bootstrap over documents; only where the documents are declared a sample
high | share | 97.5th percentile
words_evidence | number | words inside evidence
of_words | number | words of the paragraphs that could have it
share_words | share | words_evidence / of_words
"""),
            when="there is more than one document",
        ),
        Table(
            "keyness",
            "a word that occurs three times or more in target and reference together, the most typical of the target first",
            _columns("""
word | text | the word as the codebook's rules see it, in small letters
log_ratio | real | binary logarithm of the ratio of its relative frequencies, none counting as half an occurrence (Hardie 2014): 1 is twice as frequent in the target
log_likelihood | real | G2, the evidence for any difference (Rayson and Garside 2000, after Dunning 1993)
frequency_target | number | occurrences in the target
of_words_target | number | words of the target
documents_target | number | documents of the target that have it
of_documents_target | number | documents of the target
paragraphs_target | number | paragraphs of the target that have it
of_paragraphs_target | number | paragraphs of the target
dp_target | share | deviation of proportions over the target's documents, normalised (Gries 2008, Lijffijt and Gries 2012): 0 even, 1 all in the shortest; empty with one document, or without the word
paragraph_ids_target | text | the first five paragraphs of the target that have it, separated by a space
frequency_reference | number | the same of the reference
of_words_reference | number | words of the reference
documents_reference | number | documents of the reference that have it
of_documents_reference | number | documents of the reference
paragraphs_reference | number | paragraphs of the reference that have it
of_paragraphs_reference | number | paragraphs of the reference
dp_reference | share | deviation of proportions over the reference's documents
paragraph_ids_reference | text | the first five paragraphs of the reference that have it
"""),
            when="a comparison of words is declared",
        ),
    )
}
