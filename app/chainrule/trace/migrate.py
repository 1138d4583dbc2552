"""Documents of older versions are brought up to date, one function per version."""

from collections.abc import Callable
from typing import Any

from chainrule.trace.errors import NewerTrace, NotATrace

__all__ = ["FORMAT", "VERSION", "migrate"]

FORMAT = "chainrule.trace"
VERSION = 1

Migration = Callable[[dict[str, Any]], dict[str, Any]]

# MIGRATIONS[n] makes a document of version n + 1 out of one of version n.
MIGRATIONS: dict[int, Migration] = {}


def migrate(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the current version. Raises `NotATrace` or `NewerTrace`."""
    if document.get("format") != FORMAT:
        raise NotATrace(
            f"The document's format is {document.get('format')!r:.60}, where {FORMAT!r} was"
            " expected; is this a trace file?"
        )
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise NotATrace(f"The document's version is {version!r:.60}, where 1 or more was expected.")
    if version > VERSION:
        raise NewerTrace(
            f"The trace was written in version {version!r:.60} of the format and this chainrule"
            f" reads up to version {VERSION}; install a newer chainrule to open it."
        )
    for older in range(version, VERSION):
        document = MIGRATIONS[older](document)
    return document
