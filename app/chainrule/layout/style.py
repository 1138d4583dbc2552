"""The sizes and distances of every picture, in units of the picture."""

from dataclasses import replace

from chainrule.layout.model import Medium, Style

__all__ = [
    "ARRIVAL_STEP",
    "BOX_PADDING",
    "CARD_GAP",
    "CARD_STEP",
    "COLUMN_GAP",
    "LABEL_LIMIT",
    "LABEL_STRIP",
    "LANE",
    "LEAST_CARD_WIDTH",
    "LEAST_CELL",
    "MARGIN",
    "STYLE",
    "STYLES",
    "SUBTITLE_LIMIT",
    "SYMBOL_LIMIT",
    "TITLE_LIMIT",
    "TRACK",
    "VALUE_LINE",
    "WIDEST_GAP",
    "on_grid",
]

GRID = 2.0  # places are multiples of 1/2, so that equal things stay equal in the document
LANE = 8.0  # from the middle of a track to its forward lane, and to its backward lane
TRACK = 4 * LANE  # the room that a track takes
ARRIVAL_STEP = 36.0  # between tracks that arrive at a card, where the card is high enough
CARD_GAP = 24.0
COLUMN_GAP = 34.0
WIDEST_GAP = 90.0
BOX_PADDING = 14.0
LABEL_STRIP = 38.0
MARGIN = 8.0
LEAST_CARD_WIDTH = 112.0
CARD_STEP = 8.0  # widths are multiples of it, so that columns look alike
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
STYLES: dict[Medium, Style] = {
    "page": STYLE,
    "slide": replace(
        STYLE,
        title_size=30.0,
        symbol_size=24.0,
        label_size=25.0,
        subtitle_size=24.0,
        subtitle_line=0.0,
        padding_x=8.0,
        padding_y=6.0,
    ),
}


def on_grid(length: float) -> float:
    """The nearest place that cards, ports and wires may have."""
    return round(length * GRID) / GRID
