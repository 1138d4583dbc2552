"""The first lesson, from its first step to its last and back, every number beside PyTorch's."""

import math
import re

import pytest
import torch
from torch import Tensor

from chainrule.layout.numbers import format_number
from tests.browser.conftest import Open
from tests.browser.lesson import Quantities, quantities
from tests.browser.player import Card, Player

PLACEHOLDER = ("·",)
OPERATIONS = ("weightᵀ", "prediction", "loss")
# The order of the steps: what each of them makes known.
FORWARD = {"weightᵀ": 1, "prediction": 2, "loss": 3}
ARRIVED = {"loss": 4, "prediction": 5, "bias": 6, "weightᵀ": 7, "weight": 8}
UPDATED = {"weight": 9, "bias": 10}
CLEARED = 11


@pytest.fixture(scope="module")
def truth() -> Quantities:
    return quantities()


def test_every_card_forward_and_back(open_page: Open, truth: Quantities) -> None:
    player = open_page("/#motion=none", viewport={"width": 1280, "height": 720})
    assert player.last == CLEARED
    seen = [player.cards()]
    for position in range(1, player.last + 1):
        player.press("ArrowRight")
        assert player.position == position
        seen.append(player.cards())
    for position, cards in enumerate(seen):
        assert cards.keys() == truth.values.keys()
        for name, card in cards.items():
            assert card.value == expected_value(truth, name, position), (name, position)
            assert card.gradient == expected_gradient(truth, name, position), (name, position)
    for position in range(player.last - 1, -1, -1):
        player.press("ArrowLeft")
        assert player.cards() == seen[position]


def test_every_number_of_the_panel(open_page: Open, truth: Quantities) -> None:
    player = open_page("/#motion=none")
    tensors = [*truth.values.values(), *truth.gradients.values(), *truth.updated.values()]
    known = torch.cat([each.flatten() for each in (*tensors, *truth.locals)])
    for position in range(1, player.last + 1):
        player.press("ArrowRight")
        numbers = torch.tensor(player.exact_numbers(), dtype=torch.float32)
        strangers = [float(each) for each in numbers if not bool((known == each).any())]
        assert strangers == [], position
        assert numbers.numel() > 0


def test_every_number_of_the_sentences(open_page: Open, truth: Quantities) -> None:
    player = open_page("/#motion=none")
    tensors = [*truth.values.values(), *truth.gradients.values(), *truth.updated.values()]
    known = {format_number(float(each)) for tensor in tensors for each in tensor.flatten()}
    told: set[str] = set()
    for _ in range(player.last):
        player.press("ArrowRight")
        sentence = player.page.locator(".caption .sentence").inner_text()
        numbers = set(re.findall(r"−?\d+\.\d+", sentence))
        assert numbers <= known, sentence
        told |= numbers
    assert len(told) > 10


def test_data_never_has_a_gradient(open_page: Open) -> None:
    player = open_page("/#motion=none&show=values,chain,requires_grad")
    for _ in range(player.last + 1):
        for name in ("X", "y"):
            card = player.cards()[name]
            assert (card.gradient, card.aside) == ((), ("no grad",))
            assert "no grad" in card.label
        player.press("ArrowRight")
    assert "X.grad" not in player.page.inner_text("body")


def test_a_step_travels_and_arrives(open_page: Open, truth: Quantities) -> None:
    player = open_page("/")
    for _ in range(3):
        player.press("ArrowRight")
        player.page.wait_for_selector('[data-role="traveller"]')
        player.page.wait_for_selector('[data-role="traveller"]', state="detached")
    player.page.wait_for_timeout(400)
    assert player.cards()["loss"].value == digits(truth.values["loss"])


def test_the_whole_run_plays(open_page: Open) -> None:
    player = open_page("/#speed=4")
    player.press("k")
    player.page.wait_for_selector(".buttons .play[aria-label='Pause (space)']")
    player.page.wait_for_selector(".buttons .play[aria-label='Play (space)']", timeout=20_000)
    assert player.position == player.last


def expected_value(truth: Quantities, name: str, position: int) -> tuple[str, ...]:
    if position < FORWARD.get(name, 0):
        return PLACEHOLDER
    if position >= UPDATED.get(name, math.inf):
        return digits(truth.updated[name])
    return digits(truth.values[name])


def expected_gradient(truth: Quantities, name: str, position: int) -> tuple[str, ...]:
    if name not in truth.gradients:
        return ()
    cleared = position >= CLEARED and name not in OPERATIONS
    if position < ARRIVED[name] or cleared:
        return PLACEHOLDER
    return digits(truth.gradients[name])


def digits(tensor: Tensor) -> tuple[str, ...]:
    return tuple(format_number(float(each)) for each in tensor.flatten())


def test_the_oracle_is_no_copy_of_the_page(truth: Quantities) -> None:
    """The rule of the lesson, by hand: ∂loss/∂weight = 2 (prediction − y) · X."""
    slope = 2 * (truth.values["prediction"] - truth.values["y"])
    assert torch.allclose(truth.gradients["weight"], slope * truth.values["X"])
    moved = truth.values["weight"] - 0.01 * truth.gradients["weight"]
    assert torch.allclose(truth.updated["weight"], moved)


def test_cards_speak(open_page: Open) -> None:
    player: Player = open_page("/#motion=none&step=5")
    card: Card = player.cards()["prediction"]
    assert card.label.startswith("prediction, operation, value −0.277, gradient −5.15")
    assert card.label.endswith("current step")
