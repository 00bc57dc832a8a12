"""The commands by task: their modules, and what each does in a line."""

from __future__ import annotations

# By task: command → (module, what it does in a line).
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Start and look around": {
        "new": ("pilcrow.cli.new", "Start a project of your own."),
        "check": ("pilcrow.cli.check", "Check every file that you write."),
        "config": ("pilcrow.cli.config", "Print every key of config/config.yaml."),
        "docs": ("pilcrow.cli.docs", "List the pages of the documentation, or print one."),
    },
    "Add and correct": {
        "add": ("pilcrow.cli.add", "Add transcripts."),
        "show": ("pilcrow.cli.show", "Show how a transcript is divided, and why."),
        "rename": ("pilcrow.cli.rename", "Give a document another ID."),
        "remove": ("pilcrow.cli.remove", "Take a document out of the project."),
        "locate": (
            "pilcrow.cli.locate",
            "Find a paragraph in its raw file, or a byte in the text.",
        ),
        "status": ("pilcrow.cli.status", "Show what changed in the text since you accepted it."),
        "accept": ("pilcrow.cli.accept", "Accept the text as it is now into the ledger."),
    },
    "Code": {
        "codebook": ("pilcrow.cli.codebook", "Print the codebook as an appendix."),
        "import-dictionary": (
            "pilcrow.cli.dictionaries",
            "Begin a codebook from a dictionary of another program.",
        ),
        "kwic": ("pilcrow.cli.kwic", "Show a keyword in its context."),
        "suggest": ("pilcrow.cli.suggest", "Suggest words for the rules of a theme."),
        "why": ("pilcrow.cli.why", "Explain why a paragraph has a theme or does not have it."),
        "assign": ("pilcrow.cli.assignment", "Assign documents to coders."),
        "form": ("pilcrow.cli.form", "Make blind coding forms."),
        "receive": ("pilcrow.cli.receive", "Take in the codings of a coder."),
    },
    "Compare": {
        "diff": ("pilcrow.cli.diff", "Compare the project with an earlier state."),
    },
    "Cite": {
        "cite": ("pilcrow.cli.cite", "Print the citation of a paragraph."),
    },
    "Build": {
        "watch": ("pilcrow.cli.watch", "Rebuild and reload the page at every edit."),
        "explain": ("pilcrow.cli.explain", "Say why the last build rebuilt what it did."),
        "verify": ("pilcrow.cli.verify", "List what is not up to date."),
    },
}
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


USAGE = """Usage: pilcrow [OPTIONS] COMMAND ...

  Turn transcripts of public speech into a report that cites their paragraphs.
  `make` (or `snakemake`) builds the report; these commands do the rest.
"""
OPTIONS = """Options:
  -V, --version  Print the version.
  -h, --help     Print this overview.

`pilcrow COMMAND --help` explains a command, `pilcrow docs` lists the documentation.
"""


def overview() -> str:
    """Return the help text of `pilcrow`: all commands by task."""
    width = max(map(len, COMMANDS))
    parts = [USAGE]
    for section, commands in SECTIONS.items():
        lines = [f"  {name:<{width}}  {line}" for name, (_, line) in commands.items()]
        parts.append("\n".join([f"{section}:", *lines, ""]))
    return "\n".join([*parts, OPTIONS])
