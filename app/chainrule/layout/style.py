"""The sizes and distances of every picture, in units of the picture."""

from dataclasses import dataclass, replace
from typing import Literal

from chainrule.layout.model import Style

__all__ = [
    "ARRIVAL_STEP",
    "CARD_GAP",
    "COLUMN_GAP",
    "LABEL_LIMIT",
    "LANE",
    "LEAST_CELL",
    "SLIDE_ROOM",
    "SPACINGS",
    "STYLE",
    "STYLES",
    "SUBTITLE_LIMIT",
    "SYMBOL_LIMIT",
    "TITLE_LIMIT",
    "TRACK",
    "VALUE_LINE",
    "Room",
    "Spacing",
    "on_grid",
]

# For which room a picture is measured: a page, a slide with some to spare, or with little.
Room = Literal["page", "slide", "narrow", "low"]

# What is seen whole at 1280 × 720 under the chain rule, with type of 24 px.
SLIDE_ROOM = (1384.0, 562.0)

GRID = 2.0  # places are multiples of 1/2, so that equal things stay equal in the document
LANE = 8.0  # from the middle of a track to its forward lane, and to its backward lane
TRACK = 4 * LANE  # the room that a track takes
ARRIVAL_STEP = 36.0  # between tracks that arrive at a card, where the card is high enough
CARD_GAP = 24.0
COLUMN_GAP = 34.0
VALUE_LINE = 34.0
LEAST_CELL = "0.00"  # a number is given at least this room
TITLE_LIMIT = 230.0
SYMBOL_LIMIT = 190.0
SUBTITLE_LIMIT = 270.0
LABEL_LIMIT = 300.0

STYLE = Style(
    title_size=28.0,
    title_line=36.0,
    symbol_size=24.0,
    symbol_gap=10.0,
    value_size=26.0,
    value_line=VALUE_LINE,
    subtitle_size=18.0,
    subtitle_line=24.0,
    label_size=26.0,
    padding_x=14.0,
    padding_y=9.0,
    gap=4.0,
    gutter=24.0,
    lane=LANE,
)
# A slide has larger letters and no subtitle. Where that is too wide, everything on it stands
# closer; where it is too high, the rows do as well.
SLIDE = replace(
    STYLE,
    title_size=30.0,
    label_size=25.0,
    subtitle_size=24.0,
    subtitle_line=0.0,
    padding_x=8.0,
    padding_y=6.0,
)
NARROW = replace(SLIDE, padding_x=6.0, padding_y=4.0, gap=0.0)
STYLES: dict[Room, Style] = {
    "page": STYLE,
    "slide": SLIDE,
    "narrow": NARROW,
    "low": replace(NARROW, title_line=34.0, value_line=32.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Room between cards and on them: along a column, between columns, inside a module's box.

    A gap between columns is wider by `steepness` for each unit that a curve in it rises. `pill` is
    more room at the round ends of an operation; the two grids of a column of numbers with `long`
    rows stand beside each other.
    """

    margin: float
    card_gap: float
    column_gap: float
    widest_gap: float
    steepness: float
    box_padding: float
    label_strip: float
    least_card: float
    card_step: float  # widths are multiples of it, so that columns look alike
    cell_gap: float
    pill: float
    long: int


PAGE = Spacing(
    margin=8.0,
    card_gap=CARD_GAP,
    column_gap=COLUMN_GAP,
    widest_gap=90.0,
    steepness=0.1,
    box_padding=14.0,
    label_strip=38.0,
    least_card=112.0,
    card_step=8.0,
    cell_gap=8.0,
    pill=8.0,
    long=4,
)
CLOSE = replace(
    PAGE,
    margin=4.0,
    column_gap=24.0,
    widest_gap=64.0,
    steepness=0.06,
    box_padding=10.0,
    least_card=100.0,
    card_step=4.0,
    cell_gap=6.0,
    pill=2.0,
    long=3,
)
SPACINGS: dict[Room, Spacing] = {
    "page": PAGE,
    "slide": PAGE,
    "narrow": CLOSE,
    "low": replace(CLOSE, card_gap=14.0),
}


def on_grid(length: float) -> float:
    """The nearest place that cards, ports and wires may have."""
    return round(length * GRID) / GRID
