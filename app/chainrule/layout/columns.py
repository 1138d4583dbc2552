"""Places along the flow: the ranks of an interior as columns, with room for the curves between."""

from dataclasses import dataclass

from chainrule.layout.ranks import Layered
from chainrule.layout.style import Spacing, on_grid

__all__ = ["Columns", "arrange"]

ROOMY = 1.5  # a card in a column that much wider than itself stands at the end it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Left and right end of each rank's column, and each node's left edge."""

    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    nodes: tuple[float, ...]


def arrange(
    layered: Layered,
    mains: list[float],
    rises: list[float],
    padding: tuple[float, float],
    spacing: Spacing,
) -> Columns:
    """`rises` has the highest rise in the gap after each rank; `padding` is that of a frame,
    between the ports on its left and the first column, and before those on its right."""
    widths = _widths(layered, mains)
    lefts, rights = [], []
    at = 0.0
    for rank, width in enumerate(widths):
        lefts.append(at)
        rights.append(at + width)
        straight = spacing.column_gap
        if rank == 0 and layered.inputs:
            straight = padding[0]
        elif rank == len(widths) - 2 and layered.outputs:
            straight = padding[1]
        at += width + _gap(rises[rank], straight, spacing)
    fed = {target for target, _ in layered.targets}
    nodes = tuple(
        _left(main, lefts[rank], rights[rank], late=node not in fed and node < layered.items)
        for node, (main, rank) in enumerate(zip(mains, layered.ranks, strict=True))
    )
    return Columns(lefts=tuple(lefts), rights=tuple(rights), nodes=nodes)


def _widths(layered: Layered, mains: list[float]) -> list[float]:
    widths = [0.0] * (max(layered.ranks, default=-1) + 1)
    for main, rank in zip(mains[: layered.items], layered.ranks, strict=False):
        widths[rank] = max(widths[rank], main)
    return widths


def _gap(rise: float, straight: float, spacing: Spacing) -> float:
    """Straight wires need little room; steep ones more."""
    if rise < 1.0:
        return straight
    wider = spacing.column_gap + spacing.steepness * rise
    return max(straight, on_grid(min(wider, spacing.widest_gap)))


def _left(main: float, left: float, right: float, *, late: bool) -> float:
    """In the middle of the column; what only feeds others, in a wide one, close to them."""
    if late and right - left > ROOMY * main:
        return right - main
    return on_grid((left + right - main) / 2)
