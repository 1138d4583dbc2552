"""What a scenario found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.table import duration

__all__ = ["Report", "waits"]

Row = tuple[str, str]


@dataclass(kw_only=True)
class Report:
    """Rows of a table, and what was not as promised."""

    rows: list[Row] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def expect(self, kept: bool, otherwise: str) -> None:
        """Complain where a promise was not kept."""
        if not kept:
            self.complaints.append(otherwise)


def waits(what: str, seconds: Sequence[float]) -> list[Row]:
    """How long it took: the middle, nineteen of twenty, and the longest."""
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [*seconds] * 19
    return [
        (f"{what}, p50", duration(cuts[9])),
        (f"{what}, p95", duration(cuts[18])),
        (f"{what}, longest", duration(max(seconds))),
    ]
