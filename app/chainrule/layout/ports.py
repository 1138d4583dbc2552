"""Where wires touch what they connect: distances from a node's upper edge."""

from collections import defaultdict
from dataclasses import dataclass

from chainrule.layout.ranks import Layered
from chainrule.layout.style import ARRIVAL_STEP, on_grid

__all__ = ["Contacts", "Ports", "touch"]

# The ports of boxes, below their upper edges, by (item, port, whether it is an input).
Ports = dict[tuple[int, int, bool], float]

CORNER = 30.0  # kept free at the ends of a card's side


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """For each wire, how far below the upper edge of its source and of its target it touches."""

    departures: tuple[float, ...]
    arrivals: tuple[float, ...]


def touch(
    layered: Layered,
    crosses: list[float],
    inner_ports: Ports,
    order: list[list[int]],
    straight: set[int],
) -> Contacts:
    """Spread the wires over the sides of the cards, in the order in which they come.

    `order` has the nodes of each rank from above, `straight` the wires of the spine, which touch
    in the middle.
    """
    positions = {node: at for rank in order for at, node in enumerate(rank)}
    arrivals = [0.0] * len(layered.chains)
    departures = [0.0] * len(layered.chains)
    coming: dict[int, list[int]] = defaultdict(list)
    for wire, chain in enumerate(layered.chains):
        source, target = layered.sources[wire], layered.targets[wire]
        departures[wire] = inner_ports.get((*source, False), -1.0)
        if departures[wire] < 0:
            departures[wire] = crosses[source[0]] / 2
        arrivals[wire] = inner_ports.get((*target, True), -1.0)
        if arrivals[wire] < 0:
            arrivals[wire] = crosses[target[0]] / 2
            coming[chain[-1]].append(wire)
    for node, wires in coming.items():
        if layered.is_port(node):
            continue
        wires.sort(key=lambda wire: (positions[layered.chains[wire][-2]], wire))
        spots = _spread(len(wires), _straight_one(wires, straight), crosses[node])
        for wire, spot in zip(wires, spots, strict=True):
            arrivals[wire] = spot
    return Contacts(departures=tuple(departures), arrivals=tuple(arrivals))


def _straight_one(wires: list[int], straight: set[int]) -> int | None:
    return next((place for place, wire in enumerate(wires) if wire in straight), None)


def _spread(count: int, middle: int | None, size: float) -> list[float]:
    """`count` spots on a side; the one numbered `middle` is half way down."""
    centre = (count - 1) / 2 if middle is None else middle
    reach = max(centre, count - 1 - centre)
    step = min(ARRIVAL_STEP, max(size / 2 - CORNER, size / 4) / reach) if reach else 0.0
    return [on_grid(size / 2 + (place - centre) * step) for place in range(count)]
