"""Text in the shipped fonts as outlines: the same letters wherever a file is opened."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.drawing import Face

__all__ = [
    "EM",
    "FONTS",
    "Piece",
    "commands",
    "drawn",
    "font_file",
    "font_of",
    "outlined",
    "printable",
    "shaped",
    "supports",
    "width_of",
]

FONTS = Path(__file__).parent / "fonts"
FILES: dict[tuple[Face, bool], str] = {
    ("sans", False): "inter-regular.ttf",
    ("sans", True): "inter-semibold.ttf",
    ("mono", False): "jetbrains-mono-regular.ttf",
    ("mono", True): "jetbrains-mono-regular.ttf",
}
# Outlines in whole numbers, fine enough for letters of a thousand pixels.
EM = 1000
# What stands for a character that can be neither drawn nor written into a file.
UNPRINTABLE = "□"
# Texts whose outlines are kept; a server draws the texts of many traces, one after the other.
REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, `x` after its start, in sizes of its type.

    `d` is its outline for a type of size `EM`; None where the fonts do not have its letters.
    """

    text: str
    x: float
    d: str | None


def font_file(face: Face, bold: bool) -> Path:
    """The font as a file."""
    return FONTS / FILES[face, bold]


@lru_cache(maxsize=REMEMBERED)
def printable(text: str) -> str:
    """The text on one line; control characters are shown as boxes, invisible marks left out.

    Marks that turn the direction of writing are among those: a label cannot rewrite its
    surroundings.
    """
    kept = []
    for letter in text:
        category = unicodedata.category(letter)
        if letter in "\t\n\r":
            kept.append(" ")
        elif category in ("Cc", "Cs", "Cn") or letter in "\ufffe\uffff":
            kept.append(UNPRINTABLE)
        elif category not in ("Cf", "Zl", "Zp"):
            kept.append(letter)
    return "".join(kept)


def supports(face: Face, bold: bool, letter: str) -> bool:
    """Whether the font has the letter."""
    return font_of(face, bold).get_nominal_glyph(ord(letter)) is not None


def width_of(text: str, face: Face, bold: bool) -> float:
    """The text's width in sizes of its type."""
    return _set(text, face, bold)[1]


def outlined(text: str, face: Face, bold: bool) -> tuple[Piece, ...]:
    """The text's outlines, its start at the origin, y downwards."""
    return _set(text, face, bold)[0]


@cache
def font_of(face: Face, bold: bool) -> hb.Font:
    """The font, to be asked."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(font_file(face, bold)))))


def drawn(font: hb.Font, glyph: int, right: float, up: float, scale: float) -> str:
    """A glyph's outline in whole numbers, moved in units of the font, then scaled; y downwards."""
    parts = []
    for command, points in commands(font, glyph):
        moved = [
            f"{round((value + right) * scale if index % 2 == 0 else -(value + up) * scale)}"
            for index, value in enumerate(points)
        ]
        parts.append(command + " ".join(moved))
    return "".join(parts)


@lru_cache(maxsize=8192)
def commands(font: hb.Font, glyph: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The outline as drawing commands in units of the font, y upwards."""
    found: list[tuple[str, tuple[float, ...]]] = []
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, _: found.append(("M", (x, y))))
    functions.set_line_to_func(lambda x, y, _: found.append(("L", (x, y))))
    functions.set_quadratic_to_func(lambda *at: found.append(("Q", at[:4])))
    functions.set_cubic_to_func(lambda *at: found.append(("C", at[:6])))
    functions.set_close_path_func(lambda _: found.append(("Z", ())))
    font.draw_glyph(glyph, functions)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def _set(text: str, face: Face, bold: bool) -> tuple[tuple[Piece, ...], float]:
    x, pieces = 0.0, []
    for known, letters in groupby(printable(text), lambda each: supports(face, bold, each)):
        part = "".join(letters)
        d, advance = _shape(part, face, bold) if known else (None, float(len(part)))
        pieces.append(Piece(part, x, d))
        x += advance
    return tuple(pieces), x


def _shape(text: str, face: Face, bold: bool) -> tuple[str, float]:
    font = font_of(face, bold)
    scale = EM / font.face.upem
    pen, parts = 0.0, []
    for info, place in shaped(font, text):
        parts.append(drawn(font, info.codepoint, pen + place.x_offset, place.y_offset, scale))
        pen += place.x_advance
    return "".join(parts), pen / font.face.upem


def shaped(font: hb.Font, text: str) -> Iterator[tuple[Any, Any]]:
    """The glyphs of a text, and where they stand, as HarfBuzz has both."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(font, buffer, {"liga": False, "calt": False})
    return zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
