"""Letters that the shipped fonts lack: the system's fonts that have them, else boxes with codes."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.glyphs import commands, drawn

__all__ = ["BOTTOM", "TOP", "coded", "covered"]

# Where nobody knows the home of who runs this, it stays a folder that is not there.
HOME = Path(os.path.expanduser("~"))
FOLDERS: dict[str, tuple[Path, ...]] = {
    "darwin": (Path("/System/Library/Fonts"), Path("/Library/Fonts"), HOME / "Library/Fonts"),
    "win32": (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",),
    "linux": (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        HOME / ".local/share/fonts",
        HOME / ".fonts",
    ),
}
KINDS = {".ttf", ".otf", ".ttc"}
# Of two fonts with a letter the one that says fewer of these is taken: the plain upright one.
UNWANTED = re.compile(
    r"italic|oblique|light|thin|black|medium|condensed|narrow|serif|mono|nasta|kufi|rashi"
    r"|display|slanted",
    re.IGNORECASE,
)
# Fonts whose letters are boxes themselves, or nothing.
EMPTY = re.compile(r"lastresort|blank", re.IGNORECASE)
# The box of a letter that no font has: its edges, its line, its digits' size, their base lines.
LEFT, RIGHT, TOP, BOTTOM, LINE = 0.06, 0.94, -0.79, 0.11, 0.04
DIGITS, ROWS = 0.42, (-0.395, 0.02)


def covered(text: str, bold: bool) -> tuple[hb.Font | None, int]:
    """The system's font that has the most of the text's first letters, and how many.

    None and the number of those that no font has, where the first letter is one.
    """
    best: tuple[hb.Font | None, int] = None, 0
    for font in _fonts(bold):
        if (many := _prefix(font, text)) > best[1]:
            best = font, many
    return best if best[1] else (None, _lost(text))


def _lost(text: str) -> int:
    """How many of the first letters no font of the system has."""
    for place, letter in enumerate(text):
        if any(_has(font, letter) for font in _fonts(False)):
            return place
    return len(text)


def _prefix(font: hb.Font, text: str) -> int:
    for place, letter in enumerate(text):
        if not _has(font, letter):
            return place
    return len(text)


def _has(font: hb.Font, letter: str) -> bool:
    """Whether the font draws the letter; letters made of pixels or in colours are no outlines."""
    glyph = font.get_nominal_glyph(ord(letter))
    if glyph is None:
        return False
    return unicodedata.category(letter) == "Zs" or bool(commands(font, glyph))


@cache
def _fonts(bold: bool) -> tuple[hb.Font, ...]:
    """The system's fonts, the plainest first, in an order that depends on their names only."""
    files = sorted(_files(), key=lambda file: _rank(file, bold))
    return tuple(font for font in map(_opened, files) if font is not None)


def _files() -> Iterator[Path]:
    for folder in FOLDERS.get(sys.platform, FOLDERS["linux"]):
        for place, _, names in os.walk(folder):
            yield from (Path(place, name) for name in names if _is_font(name))


def _is_font(name: str) -> bool:
    return Path(name).suffix.lower() in KINDS and not EMPTY.search(name)


def _rank(file: Path, bold: bool) -> tuple[int, str, str]:
    odd = len(UNWANTED.findall(file.stem)) + (bold != ("bold" in file.stem.lower()))
    return odd, file.name, str(file)


@cache
def _opened(file: Path) -> hb.Font | None:
    try:
        face = hb.Face(hb.Blob.from_file_path(str(file)))
    except hb.HarfBuzzError:
        return None
    return hb.Font(face) if face.glyph_count else None


def coded(letter: str, digits: hb.Font, em: int, x: int) -> str:
    """A box as wide as its type is high with the letter's code in it, `x` from the start.

    An outline for a type of size `em`. So much room a layout leaves for a letter that it does not
    know.
    """
    code = f"{ord(letter):04X}"
    half = (len(code) + 1) // 2
    return "".join(_frame(em, x)) + "".join(
        _digits(row, base, digits, em, x)
        for row, base in zip((code[:-half], code[-half:]), ROWS, strict=True)
    )


def _frame(em: int, x: int) -> Iterator[str]:
    """The edge outside, and that inside the other way round, so that it is a hole."""
    left, right, top, bottom = (round(each * em) for each in (LEFT, RIGHT, TOP, BOTTOM))
    left, right = left + x, right + x
    line = round(LINE * em)
    yield f"M{left} {top}L{right} {top}L{right} {bottom}L{left} {bottom}Z"
    left, right, top, bottom = left + line, right - line, top + line, bottom - line
    yield f"M{left} {top}L{left} {bottom}L{right} {bottom}L{right} {top}Z"


def _digits(row: str, base: float, font: hb.Font, em: int, x: int) -> str:
    glyphs = [font.get_nominal_glyph(ord(digit)) for digit in row]
    scale = DIGITS * em / font.face.upem
    pen = x / scale + ((LEFT + RIGHT) * em / scale - sum(map(font.get_glyph_h_advance, glyphs))) / 2
    parts = []
    for glyph in glyphs:
        parts.append(drawn(font, glyph, pen, -base * em / scale, scale))
        pen += font.get_glyph_h_advance(glyph)
    return "".join(parts)
