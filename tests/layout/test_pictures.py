"""No label covers a card or another label, none is clipped or too small: in every lesson's picture,
in both directions, on the page and on a slide, with the overlays that people combine."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chainrule import capture
from chainrule.export.engine import Engine
from chainrule.layout import Direction, Medium, Picture, lay_out
from chainrule.layout.style import STYLES
from chainrule.lessons import LESSONS, Lesson
from chainrule.trace import Trace
from tests.layout.geometry import check

GEOMETRY = Path(__file__).resolve().parents[1] / "js" / "geometry.js"
# The smallest letters that can be read, in units of the picture, as the page's camera has them.
SIZES: dict[Medium, list[int]] = {"page": [13, 20, 26], "slide": [18, 24, 26]}
# On a slide the camera follows these; all others are seen whole, with the chain rule above them.
FOLLOWED = {"by-hand", "xor", "attention", "residual", "rnn"}
WAYS: list[tuple[Direction, Medium]] = [("lr", "page"), ("lr", "slide"), ("tb", "page")]


@cache
def recorded(lesson: Lesson) -> Trace:
    return capture.run(lesson.program, title=lesson.title)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(GEOMETRY) as engine:
        yield engine


def is_seen_whole(picture: Picture) -> bool:
    """With values of 24 px at 1280 × 720, under a title and the chain rule."""
    scale = min(1278 / picture.width, 518 / picture.height)
    return scale * STYLES["slide"].value_size >= 24


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_is_drawn_clear(lesson: Lesson, engine: Engine) -> None:
    trace = recorded(lesson)
    text = trace.to_json()
    for direction, medium in WAYS:
        layout = lay_out(trace, direction, medium=medium)
        check(trace, layout)
        if medium == "slide":
            assert all(map(is_seen_whole, layout.pictures)) == (lesson.slug not in FOLLOWED)
        drawn = json.dumps(layout.to_dict())
        engine.keep("run", "page.makeRun(values[0], values[1])", text, drawn)
        faults = engine.ask(f"page.faultsOf(kept.run, {SIZES[medium]})")
        assert faults == [], (direction, medium)
