"""Where mathematics stands in a still: the rules beside operations, the chain rule above."""

from collections.abc import Callable, Iterator
from math import floor
from typing import Any

from chainrule.export.drawing import Line, Path, Rect, Run, Shape
from chainrule.export.formula import formula
from chainrule.export.items import Palette
from chainrule.export.letters import width_of
from chainrule.export.mathboxes import Bar, Box, Brackets, Part, Written
from chainrule.export.mathstyle import Style

__all__ = ["equation_shapes", "note_shapes", "ruled"]

RADIUS = 10.0
WEIGHT = 2.0
# Between rows of equations, in sizes of their type.
ROW_GAP = 8 / 30
# "and 2 more" is this much smaller than the equations; how high its line is, and where it stands.
MORE, LEADING, BASE = 0.8, 1.35, 1.03
# A quarter of a circle as a curve: how far its control points are from the corner's ends.
ROUND = 0.5523

Colour = Callable[[Part], str]


def ruled(given: dict[str, Any]) -> Box:
    """A rule's formula in the names of the program."""
    return formula(given["mathml"], Style(size=given["size"]), tuple(given["letters"].items()))


def note_shapes(note: dict[str, Any], palette: Palette) -> Iterator[Shape]:
    """A box with formulas under each other."""
    current = note["current"]
    ink = palette["on-strong" if current else "gradient"]
    left, top = _whole(note["x"]), _whole(note["y"])
    right, bottom = _whole(note["x"] + note["width"]), _whole(note["y"] + note["height"])
    yield Rect(
        x=left + WEIGHT / 2,
        y=top + WEIGHT / 2,
        width=right - left - WEIGHT,
        height=bottom - top - WEIGHT,
        radius=RADIUS - WEIGHT / 2,
        fill=palette["gradient-strong" if current else "surface"],
        stroke=palette["gradient-line"],
        weight=WEIGHT,
    )
    y = note["y"] + note["ends"]
    for each in note["formulas"]:
        box = ruled(each)
        x = note["x"] + (note["width"] - box.width) / 2
        yield from _shapes(box, x, y + note["apart"] + box.above, lambda _: ink)
        y += box.height + 2 * note["apart"]


def equation_shapes(chain: dict[str, Any], palette: Palette) -> Iterator[Shape]:
    """Equations side by side, on a new row where there is no room, in the middle of their area."""
    style = Style(size=chain["size"], fraction=chain["fraction"], unit=chain["unit"])
    found = [(formula(each["mathml"], style), each["fill"]) for each in chain["equations"]]
    size = MORE * chain["size"]
    words = f"and {chain['more']} more"
    if chain["more"]:
        found.append((_line_box(words, size), "muted"))
    for box, fill, x, y in _placed(found, chain):
        if fill == "muted":
            run = Run(words, size, "sans", False, palette[fill])
            yield Line(x=x, y=y + box.above, runs=(run,))
        else:
            yield from _shapes(box, x, y + box.above, _colour(palette, fill))


def _placed(
    found: list[tuple[Box, str]], chain: dict[str, Any]
) -> Iterator[tuple[Box, str, float, float]]:
    """Boxes with their colours, their left ends and their tops."""
    rows: list[list[tuple[Box, str]]] = []
    for box, fill in found:
        used = sum(each.width + chain["gap"] for each, _ in rows[-1]) if rows else 0.0
        if not rows or used + box.width > chain["width"]:
            rows.append([])
        rows[-1].append((box, fill))
    heights = [max(box.height for box, _ in row) for row in rows]
    apart = ROW_GAP * chain["size"]
    top = chain["y"] + (chain["height"] - sum(heights) - apart * (len(rows) - 1)) / 2
    for row, height in zip(rows, heights, strict=True):
        x = chain["x"]
        for box, fill in row:
            yield box, fill, x, top + (height - box.height) / 2
            x += box.width + chain["gap"]
        top += height + apart


def _line_box(text: str, size: float) -> Box:
    high = LEADING * size
    return Box(width_of(text, "sans", False) * size, BASE * size, high - BASE * size)


def _colour(palette: Palette, fill: str) -> Colour:
    return lambda part: palette[part.tone if part.tone not in (None, "ink") else fill]


def _shapes(box: Box, x: float, y: float, colour: Colour) -> Iterator[Shape]:
    """What the box is made of, its base line at `y`; lines are on whole pixels, as in browsers."""
    for part in box.parts:
        left, top, fill = x + part.x, y + part.y, colour(part)
        match part:
            case Written(glyphs=glyphs):
                if glyphs.d:
                    yield Path(
                        d=glyphs.d, x=left, y=top, scale=glyphs.scale, fill=fill, letters=True
                    )
            case Bar(width=width, height=height):
                x0, y0 = _whole(left), _whole(top)
                right, bottom = _whole(left + width), max(_whole(top + height), y0 + 1)
                yield Rect(x=x0, y=y0, width=right - x0, height=bottom - y0, fill=fill)
            case Brackets():
                yield from _brackets(part, left, top, fill)


def _brackets(part: Brackets, x: float, y: float, fill: str) -> Iterator[Shape]:
    """Two lines whose ends bend to each other and grow thin."""
    left, top = _whole(x), _whole(y)
    right, bottom = _whole(x + part.width), _whole(y + part.height)
    r, w = part.radius, part.weight
    for end, inwards in ((left, 1), (right, -1)):
        a, b = end + inwards * r, end + inwards * w
        d = (
            f"M{a:.3f} {top:.3f}C{end + inwards * r * (1 - ROUND):.3f} {top:.3f}"
            f" {end:.3f} {top + r * (1 - ROUND):.3f} {end:.3f} {top + r:.3f}"
            f"L{end:.3f} {bottom - r:.3f}C{end:.3f} {bottom - r * (1 - ROUND):.3f}"
            f" {end + inwards * r * (1 - ROUND):.3f} {bottom:.3f} {a:.3f} {bottom:.3f}"
            f"C{b + (a - b) * (1 - ROUND):.3f} {bottom:.3f}"
            f" {b:.3f} {bottom - r * (1 - ROUND):.3f} {b:.3f} {bottom - r:.3f}"
            f"L{b:.3f} {top + r:.3f}C{b:.3f} {top + r * (1 - ROUND):.3f}"
            f" {b + (a - b) * (1 - ROUND):.3f} {top:.3f} {a:.3f} {top:.3f}Z"
        )
        yield Path(d=d, fill=fill)


def _whole(length: float) -> float:
    return float(floor(length + 0.5))
