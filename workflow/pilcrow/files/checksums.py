"""Checksums of files, and writing a file only when its content changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def file_checksum(path: str | Path) -> str:
    """Return the SHA-256 of a file's content; "" if there is no such file."""
    digest = hashlib.sha256()  # `file_digest` makes a buffer for each file, which costs most
    try:
        with open(path, "rb", buffering=0) as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""
    return digest.hexdigest()


def combine(parts: Mapping[str, str]) -> str:
    """Return one short digest of named parts."""
    return sha256(json.dumps(sorted(parts.items()), ensure_ascii=False).encode())[:24]


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file as a whole if its content differs. Return whether it was written."""
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    os.replace(temporary, path)
    return True


def read_json(path: Path, kind: type = dict) -> Any:
    """Return the JSON value of a file; None if it cannot be read or is not of the kind expected."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, kind) else None


def describe_differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return in words how the parts of a job changed.

    A file that still exists is not reported as gone.
    """
    left = {
        name: "is no longer read here" if Path(name).is_file() else "is gone"
        for name in sorted(before.keys() - now.keys())
    }
    return [
        *(
            f"{name} changed"
            for name in sorted(now.keys() & before.keys())
            if now[name] != before[name]
        ),
        *(f"{name} is new" for name in sorted(now.keys() - before.keys())),
        *(f"{name} {how}" for name, how in left.items()),
    ]
