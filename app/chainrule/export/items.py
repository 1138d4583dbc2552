"""The scene's display list as shapes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from chainrule.export.drawing import Circle, Line, Path, Rect, Run, Shape
from chainrule.export.letters import width_of

__all__ = ["Palette", "lines_of", "shapes_of"]

# The ground of code, as the style sheet has it: how far it reaches beyond the font's own height.
CODE_PADDING = (4.0, 1.0)
CODE_ABOVE, CODE_BELOW = 1.02, 0.3
CODE_OPACITY = 0.08

Palette = Mapping[str, str]
Item = Mapping[str, Any]


def shapes_of(items: Iterable[Item], palette: Palette) -> Iterator[Shape]:
    """The shapes, in the order in which they are painted; groups are only for the page."""
    return (MAKERS[item["kind"]](item, palette) for item in items if item["kind"] in MAKERS)


def lines_of(items: Iterable[Item], palette: Palette) -> Iterator[Shape]:
    """Lines of running text, each with what is behind its words."""
    return chain.from_iterable(_line(item, palette) for item in items)


def _paint(item: Item, palette: Palette) -> dict[str, Any]:
    return {
        "fill": palette.get(item.get("fill") or "none"),
        "stroke": palette.get(item.get("stroke") or "none"),
        "weight": item.get("weight") or 1.0,
        "dash": item.get("dash"),
        "opacity": item.get("opacity", 1.0),
    }


def _rect(item: Item, palette: Palette) -> Rect:
    return Rect(
        x=item["x"],
        y=item["y"],
        width=item["width"],
        height=item["height"],
        radius=min(item["radius"], item["width"] / 2, item["height"] / 2),
        **_paint(item, palette),
    )


def _circle(item: Item, palette: Palette) -> Circle:
    return Circle(x=item["x"], y=item["y"], r=item["r"], **_paint(item, palette))


def _path(item: Item, palette: Palette) -> Path:
    return Path(d=item["d"], round=item.get("stroke") is not None, **_paint(item, palette))


def _text(item: Item, palette: Palette) -> Line:
    face, fill = item["face"], palette[item["fill"]]
    runs = [Run(item["text"], item["size"], face, bool(item.get("bold")), fill)]
    if after := item.get("after"):
        tone = palette[after["fill"]]
        runs.append(Run(after["text"], after["size"], face, False, tone, after["shift"]))
    return Line(
        x=item["x"],
        y=item["y"],
        runs=tuple(runs),
        anchor=item["anchor"],
        opacity=item.get("opacity", 1.0),
    )


def _line(item: Item, palette: Palette) -> Iterator[Shape]:
    """Running text, code in it on a ground of its own."""
    size, x, gap = item["size"], item["x"], 0.0
    runs: list[Run] = []
    for run in item["runs"]:
        shift, gap = gap + run.get("before", 0.0), run.get("after", 0.0)
        made = Run(run["text"], size, run["face"], run["bold"], palette[run["fill"]], shift)
        width = size * width_of(made.text, made.face, made.bold)
        if run["code"]:
            yield _ground(x + shift, item["y"], width, size, palette["ink"])
        x += shift + width
        runs.append(made)
    yield Line(x=item["x"], y=item["y"], runs=tuple(runs))


def _ground(x: float, y: float, width: float, size: float, ink: str) -> Rect:
    side, end = CODE_PADDING
    return Rect(
        x=x - side,
        y=y - CODE_ABOVE * size - end,
        width=width + 2 * side,
        height=(CODE_ABOVE + CODE_BELOW) * size + 2 * end,
        radius=side,
        fill=ink,
        opacity=CODE_OPACITY,
    )


MAKERS: dict[str, Callable[[Item, Palette], Shape]] = {
    "rect": _rect,
    "circle": _circle,
    "path": _path,
    "text": _text,
}
