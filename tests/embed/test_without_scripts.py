"""All steps on a page without a script, where scripts are switched off."""

from pathlib import Path

from playwright.sync_api import Browser

import chainrule
from chainrule.export import export
from chainrule.lessons import LESSONS
from tests.embed.hostile import PROGRAM, TITLE

FIRST = LESSONS[0]


def test_the_arrow_keys_step(browser: Browser, tmp_path: Path) -> None:
    trace = chainrule.run(FIRST.program, title=FIRST.title)
    made = export(trace, "noscript.html", {})
    assert made == export(trace, "noscript.html", {})
    assert b"<script" not in made
    path = tmp_path / "steps.html"
    path.write_bytes(made)
    page = browser.new_context(offline=True, java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("input:focus")  # which the page asks for once it is painted
    seen = page.locator("figure:visible title")
    for step in range(1, 12):
        page.keyboard.press("ArrowRight")
        assert seen.count() == 1
        assert f"step {step} of 11" in (seen.text_content() or "")
    page.keyboard.press("ArrowLeft")
    assert "step 10 of 11" in (seen.text_content() or "")
    page.get_by_text("← Back").locator("visible=true").click()
    assert "step 9 of 11" in (seen.text_content() or "")
    page.context.close()


def test_hostile_names_stay_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    trace = chainrule.run(PROGRAM, title=TITLE)
    path.write_bytes(export(trace, "noscript.html", {"show": "values,grad_fn,chain"}))
    page = browser.new_context(offline=True).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    assert page.evaluate("window.pwned") is None
    assert page.locator("script, img, [onload]").count() == 0
    assert "</script><img src=x" in (page.locator("figure").first.text_content() or "")
    page.context.close()
    assert complaints == []
