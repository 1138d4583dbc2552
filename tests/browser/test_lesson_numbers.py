"""Lessons step by step in the page, there and back: PyTorch alone knows every number shown."""

from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from chainrule.layout.numbers import format_number
from chainrule.lessons import find
from tests.browser.conftest import Open


class Watch(TorchDispatchMode):
    """Notes every number that goes into an operation of PyTorch's or comes out of one."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: set[float] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self._note((args, kwargs))
        result = func(*args, **(kwargs or {}))
        self._note(result)
        return result

    def _note(self, found: object) -> None:
        for each in tree_leaves(found):
            if isinstance(each, torch.Tensor):
                self.numbers.update(map(float, each.detach().flatten().tolist()))


@pytest.mark.parametrize("slug", ["gradient-clipping", "fan-out", "detach"])
def test_every_number_is_one_of_pytorchs(open_page: Open, slug: str) -> None:
    lesson = find(slug)
    assert lesson is not None
    with Watch() as watch:
        exec(compile(lesson.program, slug, "exec"), {"__name__": "__main__"})
    known = {format_number(number) for number in watch.numbers}
    player = open_page(f"/lessons/{slug}#motion=none&show=values,chain")
    seen = [player.cards()]
    for _ in range(player.last):
        player.press("ArrowRight")
        seen.append(player.cards())
        shown = {text for card in seen[-1].values() for text in (*card.value, *card.gradient)}
        assert shown - {"·"} <= known, player.position
    for cards in reversed(seen[:-1]):
        player.press("ArrowLeft")
        assert player.cards() == cards


def test_a_clipped_gradient_is_clipped_at_its_step(open_page: Open) -> None:
    player = open_page("/lessons/gradient-clipping#motion=none&step=hook-1")
    assert player.cards()["w"].gradient == ("3.00", "4.00")
    player.press("ArrowLeft")
    assert player.cards()["w"].gradient == ("300", "400")


def test_what_grad_returns_is_not_said_to_be_kept(open_page: Open) -> None:
    player = open_page("/lessons/double-backward#motion=none&step=1")
    player.press("ArrowRight")
    said = player.page.locator(".caption .sentence")
    assert said.inner_text().startswith("(slope,) = grad(y, x, create_graph=True) starts at y")
    player.page.evaluate("location.hash = '#motion=none&step=backward-2'")
    player.settle()
    assert "goes back to the program, and x.grad stays as it is" in said.inner_text()


def test_an_error_can_be_read_whole(open_page: Open) -> None:
    window = {"width": 1280, "height": 720}
    player = open_page("/lessons/in-place-error#motion=none&step=999", viewport=window)
    message = player.page.locator(".panel .error-message")
    assert "expected version 0" in message.inner_text()
    box = message.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= window["width"]
    panel = player.page.locator(".panel")
    assert panel.evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")
