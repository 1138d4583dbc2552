"""How wide a text is in the fonts that the page ships."""

import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["Face", "Weight", "shorten", "text_width"]

Face = Literal["sans", "mono"]
Weight = Literal[400, 600]
ELLIPSIS = "…"
LONGEST = 200  # letters of a text that may be shown at all


@lru_cache(maxsize=65_536)
def text_width(text: str, size: float, face: Face = "sans", weight: Weight = 400) -> float:
    """The width of `text` without kerning; a letter that the font lacks counts as a wide one."""
    widths, missing = _letters(face, weight)
    return sum(widths.get(letter, missing) for letter in text) * size


def shorten(text: str, limit: float, size: float, face: Face = "sans", weight: Weight = 400) -> str:
    """`text`, cut and ended with an ellipsis where it is wider than `limit`."""
    if len(text) <= LONGEST and text_width(text, size, face, weight) <= limit:
        return text
    kept = text[:LONGEST]
    while kept and text_width(kept + ELLIPSIS, size, face, weight) > limit:
        kept = kept[:-1]
    return kept.rstrip(" ._·") + ELLIPSIS


@cache
def _letters(face: Face, weight: Weight) -> tuple[dict[str, float], float]:
    """The advance of each letter and that of an unknown one, at size 1."""
    weights = _advances()[face]
    font = weights.get(str(weight), weights["400"])
    widths = {letter: advance / font["em"] for letter, advance in font["widths"].items()}
    return widths, max(widths.values()) if face == "mono" else 1.0


@cache
def _advances() -> dict[str, dict[str, dict[str, Any]]]:
    """By face and weight: the units per em, and the advance of each letter."""
    text = files("chainrule.layout").joinpath("advances.json").read_text(encoding="utf-8")
    advances: dict[str, dict[str, dict[str, Any]]] = json.loads(text)
    return advances
