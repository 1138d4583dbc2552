"""Every parameter of an embed's address, as a browser shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.server.serving import Serving

FIRST = "linear-regression"
STYLE = "getComputedStyle(document.querySelector('{}')).{}"
EYEBROW = "document.querySelector('.eyebrow').textContent"
WIDE = (
    "[...document.querySelectorAll('[data-role=card]')].map((each) => each.getBoundingClientRect())"
    ".every(({ left, right }) => left >= 0 && right <= innerWidth)"
)
BESIDE = (
    "[...document.querySelectorAll('.is-twin [data-role=card]')]"
    ".map((each) => each.getBoundingClientRect())"
    ".every(({ left, right, bottom }) => left >= 0 && right <= innerWidth && bottom <= innerHeight)"
)
HIDDEN = (
    "['.program', '.panel', '.footer', '.speed', '.eyebrow']"
    ".filter((each) => !document.querySelector(each).checkVisibility())"
)

# A lesson, what its address says, what is seen then, and of how much the console warns.
TABLE: dict[str, tuple[str, str, dict[str, object], int]] = {
    "as usual": (FIRST, "", {EYEBROW: "Linear regression, one training step"}, 0),
    "step": (FIRST, "step=backward-2", {EYEBROW: "Backward · step 5 of 11 · AddmmBackward0"}, 0),
    "from, to": (FIRST, "from=3&to=4", {EYEBROW: "Forward · step 3 of 11 · loss"}, 0),
    "show": (FIRST, "step=5&show=chain", {STYLE.format(".chain", "display"): "flex"}, 0),
    "hide": (
        FIRST,
        "slide=0&hide=code,panel,title,speed&speed=2",
        {HIDDEN: [".program", ".panel", ".speed", ".eyebrow"]},
        0,
    ),
    "hide, all of the transport": (
        FIRST,
        "slide=0&hide=transport",
        {HIDDEN: [".footer", ".speed"]},
        0,
    ),
    "theme": (FIRST, "theme=dark", {STYLE.format("body", "backgroundColor"): "rgb(20, 24, 29)"}, 0),
    "theme, on paper": (
        FIRST,
        "theme=print",
        {STYLE.format("body", "backgroundColor"): "rgb(255, 255, 255)"},
        0,
    ),
    "font": (FIRST, "step=5&font=2", {STYLE.format(".sentence", "fontSize"): "36px"}, 0),
    "dir": (FIRST, "dir=tb", {"new URLSearchParams(location.search).get('dir')": "tb"}, 0),
    "motion": (FIRST, "motion=none", {"document.documentElement.className": "is-still"}, 0),
    "speed": (FIRST, "slide=0&speed=4", {"document.querySelector('.speed').value": "4"}, 0),
    "autoplay": (
        FIRST,
        "autoplay=1&speed=4",
        {"document.querySelector('.play').getAttribute('aria-label')": "Pause (space)"},
        0,
    ),
    "predict": (FIRST, "slide=0&step=4&predict=1", {"!!document.querySelector('.guess')": True}, 0),
    "inside": (
        FIRST,
        "slide=0&step=backward-1.0",
        {"!!document.querySelector('.stages')": True},
        0,
    ),
    "fit": ("rnn", "step=5&show=values,chain&fit=whole", {WIDE: True}, 0),
    "fit, as usual": ("rnn", "step=5&show=values,chain", {WIDE: False}, 0),
    "lang": (FIRST, "lang=en", {"document.documentElement.lang": "en"}, 0),
    "twin": (
        "zero-grad",
        "twin=forgetting-zero-grad",
        {"document.querySelector('.twin-title').textContent": "Forgetting zero_grad"},
        0,
    ),
    "fit, of a twin": (
        "sigmoid",
        "step=4&twin=relu&fit=whole",
        {"document.querySelector('.is-twin [data-role=card]') !== null": True, BESIDE: True},
        0,
    ),
    "what cannot be": (
        FIRST,
        "step=999&from=x&show=all&hide=all&slide=x&theme=pink&font=9&dir=up&motion=no&speed=3"
        "&autoplay=x&keys=all&predict=x&inside=x&fit=x&lang=tlh&twin=nope&colour=red",
        {EYEBROW: "Update · step 11 of 11"},
        18,
    ),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 960, "height": 540})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", TABLE)
def test_it_does_what_it_says(page: Page, serving: Serving, name: str) -> None:
    lesson, address, facts, warnings = TABLE[name]
    warned: list[str] = []
    page.goto("about:blank")
    page.on("console", lambda message: warned.append(message.text))
    page.goto(f"{serving.url}/embed/{lesson}#{address}")
    page.wait_for_selector("body.is-ready")
    for expression, expected in facts.items():
        found = page.evaluate(expression)
        for _ in range(100):
            if found == expected:
                break
            page.wait_for_timeout(50)
            found = page.evaluate(expression)
        assert found == expected, expression
    assert len(warned) == warnings, warned
