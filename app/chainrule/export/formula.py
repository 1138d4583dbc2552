"""Formulas of MathML as boxes, in the names of a program."""

from functools import lru_cache
from xml.etree import ElementTree

from chainrule.export.letters import printable
from chainrule.export.mathboxes import Box
from chainrule.export.mathstyle import Style
from chainrule.export.typesetting import set_formula

__all__ = ["formula"]


@lru_cache(maxsize=4096)
def formula(mathml: str, style: Style, letters: tuple[tuple[str, str], ...] = ()) -> Box:
    """The formula, with names in the place of letters."""
    names = dict(letters)
    tree = ElementTree.fromstring(printable(mathml))
    for element in tree.iter():
        if element.tag.rpartition("}")[2] == "mi" and element.text in names:
            element.text = names[element.text]
    return set_formula(tree, style)
