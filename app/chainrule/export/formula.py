"""Mathematics as outlines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from ziamath.config import config
from ziamath.zmath import Latex, Math

__all__ = ["Formula", "formula", "renamed_formula"]

# Letters that programs' names have and the font of the mathematics has not.
RAISED = str.maketrans({"ᵀ": r"^{\top}"})
# In this size the numbers of the outlines have three places: more than any screen can show.
SIZE = 100.0


@dataclass(frozen=True, slots=True)
class Formula:
    """Outlines in sizes of the type; `above` and `below` are measured from the base line."""

    d: str
    scale: float
    width: float
    above: float
    below: float


@lru_cache(maxsize=4096)
def formula(latex: str) -> Formula | None:
    """The formula set in display style; None where it is no LaTeX that can be set."""
    return _set(lambda: Latex(latex.translate(RAISED), size=SIZE, margin=0).svg())


@lru_cache(maxsize=4096)
def renamed_formula(mathml: str, letters: tuple[tuple[str, str], ...]) -> Formula | None:
    """The formula of MathML, with names in the place of letters."""
    names = dict(letters)
    tree = ElementTree.fromstring(mathml)
    for element in list(tree.iter()):
        if element.tag.rpartition("}")[2] == "mi" and element.text in names:
            _rename(element, names[element.text])
    text = ElementTree.tostring(tree, encoding="unicode")
    return _set(lambda: Math(text, size=SIZE, margin=0).svg())


def _rename(element: ElementTree.Element, name: str) -> None:
    """Write a name; a transposed one is a name with an exponent."""
    base = name.removesuffix("ᵀ")
    if base == name:
        element.text = name
        return
    space = element.tag.removesuffix("mi")
    element.tag, element.text = f"{space}msup", None
    ElementTree.SubElement(element, f"{space}mi").text = base
    ElementTree.SubElement(element, f"{space}mo").text = "⊤"


def _set(svg: Callable[[], str]) -> Formula | None:
    config.svg2 = False
    try:
        drawn = ElementTree.fromstring(svg())
    except Exception:
        # Names of a program can be anything; the caller writes what is no mathematics as text.
        return None
    left, top, width, height = (float(each) for each in drawn.attrib["viewBox"].split())
    outlines = " ".join(filter(None, map(_outline, drawn.iter())))
    return Formula(
        d=outlines,
        scale=1 / SIZE,
        width=(width + left) / SIZE,
        above=-top / SIZE,
        below=(height + top) / SIZE,
    )


def _outline(element: ElementTree.Element) -> str:
    kind, given = element.tag.rpartition("}")[2], element.attrib
    if kind == "path":
        return re.sub(r"\s+", " ", given["d"]).strip()
    if kind == "rect":
        x, y, width, height = (float(given[each]) for each in ("x", "y", "width", "height"))
        right, bottom = x + width, y + height
        return f"M{x:g} {y:g}L{right:g} {y:g}L{right:g} {bottom:g}L{x:g} {bottom:g}Z"
    return ""
