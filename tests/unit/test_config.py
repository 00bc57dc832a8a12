"""Guards: docs/config.md and the JSON Schemas are in step with the one typed source; every stage is told the keys that it uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pilcrow.cli.config import metadata_reference, reference, schemas
from pilcrow.files.typed import keys_of
from pilcrow.model.settings import Config

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_documentation_lists_every_key() -> None:
    """`python -m pilcrow.cli.config --markdown` prints the table."""
    assert reference() in (REPOSITORY / "docs/config.md").read_text(encoding="utf-8")


def test_the_documentation_lists_every_key_of_the_metadata() -> None:
    """`metadata_reference()` makes the table of docs/metadata.md."""
    text = (REPOSITORY / "docs/metadata.md").read_text(encoding="utf-8")
    assert metadata_reference() in text


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_are_those_of_the_models(name: str) -> None:
    """`python -m pilcrow.cli.config --schemas workflow/schemas` writes them."""
    assert json.loads((REPOSITORY / "workflow/schemas" / name).read_bytes()) == schemas()[name]


def test_every_key_reaches_a_stage_or_the_plan() -> None:
    from pilcrow.build.plan import KEYS

    told = {key for keys in KEYS.values() for key in keys}
    assert set(keys_of(Config)) - told == {"documents_per_batch_from"}, (
        "a key that no digest holds rebuilds nothing"
    )
