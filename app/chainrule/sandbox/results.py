"""A child's answer, read as data from a stranger."""

import re

from chainrule.sandbox.errors import BrokenResult
from chainrule.trace import Trace, TraceError

__all__ = ["read_trace"]

# The recorder writes no escaped surrogates, and a lone one could not be written as UTF-8 again.
SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")

BROKEN = "The program's process sent something that is no trace document: {reason}"


def read_trace(data: bytes) -> Trace:
    """The trace in `data`, checked, with the id that its content has. Raises `BrokenResult`."""
    if SURROGATE.search(data):
        raise BrokenResult(BROKEN.format(reason="it holds half of a character."))
    try:
        return Trace.from_json(data.decode("utf-8")).sealed()
    except UnicodeDecodeError as error:
        reason = f"its byte {error.start} is no text in UTF-8."
        raise BrokenResult(BROKEN.format(reason=reason)) from None
    except TraceError as error:
        raise BrokenResult(BROKEN.format(reason=error)) from None
