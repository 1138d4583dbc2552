"""Edges as wires: where one crosses the border of a group, it goes through a port.

A group has one port for each tensor that enters it and one for each that leaves it.
"""

from dataclasses import dataclass, field

from chainrule.layout.tree import Link, Tree, group_item

__all__ = ["End", "Wire", "Wiring", "wire"]

MOST_PORTS = 24  # the tensors beyond them share the last one

BORDER = -1

# (an item's place in its group or BORDER, which of its inputs or outputs or of the group's ports)
End = tuple[int, int]
# (from, to)
Wire = tuple[End, End]


@dataclass(slots=True)
class Wiring:
    """What happens inside one group.

    `wires` is an ordered set; `arrivals` and `departures` count those of each card in the group.
    """

    places: dict[int, int]
    wires: dict[Wire, int] = field(default_factory=dict)
    gradients: set[int] = field(default_factory=set)
    inputs: dict[tuple[int, int], int] = field(default_factory=dict)
    outputs: dict[tuple[int, int], int] = field(default_factory=dict)
    arrivals: dict[int, int] = field(default_factory=dict)
    departures: dict[int, dict[int, int]] = field(default_factory=dict)

    def add(self, source: End, target: End, differentiable: bool) -> int:
        number = self.wires.setdefault((source, target), len(self.wires))
        if differentiable:
            self.gradients.add(number)
        return number


def wire(tree: Tree) -> tuple[list[Wiring], list[list[tuple[int, int]]]]:
    """Each group's wiring, and for each link its (group, wire) pairs from source to target."""
    wirings = [Wiring(places=_places(group.items)) for group in tree.groups]
    paths = [_connect(tree, wirings, link) for link in tree.links]
    return wirings, paths


def _places(items: list[int]) -> dict[int, int]:
    return {item: place for place, item in enumerate(items)}


def _connect(tree: Tree, wirings: list[Wiring], link: Link) -> list[tuple[int, int]]:
    tensor = link.source, link.output
    top = tree.common(tree.home[link.source], tree.home[link.target])
    path: list[tuple[int, int]] = []
    group = tree.home[link.source]
    end = _departure(wirings[group], link)
    while group != top:
        port = _port(wirings[group].outputs, tensor)
        path.append((group, wirings[group].add(end, (BORDER, port), link.differentiable)))
        group, inner = _parent(tree, group), group
        end = wirings[group].places[group_item(inner)], port
    for inner in reversed(_between(tree, tree.home[link.target], top)):
        port = _port(wirings[inner].inputs, tensor)
        target = wirings[group].places[group_item(inner)], port
        path.append((group, wirings[group].add(end, target, link.differentiable)))
        group, end = inner, (BORDER, port)
    target = _arrival(wirings[group], link)
    path.append((group, wirings[group].add(end, target, link.differentiable)))
    return path


def _departure(wiring: Wiring, link: Link) -> End:
    outputs = wiring.departures.setdefault(wiring.places[link.source], {})
    return wiring.places[link.source], outputs.setdefault(link.output, len(outputs))


def _arrival(wiring: Wiring, link: Link) -> End:
    place = wiring.places[link.target]
    number = wiring.arrivals.get(place, 0)
    wiring.arrivals[place] = number + 1
    return place, number


def _port(ports: dict[tuple[int, int], int], tensor: tuple[int, int]) -> int:
    return ports.setdefault(tensor, min(len(ports), MOST_PORTS - 1))


def _parent(tree: Tree, group: int) -> int:
    parent = tree.groups[group].parent
    assert parent is not None
    return parent


def _between(tree: Tree, group: int, top: int) -> list[int]:
    """The groups around a card, from the innermost to below `top`."""
    found: list[int] = []
    while group != top:
        found.append(group)
        group = _parent(tree, group)
    return found
