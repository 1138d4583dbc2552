"""Groups with the same inside are laid out once.

An interior's key says all that its layout depends on but the widths of its cards; these are the
widest of all its occurrences, so that equal calls of a module look equal.
"""

from dataclasses import dataclass, field

from chainrule.layout.cards import Content, Shape
from chainrule.layout.tree import Tree, group_item
from chainrule.layout.wires import Wire, Wiring

__all__ = ["Interior", "Interiors", "Item"]

Key = tuple[object, ...]


@dataclass(slots=True)
class Item:
    """What stands at a place of an interior: a card, or another interior."""

    shape: Shape | None
    inner: int | None
    arrivals: int
    departures: int
    texts: float = 0.0
    cell: float = 0.0


@dataclass(slots=True)
class Interior:
    """`inputs` and `outputs` count its ports; `label` is the width of the widest label."""

    items: list[Item]
    wires: tuple[Wire, ...]
    inputs: int
    outputs: int
    framed: bool
    label: float = 0.0


@dataclass(slots=True)
class Interiors:
    """All the different interiors, each after those that it contains."""

    found: list[Interior] = field(default_factory=list)
    numbers: dict[Key, int] = field(default_factory=dict)

    def intern(self, tree: Tree, wirings: list[Wiring], contents: list[Content]) -> list[int]:
        """The interior of each group of a frame, from the innermost outwards."""
        numbers = [0] * len(tree.groups)
        inward = sorted(range(len(tree.groups)), key=lambda each: -tree.groups[each].depth)
        for group in inward:
            items = [
                _item(item, place, wirings[group], contents, numbers)
                for place, item in enumerate(tree.groups[group].items)
            ]
            framed = tree.groups[group].call is not None
            interior = _interior(items, wirings[group], framed)
            numbers[group] = self._number(interior)
        return numbers

    def widen(
        self, tree: Tree, numbers: list[int], contents: list[Content], labels: list[float]
    ) -> None:
        """Make room for what an occurrence of the interiors has on its cards and its boxes."""
        for group, number, label in zip(tree.groups, numbers, labels, strict=True):
            interior = self.found[number]
            interior.label = max(interior.label, label)
            for item, place in zip(group.items, interior.items, strict=True):
                if item >= 0:
                    place.texts = max(place.texts, contents[item].texts)
                    place.cell = max(place.cell, contents[item].cell)

    def _number(self, interior: Interior) -> int:
        number = self.numbers.setdefault(_key(interior), len(self.found))
        if number == len(self.found):
            self.found.append(interior)
        return number


def _item(
    item: int, place: int, wiring: Wiring, contents: list[Content], numbers: list[int]
) -> Item:
    if item < 0:
        return Item(None, numbers[group_item(item)], 0, 0)
    content = contents[item]
    arrivals, departures = wiring.arrivals.get(place, 0), len(wiring.departures.get(place, ()))
    return Item(content.shape, None, arrivals, departures)


def _interior(items: list[Item], wiring: Wiring, framed: bool) -> Interior:
    return Interior(
        items=items,
        wires=tuple(wiring.wires),
        inputs=len(set(wiring.inputs.values())),
        outputs=len(set(wiring.outputs.values())),
        framed=framed,
    )


def _key(interior: Interior) -> Key:
    items = tuple((item.shape, item.inner, item.arrivals) for item in interior.items)
    return items, interior.wires, interior.framed
