"""The spine of an interior: the longest way of the data through it, to be drawn straight."""

from chainrule.layout.interiors import Interior
from chainrule.layout.ranks import Layered

__all__ = ["spine"]

# How much one item on the way counts, by what it is; operations and boxes that no data reaches
# (a transposed weight) count less than those on the way of the data.
DATA_START, LEAF_START, PARAMETER_START = 0.6, 0.3, 0.1
PREPARATION, RESHAPING, UNTRACKED = 0.2, 0.2, 0.3


def spine(interior: Interior, layered: Layered, strengths: list[float]) -> list[int]:
    """The wires of the spine from left to right; `strengths` says how much each item counts."""
    reached = _reached(interior, layered)
    best: list[float] = [0.0] * layered.first_track
    through: list[int | None] = [None] * layered.first_track
    for port in range(layered.items, layered.items + layered.inputs):
        best[port] = DATA_START
    wires_into = _wires_into(layered)
    ports = range(layered.items + layered.inputs, layered.first_track)
    for node in (*range(layered.items), *ports):
        for wire in wires_into[node]:
            length = best[layered.sources[wire][0]]
            if through[node] is None or length > best[node]:
                best[node], through[node] = length, wire
        if node < layered.items:
            own = strengths[node] * _share(interior, node, reached)
            best[node] += own if through[node] is not None else _start(interior, node, own)
    return _walk(layered, best, through)


def _share(interior: Interior, node: int, reached: list[bool]) -> float:
    """How much of an item counts."""
    if not reached[node]:
        return PREPARATION
    shape = interior.items[node].shape
    if shape is None:
        return 1.0
    return (RESHAPING if shape.reshapes else 1.0) * (1.0 if shape.gradient else UNTRACKED)


def _start(interior: Interior, node: int, own: float) -> float:
    shape = interior.items[node].shape
    if shape is None or shape.kind == "operation":
        return own
    if shape.kind == "parameter":
        return PARAMETER_START if shape.owned else LEAF_START
    return DATA_START


def _reached(interior: Interior, layered: Layered) -> list[bool]:
    """Which nodes data flow into, or a leaf that is no module's; all of them, if none is."""
    reached = [False] * layered.first_track
    for node in range(layered.items, layered.items + layered.inputs):
        reached[node] = True
    for node, item in enumerate(interior.items):
        shape = item.shape
        reached[node] = shape is not None and shape.kind != "operation" and not shape.owned
    if not any(reached):
        return [True] * layered.first_track
    wires_into = _wires_into(layered)
    for node in range(layered.items):
        into = (layered.sources[wire][0] for wire in wires_into[node])
        reached[node] = reached[node] or any(reached[each] for each in into)
    return reached


def _wires_into(layered: Layered) -> list[list[int]]:
    """The wires into each node, without those against the flow."""
    into: list[list[int]] = [[] for _ in range(layered.first_track)]
    for wire, ((source, _), (target, _)) in enumerate(
        zip(layered.sources, layered.targets, strict=True)
    ):
        if layered.ranks[source] < layered.ranks[target]:
            into[target].append(wire)
    return into


def _walk(layered: Layered, best: list[float], through: list[int | None]) -> list[int]:
    """From the strongest end backwards; an OUT port is stronger than what leads to it."""
    if not best:
        return []
    node = max(range(len(best)), key=lambda each: (best[each], each >= layered.items, -each))
    wires: list[int] = []
    while (wire := through[node]) is not None:
        wires.append(wire)
        node = layered.sources[wire][0]
    return wires[::-1]
