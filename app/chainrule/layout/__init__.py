"""From a trace to positions: frames, cards, boxes and routes, as one plain document."""

from chainrule.layout.dot import Dot
from chainrule.layout.layout import lay_out
from chainrule.layout.model import (
    Box,
    Card,
    CardKind,
    Direction,
    Form,
    Frame,
    Grid,
    Layout,
    Medium,
    Picture,
    Point,
    Route,
    Style,
)
from chainrule.layout.numbers import format_number
from chainrule.layout.solver import Graphlay, Ranked, Solver
from chainrule.layout.text import text_width

__all__ = [
    "Box",
    "Card",
    "CardKind",
    "Direction",
    "Dot",
    "Form",
    "Frame",
    "Graphlay",
    "Grid",
    "Layout",
    "Medium",
    "Picture",
    "Point",
    "Ranked",
    "Route",
    "Solver",
    "Style",
    "format_number",
    "lay_out",
    "text_width",
]
