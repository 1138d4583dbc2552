"""The last part of laying out an interior: columns, a frame's padding, ports and curves."""

from dataclasses import dataclass, replace
from math import inf

from chainrule.layout.columns import Columns, arrange
from chainrule.layout.curves import Path, Stretch, draw
from chainrule.layout.interiors import Interior
from chainrule.layout.model import Direction
from chainrule.layout.ports import Contacts
from chainrule.layout.ranks import Layered
from chainrule.layout.style import TRACK, Spacing, on_grid

__all__ = ["Placing", "Plan", "finish"]

LONGEST_LEAN = 90.0  # a curve leans that far into a column at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An interior in coordinates along and across the flow, from its upper left corner.

    `items` holds (along, across, length, breadth); ports are distances across the flow; `paths`
    holds the forward and the backward lane of each wire, both from source to target.
    """

    length: float
    breadth: float
    strength: float
    items: tuple[tuple[float, float, float, float], ...]
    inputs: tuple[float, ...]
    outputs: tuple[float, ...]
    paths: tuple[tuple[Path, Path], ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """Sizes along and across the flow, and the upper edge, of each node."""

    layered: Layered
    mains: list[float]
    crosses: list[float]
    tops: list[float]
    contacts: Contacts
    spacing: Spacing

    def height(self, wire: int, step: int) -> float:
        """Across the flow, where the wire touches the node at `step` of its chain."""
        chain = self.layered.chains[wire]
        node = chain[step]
        if self.layered.is_track(node):
            return self.tops[node] + TRACK / 2
        if step == 0:
            return self.tops[node] + self.contacts.departures[wire]
        return self.tops[node] + self.contacts.arrivals[wire]

    def is_free(self, node: int, one: float, other: float) -> bool:
        """Whether no other item in the node's column stands between two heights."""
        high, low = min(one, other) - TRACK / 2, max(one, other) + TRACK / 2
        rank = self.layered.ranks[node]
        return all(
            each == node
            or self.layered.ranks[each] != rank
            or self.tops[each] > low
            or self.tops[each] + self.crosses[each] < high
            for each in range(self.layered.items)
        )


@dataclass(frozen=True, slots=True)
class _Room:
    """What is kept free before and after the columns, and above and below the nodes."""

    before: float
    after: float
    above: float
    below: float


def finish(interior: Interior, placing: Placing, direction: Direction, strength: float) -> Plan:
    """The plan of an interior whose nodes have their places across the flow."""
    layered = placing.layered
    room = _room(interior, placing, direction)
    columns = arrange(
        layered, placing.mains, _rises(placing), (room.before, room.after), placing.spacing
    )
    along = 0.0 if layered.inputs else room.before
    across = room.above - min(placing.tops, default=0.0)
    curves = [_curve(placing, columns, wire) for wire in range(len(layered.chains))]
    ports = [top + TRACK / 2 + across for top in placing.tops]
    return Plan(
        length=along + max(columns.rights, default=0.0) + room.after * (not layered.outputs),
        breadth=across + _bottom(placing) + room.below,
        strength=strength,
        items=tuple(
            (left + along, top + across, main, cross)
            for left, top, main, cross in zip(
                columns.nodes, placing.tops, placing.mains, placing.crosses, strict=True
            )
        )[: layered.items],
        inputs=tuple(ports[layered.items : layered.items + layered.inputs]),
        outputs=tuple(ports[layered.items + layered.inputs : layered.first_track]),
        paths=tuple(
            (_moved(forward, along, across), _moved(back, along, across))
            for forward, back in curves
        ),
    )


def _bottom(placing: Placing) -> float:
    ends = zip(placing.tops, placing.crosses, strict=True)
    return max((top + cross for top, cross in ends), default=0.0)


def _room(interior: Interior, placing: Placing, direction: Direction) -> _Room:
    """A frame's padding, with the label along its upper side whichever way the flow goes."""
    if not interior.framed:
        return _Room(0.0, 0.0, 0.0, 0.0)
    padding, strip = placing.spacing.box_padding, placing.spacing.label_strip
    least = interior.label + 2 * padding
    if direction == "lr":
        room = _Room(padding, padding, strip, padding)
        return _long_enough(placing, room, least)
    # The wires come in from above: they pass the label on its right.
    ports = placing.tops[placing.layered.items :][: placing.layered.inputs]
    first = min(ports, default=inf) + TRACK / 2 - min(placing.tops)
    left = max(padding, least - first if ports else 0.0)
    breadth = left + _bottom(placing) - min(placing.tops) + padding
    return _Room(strip, padding, left, padding + max(0.0, least - breadth))


def _long_enough(placing: Placing, room: _Room, least: float) -> _Room:
    """The same on both sides, so that the label fits."""
    padding = room.before, room.after
    columns = arrange(placing.layered, placing.mains, _rises(placing), padding, placing.spacing)
    length = max(columns.rights, default=0.0)
    length += room.before * (not placing.layered.inputs)
    length += room.after * (not placing.layered.outputs)
    more = on_grid(max(0.0, least - length) / 2)
    return replace(room, before=room.before + more, after=room.after + more)


def _moved(path: Path, along: float, across: float) -> Path:
    return [(x + along, y + across) for x, y in path]


def _rises(placing: Placing) -> list[float]:
    """The highest rise of a wire in the gap after each rank."""
    rises = [0.0] * (max(placing.layered.ranks, default=-1) + 1)
    for wire, chain in enumerate(placing.layered.chains):
        for step, node in enumerate(chain[:-1]):
            rise = abs(placing.height(wire, step + 1) - placing.height(wire, step))
            rises[placing.layered.ranks[node]] = max(rises[placing.layered.ranks[node]], rise)
    return rises


def _curve(placing: Placing, columns: Columns, wire: int) -> tuple[Path, Path]:
    stretches = _stretches(placing, columns, wire)
    return draw(stretches, -1), draw(stretches, 1)


def _stretches(placing: Placing, columns: Columns, wire: int) -> list[Stretch]:
    """Level through each column on the way, from the right side of the source."""
    chain = placing.layered.chains[wire]
    found: list[Stretch] = []
    for step, node in enumerate(chain):
        rank = placing.layered.ranks[node]
        left, right = columns.lefts[rank], columns.rights[rank]
        if step == 0:
            left = columns.nodes[node] + placing.mains[node]
        elif step == len(chain) - 1:
            right = columns.nodes[node]
        found.append((left, right, placing.height(wire, step)))
    return _shortened(placing, columns, chain, found)


def _shortened(
    placing: Placing, columns: Columns, chain: tuple[int, ...], stretches: list[Stretch]
) -> list[Stretch]:
    """A curve may begin right at its card where nothing in the card's column is in its way."""
    (left, first, start), (last, right, end) = stretches[0], stretches[-1]
    if first - left < LONGEST_LEAN and placing.is_free(chain[0], start, stretches[1][2]):
        stretches[0] = left, left, start
    if right - last < LONGEST_LEAN and placing.is_free(chain[-1], end, stretches[-2][2]):
        stretches[-1] = right, right, end
    return stretches
