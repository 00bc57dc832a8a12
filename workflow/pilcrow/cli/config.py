"""`pilcrow config`: every key of config/config.yaml, its default, and what it means; and the JSON Schemas of what scholars write."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pydantic

from pilcrow.model.problems import run
from pilcrow.model.records import write_text
from pilcrow.model.settings import Config, Metadata


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas by file name, from the typed models."""
    from pilcrow.coding.codebook import Codebook

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
    lines = ["| key | default | what it does |", "|---|---|---|"]
    for name, field in Config.model_fields.items():
        lines.append(f"| `{name}` | `{default_of(field)}` | {field.description} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """`pilcrow config`."""
    parser = argparse.ArgumentParser(
        prog="pilcrow config", description="Print every key of config/config.yaml with its default."
    )
    parser.add_argument("--markdown", action="store_true", help="as a table for the documentation")
    parser.add_argument(
        "--schemas",
        type=Path,
        metavar="FOLDER",
        help="write the JSON Schemas of config, metadata and codebook",
    )
    options = parser.parse_args(arguments)
    if options.schemas:
        for name, schema in schemas().items():
            write_text(
                options.schemas / name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
            )
        return 0
    if options.markdown:
        print(reference())
        return 0
    for name, field in Config.model_fields.items():
        print(f"# {field.description}\n{name}: {default_of(field)}\n")
    return 0


if __name__ == "__main__":
    run(main)
