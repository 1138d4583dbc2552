"""The player in one file, opened from a disk with the network down."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import chainrule
from chainrule.export.html import single_file
from chainrule.lessons import LESSONS
from tests.embed.hostile import PROGRAM, TITLE

FIRST = LESSONS[0]


@pytest.fixture(scope="module")
def first() -> chainrule.Trace:
    return chainrule.run(FIRST.program, title=FIRST.title)


def opened(browser: Browser, path: Path, address: str = "") -> tuple[Page, list[str]]:
    """The page of a file, and what it complained of or asked anybody for."""
    complaints: list[str] = []
    page = browser.new_context(offline=True).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            complaints.append(request.url)
            if not request.url.startswith(("file:", "data:", "blob:"))
            else None
        ),
    )
    page.goto(path.as_uri() + address)
    page.wait_for_selector("body.is-ready")
    return page, complaints


def test_it_is_small_and_the_same_every_time(first: chainrule.Trace) -> None:
    text = single_file(first, options="step=backward-1")
    assert text == single_file(first, options="step=backward-1")
    assert len(text.encode()) <= 200_000
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text


def test_it_opens_from_a_disk_without_a_network(
    browser: Browser, tmp_path: Path, first: chainrule.Trace
) -> None:
    path = tmp_path / "first.html"
    path.write_text(single_file(first, options="step=backward-2&motion=none"), "utf-8")
    page, complaints = opened(browser, path)
    eyebrow = page.locator(".eyebrow")
    assert eyebrow.inner_text().startswith("Backward · step 5 of 11")
    page.keyboard.press("ArrowRight")
    assert eyebrow.inner_text().startswith("Backward · step 6 of 11")
    page.wait_for_url("**#step=accumulate-1**")
    assert page.evaluate("[...document.fonts].every(({ family }) => family)")
    assert page.evaluate("document.fonts.check('600 20px Inter')")
    page.evaluate("document.fonts.load('20px \"STIX Two Math\"', '∂')")
    assert page.evaluate("document.fonts.check('20px \"STIX Two Math\"', '∂')")
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"
    page.close()
    page, more = opened(browser, path, "#step=forward-1&slide=0")
    assert "step 1 of 11" in page.locator(".eyebrow").inner_text()
    assert "loss.backward()" in page.locator("[data-part=code]").inner_text()
    page.context.close()
    assert complaints + more == []


def test_hostile_names_stay_text(browser: Browser, tmp_path: Path) -> None:
    trace = chainrule.run(PROGRAM, title=TITLE)
    path = tmp_path / "hostile.html"
    path.write_text(single_file(trace), "utf-8")
    page, complaints = opened(browser, path, "#motion=none&slide=0")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.title() == TITLE + " · chainrule"
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, svg[onload]").count() == 0
    assert "</script><img src=x" in (page.locator(".stage").text_content() or "")
    page.context.close()
    assert complaints == []
