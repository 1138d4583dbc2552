"""Text in the shipped fonts as outlines: the same letters wherever a file is opened."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.drawing import Face

__all__ = ["EM", "FONTS", "Piece", "font_file", "outlined", "printable", "supports", "width_of"]

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
    return _font(face, bold).get_nominal_glyph(ord(letter)) is not None


def width_of(text: str, face: Face, bold: bool) -> float:
    """The text's width in sizes of its type."""
    return _set(text, face, bold)[1]


def outlined(text: str, face: Face, bold: bool) -> tuple[Piece, ...]:
    """The text's outlines, its start at the origin, y downwards."""
    return _set(text, face, bold)[0]


@cache
def _font(face: Face, bold: bool) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(font_file(face, bold)))))


@cache
def _glyph(face: Face, bold: bool, glyph: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The outline as drawing commands in units of the font."""
    commands: list[tuple[str, tuple[float, ...]]] = []
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, _: commands.append(("M", (x, y))))
    functions.set_line_to_func(lambda x, y, _: commands.append(("L", (x, y))))
    functions.set_quadratic_to_func(lambda *at: commands.append(("Q", at[:4])))
    functions.set_cubic_to_func(lambda *at: commands.append(("C", at[:6])))
    functions.set_close_path_func(lambda _: commands.append(("Z", ())))
    _font(face, bold).draw_glyph(glyph, functions)
    return tuple(commands)


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
    font = _font(face, bold)
    scale = EM / font.face.upem
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(font, buffer, {"liga": False, "calt": False})
    pen, parts = 0.0, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        left, up = pen + place.x_offset, place.y_offset
        for command, points in _glyph(face, bold, info.codepoint):
            moved = [
                f"{round((value + left) * scale if index % 2 == 0 else -(value + up) * scale)}"
                for index, value in enumerate(points)
            ]
            parts.append(command + " ".join(moved))
        pen += place.x_advance
    return "".join(parts), pen / font.face.upem
