"""The columns of every published table, and when a table is made.

docs/tables.md, the Parquet schema and the readers follow it. The module imports little, because the
Snakefile asks it which files a build makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from pilcrow.model.groups import DATES, date_groups

# "exact" is a real that is not rounded: of the scholar's own columns.
Kind = Literal["text", "number", "share", "real", "exact", "boolean"]
RULES, CONSENSUS = "rules", "consensus"
# documents: in a larger corpus the tables with a row for each thing in the text are Parquet alone
MANY = 1_000


class Column(NamedTuple):
    """A column: `kind` is text, number (whole), share (0 to 1), real or boolean.
    Empty cells mean: does not apply.
    """

    name: str
    kind: Kind
    description: str


class TableScope(NamedTuple):
    """What decides, before anything is built, which tables a project has."""

    documents: int
    coding: str = RULES  # the coding that the report uses
    coders: tuple[str, ...] = ()  # people with a file in coding/hand
    keyness: bool = False  # whether a comparison of words is declared
    dates: tuple[str, ...] = ()  # of the documents

    @property
    def beside(self) -> str:
        """Name the coding that the report's is compared with. It is the rules. If the report uses
        the rules, it is the only coder, or the consensus of several. It is "" if there is none.
        """
        if self.coding != RULES:
            return RULES
        return CONSENSUS if len(self.coders) > 1 else "".join(self.coders)


class Condition(NamedTuple):
    """When a table is made: in words, and as a function of the project."""

    words: str
    holds: Callable[[TableScope], bool]


ALWAYS = Condition("", lambda project: True)
SEVERAL_DOCUMENTS = Condition(
    "there is more than one document", lambda project: project.documents > 1
)
OF_CONSENSUS = Condition(
    "the report uses the consensus", lambda project: project.coding == CONSENSUS
)
TWO_CODINGS = Condition(
    "there are two codings: that of the rules, and that of a coder or the consensus",
    lambda project: bool(project.beside),
)
TWO_PEOPLE = Condition("at least two people coded", lambda project: len(project.coders) > 1)
A_PERSON = Condition("a person coded", lambda project: bool(project.coders))
OVER_TIME = Condition(
    "there is more than one document, of three dates or more",
    lambda project: project.documents > 1 and len(compared_dates(project.dates)) > 2,
)
WORDS_COMPARED = Condition("a comparison of words is declared", lambda project: project.keyness)


class Table(NamedTuple):
    """A published table: what each row is for, its columns, and when it is made.

    `of_text` says that it has a row for each thing in the text, and `added` of which kind the
    columns are that a project adds.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    when: Condition = ALWAYS
    of_text: bool = False
    added: Kind = "text"

    def kinds(self) -> dict[str, Kind]:
        return {column.name: column.kind for column in self.columns}


def compared_dates(dates: Sequence[str]) -> list[str]:
    """Return the groups by date that documents of these dates are compared by, in order.

    Return [] if they are not compared by date: if there is one group, or if each of more than DATES
    documents is a group of its own.
    """
    named = date_groups(dates)
    groups = sorted(set(named.values()))
    dated = sum(date in named for date in dates)
    return [] if len(groups) < 2 or DATES < len(groups) == dated else groups


def text(name: str, description: str) -> Column:
    return Column(name, "text", description)


def number(name: str, description: str) -> Column:
    return Column(name, "number", description)


def share(name: str, description: str) -> Column:
    return Column(name, "share", description)


def real(name: str, description: str) -> Column:
    return Column(name, "real", description)


def boolean(name: str, description: str) -> Column:
    return Column(name, "boolean", description)


truth = boolean  # its name up to version 0.2, in the modules of forks


DOCUMENT = text("document", "ID of the document")
PARAGRAPH = text("paragraph", "ID of the paragraph")
THEME = text("theme", "code of the theme, with its parents: cooperation/trade")
START = number("start", "first character in the paragraph's clean text, from 0")
END = number("end", "character after the last")
COUNTS = (
    number("paragraphs", "paragraphs that have the theme"),
    number(
        "of_paragraphs",
        "paragraphs that could have it: those of the kinds that the theme is coded on, and read for"
        " the report's coding; by the rules, those in which a rule looks for it",
    ),
    share("share", "paragraphs / of_paragraphs"),
    number("evidence", "spans of evidence"),
    number("words_evidence", "words inside evidence, each counted once in a theme"),
    number("words_paragraphs", "words of the paragraphs that have the theme, whole"),
    number("of_words", "words of the paragraphs that could have it"),
    share("share_words", "words_evidence / of_words"),
)

OF_THEME = (
    THEME,
    text("name", "its name"),
    *COUNTS,
    number("documents", "documents with the theme"),
    number("of_documents", "documents with a paragraph that could have it"),
    number("rules", "rules that gave evidence"),
    text(
        "rests_on",
        "one paragraph, one rule, one paragraph and one rule; empty if there are more",
    ),
    text(
        "paragraph_ids",
        "the paragraphs, separated by a space; empty if there are more than 200",
    ),
)
OF_TENTH = (
    THEME,
    number("tenth", "1 (beginning) to 10 (end), by words of the coded kinds"),
    number("evidence", "spans of evidence that begin there"),
)
OF_PAIR = (
    text("theme", "code of the first theme"),
    text("other", "code of the second"),
    number("paragraphs", "paragraphs that have both"),
    number("either", "paragraphs that have at least one of them"),
    share("jaccard", "paragraphs / either"),
    text(
        "paragraph_ids",
        "the paragraphs that have both, separated by a space; empty if there are more than 200",
    ),
)

_PUBLISHED = (
    Table(
        "documents",
        "each document",
        (
            DOCUMENT,
            text("title", "its title"),
            text("speaker", "main speaker"),
            text("date", "date: 2022-02-10, 2022-02 or 2022"),
            text("place", "place"),
            text("event", "kind of event"),
            text("language", "language (BCP 47)"),
            number("paragraphs", "paragraphs of every kind"),
            number("recording_units", "paragraphs of speech and questions"),
            number(
                "read",
                "recording units that were read for the report's coding: by the rules all in which"
                " some rule looks for a theme",
            ),
            number(
                "compared",
                "recording units that the coding beside the report's read too; 0 if there is none",
            ),
            number("coded", "recording units with at least one theme"),
            number("words", "words of the recording units"),
            number("sentences", "sentences of the recording units"),
            boolean("provisional", "no ledger yet: IDs may change"),
            text("source", "raw file"),
            text("sha256", "SHA-256 of the raw file"),
        ),
    ),
    Table(
        "speakers",
        "each speaker in each document. The row without a speaker is for unnamed speakers",
        (
            DOCUMENT,
            text("speaker", "who speaks"),
            text("family", "family name that edition/speakers.csv or the metadata give"),
            text(
                "role", "role that edition/speakers.csv or, for the main speaker, the metadata give"
            ),
            text("party", "party that edition/speakers.csv gives"),
            text(
                "authority", "ID that edition/speakers.csv gives: wikidata:Q6279, viaf:…, orcid:…"
            ),
            boolean("main", "the document's main speaker, as the metadata name them"),
            number("paragraphs", "recording units that the speaker has"),
            number("words", "words of these"),
        ),
    ),
    Table(
        "paragraphs",
        "each paragraph",
        (
            PARAGRAPH,
            DOCUMENT,
            text("number", "what follows the dot of the ID"),
            number("order", "position in the document, from 1, over all kinds"),
            text("kind", "heading, salutation, speech, question, note"),
            text("speaker", "who speaks"),
            number("words", "words"),
            number("sentences", "sentences"),
            text("sentence_words", "words of each sentence, separated by a space"),
            number(
                "word",
                "position of its first word among those of the document's coded kinds, from 0;"
                " empty for other kinds",
            ),
            text("themes", "themes in the report's coding, separated by a space"),
            text(
                "themes_beside",
                "themes in the coding beside the report's, separated by a space; empty where not"
                " both read it",
            ),
            boolean(
                "read",
                "whether the report's coding read it; without a theme it has none, or was not read;"
                " empty for other kinds",
            ),
            text(
                "verdict",
                "what became of the accepted paragraph: exact, reworded, moved, split, merged, new",
            ),
            text("checksum", "SHA-256 of the clean text"),
            number("line", "line in the raw file"),
            number("raw_start", "first byte in the raw file"),
            number("raw_end", "byte after the last"),
            text("label", "the source's own number"),
            text("locator", "page, time or element of the source"),
            text("text", "clean text"),
        ),
        of_text=True,
    ),
    Table(
        "codings",
        "each span of evidence. A coding without evidence has one row with an empty span",
        (
            DOCUMENT,
            PARAGRAPH,
            THEME,
            text("coder", "rules, or the name of a person's folder"),
            text("rule", "the rule that matched; empty for a person's"),
            text("evidence", "the words, verbatim"),
            START,
            END,
            number("raw_start", "first byte in the raw file"),
            number("raw_end", "byte after the last"),
            number(
                "word",
                "position of its first word among those of the document's coded kinds, from 0",
            ),
            number("words", "words in the span"),
            text(
                "voice",
                "voice of the span as annotated by hand, several separated by a space; empty: not"
                " annotated",
            ),
            text("memo", "the coder's memo"),
            boolean("stale", "a hand coding of an earlier state of the paragraph"),
        ),
        of_text=True,
    ),
    Table(
        "codings_wide",
        "each paragraph of a coded kind. After these columns there is one for each theme (a theme"
        " called speaker has the column speaker_theme): 1 if the report's coding has it, 0 if not,"
        " empty if the paragraph was not read",
        (
            PARAGRAPH,
            DOCUMENT,
            text("speaker", "who speaks"),
            number("words", "words"),
        ),
        of_text=True,
        added="number",
    ),
    Table("themes", "each theme, in the codebook's order", OF_THEME),
    Table(
        "themes_beside",
        "each theme, in the codebook's order, in the coding beside the report's. Counted is what"
        " both read",
        OF_THEME,
        when=TWO_CODINGS,
    ),
    Table(
        "themes_compared",
        "each theme that the report's coding or the one beside it has",
        (
            THEME,
            number("both", "paragraphs that both give it"),
            number("report", "paragraphs that the report's coding alone gives it"),
            number("beside", "paragraphs that the coding beside it alone gives it"),
            *(
                text(
                    f"{by}_ids",
                    f"the paragraphs of {by}, separated by a space; empty if there are more than"
                    " 200",
                )
                for by in ("both", "report", "beside")
            ),
        ),
        when=TWO_CODINGS,
    ),
    Table(
        "theme_document",
        "each theme in each document",
        (
            DOCUMENT,
            THEME,
            *COUNTS,
            text(
                "paragraph_ids",
                "the paragraphs, separated by a space; empty if there are more than 200",
            ),
        ),
    ),
    Table(
        "matrix",
        "each document. After these columns there is one for each theme (a theme called date has"
        " the column date_theme): the paragraphs that have it; empty if no paragraph"
        " of the document could have it",
        (
            DOCUMENT,
            text("title", "its title"),
            text("speaker", "main speaker"),
            text("date", "date: 2022-02-10, 2022-02 or 2022"),
            number("recording_units", "paragraphs of speech and questions"),
        ),
        when=SEVERAL_DOCUMENTS,
        added="number",
    ),
    Table("theme_position", "each theme in each tenth of the documents' length", OF_TENTH),
    Table(
        "theme_position_beside",
        "each theme in each tenth of the documents' length, in the coding beside the report's",
        OF_TENTH,
        when=TWO_CODINGS,
    ),
    Table("cooccurrence", "each pair of themes that share at least one paragraph", OF_PAIR),
    Table(
        "cooccurrence_beside",
        "each pair of themes that share at least one paragraph, in the coding beside the report's",
        OF_PAIR,
        when=TWO_CODINGS,
    ),
    Table(
        "disagreements",
        "each theme that only one of two coders has on a paragraph that both read",
        (
            PARAGRAPH,
            THEME,
            text("first", "one coder"),
            text("second", "the other coder"),
            text("has", "the coder who gave the theme"),
            text("rule", "the rules that matched, separated by a space, if the rules have it"),
            text("evidence", "the words of the evidence, spans separated by |"),
            text("memo", "the person's memo on the theme or, without one, on the paragraph"),
            boolean("stale", "the hand coding is of an earlier state of the paragraph"),
        ),
        of_text=True,
    ),
    Table(
        "codings_compared",
        "each theme of a recording unit that the report's coding or the one beside it has. Only"
        " units that both read count, and only themes that the rules look for there",
        (
            PARAGRAPH,
            DOCUMENT,
            THEME,
            boolean("report", "the report's coding has it"),
            boolean("beside", "the coding beside it has it"),
            boolean("differ", "one of the two has it, and the other does not"),
        ),
        when=TWO_CODINGS,
        of_text=True,
    ),
    Table(
        "consensus",
        "each theme of a paragraph on which the coders disagreed, which only one coder read, or"
        " which was adjudicated",
        (
            PARAGRAPH,
            text("theme", "code of the theme; empty if the adjudicator says that none applies"),
            text("outcome", "coded, not coded, open"),
            text("how", "majority, unanimous, tie, one reader, adjudicator, stale adjudication"),
            text("coders_for", "who gave the theme, separated by a space"),
            text("coders_against", "who read the paragraph and did not"),
            text("memo", "the adjudicator's reason"),
        ),
        when=OF_CONSENSUS,
        of_text=True,
    ),
    Table(
        "voice",
        "each span whose voice was annotated by hand",
        (
            DOCUMENT,
            PARAGRAPH,
            text("voice", "own, reported, conditional, distanced"),
            text("source", "who is reported, as the text names them"),
            text("coder", "who annotated"),
            START,
            END,
            number(
                "word",
                "position of its first word among those of the document's coded kinds, from 0",
            ),
            number("words", "words in the span"),
            text("text", "the words, verbatim"),
            text("memo", "the coder's memo"),
            boolean("stale", "an annotation of an earlier state of the paragraph"),
        ),
        of_text=True,
    ),
    Table(
        "actors",
        "each mention in the text of an actor of the codebook's list",
        (
            DOCUMENT,
            PARAGRAPH,
            text("actor", "as the codebook names them"),
            START,
            END,
            text("text", "the words, verbatim"),
        ),
        of_text=True,
    ),
    Table(
        "sensitivity",
        "each theme under each variant of the method",
        (
            text("variant", "leave out rule, or sentence as recording unit"),
            THEME,
            text("rule", "the rule left out"),
            text("pattern", "what the rule looks for"),
            text("unit", "recording unit of the variant"),
            number("count", "units with the theme as reported (paragraphs)"),
            number("of", "units in which a rule looks for it, as reported"),
            share("share", "count / of"),
            number("count_variant", "units with the theme under the variant"),
            number("of_variant", "units in which a rule looks for it under the variant"),
            share("share_variant", "count_variant / of_variant"),
            number("lost", "codings that are lost"),
            text(
                "paragraph_ids",
                "their paragraphs, separated by a space; empty if there are more than 200",
            ),
        ),
    ),
    Table(
        "agreement",
        "each coefficient between independent human coders",
        (
            text("theme", "code of the theme; empty for all themes together"),
            text("coders", "names, separated by a space"),
            number("units", "paragraphs that at least two of them read and that were not left out"),
            number("positives", "paragraphs to which at least one of them gave the theme"),
            text("coefficient", "alpha, alpha (MASI), kappa, AC1, percent"),
            real("value", "its value; empty if it is withheld or not defined"),
            real("low", "2.5th percentile of the bootstrap"),
            real("high", "97.5th percentile of the bootstrap"),
            number("draws", "draws of the bootstrap in which it was defined"),
            text("withheld", "why there is no value; bounds: docs/agreement.md"),
            number(
                "left_out",
                "paragraphs left out as examples, as text the rules were written on, or as stale",
            ),
        ),
        when=TWO_PEOPLE,
    ),
    Table(
        "rules_against_people",
        "each theme and each person that the rules are measured against",
        (
            text("coder", "the person"),
            text("theme", "code of the theme; empty for all themes together"),
            text(
                "sample",
                "in-sample (the rules were written on these paragraphs), out-of-sample, or unknown",
            ),
            number("units", "paragraphs read by the person in which a rule looks for the theme"),
            number("both", "codings of both"),
            number("rules_only", "codings of the rules alone"),
            number("person_only", "codings of the person alone"),
            share("precision", "both / (both + rules_only)"),
            share("recall", "both / (both + person_only)"),
            share("f1", "harmonic mean of the two"),
        ),
        when=A_PERSON,
    ),
    Table(
        "comparison",
        "each theme in each group of documents",
        (
            text(
                "by",
                "speaker (who speaks), date (by month or year if there are more than 24 dates),"
                " place, event, language, or a column of the metadata's `extra`; empty for all"
                " documents together. A variable with one value is left out, and one with a value"
                " of its own for each of more than 24 documents",
            ),
            text("group", "value of that variable"),
            THEME,
            number("documents", "documents of the group"),
            number("paragraphs", "paragraphs that have the theme"),
            number("of_paragraphs", "paragraphs that could have it"),
            share("share", "paragraphs / of_paragraphs"),
            share(
                "low",
                "2.5th percentile of the bootstrap over documents; only if the documents are"
                " declared a sample",
            ),
            share("high", "97.5th percentile"),
            number("words_evidence", "words inside evidence"),
            number("of_words", "words of the paragraphs that could have it"),
            share("share_words", "words_evidence / of_words"),
        ),
        when=SEVERAL_DOCUMENTS,
    ),
    Table(
        "keyness",
        "each word that occurs three times or more in target and reference together. The most"
        " typical of the target is first",
        (
            text("word", "the word, in small letters and without the English possessive"),
            boolean(
                "stop_word",
                "whether it is a stop word of the language (Stopwords ISO): the report does not"
                " list those",
            ),
            real(
                "log_ratio",
                "binary logarithm of the ratio of its relative frequencies, none counting as half"
                " an occurrence (Hardie 2014): 1 is twice as frequent in the target",
            ),
            real(
                "log_likelihood",
                "G2, the evidence for any difference (Rayson and Garside 2000, after Dunning 1993)",
            ),
            number("frequency_target", "occurrences in the target"),
            number("of_words_target", "words of the target"),
            number("documents_target", "documents of the target that have it"),
            number("of_documents_target", "documents of the target"),
            number("paragraphs_target", "paragraphs of the target that have it"),
            number("of_paragraphs_target", "paragraphs of the target"),
            share(
                "dp_target",
                "deviation of proportions over the target's documents, normalised (Gries 2008,"
                " Lijffijt and Gries 2012): 0 even, 1 all in the shortest; empty with one document,"
                " or without the word",
            ),
            text(
                "paragraph_ids_target",
                "the first five paragraphs of the target that have it, separated by a space",
            ),
            number("frequency_reference", "the same of the reference"),
            number("of_words_reference", "words of the reference"),
            number("documents_reference", "documents of the reference that have it"),
            number("of_documents_reference", "documents of the reference"),
            number("paragraphs_reference", "paragraphs of the reference that have it"),
            number("of_paragraphs_reference", "paragraphs of the reference"),
            share("dp_reference", "deviation of proportions over the reference's documents"),
            text(
                "paragraph_ids_reference", "the first five paragraphs of the reference that have it"
            ),
        ),
        when=WORDS_COMPARED,
    ),
)
TABLES: dict[str, Table] = {table.name: table for table in _PUBLISHED}


def theme_columns(table: str, codes: Iterable[str]) -> dict[str, Column]:
    """Name the columns of a table for themes, by code.

    If the table already has a column of that name, the name gets an ending that no code can have.
    """
    taken = TABLES[table].kinds()
    return {
        code: Column(f"{code}_theme" if code in taken else code, TABLES[table].added, "")
        for code in codes
    }


def row_columns(codes: Sequence[str], project: TableScope) -> dict[str, list[Column]]:
    """List the tables whose rows are written a batch at a time, with their columns.

    `codes`: the codebook's themes.
    """
    found = {
        table.name: list(table.columns)
        for table in TABLES.values()
        if table.of_text and table.when.holds(project)
    }
    found["codings_wide"] += theme_columns("codings_wide", codes).values()
    return found


def tables_made(project: TableScope) -> list[str]:
    """List the files that `tabulate` makes for a project, besides values.json: `themes.csv`,
    `themes.parquet`, …

    Each is made whatever its rows are: a table without rows has its header. In a corpus of more
    than MANY documents the tables with a row for each thing in the text are published as Parquet
    alone.
    """
    found = []
    for table in TABLES.values():
        if table.when.holds(project):
            found += [f"{table.name}.csv"] * csv_made(table, project.documents)
            found.append(f"{table.name}.parquet")
    return found


def csv_made(table: Table, documents: int) -> bool:
    """Return whether a table is also published as CSV."""
    return documents <= MANY or not table.of_text
