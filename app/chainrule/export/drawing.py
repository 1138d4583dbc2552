"""A still as shapes in pixels with plain colours: what every painter paints from."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Camera", "Circle", "Drawing", "Face", "Layer", "Line", "Path", "Rect", "Run", "Shape"]

Face = Literal["sans", "mono"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Colours as `#rrggbb`, None for no paint; `dash` as SVG has it."""

    fill: str | None = None
    stroke: str | None = None
    weight: float = 1.0
    dash: str | None = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect(Paint):
    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle(Paint):
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Paint):
    """Path data moved by `x` and `y` and scaled by `scale`; letters stand on `y`."""

    d: str
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    round: bool = False
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one type and colour, `shift` away from the piece before."""

    text: str
    size: float
    face: Face
    bold: bool
    fill: str
    shift: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Text on one line; `anchor` says which part of it stands at `x`."""

    x: float
    y: float
    runs: tuple[Run, ...]
    anchor: Literal["start", "middle", "end"] = "start"
    opacity: float = 1.0


Shape = Rect | Circle | Path | Line


@dataclass(frozen=True, slots=True)
class Camera:
    """Points are scaled by `k`, then moved."""

    k: float = 1.0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Shapes seen through a camera, cut off outside `window` (x, y, width, height in pixels).

    The layer `title` has the line above everything, which some formats write themselves.
    """

    title: bool = False
    shapes: tuple[Shape, ...]
    camera: Camera = Camera()
    window: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One still. `title` and `text` say what is seen, `note` what a lesson says there."""

    width: int
    height: int
    ground: str
    layers: tuple[Layer, ...]
    title: str
    text: str
    note: str = ""
