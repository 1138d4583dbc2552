"""The API's page and the error page in a browser: nothing blocked, nothing axe-core objects to."""

import pytest
from playwright.sync_api import Browser

from tests.browser.test_ways_in import AXE, RUN_AXE, SIZES
from tests.server.serving import Serving


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/docs", "/lessons/nope"])
@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_read(
    browser: Browser, serving: Serving, path: str, size: str, scheme: str
) -> None:
    page = browser.new_page(color_scheme=scheme, **SIZES[size])
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(serving.url + path)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE) == []
    assert [text for text in complaints if "404" not in text] == []
    page.close()


def test_a_schemas_name_leads_to_the_schema(browser: Browser, serving: Serving) -> None:
    page = browser.new_page()
    page.goto(f"{serving.url}/docs")
    page.get_by_role("link", name="Graph", exact=True).first.click()
    assert page.url.endswith("/docs#schema-Graph")
    text = page.locator("#schema-Graph")
    assert text.evaluate("each => each.getBoundingClientRect().top < window.innerHeight")
    text.locator("summary").click()
    assert '"trace"' in text.locator("pre").inner_text()
    page.close()
