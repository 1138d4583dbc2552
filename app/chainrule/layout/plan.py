"""One interior laid out on its own: where its items, its ports and its wires are."""

from collections import Counter
from itertools import pairwise

from chainrule.layout.blocks import Bond, Column, settle
from chainrule.layout.finish import Placing, Plan, finish
from chainrule.layout.interiors import Interior
from chainrule.layout.model import Direction
from chainrule.layout.order import Strand, mend
from chainrule.layout.ports import Contacts, Ports, touch
from chainrule.layout.ranks import Layered, rank
from chainrule.layout.solver import Ranked, Solver, fitting
from chainrule.layout.spine import spine
from chainrule.layout.style import SLIDE_ROOM, SPACINGS, TRACK, Room, Spacing

__all__ = ["plan"]

SPINE, TRACK_BOND, BOND = 100.0, 8.0, 2.0
STRAIGHT_WEIGHT = 8.0
TRACK_GAP = 10.0
NEARLY = 0.8
LEAST_ARRIVAL, BROADEST = 16.0, 640.0
MOST_TRIED = 40  # items and boxes of a picture that is planned in two ways


def plan(
    interior: Interior,
    plans: list[Plan],
    direction: Direction,
    solver: Solver,
    room: Room = "page",
) -> Plan:
    """Lay out an interior whose own inner interiors are laid out already."""
    tried = [_arranged(interior, plans, direction, solver, room, apart=False)]
    if room != "page" and _may_differ(interior):
        tried.append(_arranged(interior, plans, direction, solver, room, apart=True))
    length, breadth = SLIDE_ROOM if direction == "lr" else SLIDE_ROOM[::-1]
    return min(tried, key=lambda each: max(each.length / length, each.breadth / breadth))


def _may_differ(interior: Interior) -> bool:
    """Whether cards might stand beside a box of a frame."""
    boxes = sum(item.shape is None for item in interior.items)
    return not interior.framed and 0 < boxes < len(interior.items) <= MOST_TRIED


def _arranged(
    interior: Interior,
    plans: list[Plan],
    direction: Direction,
    solver: Solver,
    room: Room,
    *,
    apart: bool,
) -> Plan:
    sizes = [_size(interior, place, plans, direction) for place in range(len(interior.items))]
    strengths = [
        1.0 if item.inner is None else plans[item.inner].strength for item in interior.items
    ]
    layered = rank(interior, apart=apart)
    straight = spine(interior, layered, strengths)
    tracks = len(layered.ranks) - layered.items
    mains = _evened(interior, layered, [length for length, _ in sizes]) + [0.0] * tracks
    crosses = [breadth for _, breadth in sizes] + [TRACK] * tracks
    ports = _inner_ports(interior, plans)
    places = _solve(layered, mains, crosses, straight, solver)
    line = {node for wire in straight for node in layered.chains[wire]}
    order = mend(layered, places, crosses, _strands(layered, ports), line)
    contacts = touch(layered, crosses, ports, order, set(straight))
    spacing = SPACINGS[room]
    tops = _settle(layered, crosses, order, contacts, straight, spacing)
    placing = Placing(layered, mains, crosses, tops, contacts, spacing)
    return finish(interior, placing, direction, sum(strengths))


def _size(
    interior: Interior, place: int, plans: list[Plan], direction: Direction
) -> tuple[float, float]:
    """Along and across the flow."""
    item = interior.items[place]
    if item.shape is None:
        inner = plans[item.inner or 0]
        return inner.length, inner.breadth
    width, height = item.shape.width(item.texts, item.cell), item.shape.height()
    length, breadth = (width, height) if direction == "lr" else (height, width)
    return length, max(breadth, min(LEAST_ARRIVAL * item.arrivals, BROADEST))


def _evened(interior: Interior, layered: Layered, lengths: list[float]) -> list[float]:
    """Cards of a column that are nearly as wide as its widest card become as wide."""
    widest: dict[int, float] = {}
    cards = [place for place, item in enumerate(interior.items) if item.shape is not None]
    for place in cards:
        at = layered.ranks[place]
        widest[at] = max(widest.get(at, 0.0), lengths[place])
    evened = [*lengths]
    for place in cards:
        if lengths[place] > NEARLY * widest[layered.ranks[place]]:
            evened[place] = widest[layered.ranks[place]]
    return evened


def _inner_ports(interior: Interior, plans: list[Plan]) -> Ports:
    ports: Ports = {}
    for place, item in enumerate(interior.items):
        if item.inner is not None:
            inner = plans[item.inner]
            ports |= {(place, port, True): at for port, at in enumerate(inner.inputs)}
            ports |= {(place, port, False): at for port, at in enumerate(inner.outputs)}
    return ports


def _strands(layered: Layered, ports: Ports) -> list[Strand]:
    """The wires step by step, each once."""
    strands: dict[Strand, None] = {}
    for wire, chain in enumerate(layered.chains):
        for left, right in _steps(layered, chain):
            leaves = ports.get((*layered.sources[wire], False), 0.0) if left == chain[0] else 0.0
            enters = ports.get((*layered.targets[wire], True), 0.0) if right == chain[-1] else 0.0
            strands[Strand(left, right, leaves, enters)] = None
    return list(strands)


def _solve(
    layered: Layered,
    mains: list[float],
    crosses: list[float],
    straight: list[int],
    solver: Solver,
) -> list[float]:
    """Where the solver sees each node across the flow."""
    weights: dict[tuple[int, int], float] = {}
    for wire, chain in enumerate(layered.chains):
        for link in _steps(layered, chain):
            weights[link] = max(weights.get(link, 1.0), STRAIGHT_WEIGHT * (wire in straight))
    ranked = Ranked(
        ranks=layered.ranks,
        mains=tuple(mains),
        crosses=tuple(crosses),
        links=tuple((*link, weight) for link, weight in sorted(weights.items())),
    )
    return fitting(solver, ranked).place(ranked)


def _steps(layered: Layered, chain: tuple[int, ...]) -> list[tuple[int, int]]:
    """The pairs of nodes along a wire, without steps against the flow."""
    pairs = pairwise(chain)
    return [(a, b) for a, b in pairs if layered.ranks[b] == layered.ranks[a] + 1]


def _settle(
    layered: Layered,
    crosses: list[float],
    order: list[list[int]],
    contacts: Contacts,
    straight: list[int],
    spacing: Spacing,
) -> list[float]:
    """The upper edge of every node."""
    columns = [
        Column(tuple(nodes), tuple(_distances(layered, crosses, nodes, spacing.card_gap)))
        for nodes in order
    ]
    fixed = layered.sources[straight[0]][0] if straight else None
    return settle(columns, _bonds(layered, contacts, set(straight)), fixed)


def _distances(layered: Layered, crosses: list[float], nodes: list[int], gap: float) -> list[float]:
    """From the top of each node but the last to that of the next."""
    return [
        crosses[upper] + (gap if max(upper, lower) < layered.items else TRACK_GAP)
        for upper, lower in pairwise(nodes)
    ]


def _bonds(layered: Layered, contacts: Contacts, straight: set[int]) -> list[Bond]:
    bonds: dict[tuple[int, int], Bond] = {}
    fans = Counter(contact[0] for contact in layered.sources)
    for wire, chain in enumerate(layered.chains):
        for left, right in _steps(layered, chain):
            leaves = TRACK / 2 if layered.is_track(left) else contacts.departures[wire]
            enters = TRACK / 2 if layered.is_track(right) else contacts.arrivals[wire]
            weight = BOND + (fans[chain[0]] == 1)
            if layered.is_track(left) and layered.is_track(right):
                weight = TRACK_BOND
            weight = SPINE if wire in straight else weight
            if (left, right) not in bonds or bonds[left, right].weight < weight:
                bonds[left, right] = Bond(left, right, leaves, enters, weight, weight > BOND)
    return list(bonds.values())
