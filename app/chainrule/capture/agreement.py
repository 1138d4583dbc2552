"""Whether a backward step's numbers follow from each other; a hook on the node may come between.

A hook that `grad_fn.register_hook` or `register_prehook` put there is seen by what it does alone.
"""

import dataclasses
import math
from collections.abc import Sequence

from chainrule.trace import Arrival, BackwardStep, Departure, Scalar, Snapshot

__all__ = ["agreed"]

# Relative to the largest sum of absolute terms, or to 1: far above what rounding does to it, also
# where the terms cancel.
TOLERANCE = {"float64": 1e-6, "float32": 1e-3, "float16": 5e-2, "bfloat16": 2e-1}
ARRIVED = "a hook on this node changed what arrived: it is not the sum of what was sent"
LEFT = "a hook on this node changed what left: it is not what arrived times the local derivative"


def agreed(
    step: BackwardStep, snapshots: Sequence[Snapshot], hooked: set[tuple[int, int]]
) -> BackwardStep:
    """The step, with a note where something came between; `hooked` has hook steps of their own."""
    before = any(
        not _is_sum(each, snapshots)
        for each in step.arrived
        if len(each.terms) > 1 and (step.node, each.output) not in hooked
    )
    after = any(not _is_product(step, each, snapshots) for each in step.left if step.local)
    said = [text for text, found in ((ARRIVED, before), (LEFT, after)) if found]
    if not said:
        return step
    return dataclasses.replace(
        step, local_note="; ".join([*([step.local_note] if step.local_note else []), *said])
    )


def _is_sum(arrival: Arrival, snapshots: Sequence[Snapshot]) -> bool:
    if arrival.sum is None:
        return True
    rows = [snapshots[each.snapshot].values for each in arrival.terms if each.snapshot is not None]
    if any(each is None for each in rows):
        return True
    columns = [*zip(*(each or () for each in rows), strict=False)]
    sizes = [math.fsum(map(abs, each)) for each in columns]
    return _is_close(snapshots[arrival.sum], [sum(each) for each in columns], sizes)


def _is_product(step: BackwardStep, left: Departure, snapshots: Sequence[Snapshot]) -> bool:
    if left.snapshot is None:
        return True
    total: list[Scalar] = [0.0] * math.prod(snapshots[left.snapshot].shape)
    sizes = [0.0] * len(total)
    for each in step.local_of(left.input):
        arrived = next((one.sum for one in step.arrived if one.output == each.output), None)
        upstream = snapshots[arrived].values if arrived is not None else ()
        jacobian = snapshots[each.snapshot].values
        if upstream is None or jacobian is None:
            return True
        for row, by in enumerate(upstream):
            for column in range(len(total)):
                term = by * jacobian[row * len(total) + column]
                total[column] += term
                sizes[column] += abs(term)
    return _is_close(snapshots[left.snapshot], total, sizes)


def _is_close(found: Snapshot, expected: Sequence[Scalar], sizes: Sequence[float]) -> bool:
    tolerance = TOLERANCE.get(found.dtype)
    if tolerance is None or found.values is None or len(found.values) != len(expected):
        return True
    pairs = [(float(one), float(two)) for one, two in zip(found.values, expected, strict=True)]  # type: ignore[arg-type]
    finite = [(one, two) for one, two in pairs if math.isfinite(one) and math.isfinite(two)]
    scale = max([1.0, *filter(math.isfinite, sizes)])
    return all(abs(one - two) <= tolerance * scale for one, two in finite)
