"""Markdown tables, and the numbers in them."""

import sys
from collections.abc import Iterable, Sequence

__all__ = ["amount", "duration", "noted", "ratio", "table"]

KILO = 1000


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def duration(seconds: float) -> str:
    """Two significant digits, in the unit that suits."""
    if seconds < 1e-3:
        return f"{_two(seconds * 1e6)} µs"
    if seconds < 1:
        return f"{_two(seconds * 1e3)} ms"
    return f"{_two(seconds)} s"


def amount(size: float) -> str:
    """Bytes, in the unit that suits."""
    for unit in ("B", "kB"):
        if size < KILO:
            return f"{_two(size)} {unit}"
        size /= KILO
    return f"{_two(size)} MB"


def ratio(value: float) -> str:
    return f"{_two(value)}×" if value >= 10 else f"{value:.2f}×"


def noted(row: tuple[str, ...]) -> tuple[str, ...]:
    """The row, shown to whoever waits for the table."""
    print("…", *row, sep="  ", file=sys.stderr, flush=True)
    return row


def _two(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
