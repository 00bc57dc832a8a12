"""Pilcrow: transcripts of public speech as a reproducible, paragraph-citable reading."""

import contextlib
import sys

__version__ = "0.2.0"

# Without typing_extensions, of which Python itself has all that msgspec takes, each stage and
# command starts in five sixths of the time.
if "typing_extensions" not in sys.modules:
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    with contextlib.suppress(ImportError):
        import msgspec  # noqa: F401
    del sys.modules["typing_extensions"]
