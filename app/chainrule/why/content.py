"""What a snapshot says of its numbers, whether it keeps them all or only statistics."""

import math
from dataclasses import dataclass

from chainrule.trace import Scalar, Snapshot, Statistics, Trace

__all__ = ["Content", "Contents", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Of the finite numbers, except `count`, `nans` and `infs`. `values` where all are kept."""

    count: int
    zeros: int
    nans: int
    infs: int
    low: float | None
    high: float | None
    norm: float
    sampled: bool = False
    values: tuple[Scalar, ...] | None = None

    @property
    def is_zero(self) -> bool:
        return self.count > 0 and self.zeros == self.count

    @property
    def is_finite(self) -> bool:
        return self.nans + self.infs == 0

    @property
    def biggest(self) -> float:
        """The largest magnitude among the finite numbers."""
        return max(abs(self.low or 0.0), abs(self.high or 0.0))

    def at_most(self, bound: float) -> int | None:
        """How many numbers are no more than `bound`; None where that is not known."""
        if self.values is not None:
            return sum(not isinstance(each, complex) and each <= bound for each in self.values)
        if self.low is None or self.high is None:
            return None
        return self.count if self.high <= bound else (0 if self.low > bound else None)


class Contents:
    """The snapshots of a trace, each read at most once."""

    def __init__(self, trace: Trace) -> None:
        self._snapshots = trace.snapshots
        self._read: dict[int, Content | None] = {}

    def of(self, index: int | None) -> Content | None:
        """None where the document does not say what was held."""
        if index is None:
            return None
        if index not in self._read:
            self._read[index] = _content(self._snapshots[index])
        return self._read[index]

    def is_zero(self, index: int | None) -> bool:
        content = self.of(index)
        return content is not None and content.is_zero

    def has_nan(self, index: int | None) -> bool:
        content = self.of(index)
        return content is not None and content.nans > 0

    def is_broken(self, index: int | None) -> bool:
        """Whether there is a NaN or an infinity."""
        content = self.of(index)
        return content is not None and not content.is_finite


def _content(snapshot: Snapshot) -> Content | None:
    if snapshot.values is not None:
        return _of_values(snapshot.values)
    return None if snapshot.statistics is None else _of_statistics(snapshot.statistics)


def _of_statistics(known: Statistics) -> Content:
    return Content(
        count=known.sampled or known.count,
        zeros=known.zeros,
        nans=known.nans,
        infs=known.infs,
        low=known.min,
        high=known.max,
        norm=known.norm or 0.0,
        sampled=known.sampled is not None,
    )


def _of_values(values: tuple[Scalar, ...]) -> Content:
    sizes = [abs(each) if isinstance(each, complex) else float(each) for each in values]
    finite = [each for each in sizes if math.isfinite(each)]
    nans = sum(each != each for each in sizes)
    return Content(
        count=len(sizes),
        zeros=finite.count(0.0),
        nans=nans,
        infs=len(sizes) - len(finite) - nans,
        low=min(finite, default=None),
        high=max(finite, default=None),
        norm=math.hypot(*finite),
        values=values,
    )


def number(value: float) -> str:
    """Three significant digits, with a proper minus sign: "−0.125", "2000", "1e−30"."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        text = f"{float(f'{value:.3g}'):.10g}"
    else:
        digits, power = f"{value:.2e}".split("e")
        text = f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
    return text.replace("-", "−")
