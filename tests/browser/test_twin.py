"""Two runs under one scrubber: both pictures, what differs between them, and the ways there."""

import pytest
import torch

from chainrule.layout.numbers import format_number
from chainrule.lessons import find
from tests.browser.conftest import Open
from tests.browser.player import Player

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


FIRST, SECOND = ".show:not(.is-twin)", ".is-twin"


def gradients(player: Player, show: str) -> dict[str, tuple[str, ...]]:
    """The gradient on each card of a picture, by the name on it."""
    cards = player.page.locator(f'{show} [data-role="card"]').evaluate_all(
        """(cards) => cards.map((card) => [card.getAttribute('aria-label').split(',')[0],
         [...card.querySelectorAll('[data-role="gradient"]')].map((text) => text.textContent)])"""
    )
    return {name: tuple(numbers) for name, numbers in cards}


def gradients_of(slug: str) -> dict[str, tuple[str, ...]]:
    """`.grad` of the leaves of a lesson's program, run by PyTorch alone."""
    lesson = find(slug)
    assert lesson is not None
    names: dict[str, object] = {"print": lambda *_: None}
    exec(compile(lesson.program, slug, "exec"), names)
    return {
        name: tuple(format_number(float(each)) for each in tensor.grad.flatten())
        for name, tensor in names.items()
        if isinstance(tensor, torch.Tensor) and tensor.is_leaf and tensor.grad is not None
    }


def test_both_runs_show_their_own_gradients(open_page: Open) -> None:
    player = open_page("/lessons/sigmoid#motion=none")
    player.press("t")
    player.page.wait_for_url("**#twin=relu**")
    player.page.wait_for_selector('.is-twin [data-role="card"]')
    player.press("End")
    left, right = gradients(player, FIRST), gradients(player, SECOND)
    for name, numbers in gradients_of("sigmoid").items():
        assert left[name] == numbers
    for name, numbers in gradients_of("relu").items():
        assert right[name] == numbers
    assert gradients_of("sigmoid") != gradients_of("relu")
    marks = player.page.locator(f'{FIRST} [data-role="mark-text"]').all_text_contents()
    assert set(marks) == {"≠"}
    changes = player.page.locator(".twin-changes").inner_text()
    assert changes == "activation = torch.relu(z) instead of activation = torch.sigmoid(z)"
    player.press("t")
    player.page.wait_for_selector(".is-twin", state="detached")
    assert player.page.locator('[data-role="mark"]').count() == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_one_scrubber_for_both_runs(open_page: Open, options: dict[str, object]) -> None:
    player = open_page("/lessons/zero-grad#motion=none&twin=forgetting-zero-grad", **options)
    player.page.wait_for_selector("[data-turn] .is-twin [data-role='card']", state="attached")
    player.page.locator(".scrubber").fill("7")
    player.settle()
    if options:
        player.page.locator(".side").nth(1).click()
    only = player.page.locator(".panel .block").first.inner_text()
    assert only.startswith("Side by side\n\nOnly “A clean slate: zero_grad” does this.")
    assert player.page.locator(".is-twin .waits").is_visible()
    player.page.keyboard.press("ArrowRight")
    player.settle()
    assert not player.page.locator(".is-twin .waits").is_visible()
    assert not player.wider_than_window()


# Two runs are seen whole, and a line of their values is high enough for letters of 14 px.
SEEN_WHOLE = """() => [...document.querySelectorAll('.stage')].map((stage) => {
  const [around, own] = [stage, stage.querySelector('.picture > g')]
    .map((each) => each.getBoundingClientRect());
  const inside = own.left >= around.left && own.right <= around.right
    && own.top >= around.top && own.bottom <= around.bottom;
  return inside ? stage.querySelector('[data-role="value"]').getBoundingClientRect().height : 0;
}).filter((line) => line >= 14).length === 2"""


@pytest.mark.parametrize("pair", ["by-hand#twin=by-autograd", "vanishing-gradients#twin=residual"])
def test_both_runs_are_seen_whole_in_a_small_window(open_page: Open, pair: str) -> None:
    window = {"viewport": {"width": 1280, "height": 720}}
    player = open_page(f"/lessons/{pair}&motion=none", **window)
    player.page.wait_for_selector("[data-turn] .is-twin [data-role='card']")
    player.press("End")
    player.page.wait_for_function(SEEN_WHOLE)  # or it fails, in half a minute


def test_on_a_phone_one_run_is_seen_and_the_other_is_a_tap_away(open_page: Open) -> None:
    player = open_page("/lessons/sigmoid#motion=none&twin=relu", **PHONE)
    player.page.wait_for_selector("[data-turn] .side")
    seen = [player.page.locator(f"{show} .stage").bounding_box() for show in (FIRST, SECOND)]
    player.page.locator(".side").nth(1).tap()
    then = [player.page.locator(f"{show} .stage").bounding_box() for show in (FIRST, SECOND)]
    assert seen[0] is not None
    assert then[1] is not None
    assert seen[1] is None
    assert then[0] is None
    footer = player.page.locator(".footer").bounding_box()
    assert footer is not None
    assert max(box["y"] + box["height"] for box in (seen[0], then[1])) <= footer["y"]


def test_a_link_to_a_moment_of_the_other_run_alone(open_page: Open) -> None:
    player = open_page("/lessons/vanishing-gradients#motion=none&twin=residual")
    player.page.wait_for_selector("[data-turn]")
    player.press("ArrowRight", "ArrowRight", "ArrowRight")
    player.page.wait_for_url("**step=forward-2&twin=residual&twin-step=3**")
    address = player.page.url.partition("#")[2]
    again = open_page(f"/lessons/vanishing-gradients#motion=none&{address}")
    again.page.wait_for_selector("[data-turn='right']")
    assert again.page.locator(".count").inner_text() == "3 / 24"


def test_a_twin_that_there_is_not(open_page: Open) -> None:
    player = open_page("/lessons/sigmoid#motion=none")
    player.page.evaluate("location.hash = 'twin=relu&step=backward-3'")
    player.page.wait_for_selector(".is-twin .picture")
    player.page.evaluate("location.hash = ''")
    player.page.wait_for_selector(".is-twin", state="detached")
    assert player.page.locator(".picture").count() == 1
