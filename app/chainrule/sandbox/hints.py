"""What to do about an error that comes from the locks rather than from the program."""

from dataclasses import replace

from chainrule.sandbox.job import GIB, Limits
from chainrule.trace import Trace

__all__ = ["hinted"]

ALONE = (
    "A program on this page reaches no files, no network and no other process. On your own"
    " machine, `chainrule run` gives it everything."
)
MEMORY = "A program on this page has {gib:g} GiB of memory; use smaller tensors or fewer of them."

# (type of the error, a part of its message, the hint)
HINTS = (
    ("PermissionError", "", ALONE),
    ("FileNotFoundError", "", ALONE),
    ("gaierror", "", ALONE),
    ("URLError", "", ALONE),
    ("RuntimeError", "can't start new thread", ALONE),
    ("MemoryError", "", MEMORY),
    ("RuntimeError", "can't allocate memory", MEMORY),
)


def hinted(trace: Trace, limits: Limits) -> Trace:
    """The trace, whose error says what to do if the locks are why; without its id."""
    error = trace.error
    if error is None:
        return trace
    for kind, part, hint in HINTS:
        if error.type == kind and part in error.message:
            text = hint.format(gib=limits.memory / GIB)
            return replace(trace, error=replace(error, hint=text))
    return trace
