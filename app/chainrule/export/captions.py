"""What a lesson says at a step, as lines below the picture: the pages of a handout."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chainrule.export.drawing import Drawing, Layer, Line, Rect, Run
from chainrule.export.items import Palette
from chainrule.export.letters import width_of

__all__ = ["captioned"]

# Of a picture 1280 pixels wide.
WIDE = 1280
SIZE, LEADING, SIDE, END = 22.0, 31.0, 32.0, 14.0
RULE = 1.0


def captioned(
    drawings: Iterable[Drawing], notes: Iterable[str], palette: Palette
) -> Iterator[Drawing]:
    """The drawings, each with its note below it and all of one height; without notes, as they are.

    `notes` are those of all drawings.
    """
    texts = list(notes)
    most: dict[int, int] = {}
    for drawing in drawings:
        width = drawing.width
        if width not in most:
            most[width] = max((len(_lines(text, width)) for text in texts), default=0)
        yield _with_note(drawing, most[width], palette)


def _with_note(drawing: Drawing, lines: int, palette: Palette) -> Drawing:
    if lines == 0:
        return drawing
    unit, top = drawing.width / WIDE, drawing.height
    rule = Rect(x=0, y=top, width=drawing.width, height=RULE, fill=palette["line"])
    first = top + unit * (END + SIZE)
    written = tuple(
        Line(
            x=unit * SIDE,
            y=first + number * unit * LEADING,
            runs=(Run(text, unit * SIZE, "sans", False, palette["ink"]),),
        )
        for number, text in enumerate(_lines(drawing.note, drawing.width))
    )
    height = top + round(unit * (2 * END + lines * LEADING))
    below = Layer(shapes=(rule, *written) if written else ())
    return replace(drawing, height=height, layers=(*drawing.layers, below))


def _lines(text: str, width: int) -> list[str]:
    """The text broken where its words reach the margin."""
    room = (width - 2 * SIDE * width / WIDE) / (SIZE * width / WIDE)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, "sans", False) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
