"""GIF: one table of colours for the whole film, each frame only where it differs from the last."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chainrule.export.drawing import Drawing
from chainrule.export.film import FRAMES
from chainrule.export.raster import Canvas
from chainrule.export.svg import Part

__all__ = ["gif"]

Indices = NDArray[np.uint8]
Table = NDArray[np.int32]
"""Colours as rows of red, green, blue."""
BITS = 5
TRANSPARENT = (1 << BITS) - 1
COLOURS = 22
"""Few, since every shade of a letter's edge costs bytes; what is pinned has no shades."""
KEEP = 1
"""The next frame is painted over this one."""
FOREVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
COARSE = 2
"""Bits of a channel that do not tell colours apart."""
NEAREST = Image.Resampling.NEAREST
# Pixels of a colour that make it worth a place of its own.
AREA = 40
# Places that are left for the edges of letters.
SHADES = 8
# The table of colours is found from stills of the film, made this much smaller.
SMALLER = 2


def gif(drawings: Iterable[Drawing], pinned: Sequence[str], stills: Sequence[Drawing]) -> bytes:
    """The film, for ever. `pinned` colours come out exactly as they are.

    The other colours are chosen from `stills`.
    """
    table = _table(pinned, [_picture(each) for each in stills])
    frames = _frames(drawings, _places(table))
    first = next(frames)
    height, width = first[2].shape
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF0 | BITS - 1, 0, 0)]
    parts.append(table.astype(np.uint8).tobytes().ljust(3 << BITS, b"\0") + FOREVER)
    for hundredths, (x, y), indices in chain([first], frames):
        parts.append(
            struct.pack("<4BHBB", 0x21, 0xF9, 4, KEEP << 2 | 1, hundredths, TRANSPARENT, 0)
        )
        size = indices.shape[1], indices.shape[0]
        parts.append(b"," + struct.pack("<HHHHB", x, y, *size, 0) + _packed(indices))
    return b"".join(parts) + b";"


def _frames(
    drawings: Iterable[Drawing], places: Indices
) -> Iterator[tuple[int, tuple[int, int], Indices]]:
    """Hundredths of a second, place and colours; what has not changed is transparent."""
    canvas = Canvas()
    shown: Indices | None = None
    waiting: tuple[tuple[int, int], Indices] | None = None
    hundredths = 0
    for drawing in drawings:
        image, part = canvas.paint(drawing)
        new = None if part is None else _new(image, part, places, shown)
        if new is not None:
            if waiting is not None:
                yield hundredths, *waiting
            shown, place, indices = new
            waiting, hundredths = (place, indices), 0
        hundredths += 100 // FRAMES
    if waiting is not None:
        yield hundredths, *waiting


def _new(
    image: Image.Image, part: Part, places: Indices, shown: Indices | None
) -> tuple[Indices, tuple[int, int], Indices] | None:
    """What is shown from now on, and the smallest piece that makes it of what was shown."""
    x, y, width, height = part
    indices = _nearest(image.crop((x, y, x + width, y + height)), places)
    if shown is None:
        return indices.copy(), (0, 0), indices
    window = shown[y : y + height, x : x + width]
    differs = indices != window
    if not differs.any():
        return None
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    down, across = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    small = np.where(differs, indices, TRANSPARENT).astype(np.uint8)[down, across]
    window[:] = indices
    return shown, (x + int(columns[0]), y + int(rows[0])), small


def _nearest(image: Image.Image, places: Indices) -> Indices:
    """The place in the table of each pixel's colour."""
    pixels = np.asarray(image).astype(np.int32) >> COARSE
    found: Indices = places[pixels[..., 0], pixels[..., 1], pixels[..., 2]]
    return found


def _places(table: Table) -> Indices:
    """The place in the table of the nearest colour, for every colour in steps of four."""
    steps = np.arange(1 << 8 - COARSE, dtype=np.int32) << COARSE
    middle = steps + (1 << COARSE >> 1)
    apart = [(middle[:, None] - table[None, :, part]) ** 2 for part in range(3)]
    sums = apart[0][:, None, None] + apart[1][None, :, None] + apart[2][None, None, :]
    places: Indices = sums.argmin(3).astype(np.uint8)
    # The table's own colours come out exactly.
    places[tuple(table.T >> COARSE)] = np.arange(len(table), dtype=np.uint8)
    return places


def _picture(drawing: Drawing) -> Image.Image:
    return Canvas().paint(drawing)[0]


def _table(pinned: Sequence[str], pictures: Sequence[Image.Image]) -> Table:
    """The table of colours: those pinned ones that are in the pictures, and what serves best."""
    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        together.paste(picture, (0, number * height))
    counted = {colour: count for count, colour in together.getcolors(1 << 24) or ()}
    wanted = dict.fromkeys(tuple(bytes.fromhex(each[1:])) for each in pinned)
    fixed = [colour for colour in wanted if counted.get(colour, 0) >= AREA]
    fixed = sorted(fixed, key=lambda colour: -counted[colour])[: COLOURS - SHADES]
    small = together.resize((width // SMALLER, together.height // SMALLER), NEAREST)
    rest = small.quantize(COLOURS - len(fixed), method=Image.Quantize.MEDIANCUT).getpalette() or []
    colours = [*(part for colour in fixed for part in colour), *rest][: 3 * COLOURS]
    return np.array(colours, np.int32).reshape(-1, 3)


def _packed(indices: Indices) -> bytes:
    """The piece as the compressed data of a GIF, which Pillow knows how to make."""
    data = Image.fromarray(indices, "L").tobytes("gif", "L", BITS, 0)
    return bytes([BITS]) + data + b"\0"
