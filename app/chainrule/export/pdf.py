"""PDF: a page for each still, everything in it drawn and every word a word."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from chainrule.export.boxes import width_of_line
from chainrule.export.drawing import Circle, Drawing, Face, Layer, Line, Path, Rect, Run
from chainrule.export.letters import EM, Piece, font_file, outlined, printable, width_of

__all__ = ["pdf"]

POINT = 0.75
"""Points a pixel."""
FONTS: dict[tuple[Face, bool], str] = {
    ("sans", False): "Inter",
    ("sans", True): "Inter-SemiBold",
    ("mono", False): "JetBrainsMono",
    ("mono", True): "JetBrainsMono",
}
UNSEEN = 3
"""The way of writing that leaves no ink."""
COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def pdf(drawings: Iterable[Drawing], title: str) -> bytes:
    """The drawings' pages, with an entry of the outline for each."""
    for key, name in FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font_file(*key))))
    buffer = BytesIO()
    # `invariant`: no date and no chance in the file.
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(printable(title))
    canvas.setCreator("chainrule")
    for number, drawing in enumerate(drawings):
        _page(canvas, drawing, f"step{number}")
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Any, drawing: Drawing, key: str) -> None:
    canvas.setPageSize((drawing.width * POINT, drawing.height * POINT))
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(printable(drawing.title) or key, key)
    # From here on in pixels, downwards.
    canvas.transform(POINT, 0, 0, -POINT, 0, drawing.height * POINT)
    canvas.setFillColor(HexColor(drawing.ground))
    canvas.rect(0, 0, drawing.width, drawing.height, stroke=0, fill=1)
    for layer in drawing.layers:
        _layer(canvas, layer)
    canvas.showPage()


def _layer(canvas: Any, layer: Layer) -> None:
    canvas.saveState()
    if layer.window is not None:
        area = canvas.beginPath()
        area.rect(*layer.window)
        canvas.clipPath(area, stroke=0, fill=0)
    canvas.transform(layer.camera.k, 0, 0, layer.camera.k, layer.camera.x, layer.camera.y)
    for shape in layer.shapes:
        PAINTERS[type(shape)](canvas, shape)
    canvas.restoreState()


def _paint(canvas: Any, shape: Rect | Circle | Path) -> dict[str, int]:
    if shape.fill is not None:
        canvas.setFillColor(HexColor(shape.fill))
    if shape.stroke is not None:
        canvas.setStrokeColor(HexColor(shape.stroke))
        canvas.setLineWidth(shape.weight)
        canvas.setDash(*([float(each) for each in shape.dash.split()],) if shape.dash else ())
        canvas.setLineCap(1 if isinstance(shape, Path) and shape.round else 0)
    # A colour that is set makes what follows opaque again.
    canvas.setFillAlpha(shape.opacity)
    canvas.setStrokeAlpha(shape.opacity)
    return {"stroke": int(shape.stroke is not None), "fill": int(shape.fill is not None)}


def _rect(canvas: Any, shape: Rect) -> None:
    how = _paint(canvas, shape)
    if shape.radius:
        canvas.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius, **how)
    else:
        canvas.rect(shape.x, shape.y, shape.width, shape.height, **how)


def _circle(canvas: Any, shape: Circle) -> None:
    canvas.circle(shape.x, shape.y, shape.r, **_paint(canvas, shape))


def _path(canvas: Any, shape: Path) -> None:
    canvas.drawPath(_traced(canvas, shape), **_paint(canvas, shape))


def _traced(canvas: Any, shape: Path) -> Any:
    path = canvas.beginPath()
    last = (0.0, 0.0)
    for command, numbers in COMMAND.findall(shape.d):
        values = [float(each) * shape.scale for each in NUMBER.findall(numbers)]
        points = [
            (x + shape.x, y + shape.y) for x, y in zip(values[::2], values[1::2], strict=True)
        ]
        if command == "Z":
            path.close()
        else:
            for some in zip(*[iter(points)] * POINTS[command], strict=True):
                SEGMENTS[command](path, last, *some)
                last = some[-1]
    return path


Point = tuple[float, float]


def _quadratic(path: Any, start: Point, control: Point, end: Point) -> None:
    """As the cubic that it is."""
    one = [a + 2 / 3 * (c - a) for a, c in zip(start, control, strict=True)]
    two = [b + 2 / 3 * (c - b) for b, c in zip(end, control, strict=True)]
    path.curveTo(*one, *two, *end)


POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
SEGMENTS: dict[str, Callable[..., None]] = {
    "M": lambda path, _, end: path.moveTo(*end),
    "L": lambda path, _, end: path.lineTo(*end),
    "Q": _quadratic,
    "C": lambda path, _, one, two, end: path.curveTo(*one, *two, *end),
}


def _line(canvas: Any, line: Line) -> None:
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor]
    x = line.x - share * width_of_line(line)
    for run in line.runs:
        x += run.shift
        for piece in outlined(run.text, run.face, run.bold):
            canvas.setFillColor(HexColor(run.fill))
            canvas.setFillAlpha(line.opacity)
            plain = piece.source == "shipped" and not piece.leftwards
            write = _words if plain else _foreign
            write(canvas, run, piece, x + piece.x * run.size, line.y)
        x += run.size * width_of(run.text, run.face, run.bold)


def _words(canvas: Any, run: Run, piece: Piece, x: float, y: float, mode: int = 0) -> None:
    name = FONTS[run.face, run.bold]
    words = canvas.beginText()
    words.setFont(name, run.size)
    words.setTextRenderMode(mode)
    words.setTextTransform(_narrowing(run, piece, name), 0, 0, -1, x, y)
    words.textOut(piece.text)
    canvas.drawText(words)


def _narrowing(run: Run, piece: Piece, name: str) -> float:
    """PDF sets letters without kerning: so much narrower, they take the room they should."""
    plain = pdfmetrics.stringWidth(piece.text, name, run.size)
    kerned = run.size * piece.width
    return kerned / plain if plain and math.isfinite(kerned) else 1.0


def _foreign(canvas: Any, run: Run, piece: Piece, x: float, y: float) -> None:
    """Letters that the file's fonts lack: drawn, and behind the drawing what they say.

    That is for programs that search and copy: spaces that are not seen, said to mean the letters.
    """
    shape = Path(d=piece.d, x=x, y=y, scale=run.size / EM)
    canvas.drawPath(_traced(canvas, shape), stroke=0, fill=1)
    # From left to right, as all letters of a PDF; programs turn words that run leftwards.
    width, text = piece.width / len(piece.text), piece.text
    canvas.saveState()
    for at, letter in enumerate(reversed(text) if piece.leftwards else text):
        said = letter.encode("utf-16-be").hex().upper()
        blank, left = replace(piece, text=" ", width=width), x + at * width * run.size
        canvas._code.append(f"/Span <</ActualText <FEFF{said}>>> BDC")
        _words(canvas, run, blank, left, y, UNSEEN)
        canvas._code.append("EMC")
    canvas.restoreState()


PAINTERS: dict[type, Callable[..., None]] = {
    Rect: _rect,
    Circle: _circle,
    Path: _path,
    Line: _line,
}
