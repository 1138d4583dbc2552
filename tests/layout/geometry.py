"""What must hold of every layout, computed from its numbers alone."""

from collections.abc import Iterator
from itertools import pairwise

from chainrule.layout import Box, Card, Layout, Picture, Point
from chainrule.trace import Trace

SAMPLES = 24
ROUNDING = 0.2
Rectangle = tuple[float, float, float, float]


def check(trace: Trace, layout: Layout) -> None:
    """Every property of the layout of a trace."""
    for picture in layout.pictures:
        check_overlaps(picture)
        check_nesting(picture)
        check_inside(picture)
        check_routes(picture, layout.direction)
    check_frames(trace, layout)
    check_boxes(trace, layout)


def sides(shape: Card | Box) -> Rectangle:
    return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height


def overlap(one: Rectangle, other: Rectangle) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def holds(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def check_overlaps(picture: Picture) -> None:
    places = sorted(map(sides, picture.cards))
    for number, card in enumerate(places):
        for other in places[number + 1 :]:
            if other[0] >= card[2]:
                break
            assert not overlap(card, other)


def check_nesting(picture: Picture) -> None:
    """A box holds another one or a card wholly, or not at all."""
    boxes = [sides(box) for box in picture.boxes]
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert not overlap(box, other) or holds(box, other)
        for card in map(sides, picture.cards):
            assert not overlap(box, card) or holds(box, card)


def check_inside(picture: Picture) -> None:
    whole = (0.0, 0.0, picture.width, picture.height)
    assert all(holds(whole, sides(each)) for each in (*picture.cards, *picture.boxes))


def check_routes(picture: Picture, direction: str) -> None:
    arrivals = [route.forward[-1] + (route.target,) for route in picture.routes]
    assert len(set(arrivals)) == len(arrivals), "two routes arrive at the same point"
    for route in picture.routes:
        check_ends(picture, route.source, route.target, route.forward, direction)
        lanes = [route.forward]
        if route.backward is not None:
            assert route.backward != route.forward[::-1], "the lanes lie on each other"
            check_ends(picture, route.source, route.target, route.backward[::-1], direction)
            lanes.append(route.backward)
        for lane in lanes:
            for number, card in enumerate(picture.cards):
                if number not in (route.source, route.target):
                    assert not passes(lane, card), f"a route passes through {card.title}"


def check_ends(
    picture: Picture, source: int, target: int, lane: tuple[Point, ...], direction: str
) -> None:
    """From the side of the source that the flow leaves by to the opposite one of the target."""
    start, end = sides(picture.cards[source]), sides(picture.cards[target])
    along = 0 if direction == "lr" else 1
    across = 1 - along
    assert len(lane) % 3 == 1
    assert abs(lane[0][along] - start[along + 2]) <= ROUNDING
    assert abs(lane[-1][along] - end[along]) <= ROUNDING
    assert start[across] < lane[0][across] < start[across + 2]
    assert end[across] < lane[-1][across] < end[across + 2]
    check_smooth(lane, along)


def check_smooth(lane: tuple[Point, ...], along: int) -> None:
    """With the flow all the way, and level wherever two pieces meet."""
    across = 1 - along
    for here, there in pairwise(lane):
        assert there[along] >= here[along] - ROUNDING
    for number in range(0, len(lane), 3):
        around = lane[max(0, number - 1) : number + 2]
        assert all(abs(point[across] - lane[number][across]) <= ROUNDING for point in around)


def passes(lane: tuple[Point, ...], card: Card) -> bool:
    left, top, right, bottom = sides(card)
    xs, ys = [point[0] for point in lane], [point[1] for point in lane]
    if max(xs) <= left or min(xs) >= right or max(ys) <= top or min(ys) >= bottom:
        return False
    return any(left < x < right and top < y < bottom for x, y in samples(lane))


def samples(lane: tuple[Point, ...]) -> Iterator[tuple[float, float]]:
    for first in range(0, len(lane) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = lane[first : first + 4]
        for number in range(SAMPLES + 1):
            t = number / SAMPLES
            s = 1 - t
            yield (
                s**3 * ax + 3 * s * s * t * bx + 3 * s * t * t * cx + t**3 * dx,
                s**3 * ay + 3 * s * s * t * by + 3 * s * t * t * cy + t**3 * dy,
            )


def check_frames(trace: Trace, layout: Layout) -> None:
    """The frames cover the steps, and every operation and every edge into one is in one."""
    assert [frame.first_step for frame in layout.frames[1:]] == [
        frame.last_step + 1 for frame in layout.frames[:-1]
    ]
    drawn: set[int] = set()
    routed: set[int] = set()
    for frame in layout.frames:
        picture = layout.pictures[frame.picture]
        assert len(frame.nodes) == len(frame.tensors) == len(picture.cards)
        assert len(frame.edges) == len(picture.routes)
        assert len(frame.calls) == len(picture.boxes)
        drawn |= {
            node
            for node, card in zip(frame.nodes, picture.cards, strict=True)
            if card.kind == "operation"
        }
        routed |= set(frame.edges)
        for edge, route in zip(frame.edges, picture.routes, strict=True):
            assert frame.nodes[route.source] == trace.edges[edge].source
            assert frame.nodes[route.target] == trace.edges[edge].target
            assert (route.backward is not None) == trace.edges[edge].differentiable
    operations = {n for n, node in enumerate(trace.nodes) if node.kind == "operation"}
    assert drawn.isdisjoint(layout.folded)
    assert drawn | set(layout.folded) == operations
    assert routed == {n for n, edge in enumerate(trace.edges) if edge.target in drawn}


def check_boxes(trace: Trace, layout: Layout) -> None:
    """An operation is in the boxes of the calls that it runs in, and in no other."""
    for frame in layout.frames:
        picture = layout.pictures[frame.picture]
        for node, card in zip(frame.nodes, picture.cards, strict=True):
            if card.kind != "operation":
                continue
            around = {
                call
                for call, box in zip(frame.calls, picture.boxes, strict=True)
                if holds(sides(box), sides(card))
            }
            assert around == calls_around(trace, node) & set(frame.calls)


def calls_around(trace: Trace, node: int) -> set[int]:
    calls: set[int] = set()
    at = trace.nodes[node].call
    while at is not None:
        calls.add(at)
        at = trace.calls[at].parent
    return calls
