"""Stills of a trace: the page's drawing code asked, its answers made into shapes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Literal, Self

from chainrule.assets import STATIC
from chainrule.export.boxes import seen
from chainrule.export.drawing import Camera, Drawing, Layer, Shape
from chainrule.export.engine import Engine
from chainrule.export.formula import formula
from chainrule.export.items import Palette, lines_of, shapes_of
from chainrule.export.mathematics import equation_shapes, note_shapes
from chainrule.layout import Direction, lay_out
from chainrule.rules.document import rules_document
from chainrule.trace import Trace

__all__ = ["Artist", "Fit", "Look", "Overlay", "Stop", "Theme", "palette_of"]

ENTRY = STATIC / "js" / "still.js"
Overlay = Literal["values", "requires_grad", "grad_fn", "chain"]
Fit = Literal["follow", "whole"]
"""Whether the camera goes along with the step, as on a slide, or shows all that can be read."""
Theme = Literal["light", "dark", "print"]
# Paper is white: what is printed has the colours of the light theme.
PALETTES: dict[Theme, str] = {"light": "light", "dark": "dark", "print": "light"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stills of one export have in common; sizes in pixels."""

    width: int = 1280
    height: int = 720
    theme: Theme = "light"
    show: tuple[Overlay, ...] = ("values",)
    fit: Fit = "follow"

    def even(self) -> "Look":
        """The same with even sizes."""
        return replace(self, width=self.width & ~1, height=self.height & ~1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A position that can be shown: the step's id (None before the first) and what is said."""

    position: int
    id: str | None
    title: str
    text: str


class Artist:
    """Draws one trace. To be closed: the engine inside holds threads."""

    def __init__(self, trace: Trace, direction: Direction = "lr") -> None:
        self.trace = trace
        names = sorted({node.grad_fn for node in trace.nodes if node.grad_fn})
        rules = rules_document(names)["rules"]
        layout = json.dumps(lay_out(trace, direction).to_dict(), ensure_ascii=False)
        sizes = json.dumps({latex: _size(latex) for latex in _formulas(rules)})
        self._engine = Engine(ENTRY)
        texts = (trace.to_json(), layout, json.dumps(rules, ensure_ascii=False), sizes)
        source = "({run: page.makeRun(values[0], values[1]), rules: values[2], sizes: values[3]})"
        self._engine.keep("source", source, *texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.close()

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Every position that the page stops at, in order."""
        found = self._engine.ask("page.stopsOf(kept.source.run)")
        return tuple(Stop(**each) for each in found)

    def cameras(self, positions: Sequence[int], look: Look) -> list[Camera]:
        """Where the camera is at each of these positions when they follow each other."""
        asked = f"page.camerasOf(kept.source.run, {json.dumps(list(positions))}, {_wish(look)})"
        return [Camera(**each) for each in self._engine.ask(asked)]

    def draw(
        self,
        position: int,
        look: Look,
        *,
        progress: float = 1.0,
        cameras: tuple[Camera, Camera] | None = None,
    ) -> Drawing:
        """The still after `position` steps, the last of them done by `progress`."""
        seen_from = cameras and [{"k": c.k, "x": c.x, "y": c.y} for c in cameras]
        wish = _wish(look, position=position, progress=progress, cameras=seen_from)
        drawn = self._engine.ask(f"page.still(kept.source, {wish})")
        stop = next(each for each in reversed(self.stops) if each.position <= position)
        return self._drawing(drawn, look, stop)

    def _drawing(self, drawn: dict[str, Any], look: Look, stop: Stop) -> Drawing:
        palette = palette_of(look.theme)
        stage, camera = drawn["stage"], Camera(**drawn["camera"])
        moved = Camera(camera.k, camera.x + stage["x"], camera.y + stage["y"])
        window = (stage["x"], stage["y"], stage["width"], stage["height"])
        world: list[Shape] = [*shapes_of(drawn["items"], palette)]
        world += (shape for note in drawn["notes"] for shape in note_shapes(note, palette))
        title = lines_of(drawn["caption"][:1], palette)
        over: list[Shape] = [*lines_of(drawn["caption"][1:], palette)]
        if drawn["chain"] is not None:
            over += equation_shapes(drawn["chain"], palette)
        return Drawing(
            width=look.width,
            height=look.height,
            ground=palette["ground"],
            layers=(
                _in_sight(Layer(shapes=tuple(world), camera=moved, window=window)),
                Layer(shapes=tuple(title), title=True),
                Layer(shapes=tuple(over)),
            ),
            title=stop.title,
            text=stop.text,
        )


def palette_of(theme: Theme) -> Palette:
    """The theme's colours by name."""
    return _palettes()[PALETTES[theme]]


@cache
def _palettes() -> dict[str, dict[str, str]]:
    with Engine(STATIC / "js" / "scene" / "palette.js") as engine:
        palettes: dict[str, dict[str, str]] = engine.ask("page.PALETTE")
        return palettes


def _wish(look: Look, **others: object) -> str:
    """What the drawing code is asked for."""
    size = {"width": look.width, "height": look.height}
    return json.dumps({"show": look.show, "fit": look.fit, **size, **others})


def _in_sight(layer: Layer) -> Layer:
    if layer.window is None:
        return layer
    x, y, width, height = layer.window
    return seen(layer, (x, y, x + width, y + height))


def _formulas(rules: dict[str, Any]) -> Iterable[str]:
    for rule in rules.values():
        for slot in rule["inputs"]:
            yield (slot["local"] or slot["rule"])["latex"]


def _size(latex: str) -> tuple[float, float]:
    found = formula(latex)
    return (found.width, found.above + found.below) if found else (len(latex) * 0.6, 1.2)
