"""The sizes and distances of every picture, in units of the picture."""

from chainrule.layout.model import Style

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
CARD_GAP = 26.0
COLUMN_GAP = 56.0
WIDEST_GAP = 140.0
BOX_PADDING = 20.0
LABEL_STRIP = 40.0
MARGIN = 24.0
LEAST_CARD_WIDTH = 128.0
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
    label_size=22.0,
    padding_x=16.0,
    padding_y=10.0,
    gap=5.0,
    gutter=26.0,
    lane=LANE,
)


def on_grid(length: float) -> float:
    """The nearest place that cards, ports and wires may have."""
    return round(length * GRID) / GRID
