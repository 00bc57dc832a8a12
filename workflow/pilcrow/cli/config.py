"""`pilcrow config`: every key of config/config.yaml, its default, and what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pilcrow.cli.door import door, print_json
from pilcrow.model.values import Data

if TYPE_CHECKING:
    from pilcrow.model.values import Typed


def schemas() -> dict[str, dict[str, Data]]:
    """Return the JSON Schemas of configuration, metadata and codebook, by file name."""
    from pilcrow.files.typed import json_schema
    from pilcrow.model.codebook import Codebook
    from pilcrow.model.documents import Metadata
    from pilcrow.model.settings import Config

    models: dict[str, type[Typed]] = {
        "config": Config,
        "metadata": Metadata,
        "codebook": Codebook,
    }
    return {f"{name}.schema.json": json_schema(model) for name, model in models.items()}


def keys(model: type[Typed]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of a model: name, default as JSON, and what it does."""
    from pilcrow.files.typed import default_of, description_of, model_keys

    for name, field in model_keys(model).items():
        yield name, json.dumps(default_of(field)), description_of(field)


def reference() -> str:
    """Return the keys of config/config.yaml as a Markdown table."""
    from pilcrow.model.settings import Config

    lines = ["| key | default | what it does |", "|---|---|---|"]
    lines += [f"| `{name}` | `{default}` | {text} |" for name, default, text in keys(Config)]
    return "\n".join(lines)


def metadata_reference() -> str:
    """Return the keys of raw/<document>.yaml as a Markdown table. A nested key has a dot."""
    from pilcrow.files.typed import default_of, description_of, kind_of, model_keys, struct_of
    from pilcrow.model.documents import Metadata

    lines = ["| key | value | without it | what it says |", "|---|---|---|---|"]

    def add(model: type[Typed], prefix: str) -> None:
        for name, field in model_keys(model).items():
            without = "required" if field.required else f"`{json.dumps(default_of(field))}`"
            inner = struct_of(field.type)
            if inner is not None:
                without = "required" if field.required else ""
            kind = kind_of(field.type)
            lines.append(f"| `{prefix}{name}` | {kind} | {without} | {description_of(field)} |")
            if inner is not None:
                add(inner, f"{prefix}{name}.")

    add(Metadata, "")
    return "\n".join(lines)


def print_config(
    *, markdown: bool = False, schemas_to: Path | None = None, as_json: bool = False
) -> int:
    """Print every key of config/config.yaml with its default and what it does.

    Args:
        markdown: Print the table of the documentation.
        schemas_to: Folder: write the JSON Schemas of configuration, metadata and codebook there and
            print nothing. None prints.
        as_json: Print the JSON Schema of the configuration.
    """
    from pilcrow.files.typed import json_schema
    from pilcrow.model.records import write_text
    from pilcrow.model.settings import Config

    if schemas_to:
        for name, schema in schemas().items():
            write_text(schemas_to / name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    elif as_json:
        print_json(json_schema(Config))
    elif markdown:
        print(reference())
    else:
        for name, default, text in keys(Config):
            print(f"# {text}\n{name}: {default}\n")
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
