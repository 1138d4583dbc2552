"""Shapes, and as many values as they call for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.model import Snapshot

if TYPE_CHECKING:
    from chainrule.trace.document import Trace

__all__ = ["check_sizes"]

Shape = tuple[int, ...]

# More elements than this no tensor has; the product of a shape is not followed further.
MOST_ELEMENTS = 2**63


def check_sizes(trace: Trace) -> None:
    """Raise `BrokenTrace` at a negative size, or at values that are too many or too few."""
    for what, shape in _shapes(trace):
        if shape and min(shape) < 0:
            raise BrokenTrace(f"{what} has the shape {shape!r:.60}; no size is below 0.")
    for number, snapshot in enumerate(trace.snapshots):
        _check_values(f"snapshots[{number}]", snapshot)


def _shapes(trace: Trace) -> Iterator[tuple[str, Shape]]:
    for number, tensor in enumerate(trace.tensors):
        yield f"tensors[{number}]", tensor.shape
    for number, snapshot in enumerate(trace.snapshots):
        yield f"snapshots[{number}]", snapshot.shape
    for number, node in enumerate(trace.nodes):
        for kept in node.saved:
            yield f"nodes[{number}].saved", kept.shape
    for shape in trace.error.shapes if trace.error else ():
        yield "the error", shape


def _check_values(what: str, snapshot: Snapshot) -> None:
    if snapshot.values is not None and len(snapshot.values) != _elements(snapshot.shape):
        raise BrokenTrace(
            f"{what} has the shape {snapshot.shape!r:.60} and {len(snapshot.values)} values,"
            " where one for each element was expected."
        )
    preview = snapshot.preview
    if preview is not None and preview.rows * preview.columns != len(preview.values):
        raise BrokenTrace(
            f"{what}.preview has {len(preview.values)} values, where {preview.rows!r:.20} rows of"
            f" {preview.columns!r:.20} were expected."
        )


def _elements(shape: Shape) -> int:
    count = 1
    for size in shape if 0 not in shape else (0,):
        count *= size
        if count > MOST_ELEMENTS:
            break
    return count
