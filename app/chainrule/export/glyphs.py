"""Glyphs of a font: in which order they stand, and their outlines."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]

__all__ = ["commands", "drawn", "shaped"]

# The shipped fonts draw program text, in which no two letters become one.
PLAIN = {"liga": False, "calt": False}


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


def shaped(
    font: hb.Font, text: str, *, plain: bool = True, leftwards: bool = False
) -> Iterator[tuple[Any, Any]]:
    """The glyphs of a text from left to right, and where they stand, as HarfBuzz has both.

    `plain` keeps every letter for itself, which scripts that join their letters cannot have.
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    # Never that of whoever draws: the same text gives the same letters everywhere.
    buffer.language = "und"
    buffer.direction = "rtl" if leftwards else "ltr"
    hb.shape(font, buffer, PLAIN if plain else {})
    return zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
