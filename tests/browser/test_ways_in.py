"""Addresses, sizes, themes, the keyboard and assistive technology."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.conftest import Open
from tests.browser.player import Player
from tests.server.serving import Serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SIZES = {
    "projector": {"viewport": {"width": 1280, "height": 720}},
    "large": {"viewport": {"width": 1920, "height": 1080}},
    "phone": PHONE,
}


def test_a_link_leads_to_its_step(open_page: Open) -> None:
    player = open_page("/#step=backward-2&show=values,chain&motion=none")
    assert player.position == 5
    pressed = player.page.locator(".toggle[aria-pressed='true']").all_inner_texts()
    assert pressed == ["Values", "Chain rule"]
    chips = player.page.locator('[data-role="chip-text"]').all_text_contents()
    assert "= ∂loss/∂prediction · ∂prediction/∂bias" in chips
    assert "= −5.15" in chips


def test_the_address_follows_and_leads_back(open_page: Open) -> None:
    player = open_page("/#motion=none")
    player.press("ArrowRight", "ArrowRight")
    player.page.wait_for_url("**#step=forward-2")
    player.press("End")
    player.page.wait_for_url("**#step=zero_grad-1")
    player.page.go_back()
    player.settle()
    assert player.position == 2


@pytest.mark.parametrize(
    ("key", "position"),
    [("End", 11), ("Shift+ArrowRight", 3), ("5", 6), ("0", 0)],
)
def test_keys_that_jump(open_page: Open, key: str, position: int) -> None:
    player = open_page("/#motion=none")
    player.press(key)
    assert player.position == position


def test_overlays_by_their_keys(open_page: Open) -> None:
    player = open_page("/#motion=none&step=8")
    player.press("r")
    player.page.wait_for_url("**#*show=*requires_grad*")
    badges = player.page.locator('[data-role="badge-text"]').all_text_contents()
    assert badges.count("requires_grad=False") == 2
    assert badges.count("requires_grad=True → .grad") == 2
    for key, overlay in (("g", "grad_fn"), ("c", "chain")):
        player.press(key)
        player.page.wait_for_url(f"**#*show=*{overlay}*")
    player.page.wait_for_selector(".rule-note math", state="attached")
    rules = player.page.locator(".rule-note math")
    assert rules.count() == 4  # of weightᵀ and loss one each, of prediction two
    assert "∂" in (rules.last.text_content() or "")
    player.press("v")
    assert all(card.value == () for card in player.cards().values())


def test_nodes_by_the_keyboard_alone(open_page: Open) -> None:
    player = open_page("/#motion=none&step=5")
    card = player.page.locator('[data-role="card"]', has_text="prediction")
    card.focus()
    assert player.page.locator(".tip").inner_text() == "prediction\n−0.27696\n∂ −5.1539197"
    player.press("Enter")
    player.page.wait_for_selector(".inspector-title")
    panel = player.text("panel")
    assert "AddmmBackward0" in panel
    assert "grad_fn" in panel
    player.press("Escape")
    assert "AddmmBackward0" not in player.page.locator(".inspector-title").all_inner_texts()
    assert player.page.locator(".inspector-title").count() == 0


def test_a_dialog_has_its_keys_and_the_page_has_none_of_them(open_page: Open) -> None:
    player = open_page("/#motion=none&step=5")
    player.page.get_by_role("button", name="Share this step").click()
    player.page.locator(".share .qr").wait_for()
    assert "/embed/linear-regression#" in player.page.get_by_label("Frame").input_value()
    player.page.locator(".share").get_by_role("button", name="Close").focus()
    player.press("ArrowRight", "Escape")
    assert player.page.locator("dialog[open]").count() == 0
    assert player.position == 5


def test_lines_and_nodes_are_linked(open_page: Open) -> None:
    player = open_page("/#motion=none&step=3")
    line = player.page.locator(".line", has_text="loss = F.mse_loss")
    line.hover()
    player.settle()
    assert player.page.locator('[data-role="ring"]').count() == 1
    player.page.locator('[data-role="card"]', has_text="loss").hover()
    player.settle()
    assert "is-pointed" in (line.get_attribute("class") or "")


def test_each_step_lights_the_line_that_ran(open_page: Open) -> None:
    player = open_page("/#motion=none")
    seen = []
    for _ in range(player.last):
        player.press("ArrowRight")
        current = player.page.locator(".line[aria-current='step'] code")
        assert current.count() == 1
        seen.append(current.inner_text().strip())
    assert seen[2] == "loss = F.mse_loss(prediction, y)"
    assert seen[-3:] == ["optimiser.step()", "optimiser.step()", "optimiser.zero_grad()"]


def test_predict_then_reveal(open_page: Open) -> None:
    player = open_page("/#motion=none&predict=1&step=backward-1")
    assert player.cards()["loss"].gradient == ("1.00",)
    assert "−5.15" not in player.page.inner_text("body")
    player.press("3", "Enter")
    answer = player.page.locator(".guess-answer")
    assert answer.inner_text().startswith("Not 3. Multiply")
    player.press("-", "5", ".", "1", "5", "Enter")
    assert answer.inner_text() == "Right: the gradient for prediction is −5.15."
    assert player.page.locator(".guess").count() == 0
    assert player.page.locator('[data-part="live"]').text_content() == answer.inner_text()
    player.press("ArrowRight")
    assert (player.position, answer.inner_text()) == (5, "Type a number; → reveals it, too.")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_is_said_to_a_guess_can_be_seen(open_page: Open, size: dict[str, object]) -> None:
    player = open_page("/lessons/batch-dimension#motion=none&predict=1&step=backward-1", **size)
    player.press("1", "Enter")
    box = player.page.locator(".guess-answer").bounding_box()
    footer = player.page.locator(".footer").bounding_box()
    assert box is not None
    assert footer is not None
    assert box["y"] > 0
    assert box["y"] + box["height"] <= footer["y"]


def test_the_panel_of_a_node_tells_all_of_it(open_page: Open) -> None:
    player = open_page("/#motion=none&step=backward-2")
    player.page.locator('[data-role="card"]', has_text="prediction").click()
    player.page.locator(".inspector-title").wait_for()
    titles = player.page.locator(".panel .block-title").all_inner_texts()
    wanted = ["Out", "Gradient that arrived", "In", "Saved for the backward pass"]
    assert titles == [*wanted, "The rule of AddmmBackward0", "Facts", "Its steps"]
    panel = player.text("panel")
    assert "local derivative" in panel
    assert "finite differences agree" in panel
    for fact in ("(1, 1)", "float32", "linear_layer · Linear", "line"):
        assert fact in panel


def test_why_can_be_asked_of_any_tensor(open_page: Open) -> None:
    player = open_page("/lessons/requires-grad#motion=none&step=999")
    player.page.locator('[data-role="card"][aria-label*="no grad"]').first.click()
    player.page.get_by_role("button", name="Why is this .grad None?").click()
    answer = player.page.locator(".why-answer p").first
    assert "requires_grad" in answer.inner_text()


def test_an_update_is_told_in_the_words_of_its_document(open_page: Open) -> None:
    player = open_page("/lessons/adam#motion=none&step=update-1")
    rule = player.page.locator(".block", has_text="The rule of Adam")
    assert rule.locator(".formula math").count() > 3
    told = rule.locator(".letters").inner_text()
    assert "betas[0] = 0.9" in told
    assert "lr = 0.5" in told


def test_an_error_says_in_which_pass_it_happened(open_page: Open) -> None:
    player = open_page("/lessons/in-place-error#motion=none&step=999")
    assert player.page.locator(".caption .eyebrow").inner_text().startswith("Backward")
    player = open_page("/lessons/shape-mismatch#motion=none&step=999")
    assert player.page.locator(".caption .eyebrow").inner_text().startswith("Forward")


def test_told_from_the_inside(open_page: Open) -> None:
    player = open_page("/#motion=none&inside=1&step=forward-3")
    player.press("ArrowRight")
    player.page.wait_for_url("**#step=backward-1.0&inside=1")
    assert "To prediction" not in player.text("panel")
    player.press("ArrowRight")
    assert "To prediction" in player.text("panel")
    player.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert player.position == 5


def test_each_step_is_spoken(open_page: Open) -> None:
    player = open_page("/#motion=none")
    player.press("End")
    live = player.page.locator('[data-part="live"]')
    assert live.get_attribute("aria-live") == "polite"
    spoken = live.text_content() or ""
    assert spoken.startswith("Step 11. The .grad of weight and bias are emptied to None")


def test_the_table_of_steps(open_page: Open) -> None:
    player = open_page("/#motion=none")
    player.page.get_by_role("tab", name="Steps").click()
    rows = player.page.locator(".steps tbody tr")
    rows.first.wait_for()
    assert rows.count() == 11
    rows.nth(4).get_by_role("button").click()
    player.settle()
    assert player.position == 5
    assert rows.nth(4).get_attribute("aria-current") == "step"


def test_what_is_copied_has_every_digit(open_page: Open) -> None:
    player = open_page("/#motion=none&step=accumulate-2")
    copied = player.page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector('.panel .factor:last-of-type'));
          const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer() });
          document.dispatchEvent(event);
          return event.clipboardData.getData('text/plain');
        }"""
    )
    assert "−5.1539197" in copied
    assert "−10.307839" in copied


def test_panel_and_picture_light_each_other_up(open_page: Open) -> None:
    player = open_page("/#motion=none&step=backward-2")
    told = player.page.locator(".block", has_text="To bias")
    told.hover()
    player.settle()
    assert player.page.locator('[data-role="ring"]').count() == 2
    assert "is-pointed" in (told.get_attribute("class") or "")


def test_without_motion_nothing_travels(open_page: Open) -> None:
    player = open_page("/", reduced_motion="reduce")
    for _ in range(5):
        player.press("ArrowRight")
        assert player.page.locator('[data-role="traveller"]').count() == 0
    assert player.cards()["prediction"].gradient == ("−5.15",)


def test_nothing_moves_between_steps(open_page: Open) -> None:
    player = open_page("/#motion=none", viewport={"width": 1280, "height": 720})
    places = """() => [...document.querySelectorAll('[data-role=shape], .stage, .footer, .panel')]
      .map((each) => JSON.stringify(each.getBoundingClientRect()))"""
    start = player.page.evaluate(places)
    assert len(start) == 10
    for _ in range(player.last):
        player.press("ArrowRight")
        assert player.page.evaluate(places) == start


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, size: str, scheme: str) -> None:
    player = open_page("/#motion=none&step=5&show=values,chain", color_scheme=scheme, **SIZES[size])
    assert not player.wider_than_window()
    assert check(player) == []
    player.press("End")
    player.page.locator('[data-role="card"]').first.focus()
    player.press("Enter")
    assert check(player) == []


def test_dark_is_dark(open_page: Open) -> None:
    player = open_page("/#theme=dark")
    ground = player.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(20, 24, 29)"


def test_a_picture_too_wide_for_a_phone_follows_the_step(open_page: Open) -> None:
    player = open_page("/#motion=none", **PHONE)
    for _ in range(player.last):
        player.press("ArrowRight")
        lit = player.page.locator(
            '[data-role="card"][aria-label$="current step"] [data-role=shape]'
        )
        assert lit.count() >= 1
        box = lit.first.bounding_box()
        assert box is not None
        assert box["x"] > -1
        assert box["x"] + box["width"] < 391


def test_the_policy_forbids_what_is_not_ours(serving: Serving) -> None:
    with urlopen(serving.url + "/", timeout=30) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_another_lesson_is_chosen_by_its_address(serving: Serving, open_page: Open) -> None:
    listed = json.loads(serving.get("/api/lessons"))["lessons"]
    assert len(listed) > 1
    player = open_page(f"/lessons/{listed[1]['slug']}#motion=none")
    assert player.page.locator(".lessons").input_value() == listed[1]["slug"]


def check(player: Player) -> list[str]:
    """What axe-core finds wrong."""
    player.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = player.page.evaluate(RUN_AXE)
    return found


def test_the_keyboard_lights_a_line_s_nodes_and_closes_the_help(open_page: Open) -> None:
    player = open_page("/lessons/sigmoid#motion=none")
    player.page.locator(".line-button").nth(2).focus()
    player.page.wait_for_selector('[data-role="ring"]', state="attached")
    player.page.evaluate("document.activeElement.blur()")
    player.page.wait_for_selector('[data-role="ring"]', state="detached")
    player.press("?")
    assert player.page.locator("[data-part=help]").is_visible()
    player.press("?")
    assert not player.page.locator("[data-part=help]").is_visible()
