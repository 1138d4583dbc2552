"""How much room shapes take: what can be seen of a still, and what changed between two."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from chainrule.export.drawing import Camera, Circle, Drawing, Layer, Line, Path, Rect, Shape
from chainrule.export.letters import width_of

__all__ = ["Box", "around", "box_of", "changed", "overlap", "seen", "width_of_line"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
# How far letters reach above and below their line, in sizes of their type.
ABOVE, BELOW = 1.1, 0.4


def width_of_line(line: Line) -> float:
    """How wide the line is."""
    return sum(run.shift + run.size * width_of(run.text, run.face, run.bold) for run in line.runs)


def box_of(shape: Shape, camera: Camera) -> Box:
    """Where the shape is seen through the camera, its strokes included."""
    left, top, right, bottom = _own_box(shape)
    edge = 0.0 if isinstance(shape, Line) or shape.stroke is None else shape.weight
    k, x, y = camera.k, camera.x, camera.y
    return (
        (left - edge) * k + x,
        (top - edge) * k + y,
        (right + edge) * k + x,
        (bottom + edge) * k + y,
    )


def _own_box(shape: Shape) -> Box:
    match shape:
        case Rect():
            return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
        case Circle():
            return shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r
        case Path():
            left, top, right, bottom = _extent(shape.d)
            s, x, y = shape.scale, shape.x, shape.y
            return left * s + x, top * s + y, right * s + x, bottom * s + y
        case Line():
            size = max((run.size for run in shape.runs), default=0.0)
            width = width_of_line(shape)
            left = shape.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * width
            # Letters lean out of their place by less than half of their size.
            return (
                left - size / 2,
                shape.y - ABOVE * size,
                left + width + size / 2,
                shape.y + BELOW * size,
            )


@lru_cache(maxsize=65_536)
def _extent(d: str) -> Box:
    """Of all points and control points; every command has pairs of coordinates."""
    numbers = [float(each) for each in NUMBER.findall(d)] or [0.0, 0.0]
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


def overlap(one: Box, other: Box) -> bool:
    """Whether the boxes have any point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def seen(layer: Layer, area: Box) -> Layer:
    """The layer with only what can be seen inside the area."""
    kept = (each for each in layer.shapes if overlap(box_of(each, layer.camera), area))
    return replace(layer, shapes=tuple(kept))


def changed(now: Drawing, before: Drawing) -> list[Box]:
    """Boxes round what differs, one for each layer that does."""
    found: list[Box] = []
    for one, other in zip(now.layers, before.layers, strict=True):
        if one.camera != other.camera:
            return [(0.0, 0.0, float(now.width), float(now.height))]
        boxes = [box_of(shape, one.camera) for shape in set(one.shapes) ^ set(other.shapes)]
        if boxes:
            found.append(around(boxes))
    return found


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
