"""The font of the mathematics: its glyphs, their sizes, and the larger forms of signs that grow."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from math import ceil

import uharfbuzz as hb  # type: ignore[import-untyped]

from chainrule.export.fallback import BOTTOM, TOP
from chainrule.export.glyphs import commands, drawn, shaped
from chainrule.export.letters import FONTS, Stretch, codes, stretches

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
    """A text in one line; letters that the font lacks are set as they are outside of formulas."""
    unit = size / _font().face.upem
    pen, parts, ink = 0.0, [], list[float]()
    for stretch in _stretches(text):
        setter = _codes if stretch.source == "missing" else _letters
        d, width, heights = setter(stretch, size, pen)
        parts.append(d)
        ink += heights
        pen += width
    reach = (ceil(max(ink)), ceil(-min(ink))) if ink else (0, 0)
    return Glyphs("".join(parts), unit, pen, *map(float, reach))


def _letters(stretch: Stretch, size: float, start: float) -> tuple[str, float, list[float]]:
    """The outline from `start` on, its width, and how high its points are."""
    font, plain = stretch.font, stretch.source == "shipped"
    own = size / font.face.upem
    scale = _font().face.upem / font.face.upem
    pen, parts, heights = start, [], list[float]()
    for info, place in shaped(font, stretch.text, plain=plain, leftwards=stretch.leftwards):
        right = pen / own + place.x_offset
        parts.append(drawn(font, info.codepoint, right, place.y_offset, scale))
        heights += [each * own for each in _heights(font, info.codepoint)]
        pen += place.x_advance * own
    return "".join(parts), pen - start, heights


def _codes(stretch: Stretch, size: float, start: float) -> tuple[str, float, list[float]]:
    em = _font().face.upem
    d = codes(stretch, em, round(start / size * em))
    return d, len(stretch.text) * size, [-TOP * size, -BOTTOM * size]


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


def _stretches(text: str) -> Iterator[Stretch]:
    for known, letters in groupby(
        text, lambda each: _font().get_nominal_glyph(ord(each)) is not None
    ):
        part = "".join(letters)
        yield from [Stretch(part, _font(), "shipped")] if known else stretches(part, "sans", False)


@cache
def _font() -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FILE))))
