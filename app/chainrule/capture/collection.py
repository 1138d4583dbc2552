"""Python's garbage collector, looking less often while many lasting objects are made."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collecting_rarely"]

# A recording's objects live to its end; looking through them all the time would double its cost.
RARELY = (50_000, 20, 100)

_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Raise the collector's thresholds until the last such block, in any thread, has ended."""
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        with _lock:
            first = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*first)
