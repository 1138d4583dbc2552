"""A host and its frame: what they say to each other, and which keys come back."""

import pytest

from tests.embed.conftest import OpenHost
from tests.embed.host import Host
from tests.server.serving import Serving

LESSON = "linear-regression"


def framed(serving: Serving, address: str = "", path: str = f"/embed/{LESSON}") -> str:
    return f'<iframe src="{serving.url}{path}#motion=none&{address}" width=960 height=540></iframe>'


def greeted(host: Host) -> dict[str, object]:
    assert host.frame
    host.listen()
    return host.ask("hello")


def test_a_host_drives_the_player(open_host: OpenHost, serving: Serving) -> None:
    host = open_host(framed(serving, "step=forward-2"), allowed="The address says step=99;")
    ready = greeted(host)
    assert ready["type"] == "ready"
    assert ready["title"] == "Linear regression, one training step"
    steps = ready["steps"]
    assert isinstance(steps, list)
    assert [each["index"] for each in steps] == list(range(12))
    assert steps[4] == {"index": 4, "step": "backward-1", "phase": "backward"}
    assert ready["phases"][0] == {"phase": "forward", "first": 0, "last": 2}  # type: ignore[index]
    assert ready["size"]["width"] == 960  # type: ignore[index]
    there = host.ask("goto", step="backward-2")
    assert {name: there[name] for name in ("type", "index", "step", "phase")} == {
        "type": "step",
        "index": 5,
        "step": "backward-2",
        "phase": "backward",
    }
    assert "prediction" in str(there["caption"])
    assert host.ask("next")["index"] == 6
    assert host.ask("prev")["index"] == 5
    assert host.ask("goto", step=99)["index"] == 11
    assert host.ask("goto", step=None)["index"] == 0
    assert host.ask("set", show="values,chain", theme="dark")["type"] == "state"
    assert host.ask("getState")["hash"] == "show=values,chain&theme=dark&slide=1"
    assert host.frame.locator("html").get_attribute("data-theme") == "dark"


def test_what_happens_in_the_frame_is_told(open_host: OpenHost, serving: Serving) -> None:
    host = open_host(framed(serving))
    greeted(host)
    host.frame.locator('[data-role="card"]', has_text="prediction").click()
    host.page.wait_for_function("heard.some(({ type }) => type === 'select')")
    (select,) = host.heard("select")
    assert select["name"] == "prediction"
    host.page.keyboard.press("ArrowRight")
    host.page.wait_for_function("heard.some(({ type }) => type === 'step')")
    (step,) = host.heard("step")
    assert (step["index"], step["step"]) == (1, "forward-1")
    host.page.evaluate("document.querySelector('iframe').width = 700")
    host.page.wait_for_function("heard.some(({ type }) => type === 'resize')")
    assert host.heard("resize")[-1]["height"] > 100


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "explode"}, "There is no message explode."),
        ({"type": "constructor"}, "There is no message constructor."),
        ({"type": "goto", "step": {"toString": 1}}, "There is no step"),
        ({"type": "export", "format": ["svg"]}, "A frame gives svg, png or json"),
        ({"type": "goto", "step": "backward-77"}, 'There is no step "backward-77".'),
        ({"type": "next", "v": 2}, "A message needs v: 1 and a type; this one has v: 2"),
    ],
)
def test_a_wrong_message_is_answered_by_a_sentence(
    open_host: OpenHost, serving: Serving, message: dict[str, object], sentence: str
) -> None:
    host = open_host(framed(serving), allowed="The address says step=")
    greeted(host)
    answer = host.ask(**message)  # type: ignore[arg-type]
    assert answer["type"] == "error"
    assert str(answer["message"]).startswith(sentence)


def test_a_click_inside_traps_no_key(open_host: OpenHost, serving: Serving) -> None:
    host = open_host(framed(serving, "step=update-2"))
    greeted(host)
    host.frame.locator(".stage").click(position={"x": 5, "y": 5})
    for key in ("PageDown", "PageUp", "b", "f", "s", "Escape", "n"):
        host.forget()
        host.page.keyboard.press(key)
        host.page.wait_for_function("heard.some(({ type }) => type === 'key')")
        assert host.heard("key")[0]["key"] == key
        assert host.heard("step") == []
    host.forget()
    host.page.keyboard.press("ArrowRight")  # to the last step: the player's key
    host.page.keyboard.press("ArrowRight")  # beyond it: the host's
    host.page.wait_for_function("heard.some(({ type }) => type === 'key')")
    assert [each["type"] for each in host.heard()] == ["step", "key"]
    assert host.heard("key")[0]["code"] == "ArrowRight"


def test_the_host_can_have_the_keyboard(open_host: OpenHost, serving: Serving) -> None:
    host = open_host(framed(serving, "keys=parent"))
    greeted(host)
    host.frame.locator(".stage").click(position={"x": 5, "y": 5})
    host.page.keyboard.press("ArrowRight")
    host.page.wait_for_function("heard.some(({ type }) => type === 'key')")
    assert host.heard("step") == []
    host.ask("set", keys="none")
    host.forget()
    host.page.keyboard.press("ArrowRight")
    host.page.keyboard.press("PageDown")
    host.page.wait_for_function("heard.some(({ type }) => type === 'key')")
    assert [each["key"] for each in host.heard("key")] == ["PageDown"]


def test_only_the_page_around_it_is_listened_to(open_host: OpenHost, serving: Serving) -> None:
    intruder = """<iframe srcdoc="<script>onmessage = () => parent.frames[0].postMessage(
      { ns: 'chainrule', v: 1, id: 7, type: 'next' }, '*')</script>"></iframe>"""
    host = open_host(framed(serving) + intruder)
    player = next(each for each in host.page.frames if serving.url in each.url)
    player.wait_for_selector("body.is-ready")
    host.listen()
    host.ask("hello")
    host.say("go", place=1)
    assert host.ask("getState") == {"type": "state", "hash": "slide=1"}


def test_the_frame_has_no_origin_and_reaches_nothing(open_host: OpenHost, serving: Serving) -> None:
    host = open_host(framed(serving), allowed="")
    assert host.frame.evaluate("self.origin") == "null"
    # The refusals are the browser's, and it writes them down.
    host.complaints = []
    for path in ("/api/lessons", f"/embed/{LESSON}"):
        outcome = host.frame.evaluate(
            "(path) => fetch(path).then(() => 'read', () => 'refused')", serving.url + path
        )
        assert outcome == "refused", path
    host.complaints.clear()


def test_a_parameter_that_cannot_be_is_clamped_with_a_warning(
    open_host: OpenHost, serving: Serving
) -> None:
    wrong = "keys=all&lang=tlh&theme=pink&step=999&font=9&speed=3&colour=red&from=2&to=forward-1"
    host = open_host(framed(serving, wrong), allowed="The address says ")
    ready = greeted(host)
    assert ready["steps"] == [{"index": 2, "step": "forward-2", "phase": "forward"}]


def test_a_step_is_given_as_a_file_and_plays_while_its_slide_is_shown(
    open_host: OpenHost, serving: Serving
) -> None:
    host = open_host(framed(serving, "step=forward-2&autoplay=1&speed=4"))
    greeted(host)
    host.ask("pause")
    kinds = """async () => Object.fromEntries(await Promise.all(heard
      .filter(({ type }) => type === "blob")
      .map(async ({ format, blob }) => [format, [blob.type, (await blob.slice(0, 5).text())]])))"""
    for format in ("svg", "png", "json"):
        answer = host.ask("export", format=format, step="backward-2")
        assert "prediction" in str(answer["caption"])
    told = host.page.evaluate(kinds)
    assert {format: kind for format, (kind, _) in told.items()} == {
        "svg": "image/svg+xml",
        "png": "image/png",
        "json": "application/json",
    }
    assert told["svg"][1] == "<svg "
    assert told["png"][1].endswith("PNG\r")
    assert host.ask("goto", step=1)["index"] == 1
    host.forget()
    host.say("slide:start")
    host.page.wait_for_function("heard.some(({ type }) => type === 'step')")
    host.say("slide:stop")
    assert host.ask("getState")["type"] == "state"
    label = "document.querySelector('.play').getAttribute('aria-label')"
    assert host.frame.evaluate(label) == "Play (space)"
