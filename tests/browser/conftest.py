"""The page in a real browser, served by a real server."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.player import Player
from tests.server.serving import Serving

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Opens a path in a page of its own; the options are those of a browser context.
Open = Callable[..., Player]


@pytest.fixture(scope="package")
def serving() -> Iterator[Serving]:
    with Serving() as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = [os.environ.get("CHROMIUM"), *(shutil.which(name) for name in NAMES)]
    path = next((each for each in found if each), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, serving: Serving) -> Iterator[Open]:
    """Pages whose console must stay empty, and which ask nobody but their server."""
    pages: list[Page] = []
    complaints: list[str] = []

    def open_path(path: str, **options: object) -> Player:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        page = context.new_page()
        pages.append(page)
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _check_host(request.url, serving.url, complaints))
        page.goto(serving.url + path)
        page.wait_for_selector("body.is-ready")
        return Player(page)

    yield open_path
    for page in pages:
        page.context.close()
    # Tests that want the end ask for a step beyond it, and are told so.
    assert [each for each in complaints if "says step=999; there are" not in each] == []


def _check_host(url: str, ours: str, complaints: list[str]) -> None:
    if not url.startswith((ours, "data:", "blob:")):
        complaints.append(f"asked {url}")
