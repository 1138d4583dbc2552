"""Stills as pixels."""

import math
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import resvg_py
from PIL import Image

from chainrule.export.boxes import Box, around, changed, seen
from chainrule.export.drawing import Drawing
from chainrule.export.svg import Part, svg_of

__all__ = ["Canvas", "png_of"]

# Round what changed: the soft edges of shapes reach a little beyond them.
SOFT = 2


def png_of(drawing: Drawing, part: Part | None = None, *, zoom: int = 1) -> bytes:
    """The drawing, or a part of it, as PNG, `zoom` times as large."""
    svg = svg_of(drawing, "shapes", part)
    # To load the system's fonts takes a while, and there is no text left.
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=float(zoom), skip_system_fonts=True)


class Canvas:
    """Paints one drawing after the other, each time only what differs from the last."""

    def __init__(self) -> None:
        self._last: Drawing | None = None
        self._image: Image.Image | None = None

    def paint(self, drawing: Drawing) -> tuple[Image.Image, Part | None]:
        """The picture, and the part of it that is new: x, y, width, height; None for nothing.

        The picture is the canvas's own and is painted on at the next call.
        """
        parts = self._stale(drawing)
        for part in parts:
            piece = Image.open(BytesIO(png_of(_within(drawing, part), part))).convert("RGB")
            if self._image is None:
                self._image = piece
            else:
                self._image.paste(piece, part[:2])
        self._last = drawing
        if self._image is None:
            raise ValueError("a drawing without room has no picture")
        return self._image, _together(parts) if parts else None

    def _stale(self, drawing: Drawing) -> list[Part]:
        size = drawing.width, drawing.height
        if self._image is None or self._last is None:
            return [(0, 0, *size)]
        boxes = changed(drawing, self._last)
        return [part for box in boxes if (part := _part(box, *size)) is not None]


def _together(parts: Sequence[Part]) -> Part:
    left, top, right, bottom = around([(x, y, x + w, y + h) for x, y, w, h in parts])
    return int(left), int(top), int(right - left), int(bottom - top)


def _part(box: Box, width: int, height: int) -> Part | None:
    left, top = max(math.floor(box[0]) - SOFT, 0), max(math.floor(box[1]) - SOFT, 0)
    right, bottom = min(math.ceil(box[2]) + SOFT, width), min(math.ceil(box[3]) + SOFT, height)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None


def _within(drawing: Drawing, part: Part) -> Drawing:
    x, y, width, height = part
    area = float(x), float(y), float(x + width), float(y + height)
    return replace(drawing, layers=tuple(seen(layer, area) for layer in drawing.layers))
