"""Places across the flow: rigid blocks of nodes in line, moved towards what they connect to.

A block is a row of nodes in neighbouring ranks whose links are to be straight: the spine, a
track, a side branch. Links that would cross an earlier accepted one do not join.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from chainrule.layout.style import on_grid

__all__ = ["Bond", "Column", "settle"]

ROUNDS = 24


@dataclass(frozen=True, slots=True)
class Bond:
    """A link between nodes of neighbouring ranks, and where it touches them below their tops.

    Only a `rigid` one may join its nodes to a block; every one pulls.
    """

    left: int
    right: int
    leaves: float
    enters: float
    weight: float
    rigid: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """The nodes of a rank from top to bottom, and the least distance between their tops."""

    nodes: tuple[int, ...]
    steps: tuple[float, ...]


@dataclass(slots=True)
class _Blocks:
    """`of` is the block of each node, `offsets` the node's top below that of its block."""

    of: list[int]
    offsets: list[float]
    tops: list[float] = field(default_factory=list)


def settle(columns: list[Column], bonds: list[Bond], fixed: int | None) -> list[float]:
    """The top of each node; the block of the node `fixed` keeps still while the others move."""
    count = sum(len(column.nodes) for column in columns)
    blocks = _join(count, columns, bonds)
    above, below = _neighbours(columns, blocks)
    order = _downwards(above, below)
    blocks.tops = [0.0] * len(order)
    for block in order:
        blocks.tops[block] = max(
            (blocks.tops[other] + step for other, step in above[block].items()), default=0.0
        )
    pulls = _pulls(bonds, blocks)
    still = None if fixed is None else blocks.of[fixed]
    for turn in range(ROUNDS):
        for block in order if turn % 2 == 0 else reversed(order):
            if block != still and pulls[block]:
                _move(block, blocks.tops, above[block], below[block], pulls[block])
    return [blocks.tops[blocks.of[node]] + blocks.offsets[node] for node in range(count)]


def _join(count: int, columns: list[Column], bonds: list[Bond]) -> _Blocks:
    """Blocks by the strongest bonds first."""
    place = {node: at for column in columns for at, node in enumerate(column.nodes)}
    rank = {node: at for at, column in enumerate(columns) for node in column.nodes}
    # By rank the accepted links, in order: where they leave, and where they enter.
    accepted: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    right: dict[int, Bond] = {}
    left: dict[int, Bond] = {}
    for bond in sorted(filter(_is_rigid, bonds), key=lambda each: -each.weight):
        here, there = place[bond.left], place[bond.right]
        leaving, entering = accepted[rank[bond.left]]
        at = bisect(leaving, here)
        if bond.left in right or bond.right in left or at != bisect(entering, there):
            continue
        leaving.insert(at, here)
        entering.insert(at, there)
        right[bond.left] = left[bond.right] = bond
    return _number(count, columns, left)


def _is_rigid(bond: Bond) -> bool:
    return bond.rigid


def _number(count: int, columns: list[Column], left: dict[int, Bond]) -> _Blocks:
    blocks = _Blocks([-1] * count, [0.0] * count)
    number = 0
    for column in columns:
        for node in column.nodes:
            bond = left.get(node)
            if bond is None:
                blocks.of[node] = number
                number += 1
            else:
                blocks.of[node] = blocks.of[bond.left]
                blocks.offsets[node] = blocks.offsets[bond.left] + bond.leaves - bond.enters
    return blocks


def _neighbours(
    columns: list[Column], blocks: _Blocks
) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
    """For each block, the blocks right above and below it, with the least distance of the tops."""
    count = max(blocks.of, default=-1) + 1
    above: list[dict[int, float]] = [{} for _ in range(count)]
    below: list[dict[int, float]] = [{} for _ in range(count)]
    for column in columns:
        for upper, lower, step in zip(
            column.nodes[:-1], column.nodes[1:], column.steps, strict=True
        ):
            high, low = blocks.of[upper], blocks.of[lower]
            distance = step + blocks.offsets[upper] - blocks.offsets[lower]
            above[low][high] = max(distance, above[low].get(high, distance))
            below[high][low] = above[low][high]
    return above, below


def _downwards(above: list[dict[int, float]], below: list[dict[int, float]]) -> list[int]:
    """The blocks in an order in which each comes after those above it."""
    waiting = [len(each) for each in above]
    order = [block for block, count in enumerate(waiting) if count == 0]
    for block in order:
        for other in below[block]:
            waiting[other] -= 1
            if waiting[other] == 0:
                order.append(other)
    return order


def _pulls(bonds: Iterable[Bond], blocks: _Blocks) -> list[list[tuple[int, float, float]]]:
    """For each block: (another one, how far its top wants to be below that one's, how much)."""
    pulls: list[list[tuple[int, float, float]]] = [
        [] for _ in range(max(blocks.of, default=-1) + 1)
    ]
    for bond in bonds:
        left, right = blocks.of[bond.left], blocks.of[bond.right]
        if left != right:
            shift = (
                blocks.offsets[bond.left] + bond.leaves - blocks.offsets[bond.right] - bond.enters
            )
            pulls[right].append((left, shift, bond.weight))
            pulls[left].append((right, -shift, bond.weight))
    return pulls


def _move(
    block: int,
    tops: list[float],
    above: dict[int, float],
    below: dict[int, float],
    pulls: list[tuple[int, float, float]],
) -> None:
    """To the median of where the block is pulled, as far as its neighbours leave room."""
    wanted = on_grid(_median([(tops[other] + shift, weight) for other, shift, weight in pulls]))
    lowest = min((tops[other] - step for other, step in below.items()), default=inf)
    highest = max((tops[other] + step for other, step in above.items()), default=-inf)
    tops[block] = max(highest, min(wanted, lowest))


def _median(places: list[tuple[float, float]]) -> float:
    """The weighted median; half way between the two middle places where it is between them."""
    places.sort()
    half = sum(weight for _, weight in places) / 2
    passed = 0.0
    for at, (place, weight) in enumerate(places):
        passed += weight
        if passed > half:
            return place
        if passed == half:
            return (place + places[at + 1][0]) / 2
    return places[-1][0]
