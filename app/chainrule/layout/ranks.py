"""An interior as a layered graph: a rank for everything in it, and tracks for long wires.

The numbers of its nodes: the items by place, then IN ports, OUT ports, and track pieces.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from chainrule.layout.interiors import Interior
from chainrule.layout.wires import BORDER, End

__all__ = ["Layered", "rank"]

# (node, its port: which input, output or port of the group)
Contact = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """`chains` holds for each wire the nodes it runs through, from its source to its target.

    `tails` is the first node after the ports of the border: from there on, nodes are tracks.
    """

    items: int
    inputs: int
    outputs: int
    ranks: tuple[int, ...]
    chains: tuple[tuple[int, ...], ...]
    sources: tuple[Contact, ...]
    targets: tuple[Contact, ...]

    @property
    def first_track(self) -> int:
        return self.items + self.inputs + self.outputs

    def is_track(self, node: int) -> bool:
        return node >= self.first_track

    def is_port(self, node: int) -> bool:
        return self.items <= node < self.first_track


def rank(interior: Interior, *, apart: bool = False) -> Layered:
    """Ranks by the longest way from the left; what only feeds others stands close to them.

    `apart` from a box, in a rank of its own behind it, rather than below or above it.
    """
    count = len(interior.items)
    sources = tuple(_contact(source, count) for source, _ in interior.wires)
    targets = tuple(_contact(target, count + interior.inputs) for _, target in interior.wires)
    ranks = _item_ranks(interior, sources, targets, apart)
    last = 1 + max(ranks[:count], default=0)
    ranks += [0] * interior.inputs + [last] * interior.outputs
    chains = _chains(ranks, sources, targets)
    return Layered(
        items=count,
        inputs=interior.inputs,
        outputs=interior.outputs,
        ranks=tuple(ranks),
        chains=tuple(chains),
        sources=sources,
        targets=targets,
    )


def _contact(end: End, border: int) -> Contact:
    place, port = end
    return (border + port, 0) if place == BORDER else (place, port)


def _item_ranks(
    interior: Interior, sources: tuple[Contact, ...], targets: tuple[Contact, ...], apart: bool
) -> list[int]:
    count = len(interior.items)
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for (source, _), (target, _) in zip(sources, targets, strict=True):
        if target < count and source != target:
            before[target].append(source)
        if source < count and source != target:
            after[source].append(target)
    ranks = [1.0 if interior.inputs else 0.0] * count
    for item in range(count):
        # A wire from a later item would be one against the flow; it does not count.
        ready = [ranks[each] + 1 for each in before[item] if each < item]
        ranks[item] = max([ranks[item], *ready])
    boxes = {ranks[place] for place, item in enumerate(interior.items) if item.shape is None}
    _pull(ranks, before, after, boxes if apart else set())
    used = {each: at for at, each in enumerate(sorted(set(ranks)))}
    return [used[each] + bool(interior.inputs) for each in ranks]


def _pull(
    ranks: list[float], before: list[list[int]], after: list[list[int]], shunned: Set[float]
) -> None:
    """Cards that nothing flows into from elsewhere move right, next to what they feed."""
    count = len(ranks)
    free = [False] * count
    for item in range(count):
        free[item] = all(each < item and free[each] for each in before[item])
    for item in reversed(range(count)):
        nearest = [ranks[each] for each in after[item] if item < each < count]
        if free[item] and nearest:
            ranks[item] = min(nearest) - 1
            ranks[item] += 0.5 * (ranks[item] in shunned and not before[item])


def _chains(
    ranks: list[int], sources: tuple[Contact, ...], targets: tuple[Contact, ...]
) -> list[tuple[int, ...]]:
    """The wires of one source share a track; new track pieces are added to `ranks`."""
    tracks: dict[Contact, list[int]] = defaultdict(list)
    chains: list[tuple[int, ...]] = []
    for source, target in zip(sources, targets, strict=True):
        track = tracks[source]
        between = max(0, ranks[target[0]] - ranks[source[0]] - 1)
        while len(track) < between:
            ranks.append(ranks[source[0]] + len(track) + 1)
            track.append(len(ranks) - 1)
        chains.append((source[0], *track[:between], target[0]))
    return chains
