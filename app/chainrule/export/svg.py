"""A still as SVG that looks the same everywhere: plain attributes, letters as outlines."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from typing import Literal

from chainrule.export.boxes import width_of_line
from chainrule.export.drawing import Camera, Circle, Drawing, Layer, Line, Path, Rect, Run, Shape
from chainrule.export.letters import EM, Piece, outlined, printable, width_of

__all__ = ["Letters", "Part", "svg_body", "svg_of"]

Letters = Literal["outlines", "shapes", "text"]
Part = tuple[int, int, int, int]
FAMILIES = {"sans": "Inter, sans-serif", "mono": "'JetBrains Mono', monospace"}


def svg_of(drawing: Drawing, letters: Letters = "outlines", part: Part | None = None) -> str:
    """The drawing as a document; `part` (x, y, width, height) cuts a piece out of it.

    With `letters="text"` letters stay text, in the fonts that the reader of the file has; of
    `"outlines"` those that no font here has, of `"shapes"` none.
    """
    x, y, width, height = part or (0, 0, drawing.width, drawing.height)
    title, text = _written(drawing.title), _written(drawing.text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{x} {y} {width} {height}" role="img" aria-label="{title}">'
        f"<title>{title}</title><desc>{text}</desc>{svg_body(drawing, letters)}</svg>\n"
    )


def svg_body(drawing: Drawing, letters: Letters = "outlines") -> str:
    """The drawing's elements, its ground first, for an SVG element of its size."""
    size = f'width="{drawing.width}" height="{drawing.height}"'
    ground = f'<rect {size} fill="{drawing.ground}"/>'
    return ground + "".join(_layer(layer, letters) for layer in drawing.layers)


def _layer(layer: Layer, letters: Letters) -> str:
    inside = "".join(_shape(_on_pixels(shape, layer.camera), letters) for shape in layer.shapes)
    if layer.camera != Camera():
        # At its right end a picture of 2,000 units shows what the fourth place of a scale does.
        k, x, y = _short(layer.camera.k, 6), _short(layer.camera.x), _short(layer.camera.y)
        inside = f'<g transform="translate({x} {y}) scale({k})">{inside}</g>'
    if layer.window is None:
        return inside
    # A nested svg cuts off what is outside it without an id, so two stills fit on one page.
    x, y, width, height = (_short(each) for each in layer.window)
    area = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return f'<svg {area} viewBox="{x} {y} {width} {height}">{inside}</svg>'


def _on_pixels(shape: Shape, camera: Camera) -> Shape:
    """Letters stand on whole pixels, where browsers put them too."""
    if isinstance(shape, Line) or (isinstance(shape, Path) and shape.letters):
        base = math.floor(shape.y * camera.k + camera.y + 0.5)
        return replace(shape, y=(base - camera.y) / camera.k)
    return shape


def _shape(shape: Shape, letters: Letters) -> str:
    if isinstance(shape, Line):
        return "".join(WRITERS[letters](shape))
    return _PAINTERS[type(shape)](shape)


def _rect(shape: Rect) -> str:
    place = _attributes(
        x=shape.x, y=shape.y, width=shape.width, height=shape.height, rx=shape.radius or None
    )
    return f"<rect{place}{_paint(shape)}/>"


def _circle(shape: Circle) -> str:
    return f"<circle{_attributes(cx=shape.x, cy=shape.y, r=shape.r)}{_paint(shape)}/>"


def _path(shape: Path) -> str:
    move = _transform(shape.x, shape.y, shape.scale)
    cap = ' stroke-linecap="round"' if shape.round else ""
    return f'<path d="{shape.d}"{move}{_paint(shape)}{cap}/>'


_PAINTERS: dict[type, Callable[..., str]] = {Rect: _rect, Circle: _circle, Path: _path}


def _outlines(line: Line) -> Iterator[str]:
    """Each run as a path; letters that no font here has, as text: the reader may have one."""
    return _pieces(line, _text)


def _shapes(line: Line) -> Iterator[str]:
    """Each run as a path, letters that no font here has among them."""
    return _pieces(line, _outline)


def _pieces(line: Line, missing: Callable[[Piece, float, Line, Run], str]) -> Iterator[str]:
    x = line.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor] * width_of_line(line)
    for run in line.runs:
        x += run.shift
        for piece in outlined(run.text, run.face, run.bold):
            write = missing if piece.source == "missing" else _outline
            yield write(piece, x + piece.x * run.size, line, run)
        x += run.size * width_of(run.text, run.face, run.bold)


def _outline(piece: Piece, x: float, line: Line, run: Run) -> str:
    if not piece.d:
        return ""
    move = _transform(x, line.y, run.size / EM)
    return f'<path d="{piece.d}"{move} fill="{run.fill}"{_opacity(line.opacity)}/>'


def _text(piece: Piece, x: float, line: Line, run: Run) -> str:
    """In the middle of its room: how wide it is, only its reader's font knows."""
    middle = x + piece.width * run.size / 2
    place = _attributes(x=middle, y=line.y, font_size=run.size) + ' text-anchor="middle"'
    weight = ' font-weight="600"' if run.bold else ""
    return (
        f'<text{place} font-family="sans-serif"{weight} fill="{run.fill}"'
        f"{_opacity(line.opacity)}>{_written(piece.text)}</text>"
    )


def _texts(line: Line) -> Iterator[str]:
    anchor = "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'
    place = _attributes(x=line.x, y=line.y)
    yield f'<text{place}{anchor}{_opacity(line.opacity)} xml:space="preserve">'
    for run in line.runs:
        shift = _attributes(dx=run.shift or None, font_size=run.size)
        weight = ' font-weight="600"' if run.bold else ""
        family = f' font-family="{FAMILIES[run.face]}"'
        yield f'<tspan{shift}{family}{weight} fill="{run.fill}">{_written(run.text)}</tspan>'
    yield "</text>"


WRITERS: dict[Letters, Callable[[Line], Iterator[str]]] = {
    "outlines": _outlines,
    "shapes": _shapes,
    "text": _texts,
}


def _paint(shape: Rect | Circle | Path) -> str:
    if shape.stroke is None:
        return f' fill="{shape.fill or "none"}"{_opacity(shape.opacity)}'
    dash = f' stroke-dasharray="{shape.dash}"' if shape.dash else ""
    weight = _attributes(stroke_width=shape.weight)
    stroke = f' stroke="{shape.stroke}"{weight}{dash}'
    return f' fill="{shape.fill or "none"}"{stroke}{_opacity(shape.opacity)}'


def _opacity(opacity: float) -> str:
    return "" if opacity >= 1 else _attributes(opacity=max(opacity, 0.0))


def _transform(x: float, y: float, scale: float) -> str:
    move = f"translate({_short(x)} {_short(y)})" if x or y else ""
    size = f"scale({_short(scale, 5)})" if scale != 1 else ""
    both = " ".join(filter(None, (move, size)))
    return f' transform="{both}"' if both else ""


def _attributes(**numbers: float | None) -> str:
    given = ((name.replace("_", "-"), value) for name, value in numbers.items())
    return "".join(f' {name}="{_short(value)}"' for name, value in given if value is not None)


def _short(number: float, places: int = 3) -> str:
    text = f"{number:.{places}f}".rstrip("0").rstrip(".") if number else "0"
    return "0" if text == "-0" else text


def _written(text: str) -> str:
    return escape(printable(text))
