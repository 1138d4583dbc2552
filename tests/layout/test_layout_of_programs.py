"""Layouts of what real programs did."""

import pytest

from chainrule.capture import run
from chainrule.layout import Layout, lay_out
from chainrule.trace import Trace
from tests.layout.geometry import check
from tests.layout.programs import PROGRAMS


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    return {name: run(program) for name, program in PROGRAMS.items()}


@pytest.fixture(scope="module")
def layouts(traces: dict[str, Trace]) -> dict[str, Layout]:
    return {name: lay_out(trace) for name, trace in traces.items()}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_is_drawn_whole_and_apart(
    name: str, traces: dict[str, Trace], layouts: dict[str, Layout]
) -> None:
    check(traces[name], layouts[name])
    check(traces[name], lay_out(traces[name], "tb"))


def test_linear_regression_runs_straight_from_the_data_to_the_loss(
    layouts: dict[str, Layout],
) -> None:
    (picture,) = layouts["linear regression"].pictures
    cards = {card.title: card for card in picture.cards}
    assert list(cards) >= ["X"]
    line = [cards[title] for title in ("X", "prediction", "loss")]
    assert len({card.y + card.height / 2 for card in line}) == 1
    assert [card.kind for card in line] == ["data", "operation", "operation"]
    assert [box.label for box in picture.boxes] == ["model", "linear_layer"]
    assert cards["weight"].gradient
    assert not cards["X"].gradient


def test_training_steps_share_a_picture(layouts: dict[str, Layout]) -> None:
    assert len(layouts["training"].frames) == 3
    assert len(layouts["training"].pictures) == 1


def test_tied_weights_are_drawn_in_both_modules(
    traces: dict[str, Trace], layouts: dict[str, Layout]
) -> None:
    (frame,) = layouts["transformer"].frames
    tied = [n for n, t in enumerate(traces["transformer"].tensors) if t.path == "embedding.weight"]
    assert frame.tensors.count(tied[0]) == 2


def test_where_a_program_failed_is_drawn(
    traces: dict[str, Trace], layouts: dict[str, Layout]
) -> None:
    error = traces["broken"].error
    assert error is not None
    assert error.node in layouts["broken"].frames[-1].nodes
