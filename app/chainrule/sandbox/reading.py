"""Reading a large answer in a locked child, where it costs the server neither time nor memory."""

import json
from dataclasses import dataclass

from chainrule.sandbox.errors import BrokenResult
from chainrule.sandbox.job import GIB, MIB, Limits
from chainrule.sandbox.results import BROKEN, read_trace
from chainrule.trace import Failure, TraceError, Written, decode, encode

__all__ = ["READING", "SMALL", "UNREADABLE", "report", "reported"]

# What is smaller is read beside the event loop in a few milliseconds.
SMALL = 256 * 1024
READING = Limits(seconds=20.0, grace=1.0, memory=3 * GIB, result=128 * MIB)

UNREADABLE = BROKEN.format(reason="reading it takes too long, or too much memory.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before the trace's text; `broken` says why there is none."""

    id: str = ""
    title: str = ""
    error: Failure | None = None
    broken: str | None = None


def report(answer: bytes) -> bytes:
    """What the locked child says of another's answer: a line about it, and the checked text."""
    try:
        written = Written.of(read_trace(answer))
    except BrokenResult as error:
        return _line(Head(broken=str(error)))
    return _line(Head(id=written.id, title=written.title, error=written.error)) + written.text


def reported(data: bytes) -> Written:
    """The trace of which `report` told. Raises `BrokenResult`."""
    line, _, text = data.partition(b"\n")
    try:
        head = decode(Head, json.loads(line))
    except (ValueError, RecursionError, TraceError):
        raise BrokenResult(UNREADABLE) from None
    if head.broken is not None:
        raise BrokenResult(head.broken)
    return Written(id=head.id, title=head.title, error=head.error, text=text)


def _line(head: Head) -> bytes:
    return json.dumps(encode(head)).encode() + b"\n"
