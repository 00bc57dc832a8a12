"""Guards: docs/config.md and the JSON Schemas are in step with the one typed source; every stage is
told the keys that it uses.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pilcrow.checks.project import check_config
from pilcrow.cli.config import metadata_reference, reference, schemas
from pilcrow.files.typed import model_keys
from pilcrow.model.problems import Problems
from pilcrow.model.settings import Config

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_documentation_lists_every_key() -> None:
    """`pilcrow config --markdown` prints the table."""
    assert reference() in (REPOSITORY / "docs/config.md").read_text(encoding="utf-8")


def test_the_documentation_lists_every_key_of_the_metadata() -> None:
    """`metadata_reference()` makes the table of docs/metadata.md."""
    text = (REPOSITORY / "docs/metadata.md").read_text(encoding="utf-8")
    assert metadata_reference() in text


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_are_those_of_the_models(name: str) -> None:
    """`pilcrow config --schemas workflow/schemas` writes them."""
    assert json.loads((REPOSITORY / "workflow/schemas" / name).read_bytes()) == schemas()[name]


def test_every_key_reaches_a_rule_or_the_plan() -> None:
    """A key that neither reads rebuilds nothing when it changes."""
    rules = [*(REPOSITORY / "workflow/rules").glob("*.smk"), REPOSITORY / "workflow/Snakefile"]
    package = REPOSITORY / "workflow/pilcrow"
    read = [*rules, package / "build/plan.py", package / "checks/extracts.py"]
    # These become part of the manifest, which is written of what the check made.
    manifest = {"stage_words", "stage_brackets"}
    told = "".join(path.read_text(encoding="utf-8") for path in read)
    silent = {name for name in model_keys(Config) if f'"{name}"' not in told}
    assert silent - manifest == {"recording_unit"}, "it can have one value only"


def test_a_wrong_value_of_the_command_line_has_no_line(tmp_path: Path) -> None:
    with pytest.raises(Problems) as stopped:
        check_config(tmp_path, {"strict": "maybe", "renderr": "quarto"})
    said = str(stopped.value).splitlines()
    assert len(said) == 2
    assert all(line.startswith("--config, --configfile: ") for line in said), said
