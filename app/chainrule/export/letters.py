"""Text as outlines, in the shipped fonts where they can: the same letters wherever it is opened."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.drawing import Face
from chainrule.export.fallback import coded, covered
from chainrule.export.glyphs import drawn, shaped

__all__ = [
    "EM",
    "FONTS",
    "Piece",
    "Stretch",
    "codes",
    "font_file",
    "font_of",
    "outlined",
    "printable",
    "stretches",
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

# Marks that choose between two looks of the letter before them.
SELECTORS = {chr(0xFE00 + each) for each in range(16)}
# Words of scripts that run leftwards, by the kinds of their letters (see `_turn`).
LEFTWARDS = re.compile(r"r(?:m|n*r|n*o[mn]*r[rmn]*c)*")
TURNS = {"R": "r", "AL": "r", "NSM": "m", **dict.fromkeys(("WS", "ON", "CS", "ES", "ET"), "n")}

BRACKETS = {"Ps": "o", "Pe": "c"}

Source = Literal["shipped", "system", "missing"]
"""Who has a letter: the page's font, a font of the system, nobody."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text in one font, in the order in which it is read."""

    text: str
    font: hb.Font
    source: Source
    leftwards: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, `x` after its start and `width` wide, in sizes of its type.

    `d` is its outline for a type of size `EM`: boxes with codes where nobody has its letters.
    """

    text: str
    x: float
    width: float
    d: str
    source: Source
    leftwards: bool


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
    """The text's outlines from left to right, its start at the origin, y downwards."""
    return _set(text, face, bold)[0]


@cache
def font_of(face: Face, bold: bool) -> hb.Font:
    """The font, to be asked."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(font_file(face, bold)))))


@lru_cache(maxsize=REMEMBERED)
def stretches(text: str, face: Face, bold: bool) -> tuple[Stretch, ...]:
    """The text's stretches from left to right, each in one font and in one direction.

    Words of a script that runs leftwards stand in their order; a number between them does not
    move.
    """
    text = "".join(letter for letter in text if letter not in SELECTORS)
    found: list[Stretch] = []
    at = 0
    for match in LEFTWARDS.finditer("".join(map(_turn, text))):
        found += _split(text[at : match.start()], face, bold)
        at = match.end()
        words = _split(text[match.start() : at], face, bold)
        found += [replace(each, leftwards=True) for each in reversed(words)]
    return (*found, *_split(text[at:], face, bold))


def _turn(letter: str) -> str:
    """Which way a letter runs: r leftwards, m as that before it, n as those round it, l not.

    Brackets, o and c, turn together, about words that run leftwards.
    """
    if bracket := BRACKETS.get(unicodedata.category(letter)):
        return bracket
    return TURNS.get(unicodedata.bidirectional(letter), "l")


def _split(text: str, face: Face, bold: bool) -> list[Stretch]:
    """The stretches in the order in which they are read."""
    own, found = font_of(face, bold), []
    while text:
        if many := _own(text, face, bold):
            found.append(Stretch(text[:many], own, "shipped"))
        else:
            font, many = covered(text[: _foreign(text, face, bold)], bold)
            found.append(Stretch(text[:many], font or own, "system" if font else "missing"))
        text = text[many:]
    return found


def _own(text: str, face: Face, bold: bool) -> int:
    """How many of the first letters the shipped font has, with the marks that they carry."""
    lacking = (place for place, each in enumerate(text) if not supports(face, bold, each))
    many = next(lacking, len(text))
    # A mark that is missing is drawn by the font that draws its letter.
    while 0 < many < len(text) and unicodedata.category(text[many]).startswith("M"):
        many -= 1
    return many


def _foreign(text: str, face: Face, bold: bool) -> int:
    """How many of the first letters, with their marks, the shipped font lacks; at least one."""
    for place, letter in enumerate(text[1:], start=1):
        if supports(face, bold, letter) and not unicodedata.category(letter).startswith("M"):
            return place
    return len(text)


@lru_cache(maxsize=REMEMBERED)
def _set(text: str, face: Face, bold: bool) -> tuple[tuple[Piece, ...], float]:
    x, pieces = 0.0, []
    for stretch in stretches(printable(text), face, bold):
        d, advance = SETTERS[stretch.source](stretch)
        pieces.append(Piece(stretch.text, x, advance, d, stretch.source, stretch.leftwards))
        x += advance
    return tuple(pieces), x


def _shape(stretch: Stretch) -> tuple[str, float]:
    font, plain = stretch.font, stretch.source == "shipped"
    scale = EM / font.face.upem
    pen, parts = 0.0, []
    for info, place in shaped(font, stretch.text, plain=plain, leftwards=stretch.leftwards):
        parts.append(drawn(font, info.codepoint, pen + place.x_offset, place.y_offset, scale))
        pen += place.x_advance
    return "".join(parts), pen / font.face.upem


def codes(stretch: Stretch, em: int, start: int) -> str:
    """Boxes for letters that nobody has, from `start` on, for a type of size `em`."""
    text = stretch.text[::-1] if stretch.leftwards else stretch.text
    digits = font_of("mono", False)
    return "".join(coded(each, digits, em, start + at * em) for at, each in enumerate(text))


SETTERS: dict[Source, Callable[[Stretch], tuple[str, float]]] = {
    "shipped": _shape,
    "system": _shape,
    "missing": lambda stretch: (codes(stretch, EM, 0), float(len(stretch.text))),
}
