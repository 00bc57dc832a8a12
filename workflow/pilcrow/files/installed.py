"""Versions of installed libraries, and the modules of packages that extend Pilcrow."""

from __future__ import annotations

import functools
import importlib.metadata
import re


@functools.cache
def installed_version(name: str) -> str:
    """Return the version of a distribution; "" if it is not installed.

    `importlib.metadata.version` is slower, because it parses the whole file as a mail.
    """
    try:
        described = importlib.metadata.distribution(name).read_text("METADATA") or ""
    except importlib.metadata.PackageNotFoundError:
        return ""
    found = re.search(r"^Version: *(\S+)", described, re.MULTILINE)
    return found[1] if found else ""


@functools.cache
def entry_modules() -> dict[str, str]:
    """Return the modules that entry points of the groups `pilcrow.…` name, each with its group."""
    points = importlib.metadata.entry_points()
    groups = sorted(group for group in points.groups if group.startswith("pilcrow."))
    return {point.module: group for group in groups for point in points.select(group=group)}
