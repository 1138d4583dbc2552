"""The order of nodes within their ranks: a solver's, mended where it cannot know our ports.

A solver sees a module's box as one point, but its ports are at fixed places; and it does not
mind if all side branches hang below the spine.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from chainrule.layout.ranks import Layered

__all__ = ["Strand", "mend"]

# A place in a rank, and a port's height there.
Spot = tuple[int, float]

SWEEPS = 6
TOLERANCE = 1.25  # so much higher may the whole be for the sake of balance
MOST_NODES = 400  # larger interiors keep the solver's order


@dataclass(frozen=True, slots=True)
class Strand:
    """A step of a wire between neighbouring ranks; heights are those of fixed ports, else 0."""

    left: int
    right: int
    leaves: float
    enters: float


def mend(
    layered: Layered,
    places: list[float],
    crosses: list[float],
    strands: Iterable[Strand],
    straight: set[int],
) -> list[list[int]]:
    """The nodes of each rank from top to bottom; `straight` are the nodes of the spine."""
    ranks: list[list[int]] = [[] for _ in range(max(layered.ranks, default=-1) + 1)]
    for node in sorted(range(len(places)), key=lambda each: (places[each], each)):
        ranks[layered.ranks[node]].append(node)
    order = _Order(layered.ranks, ranks, strands)
    if len(places) <= MOST_NODES:
        _untangle(order)
        _balance(order, crosses, straight)
    return order.ranks


class _Order:
    """Ranks of nodes, and how many strands cross."""

    def __init__(
        self, rank_of: tuple[int, ...], ranks: list[list[int]], strands: Iterable[Strand]
    ) -> None:
        self.rank_of = rank_of
        self.ranks = ranks
        self.place = {node: at for rank in ranks for at, node in enumerate(rank)}
        # For each node its strands to the right and to the left: (other node, port there).
        self.right: dict[int, list[Spot]] = defaultdict(list)
        self.left: dict[int, list[Spot]] = defaultdict(list)
        self.gaps: dict[int, list[Strand]] = defaultdict(list)
        for strand in strands:
            self.right[strand.left].append((strand.right, strand.enters))
            self.left[strand.right].append((strand.left, strand.leaves))
            self.gaps[rank_of[strand.left]].append(strand)

    def set_rank(self, rank: int, nodes: list[int]) -> None:
        self.ranks[rank] = nodes
        for at, node in enumerate(nodes):
            self.place[node] = at

    def tangles(self, upper: int, lower: int) -> int:
        """How many strands of the two cross on either side."""
        return sum(
            self._pairs(side[upper], side[lower])
            for side in (self.left, self.right)
            if upper in side and lower in side
        )

    def _pairs(self, upper: list[Spot], lower: list[Spot]) -> int:
        below = [(self.place[node], port) for node, port in lower]
        above = [(self.place[node], port) for node, port in upper]
        return sum(one > other for one in above for other in below)

    def crossings(self, gaps: Iterable[int]) -> int:
        """Crossings of strands in the gaps after these ranks."""
        return sum(_inversions(self._ends(gap)) for gap in gaps)

    def _ends(self, gap: int) -> list[tuple[Spot, Spot]]:
        return sorted(
            ((self.place[each.left], each.leaves), (self.place[each.right], each.enters))
            for each in self.gaps.get(gap, ())
        )


def _inversions(ends: list[tuple[Spot, Spot]]) -> int:
    """How many pairs begin in one order and end in the other; `ends` are sorted."""
    count = 0
    passed: list[Spot] = []
    for _, group in groupby(ends, key=itemgetter(0)):
        these = [end for _, end in group]
        count += sum(len(passed) - bisect_right(passed, end) for end in these)
        for end in these:
            insort(passed, end)
    return count


def _untangle(order: _Order) -> None:
    """Swap neighbours while that takes crossings away."""
    for _ in range(SWEEPS):
        swapped = False
        for number, rank in enumerate(order.ranks):
            for at in range(len(rank) - 1):
                upper, lower = rank[at], rank[at + 1]
                if order.tangles(upper, lower) > order.tangles(lower, upper):
                    rank[at], rank[at + 1] = lower, upper
                    order.set_rank(number, rank)
                    swapped = True
        if not swapped:
            return


def _balance(order: _Order, crosses: list[float], straight: set[int]) -> None:
    """Move side branches across the spine: to spread them, if that makes the whole hardly higher,
    or else where a move makes it lower."""
    everywhere = tuple(range(len(order.ranks)))
    before, branches = [*order.ranks], _branches(order, straight)

    def height() -> float:
        return sum(_reach(order, crosses, straight, everywhere))

    lowest = height()
    for branch in branches:
        here = tuple({order.rank_of[node] for node in branch})
        _try(order, branch, straight, partial(_farthest, order, crosses, straight, here))
    if height() <= TOLERANCE * lowest:
        return
    for rank, nodes in enumerate(before):
        order.set_rank(rank, nodes)
    for branch in branches:
        _try(order, branch, straight, height)


def _try(order: _Order, branch: set[int], straight: set[int], cost: Callable[[], float]) -> None:
    """Move the branch across the spine if that costs less and tangles nothing."""
    before = {rank: order.ranks[rank] for rank in {order.rank_of[node] for node in branch}}
    after = {rank: _mirrored(nodes, branch, straight) for rank, nodes in before.items()}
    if not all(after.values()):
        return
    gaps = {gap for rank in before for gap in (rank - 1, rank)}
    tangled, so_far = order.crossings(gaps), cost()
    for rank, nodes in after.items():
        order.set_rank(rank, nodes)
    if order.crossings(gaps) > tangled or cost() >= so_far:
        for rank, nodes in before.items():
            order.set_rank(rank, nodes)


def _branches(order: _Order, straight: set[int]) -> list[set[int]]:
    """What hangs together without the spine."""
    seen = set(straight)
    branches: list[set[int]] = []
    for node in (each for rank in order.ranks for each in rank):
        if node in seen:
            continue
        branch, waiting = {node}, [node]
        for each in waiting:
            for other, _ in (*order.left.get(each, ()), *order.right.get(each, ())):
                if other not in branch and other not in straight:
                    branch.add(other)
                    waiting.append(other)
        seen |= branch
        branches.append(branch)
    return branches


def _mirrored(nodes: list[int], branch: set[int], straight: set[int]) -> list[int]:
    """The rank with the branch on the other side, right beside the spine; empty if it cannot."""
    moving = [at for at, node in enumerate(nodes) if node in branch]
    spine = next((at for at, node in enumerate(nodes) if node in straight), None)
    if spine is None or moving[0] < spine < moving[-1]:
        return []
    moved = [nodes[at] for at in reversed(moving)]
    above = [node for node in nodes[:spine] if node not in branch]
    below = [node for node in nodes[spine + 1 :] if node not in branch]
    if moving[0] > spine:
        return [*above, *moved, nodes[spine], *below]
    return [*above, nodes[spine], *moved, *below]


def _reach(
    order: _Order, crosses: list[float], straight: set[int], ranks: Iterable[int]
) -> tuple[float, float]:
    """How far these ranks reach above the spine, and how far below it."""
    above = below = 0.0
    for nodes in (order.ranks[rank] for rank in ranks):
        spine = next((at for at, node in enumerate(nodes) if node in straight), None)
        if spine is not None:
            above = max(above, sum(crosses[node] for node in nodes[:spine]))
            below = max(below, sum(crosses[node] for node in nodes[spine + 1 :]))
    return above, below


def _farthest(
    order: _Order, crosses: list[float], straight: set[int], ranks: Iterable[int]
) -> float:
    return max(_reach(order, crosses, straight, ranks))
