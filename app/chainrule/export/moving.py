"""Animated WebP and APNG, which Pillow writes."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from PIL import Image

from chainrule.export.drawing import Drawing
from chainrule.export.film import FRAMES
from chainrule.export.raster import Canvas

__all__ = ["apng", "webp"]


def webp(drawings: Iterable[Drawing]) -> bytes:
    """The film, for ever, without loss."""
    return _saved(drawings, "WEBP", quality=80, method=2, loop=0)


def apng(drawings: Iterable[Drawing]) -> bytes:
    """The film, for ever, without loss."""
    return _saved(drawings, "PNG", loop=0)


def _saved(drawings: Iterable[Drawing], format: str, **how: Any) -> bytes:
    first, *rest = _frames(drawings)
    buffer = BytesIO()
    images = [image for image, _ in rest]
    durations = [duration for _, duration in (first, *rest)]
    first[0].save(buffer, format, save_all=True, append_images=images, duration=durations, **how)
    return buffer.getvalue()


def _frames(drawings: Iterable[Drawing]) -> list[tuple[Image.Image, int]]:
    """Each picture that differs from the one before, and how many milliseconds it is seen."""
    canvas, frames = Canvas(), list[tuple[Image.Image, int]]()
    for drawing in drawings:
        image, part = canvas.paint(drawing)
        if part is not None:
            frames.append((image.copy(), 0))
        image, duration = frames[-1]
        frames[-1] = image, duration + 1000 // FRAMES
    return frames
