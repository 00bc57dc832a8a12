"""The `pilcrow` command: what a scholar types beside `snakemake`. Each command is the module of its name."""

from __future__ import annotations

import importlib.util
import sys

from pilcrow.model.problems import did_you_mean, run

# command: (module, what it does in a line)
COMMANDS: dict[str, tuple[str, str]] = {
    "check": (
        "pilcrow.checks.project",
        "check config, metadata, codebook, corrections, hand codings",
    ),
    "config": ("pilcrow.cli.config", "print every key of config/config.yaml with its default"),
    "status": ("pilcrow.cli.status", "what changed in the text since it was last accepted"),
    "accept": ("pilcrow.cli.accept", "accept the text as it is now into the ledger"),
    "locate": (
        "pilcrow.cli.locate",
        "where a paragraph stands in the raw file, or what stands at a byte",
    ),
    "diff": (
        "pilcrow.cli.diff",
        "what an edit of the text did to paragraphs, codings, tables and report",
    ),
    "cite": (
        "pilcrow.cli.cite",
        "a paragraph's citation as Pandoc key, text, URL, URN, BibTeX, CSL-JSON",
    ),
    "why": ("pilcrow.cli.why", "why a paragraph has a theme, or has it not"),
    "kwic": ("pilcrow.cli.kwic", "keyword in context"),
    "suggest": ("pilcrow.cli.suggest", "words over-represented where a theme holds (exploratory)"),
    "codebook": ("pilcrow.cli.codebook", "print the codebook as a journal's appendix"),
    "import-dictionary": (
        "pilcrow.cli.dictionaries",
        "read a quanteda, LIWC, Yoshikoder or Lexicoder dictionary",
    ),
    "assign": ("pilcrow.cli.assignment", "assign documents to coders by seed"),
    "form": ("pilcrow.cli.form", "make a blind coding form for a coder"),
    "receive": ("pilcrow.cli.receive", "take in a coder's codings"),
    "add": ("pilcrow.cli.add", "add a transcript"),
    "remove": ("pilcrow.cli.remove", "remove a document"),
    "rename": ("pilcrow.cli.rename", "give a document another ID"),
    "new": ("pilcrow.cli.new", "start a project of your own"),
    "explain": ("pilcrow.cli.explain", "why the last build rebuilt what it did"),
    "docs": ("pilcrow.cli.docs", "list the pages of the documentation, or print one"),
    "watch": ("pilcrow.cli.watch", "rebuild and reload the page at every edit"),
}


def usage() -> str:
    available = {
        name: entry for name, entry in COMMANDS.items() if importlib.util.find_spec(entry[0])
    }
    width = max(map(len, available), default=0)
    lines = [f"  {name:<{width}}  {description}" for name, (_, description) in available.items()]
    return "Usage: pilcrow COMMAND …  (pilcrow COMMAND --help says more)\n\n" + "\n".join(lines)


def main(arguments: list[str]) -> int:
    import importlib.util

    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    if arguments[0] in ("-V", "--version"):
        from pilcrow import __version__

        print(f"pilcrow {__version__}")
        return 0
    name, *rest = arguments
    if name not in COMMANDS or importlib.util.find_spec(COMMANDS[name][0]) is None:
        print(
            f'There is no command "{name}". {did_you_mean(name, COMMANDS)}\n\n{usage()}',
            file=sys.stderr,
        )
        return 2
    module = importlib.import_module(COMMANDS[name][0])
    return int(module.main(rest) or 0)


def script() -> None:
    """Entry point of the `pilcrow` command."""
    run(main)


if __name__ == "__main__":
    script()
