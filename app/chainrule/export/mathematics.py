"""Where mathematics stands in a still: the rules beside operations, the chain rule above."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from chainrule.export.drawing import Line, Path, Rect, Run, Shape
from chainrule.export.formula import Formula, formula, renamed_formula
from chainrule.export.items import Palette
from chainrule.export.letters import width_of

__all__ = ["equation_shapes", "note_shapes", "ruled_formula"]

NOTHING = Formula(d="", scale=1.0, width=0.0, above=0.0, below=0.0)

RADIUS = 10.0
WEIGHT = 2.0
# Between the pieces of an equation, and round its signs, in sizes of the type.
GAP = 0.17
SIGN_GAP = 0.28
# Between rows of equations, likewise.
ROW_GAP = 8 / 30
# "and 2 more" is this much smaller than the equations.
MORE = 0.8


@dataclass(frozen=True, slots=True)
class Block:
    """Shapes that stand together, from `x` 0 on a base line at `y` 0."""

    shapes: tuple[Shape, ...]
    width: float
    above: float
    below: float


def note_shapes(note: dict[str, Any], palette: Palette) -> Iterator[Shape]:
    """A box with formulas under each other."""
    current = note["current"]
    ink = palette["on-strong" if current else "gradient"]
    yield Rect(
        x=note["x"] + WEIGHT / 2,
        y=note["y"] + WEIGHT / 2,
        width=note["width"] - WEIGHT,
        height=note["height"] - WEIGHT,
        radius=RADIUS - WEIGHT / 2,
        fill=palette["gradient-strong" if current else "surface"],
        stroke=palette["gradient-line"],
        weight=WEIGHT,
    )
    top = note["y"] + note["ends"]
    for each in note["formulas"]:
        block = _block(ruled_formula(each), note["size"], ink)
        x = note["x"] + (note["width"] - block.width) / 2
        yield from _moved(block, x, top + block.above)
        top += block.above + block.below


def equation_shapes(chain: dict[str, Any], palette: Palette) -> Iterator[Shape]:
    """Equations side by side, on a new row where there is no room, in the middle of their area."""
    size = chain["size"]
    blocks = [_equation(pieces, size, palette) for pieces in chain["equations"]]
    if chain["more"]:
        words = f"and {chain['more']} more"
        blocks.append(_words(words, MORE * size, palette["muted"]))
    rows: list[list[Block]] = []
    for block in blocks:
        used = sum(each.width + chain["gap"] for each in rows[-1]) if rows else 0.0
        if not rows or used + block.width > chain["width"]:
            rows.append([])
        rows[-1].append(block)
    heights = [max(block.above + block.below for block in row) for row in rows]
    apart = ROW_GAP * size
    top = chain["y"] + (chain["height"] - sum(heights) - apart * (len(rows) - 1)) / 2
    for row, height in zip(rows, heights, strict=True):
        x = chain["x"]
        for block in row:
            yield from _moved(
                block, x, top + (height - block.above - block.below) / 2 + block.above
            )
            x += block.width + chain["gap"]
        top += height + apart


def _equation(pieces: list[dict[str, Any]], size: float, palette: Palette) -> Block:
    shapes: list[Shape] = []
    x = above = below = 0.0
    signs = [piece["sign"] for piece in pieces]
    gaps = [size * (SIGN_GAP if a or b else GAP) for a, b in pairwise(signs)] + [0.0]
    for piece, gap in zip(pieces, gaps, strict=True):
        size, fill = piece["size"], palette[piece["fill"]]
        found = formula(piece["latex"])
        block = _block(found, size, fill) if found else _words(piece["latex"], size, fill)
        shapes += _moved(block, x, 0.0)
        x += block.width + gap
        above, below = max(above, block.above), max(below, block.below)
    return Block(tuple(shapes), x, above, below)


def ruled_formula(given: dict[str, Any]) -> Formula:
    """A rule's formula in the names of the program, or in its own letters if they cannot be set."""
    mathml, letters = given["mathml"], tuple(given["letters"].items())
    return renamed_formula(mathml, letters) or renamed_formula(mathml, ()) or NOTHING


def _block(found: Formula, size: float, fill: str) -> Block:
    path = Path(d=found.d, scale=found.scale * size, fill=fill)
    return Block((path,), found.width * size, found.above * size, found.below * size)


def _words(text: str, size: float, fill: str) -> Block:
    line = Line(x=0.0, y=0.0, runs=(Run(text, size, "sans", False, fill),))
    return Block((line,), width_of(text, "sans", False) * size, 0.8 * size, 0.25 * size)


def _moved(block: Block, x: float, y: float) -> Iterator[Shape]:
    for shape in block.shapes:
        if isinstance(shape, Path | Line):
            yield replace(shape, x=shape.x + x, y=shape.y + y)
