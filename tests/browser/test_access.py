"""axe-core on every kind of lesson and page: each at another size, by day and by night."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Open
from tests.browser.player import Player
from tests.browser.test_ways_in import SIZES, check


def as_it_is(player: Player) -> None:
    player.settle()


def beside(player: Player) -> None:
    # On a phone it is there for whoever asks for it, and not in sight.
    player.page.wait_for_selector("[data-turn] .is-twin [data-role='card']", state="attached")


def guessed(player: Player) -> None:
    player.press("3", "Enter")


def asked_why(player: Player) -> None:
    player.page.locator('[data-role="card"]').first.focus()
    player.press("Enter")
    player.page.locator(".why button").first.click()
    player.page.wait_for_selector(".why-answer p")


def in_its_steps(player: Player) -> None:
    player.page.get_by_role("tab", name="Steps").click()
    player.page.locator(".steps tbody tr").first.wait_for()
    player.settle()


OVERLAYS = "show=values,requires_grad,grad_fn,chain"
PLACES: dict[str, tuple[str, str, str, Callable[[Player], None]]] = {
    "training run": ("training-loop#step=40", "projector", "light", in_its_steps),
    "twin": ("zero-grad#twin=forgetting-zero-grad&step=zero_grad-1", "large", "dark", beside),
    "twin on a phone": ("sigmoid#twin=relu&step=backward-3", "phone", "light", beside),
    "guess": ("chain-rule#predict=1&step=backward-1", "phone", "dark", guessed),
    "why": ("dead-relu#step=999", "projector", "dark", asked_why),
    "all overlays": (f"attention#step=backward-2&{OVERLAYS}", "large", "light", as_it_is),
    "error": ("shape-mismatch#step=999", "projector", "light", as_it_is),
    "slide": (f"linear-regression#slide=1&step=5&{OVERLAYS}", "projector", "dark", as_it_is),
}


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_on_any_kind_of_lesson(open_page: Open, place: str) -> None:
    path, size, scheme, act = PLACES[place]
    player = open_page(f"/lessons/{path}&motion=none", color_scheme=scheme, **SIZES[size])
    act(player)
    assert not player.wider_than_window()
    assert check(player) == []


@pytest.mark.parametrize(("size", "scheme"), [("projector", "dark"), ("phone", "light")])
def test_axe_finds_nothing_on_the_overview(open_page: Open, size: str, scheme: str) -> None:
    player = open_page("/lessons/nan#motion=none", color_scheme=scheme, **SIZES[size])
    player.page.get_by_role("link", name="All lessons").last.click()
    player.page.wait_for_selector(".course")
    assert not player.wider_than_window()
    assert check(player) == []


def test_a_lesson_by_the_keyboard_alone(open_page: Open) -> None:
    """Its steps, its guess, a twin, a node and why its gradient is what it is."""
    player = open_page("/lessons/sigmoid#motion=none&predict=1")
    while player.page.locator(".guess").count() == 0:
        player.press("ArrowRight")
    player.press("2", "Enter")
    assert "Right" in player.page.locator(".guess-answer").inner_text()
    player.press("p", "t")
    player.page.wait_for_selector("[data-turn] .is-twin [data-role='card']")
    player.press("ArrowRight", "ArrowRight")
    for _ in range(60):
        player.page.keyboard.press("Tab")
        if player.page.evaluate("document.activeElement.dataset.role") == "card":
            break
    player.press("Enter")
    player.page.wait_for_selector(".inspector-title")
    player.page.locator(".why button").first.focus()
    player.press("Enter")
    player.page.wait_for_selector(".why-answer p")
    player.press("Escape")
    assert player.page.locator(".inspector-title").count() == 0
