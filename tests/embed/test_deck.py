"""The demonstration deck on the real reveal.js, from a disk, by its keys alone."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tools.deck import build

# What each slide shows, by how many of its fragments are seen; None where there is no player.
SLIDES = (
    None,
    ("Linear regression", "Forward · step 1", "Forward · step 2", "Forward · step 3"),
    (
        "Forward · step 3",
        "Backward · step 4",
        "Backward · step 5",
        "Backward · step 6",
        "Backward · step 7",
        "Backward · step 8",
    ),
    ("Backward · step 4", "Backward · step 5", "Backward · step 6", "Backward · step 7"),
    None,
)
STATES = [
    (slide, state) for slide, shown in enumerate(SLIDES) for state in range(len(shown or ("",)))
]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    build(folder)
    return folder / "index.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def check(page: Page, slide: int, state: int) -> None:
    """The slide is shown, and its player is where its fragments say."""
    page.wait_for_function(
        "([slide, state]) => { const { h, f } = Reveal.getIndices();"
        " return h === slide && (f ?? -1) + 1 === state }",
        arg=[slide, state],
    )
    shown = SLIDES[slide]
    if shown is None:
        return
    frame = page.locator("section.present iframe").element_handle().content_frame()  # type: ignore[union-attr]
    assert frame is not None
    frame.wait_for_function(
        "(start) => document.querySelector('.eyebrow')?.textContent.startsWith(start)",
        arg=shown[state],
    )


def test_a_clicker_walks_it_there_and_back(page: Page, deck: Path) -> None:
    page.goto(deck.as_uri())
    page.wait_for_selector(".reveal.ready")
    for slide, state in STATES[1:]:
        page.keyboard.press("PageDown")
        check(page, slide, state)
    for slide, state in reversed(STATES[:-1]):
        page.keyboard.press("PageUp")
        check(page, slide, state)


def test_a_click_inside_keeps_the_decks_keys(page: Page, deck: Path) -> None:
    page.goto(deck.as_uri() + "#/2/0/1")
    check(page, 2, 2)
    page.mouse.click(640, 700)
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    page.keyboard.press("ArrowRight")
    check(page, 2, 3)
    page.keyboard.press("ArrowLeft")
    check(page, 2, 2)
    page.keyboard.press("b")
    page.wait_for_function("Reveal.isPaused()")
    page.keyboard.press("b")
    page.wait_for_function("!Reveal.isPaused()")
    # Who moves the player by its own buttons moves the deck with it.
    frame = page.frame_locator("section.present iframe")
    frame.get_by_role("button", name="One step onwards").click()
    check(page, 2, 3)
    for _ in range(3):
        page.keyboard.press("PageDown")
    check(page, 3, 0)


def test_it_is_printed_with_a_page_for_each_step(page: Page, deck: Path) -> None:
    page.goto(deck.as_uri() + "?print-pdf")
    page.wait_for_function("document.querySelectorAll('.pdf-page').length > 10")
    told = page.evaluate(
        """() => [...document.querySelectorAll('.pdf-page')].map((page) => {
          const seen = [...page.querySelectorAll('img')].filter((each) =>
            each.naturalWidth === 1280 && getComputedStyle(each).opacity === '1' &&
            getComputedStyle(each).visibility === 'visible');
          return seen.at(-1)?.alt ?? null;
        })"""
    )
    assert len(told) == len(STATES)
    assert [each is None for each in told] == [SLIDES[slide] is None for slide, _ in STATES]
    assert len(set(told)) > 10
    assert page.locator("iframe").count() == 0
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == len(STATES)
    drawn = Image.open(BytesIO(page.locator(".pdf-page").nth(8).screenshot())).convert("RGB")
    backward = (192, 79, 0)
    assert backward in {color for _, color in drawn.getcolors(1 << 24)}
