"""Readers run programs of their own: written, failing, endless, and brought by a link."""

import re
from urllib.parse import urlsplit

import pytest
import torch

from tests.browser.conftest import Open
from tests.browser.player import Player
from tests.server.serving import Serving

PROGRAM = """import torch
w = torch.tensor(2.0, requires_grad=True)
loss = (w * 3 - 1) ** 2
loss.backward()
print("slope", w.grad.item())
"""
ENDLESS = "import torch\nprint('begun')\nwhile True:\n    pass\n"
FAILING = "import torch\na = torch.ones(2, 3)\nb = a @ a\nprint(b)\n"


@pytest.fixture
def mine(serving: Serving) -> str:
    """The end of an address that lets its reader run programs."""
    return f"#token={serving.token}&motion=none"


def write(player: Player, program: str) -> None:
    player.page.locator(".cm-content").focus()
    player.page.keyboard.press("ControlOrMeta+a")
    player.page.keyboard.press("Delete")
    player.page.keyboard.insert_text(program)


def run(player: Player) -> None:
    player.page.keyboard.press("ControlOrMeta+Enter")


def wait_until_run(player: Player) -> None:
    player.page.wait_for_selector(".player:not(.is-editing)")
    player.settle()


def test_a_pasted_program_is_run_and_stepped_through(open_page: Open, mine: str) -> None:
    player = open_page("/lessons/sgd" + mine)
    player.press("End", "e")
    write(player, PROGRAM)
    run(player)
    wait_until_run(player)
    player.press("Home")
    for _ in range(player.last):
        player.press("ArrowRight")
    w = torch.tensor(2.0, requires_grad=True)
    ((w * 3 - 1) ** 2).backward()
    assert w.grad is not None
    assert player.cards()["w"].gradient == (f"{w.grad.item():.1f}",)
    assert "slope 30.0" in player.text("code")
    assert "program=" in urlsplit(player.page.url).fragment
    player.press("u")
    assert "steepness" in player.cards()
    player.page.wait_for_url(lambda url: "program=" not in url)
    player.page.go_back()
    player.page.wait_for_url("**#*program=*")
    player.settle()
    assert "steepness" not in player.cards()


def test_an_error_marks_its_line_and_nothing_is_lost(open_page: Open, mine: str) -> None:
    player = open_page("/new" + mine)
    write(player, FAILING)
    run(player)
    failing = player.page.locator(".cm-failing")
    failing.wait_for()
    assert failing.inner_text() == "b = a @ a"
    message = player.page.locator(".cm-message").inner_text()
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied" in message
    assert "inner sizes must agree" in message
    assert player.position == player.last
    write(player, FAILING.replace("a @ a", "a @ a.T"))
    player.page.reload()
    player.page.locator(".cm-content", has_text="a @ a.T").wait_for()
    player.page.locator(".cm-content").focus()
    run(player)
    wait_until_run(player)
    assert "b" in player.cards()


def test_an_endless_loop_is_cancelled_and_the_next_program_runs(open_page: Open, mine: str) -> None:
    player = open_page("/lessons/sgd" + mine)
    player.press("e")
    write(player, ENDLESS)
    run(player)
    player.page.get_by_text(re.compile("Running, for")).wait_for()
    player.page.locator(".output").get_by_text("begun").wait_for()
    assert "steepness" in player.cards(), "the run before is kept"
    player.page.get_by_role("button", name="Cancel the run").click()
    player.page.get_by_text("Cancelled.").wait_for()
    assert "while True" in player.page.locator(".cm-content").inner_text()
    write(player, PROGRAM)
    run(player)
    wait_until_run(player)
    assert "loss" in player.cards()


def test_a_link_brings_a_program_and_does_not_run_it(open_page: Open, serving: Serving) -> None:
    author = open_page("/new" + f"#token={serving.token}&motion=none")
    write(author, PROGRAM)
    run(author)
    wait_until_run(author)
    author.page.wait_for_url("**#*program=*")
    link = author.page.url.removeprefix(serving.url)
    reader = open_page(link)
    reader.page.locator(".cm-content").wait_for()
    assert reader.page.locator(".cm-content").inner_text().strip() == PROGRAM.strip()
    assert reader.page.get_by_text("nothing runs before you do").is_visible()
    assert reader.cards() == {}
    reader.page.get_by_label("This server's token").fill(serving.url + "/#token=" + serving.token)
    reader.page.get_by_role("button", name="Hand in the token").click()
    reader.page.get_by_label("This server's token").wait_for(state="detached")
    reader.page.locator(".cm-content").focus()
    run(reader)
    wait_until_run(reader)
    assert "loss" in reader.cards()
