"""The layout document: where everything in the pictures of a trace is."""

from dataclasses import dataclass
from typing import Any, Literal

from chainrule.trace import encode

__all__ = [
    "FORMAT",
    "VERSION",
    "Box",
    "Card",
    "CardKind",
    "Direction",
    "Form",
    "Frame",
    "Grid",
    "Layout",
    "Medium",
    "Picture",
    "Point",
    "Route",
    "Style",
]

FORMAT = "chainrule.layout"
VERSION = 1

Direction = Literal["lr", "tb"]
Medium = Literal["page", "slide"]
CardKind = Literal["operation", "parameter", "data", "value"]
Form = Literal["number", "numbers", "heatmap"]
Point = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The sizes of type and the distances for which the cards are measured.

    From the top of a card: `padding_y`, a title line (title, semibold, and after `symbol_gap` the
    symbol), the value's grid, `gap`, the gradient's grid or, on a card without one, a line of
    `value_line` for the words "no grad", a subtitle line (in the mono face on operations), and
    `padding_y`. On a slide there is no subtitle. Everything is centred; on a card with a gradient,
    `gutter` is free on the left of the grids for the sign ∂, and of a single number with its sign.
    The grids of a card that has them `beside` each other are a gutter apart. A track's lanes are
    `lane` away from its middle.
    """

    title_size: float
    title_line: float
    symbol_size: float
    symbol_gap: float
    value_size: float
    value_line: float
    subtitle_size: float
    subtitle_line: float
    label_size: float
    padding_x: float
    padding_y: float
    gap: float
    gutter: float
    lane: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The room for a tensor's elements; the gradient's grid is as large."""

    form: Form
    rows: int
    columns: int
    cell_width: float
    cell_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One operation or tensor; `x` and `y` are its top left corner."""

    x: float
    y: float
    width: float
    height: float
    kind: CardKind
    title: str
    subtitle: str
    symbol: str | None
    value: Grid
    gradient: bool
    beside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The outline of one call of a module."""

    x: float
    y: float
    width: float
    height: float
    label: str
    type: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A chain of cubic Béziers from card to card: a point, then control, control, point, …

    `backward` runs from `target` to `source`; it is None where no gradient comes back.
    """

    source: int
    target: int
    forward: tuple[Point, ...]
    backward: tuple[Point, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    width: float
    height: float
    cards: tuple[Card, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The steps `first_step` to `last_step` in a picture, and what it shows then.

    `nodes` and `tensors` are the trace's, one for each card, `edges` one for each route, `calls`
    one for each box. A node has several cards where it is drawn beside each of its consumers.
    """

    picture: int
    first_step: int
    last_step: int
    nodes: tuple[int, ...]
    tensors: tuple[int | None, ...]
    edges: tuple[int, ...]
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Every picture that a trace needs; `folded` are the nodes that no picture draws."""

    format: str = FORMAT
    version: int = VERSION
    direction: Direction
    medium: Medium
    style: Style
    folded: tuple[int, ...]
    pictures: tuple[Picture, ...]
    frames: tuple[Frame, ...]

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON values."""
        document: dict[str, Any] = encode(self)
        return document
