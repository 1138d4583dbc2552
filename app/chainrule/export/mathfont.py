"""The font of the mathematics: its glyphs, their sizes, and the larger forms of signs that grow."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.letters import FONTS, commands, drawn, font_of, shaped

__all__ = ["Glyphs", "constant", "glyphs_of", "grown", "widest"]

FILE = FONTS / "stix-two-math.ttf"
# A browser measures the ink of letters in whole pixels; so little below a line does not count.
FAINT = 0.289
PERCENT = ("SCRIPT_PERCENT_SCALE_DOWN", "SCRIPT_SCRIPT_PERCENT_SCALE_DOWN")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """An outline from `x` 0 on a base line, y downwards; `above` and `below` are its ink's.

    Lengths are pixels, those of `d` times `scale`.
    """

    d: str
    scale: float
    width: float
    above: float
    below: float


@cache
def constant(name: str) -> float:
    """A length of the font's table for mathematics, in sizes of the type."""
    value = _font().get_math_constant(hb.OTMathConstant[name])
    return float(value) / (100 if name in PERCENT else _font().face.upem)


@lru_cache(maxsize=4096)
def glyphs_of(text: str, size: float) -> Glyphs:
    """A text in one line; letters that the font lacks are those of the page's."""
    unit = size / _font().face.upem
    pen, parts, above, below = 0.0, [], [], []
    for font, part in _runs(text):
        own = size / font.face.upem
        for info, place in shaped(font, part):
            right = pen / own + place.x_offset
            parts.append(drawn(font, info.codepoint, right, place.y_offset, own / unit))
            if heights := _heights(font, info.codepoint):
                above.append(max(heights) * own)
                below.append(-min(heights) * own)
            pen += place.x_advance * own
    ink = (ceil(max(above)), ceil(max(below))) if above else (0, 0)
    return Glyphs("".join(parts), unit, pen, *map(float, ink))


@lru_cache(maxsize=1024)
def grown(sign: str, size: float, wanted: float) -> Glyphs:
    """The smallest form of a sign that is at least `wanted` pixels high."""
    forms, parts = _forms(sign)
    for form in forms:
        found = _single(form.glyph, size)
        if found.above + found.below >= wanted:
            return found
    if parts:
        return _assembled(parts, size, wanted)
    return _single(forms[-1].glyph, size) if forms else glyphs_of(sign, size)


@lru_cache(maxsize=256)
def widest(sign: str, size: float) -> float:
    """How wide any form of a sign can be, which is the room that a browser leaves for each."""
    forms, parts = _forms(sign)
    advances = (_font().get_glyph_h_advance(each.glyph) for each in (*forms, *parts))
    return max(advances, default=0) * size / float(_font().face.upem)


def _forms(sign: str) -> tuple[list[hb.OTMathGlyphVariant], list[hb.OTMathGlyphPart]]:
    """The forms of a sign from small to large, and the pieces that one of any height is made of."""
    font, glyph = _font(), _font().get_nominal_glyph(ord(sign))
    if glyph is None:
        return [], []
    return font.get_math_glyph_variants(glyph, "ttb"), font.get_math_glyph_assembly(glyph, "ttb")[0]


def _single(glyph: int, size: float) -> Glyphs:
    font = _font()
    scale = size / font.face.upem
    above, below = max(_heights(font, glyph)) * scale, -min(_heights(font, glyph)) * scale
    width = font.get_glyph_h_advance(glyph) * scale
    d = drawn(font, glyph, 0.0, 0.0, 1.0)
    return Glyphs(d, scale, width, float(ceil(above)), float(ceil(below)))


def _heights(font: hb.Font, glyph: int) -> list[float]:
    """Of an outline's points, the curves' control points among them: what a browser measures."""
    return [height for _, points in commands(font, glyph) for height in points[1::2]]


def _assembled(parts: list[hb.OTMathGlyphPart], size: float, wanted: float) -> Glyphs:
    """A sign of pieces, from the bottom up, some of them repeated, overlapping as they may."""
    font = _font()
    scale = size / font.face.upem
    least = font.get_math_min_connector_overlap("ttb")
    repeats = 0
    while True:
        row = [
            each
            for each in parts
            for _ in range(repeats if each.flags & hb.OTMathGlyphPartFlags.EXTENDER else 1)
        ]
        whole = sum(each.full_advance for each in row)
        joints = len(row) - 1
        if (whole - joints * least) * scale >= wanted or repeats > 99:
            break
        repeats += 1
    overlap = max((whole - wanted / scale) / joints, least) if joints > 0 else 0.0
    up, drawings, width = 0.0, [], 0.0
    for each in row:
        extents = font.get_glyph_extents(each.glyph)
        foot = extents.y_bearing + extents.height
        drawings.append(drawn(font, each.glyph, 0.0, up - foot, 1.0))
        width = max(width, font.get_glyph_h_advance(each.glyph) * scale)
        up += each.full_advance - overlap
    return Glyphs("".join(drawings), scale, width, float(ceil((up + overlap) * scale)), 0.0)


def _runs(text: str) -> list[tuple[hb.Font, str]]:
    runs: list[tuple[hb.Font, str]] = []
    for letter in text:
        known = _font().get_nominal_glyph(ord(letter)) is not None
        font = _font() if known else font_of("sans", False)
        if runs and runs[-1][0] is font:
            runs[-1] = font, runs[-1][1] + letter
        else:
            runs.append((font, letter))
    return runs


@cache
def _font() -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FILE))))
