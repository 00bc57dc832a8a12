"""`pilcrow config`: every key of config/config.yaml, its default, and what it means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pilcrow.cli.door import door, print_json

if TYPE_CHECKING:
    import pydantic


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas by file name, from the typed models."""
    from pilcrow.coding.codebook import Codebook
    from pilcrow.model.settings import Config, Metadata

    models: dict[str, type[pydantic.BaseModel]] = {
        "config": Config,
        "metadata": Metadata,
        "codebook": Codebook,
    }
    return {f"{name}.schema.json": model.model_json_schema() for name, model in models.items()}


def default_of(field: pydantic.fields.FieldInfo) -> str:
    return json.dumps(field.default)


def reference() -> str:
    """The keys of config/config.yaml as a Markdown table."""
    from pilcrow.model.settings import Config

    lines = ["| key | default | what it does |", "|---|---|---|"]
    for name, field in Config.model_fields.items():
        lines.append(f"| `{name}` | `{default_of(field)}` | {field.description} |")
    return "\n".join(lines)


def print_config(
    *, markdown: bool = False, schemas_to: Path | None = None, as_json: bool = False
) -> int:
    """Print every key of config/config.yaml with its default and what it does.

    Args:
        markdown: Print the table of the documentation.
        schemas_to: Write the JSON Schemas of configuration, metadata and codebook into this folder instead.
        as_json: Print the JSON Schema of the configuration.
    """
    from pilcrow.model.records import write_text
    from pilcrow.model.settings import Config

    if schemas_to:
        for name, schema in schemas().items():
            write_text(schemas_to / name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    elif as_json:
        print_json(Config.model_json_schema())
    elif markdown:
        print(reference())
    else:
        for name, field in Config.model_fields.items():
            print(f"# {field.description}\n{name}: {default_of(field)}\n")
    return 0


# What keeps the repository in step with the model is not for scholars.
command = door(
    print_config,
    [
        click.Option(["--markdown"], is_flag=True, hidden=True),
        click.Option(["--schemas", "schemas_to"], type=click.Path(path_type=Path), hidden=True),
    ],
    uses_project=False,
    json=True,
)
