"""Edges as wires: where one crosses the border of a group, it goes through a port.

A group has one port for each tensor that enters it and one for each that leaves it.
"""

from dataclasses import dataclass, field

from chainrule.layout.tree import Link, Tree, group_item

__all__ = ["End", "Wire", "Wired", "Wiring", "wire"]

# The tensors beyond them share the last port, of a module and of a chunk.
MOST_PORTS, MOST_CHUNK_PORTS = 24, 6

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
    most_ports: int
    wires: dict[Wire, int] = field(default_factory=dict)
    inputs: dict[tuple[int, int], int] = field(default_factory=dict)
    outputs: dict[tuple[int, int], int] = field(default_factory=dict)
    arrivals: dict[int, int] = field(default_factory=dict)
    departures: dict[int, dict[int, int]] = field(default_factory=dict)

    def add(self, source: End, target: End) -> int:
        return self.wires.setdefault((source, target), len(self.wires))

    def port(self, ports: dict[tuple[int, int], int], tensor: tuple[int, int]) -> int:
        return ports.setdefault(tensor, min(len(ports), self.most_ports - 1))


@dataclass(frozen=True, slots=True)
class Wired:
    """Each group's wiring, and for each link its (group, wire) pairs from source to target."""

    wirings: list[Wiring]
    paths: list[list[tuple[int, int]]]

    def against_the_flow(self) -> bool:
        """Whether a wire leads back to an item that stands before its source."""
        return any(
            BORDER < target <= source
            for wiring in self.wirings
            for (source, _), (target, _) in wiring.wires
        )


def wire(tree: Tree) -> Wired:
    """Lead every link of the tree through the groups on its way."""
    wirings = [
        Wiring(
            places={item: place for place, item in enumerate(group.items)},
            most_ports=MOST_CHUNK_PORTS if group.chunk else MOST_PORTS,
        )
        for group in tree.groups
    ]
    return Wired(wirings, [_connect(tree, wirings, link) for link in tree.links])


def _connect(tree: Tree, wirings: list[Wiring], link: Link) -> list[tuple[int, int]]:
    tensor = link.source, link.output
    top = tree.common(tree.home[link.source], tree.home[link.target])
    path: list[tuple[int, int]] = []
    group = tree.home[link.source]
    end = _departure(wirings[group], link)
    while group != top:
        port = wirings[group].port(wirings[group].outputs, tensor)
        path.append((group, wirings[group].add(end, (BORDER, port))))
        group, inner = _parent(tree, group), group
        end = wirings[group].places[group_item(inner)], port
    for inner in reversed(_between(tree, tree.home[link.target], top)):
        port = wirings[inner].port(wirings[inner].inputs, tensor)
        target = wirings[group].places[group_item(inner)], port
        path.append((group, wirings[group].add(end, target)))
        group, end = inner, (BORDER, port)
    target = _arrival(wirings[group], link)
    path.append((group, wirings[group].add(end, target)))
    return path


def _departure(wiring: Wiring, link: Link) -> End:
    outputs = wiring.departures.setdefault(wiring.places[link.source], {})
    return wiring.places[link.source], outputs.setdefault(link.output, len(outputs))


def _arrival(wiring: Wiring, link: Link) -> End:
    place = wiring.places[link.target]
    number = wiring.arrivals.get(place, 0)
    wiring.arrivals[place] = number + 1
    return place, number


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
