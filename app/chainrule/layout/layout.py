"""A trace laid out: from its timeline to the pictures that it needs."""

from collections.abc import Set
from math import ceil

from chainrule.layout.chunks import chunk
from chainrule.layout.finish import Plan
from chainrule.layout.frames import Span, cut
from chainrule.layout.graph import Graph, index
from chainrule.layout.interiors import Interiors
from chainrule.layout.model import Direction, Frame, Layout, Medium, Picture
from chainrule.layout.names import number_names, share_names
from chainrule.layout.picture import Scene, compose
from chainrule.layout.plan import plan
from chainrule.layout.plant import Planted, plant
from chainrule.layout.solver import Graphlay, Solver
from chainrule.layout.style import LABEL_LIMIT, SLIDE_ROOM, STYLES, Room
from chainrule.layout.text import shorten, text_width
from chainrule.layout.values import Ruler, Shown, show
from chainrule.layout.wires import Wired, wire
from chainrule.trace import Trace

__all__ = ["lay_out"]

LABEL_GAP = 22.0
# The ways to lay out a slide, of which the first is taken that is seen whole, and the one that is
# taken where none is; a trace of more nodes than so many is not.
WAYS: dict[Medium, tuple[Room, ...]] = {"page": ("page",), "slide": ("slide", "narrow", "low")}
OTHERWISE: dict[Medium, Room] = {"page": "page", "slide": "narrow"}
MOST_TRIED = 120


def lay_out(
    trace: Trace,
    direction: Direction = "lr",
    solver: Solver | None = None,
    medium: Medium = "page",
) -> Layout:
    """Where everything is in the pictures of a trace. Equal frames share a picture.

    A slide's cards stand as close as they must for the pictures to be seen whole; where that does
    not help, only their rows are farther apart.
    """
    graph, otherwise = index(trace), OTHERWISE[medium]
    tried: dict[Room, Layout] = {}
    for room in WAYS[medium] if len(trace.nodes) <= MOST_TRIED else (otherwise,):
        tried[room] = _laid_out(graph, direction, solver or Graphlay(), medium, room)
        if _is_seen_whole(tried[room]):
            return tried[room]
    return tried[otherwise]


def _is_seen_whole(layout: Layout) -> bool:
    """In a room as wide as a slide is, whichever way the flow goes."""
    width, height = SLIDE_ROOM
    return all(each.width <= width and each.height <= height for each in layout.pictures)


def _laid_out(
    graph: Graph, direction: Direction, solver: Solver, medium: Medium, room: Room
) -> Layout:
    trace = graph.trace
    spans = cut(graph)
    interiors = Interiors()
    scenes, folded = _scenes(graph, spans, interiors, room)
    share_names(trace, scenes)
    number_names(trace, scenes)
    _make_room(scenes, interiors, room)
    plans: list[Plan] = []
    for interior in interiors.found:
        plans.append(plan(interior, plans, direction, solver, room))
    pictures: list[Picture] = []
    frames: list[Frame] = []
    numbers: dict[object, int] = {}
    for span, scene in zip(spans, scenes, strict=True):
        number = numbers.setdefault(_look(scene), len(pictures))
        if number == len(pictures):
            pictures.append(compose(scene, interiors.found, plans, direction, room))
        frames.append(_frame(number, span, scene))
    return Layout(
        direction=direction,
        medium=medium,
        style=STYLES[room],
        folded=tuple(sorted(folded)),
        pictures=tuple(pictures),
        frames=tuple(frames),
    )


def _scenes(
    graph: Graph, spans: list[Span], interiors: Interiors, room: Room
) -> tuple[list[Scene], set[int]]:
    """What each frame shows, and all the operations that none does."""
    ruler = Ruler(graph.trace)
    folded: set[int] = set()
    scenes: list[Scene] = []
    for span in spans:
        shown = show(graph, ruler, span.first, span.last)
        planted, wired = _wire(graph, span, shown, folded, room)
        folded |= planted.folded
        scenes.append(_scene(graph, planted, wired, interiors, room))
    return scenes, folded


def _make_room(scenes: list[Scene], interiors: Interiors, room: Room) -> None:
    for scene in scenes:
        labels = [_label_width(*each, STYLES[room].label_size) for each in scene.labels]
        interiors.widen(scene.tree, scene.interiors, scene.contents, labels)


def _wire(
    graph: Graph, span: Span, shown: dict[int, Shown], folded: Set[int], room: Room
) -> tuple[Planted, Wired]:
    """The frame's cards and wires; without boxes where a module goes on after others used it."""
    nodes = graph.trace.nodes
    for boxes in (True, False):
        planted = plant(graph, span, shown, folded, room, boxes=boxes)
        chunk(planted.tree, [nodes[content.node].line for content in planted.contents])
        wired = wire(planted.tree)
        if not wired.against_the_flow():
            break
    return planted, wired


def _scene(graph: Graph, planted: Planted, wired: Wired, interiors: Interiors, room: Room) -> Scene:
    size = STYLES[room].label_size
    return Scene(
        tree=planted.tree,
        contents=planted.contents,
        interiors=interiors.intern(planted.tree, wired.wirings, planted.contents),
        paths=wired.paths,
        labels=[_label(graph, group.call, size) for group in planted.tree.groups],
    )


def _label(graph: Graph, call: int | None, size: float) -> tuple[str, str]:
    """What a box is called: the last part of its module's path, and its type."""
    if call is None:
        return "", ""
    module = graph.trace.modules[graph.trace.calls[call].module]
    name = module.path.rpartition(".")[2] or module.name or module.type
    return shorten(name, LABEL_LIMIT, size, weight=600), shorten(module.type, LABEL_LIMIT, size)


def _label_width(label: str, kind: str, size: float) -> float:
    other = LABEL_GAP + text_width(kind, size) if kind != label else 0.0
    return ceil(text_width(label, size, weight=600) + other)


def _look(scene: Scene) -> object:
    """All that tells one picture from another."""
    texts = tuple((each.title, each.subtitle, each.symbol) for each in scene.contents)
    links = tuple((each.source, each.target, each.differentiable) for each in scene.tree.links)
    homes = tuple(map(tuple, (group.items for group in scene.tree.groups)))
    return scene.interiors[0], texts, links, homes, tuple(scene.labels)


def _frame(picture: int, span: Span, scene: Scene) -> Frame:
    return Frame(
        picture=picture,
        first_step=span.first,
        last_step=span.last,
        nodes=tuple(content.node for content in scene.contents),
        tensors=tuple(content.tensor for content in scene.contents),
        edges=tuple(link.edge for link in scene.tree.links),
        calls=tuple(scene.calls()),
    )
