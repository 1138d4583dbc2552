"""Stills of a trace: the page's drawing code asked, its answers made into shapes."""

import json
from collections.abc import Sequence
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Self

from chainrule.assets import STATIC
from chainrule.export.boxes import seen
from chainrule.export.drawing import Camera, Drawing, Layer, Shape
from chainrule.export.engine import Engine
from chainrule.export.items import Palette, lines_of, shapes_of
from chainrule.export.look import Look, Stop, Theme
from chainrule.export.mathematics import equation_shapes, note_shapes, ruled
from chainrule.layout import Direction, lay_out
from chainrule.rules.document import trace_rules
from chainrule.trace import Trace

__all__ = ["Artist", "palette_of"]

ENTRY = STATIC / "js" / "still.js"
# Paper is white: what is printed has the colours of the light theme.
PALETTES: dict[Theme, str] = {"light": "light", "dark": "dark", "print": "light"}


class Artist:
    """Draws one trace. To be closed: the engine inside holds threads."""

    def __init__(self, trace: Trace, direction: Direction = "lr") -> None:
        self.trace = trace
        layout = lay_out(trace, direction, medium="slide").to_dict()
        self._engine = Engine(ENTRY)
        texts = (trace.to_json(), _text(layout), _text(trace_rules(trace)["rules"]))
        source = "({run: page.makeRun(values[0], values[1]), rules: values[2], sizes: {}})"
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
        if "grad_fn" in look.show:
            self._measure(wish)
        drawn = self._engine.ask(f"page.still(kept.source, {wish})")
        stop = next(each for each in reversed(self.stops) if each.position <= position)
        return self._drawing(drawn, look, stop)

    def _measure(self, wish: str) -> None:
        """Tell the drawing code how large the formulas of a still are."""
        formulas = self._engine.ask(f"page.formulasAt(kept.source, {wish})")
        sizes = {each["key"]: _size(each) for each in formulas}
        self._engine.keep("sizes", "Object.assign(kept.source.sizes, values[0])", _text(sizes))

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


def _size(formula: dict[str, Any]) -> tuple[float, float]:
    found = ruled(formula)
    return found.width, found.height


def _text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)
