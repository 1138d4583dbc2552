"""A frame's cards, boxes and routes at their places in the picture."""

from dataclasses import dataclass

from chainrule.layout.cards import Content
from chainrule.layout.curves import Path
from chainrule.layout.finish import Plan
from chainrule.layout.interiors import Interior
from chainrule.layout.model import Box, Card, Direction, Picture, Point, Route
from chainrule.layout.style import SPACINGS, Room
from chainrule.layout.tree import Tree, group_item

__all__ = ["Scene", "compose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A frame before it is drawn: `interiors` has the interior of each group, `paths` for each
    link its (group, wire) pairs, `labels` a label and a type for each group that is a call."""

    tree: Tree
    contents: list[Content]
    interiors: list[int]
    paths: list[list[tuple[int, int]]]
    labels: list[tuple[str, str]]

    def calls(self) -> list[int]:
        """The module call of each box, outer boxes first."""
        calls = (self.tree.groups[group].call for group in self.tree.inwards())
        return [call for call in calls if call is not None]


def compose(
    scene: Scene,
    interiors: list[Interior],
    plans: list[Plan],
    direction: Direction,
    room: Room = "page",
) -> Picture:
    """The picture of a frame."""
    margin = SPACINGS[room].margin
    corners, places = _places(scene, plans, margin)
    root = plans[scene.interiors[0]]
    width, height = _turn((root.length, root.breadth), direction)
    return Picture(
        width=round(width + 2 * margin, 1),
        height=round(height + 2 * margin, 1),
        cards=tuple(
            _card(content, place, _cell(scene, interiors, card), direction)
            for card, (content, place) in enumerate(zip(scene.contents, places, strict=True))
        ),
        boxes=tuple(_boxes(scene, plans, corners, direction)),
        routes=tuple(_routes(scene, plans, corners, direction)),
    )


Place = tuple[float, float, float, float]


def _places(
    scene: Scene, plans: list[Plan], margin: float
) -> tuple[list[tuple[float, float]], list[Place]]:
    """The upper left corner of each group, and the place of each card, along and across."""
    corners = [(margin, margin)] * len(scene.tree.groups)
    places: list[Place] = [(0.0, 0.0, 0.0, 0.0)] * len(scene.contents)
    waiting = [0]
    while waiting:
        group = waiting.pop()
        along, across = corners[group]
        items = scene.tree.groups[group].items
        for item, place in zip(items, plans[scene.interiors[group]].items, strict=True):
            x, y, length, breadth = place
            if item >= 0:
                places[item] = (along + x, across + y, length, breadth)
            else:
                corners[group_item(item)] = (along + x, across + y)
                waiting.append(group_item(item))
    return corners, places


def _cell(scene: Scene, interiors: list[Interior], card: int) -> float:
    """The width of a number, which is the same wherever the interior occurs."""
    group = scene.tree.home[card]
    place = scene.tree.groups[group].items.index(card)
    return interiors[scene.interiors[group]].items[place].cell


def _card(content: Content, place: Place, cell: float, direction: Direction) -> Card:
    x, y = _turn(place[:2], direction)
    width, height = _turn(place[2:], direction)
    return Card(
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
        kind=content.shape.kind,
        title=content.title,
        subtitle=content.subtitle,
        symbol=content.symbol,
        value=content.shape.grid(cell),
        gradient=content.shape.gradient,
        beside=content.shape.beside,
    )


def _boxes(
    scene: Scene, plans: list[Plan], corners: list[tuple[float, float]], direction: Direction
) -> list[Box]:
    """Outer boxes before inner ones, so that they can be drawn in this order."""
    depths = [0] * len(scene.tree.groups)
    boxes: list[Box] = []
    for group in scene.tree.inwards():
        found = scene.tree.groups[group]
        outer = 0 if found.parent is None else depths[found.parent]
        depths[group] = outer + (found.call is not None)
        if found.call is None:
            continue
        inner = plans[scene.interiors[group]]
        x, y = _turn(corners[group], direction)
        width, height = _turn((inner.length, inner.breadth), direction)
        label, kind = scene.labels[group]
        boxes.append(
            Box(
                x=round(x, 1),
                y=round(y, 1),
                width=round(width, 1),
                height=round(height, 1),
                label=label,
                type=kind,
                depth=outer,
            )
        )
    return boxes


def _routes(
    scene: Scene, plans: list[Plan], corners: list[tuple[float, float]], direction: Direction
) -> list[Route]:
    routes: list[Route] = []
    for link, path in zip(scene.tree.links, scene.paths, strict=True):
        there: Path = []
        back: Path = []
        for group, wire in path:
            forward, backward = plans[scene.interiors[group]].paths[wire]
            _append(there, forward, corners[group])
            _append(back, backward, corners[group])
        routes.append(
            Route(
                source=link.source,
                target=link.target,
                forward=_points(there, direction),
                backward=_points(back[::-1], direction) if link.differentiable else None,
            )
        )
    return routes


def _append(path: Path, piece: Path, corner: tuple[float, float]) -> None:
    along, across = corner
    path += [(x + along, y + across) for x, y in (piece[1:] if path else piece)]


def _points(path: Path, direction: Direction) -> tuple[Point, ...]:
    return tuple((round(x, 1), round(y, 1)) for x, y in (_turn(point, direction) for point in path))


def _turn(pair: tuple[float, ...], direction: Direction) -> tuple[float, float]:
    """(along, across) as (x, y), or (x, y) as (along, across)."""
    return (pair[0], pair[1]) if direction == "lr" else (pair[1], pair[0])
