"""What a formula is made of while it is set: boxes on base lines, in pixels."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor

from chainrule.export.mathfont import Glyphs

__all__ = [
    "Bar",
    "Box",
    "Brackets",
    "Part",
    "Written",
    "down",
    "together",
    "units",
    "up",
]

# A browser counts in such parts of a pixel.
PARTS = 64


def units(length: float) -> float:
    """The length as a browser counts it."""
    return floor(length * PARTS + 1e-6) / PARTS


def up(length: float) -> float:
    """The same, rounded up."""
    return -units(-length)


@dataclass(frozen=True, slots=True)
class Written:
    """Letters from `x` on, on a base line at `y`."""

    x: float
    y: float
    glyphs: Glyphs
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a fraction or a root: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Brackets:
    """Round a matrix: the outer box, how strong the lines are, how round the corners."""

    x: float
    y: float
    width: float
    height: float
    weight: float
    radius: float
    tone: str | None = None


Part = Written | Bar | Brackets


@dataclass(frozen=True, slots=True)
class Box:
    """Parts from `x` 0 on a base line at `y` 0; it reaches `above` and `below` that."""

    width: float = 0.0
    above: float = 0.0
    below: float = 0.0
    parts: tuple[Part, ...] = ()

    @property
    def height(self) -> float:
        return self.above + self.below


def down(box: Box, x: float, y: float) -> tuple[Part, ...]:
    """The box's parts moved to the right and down."""
    return tuple(replace(part, x=part.x + x, y=part.y + y) for part in box.parts)


def together(
    width: float, placed: Iterable[tuple[Box, float, float]], above: float, below: float
) -> Box:
    """A box of boxes, each with where its left end and its base line are."""
    parts = tuple(part for box, x, y in placed for part in down(box, x, y))
    return Box(width, above, below, parts)
