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


def sgd(lr: float) -> list[float]:
    """The lesson's weights after its first update."""
    w = torch.tensor([4.0, 1.0], requires_grad=True)
    (torch.tensor([0.5, 5.0]) * w**2).sum().backward()
    torch.optim.SGD([w], lr=lr).step()
    return [float(each) for each in w.detach()]


def test_a_turned_number_changes_the_update_at_the_same_step(open_page: Open, mine: str) -> None:
    player = open_page("/lessons/sgd" + mine)
    player.press(*["ArrowRight"] * 8)
    step = player.position
    assert player.exact_numbers()[-2:] == pytest.approx(sgd(0.18), rel=1e-6)
    slider = player.page.get_by_role("slider", name="lr")
    slider.focus()
    player.press("ArrowRight", "ArrowRight")
    player.page.get_by_text("Before and after the change").wait_for()
    player.page.wait_for_url("**#*program=*")
    assert player.position == step
    assert player.exact_numbers()[:4] == pytest.approx([*sgd(0.18), *sgd(0.2)], rel=1e-6)
    player.press("n")
    number = player.page.get_by_role("spinbutton", name="Number in line 5")
    assert number.input_value() == "0.2"
    number.fill("0.05")
    player.page.locator(".slider-value", has_text="0.05").wait_for()
    number.press("ArrowDown")
    player.page.locator(".slider-value", has_text="0.049").wait_for()
    assert number.evaluate("(own) => own.matches(':focus')"), "the hand stays on the number"
    player.settle()
    assert player.exact_numbers()[2:4] == pytest.approx(sgd(0.049), rel=1e-6)
    player.page.keyboard.insert_text("x")
    assert number.get_attribute("aria-invalid") == "true"
    number.press("Escape")
    assert number.input_value() == "0.049", "what is no number is not left standing"
    player.page.wait_for_url("**#*program=*")
    player.press("t")
    player.page.wait_for_url("**&twin=sgd*")
    player.page.get_by_text("lr=0.18) instead of").wait_for()
    player.press("t", "t")
    player.press("u")
    assert player.page.locator(".slider-value").inner_text() != "0.049"


def test_a_reader_without_the_token_is_told_how_to_get_it(open_page: Open) -> None:
    player = open_page("/lessons/sgd#motion=none")
    player.page.get_by_role("slider", name="lr").focus()
    player.page.keyboard.press("ArrowRight")
    refusal = player.page.locator(".refusal")
    refusal.get_by_text("open the address that the server printed").wait_for()
    assert player.page.locator(".slider-value").inner_text() == "0.18"
