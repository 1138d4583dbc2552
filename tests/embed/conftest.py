"""Pages that have an embedded player in a frame, in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import browser, serving
from tests.embed.host import Host

__all__ = ["browser", "open_host", "serving"]

# Opens a page with this body from a file; the options are those of a browser context.
OpenHost = Callable[..., Host]


@pytest.fixture
def open_host(browser: Browser, tmp_path: Path) -> Iterator[OpenHost]:
    """Host pages, whose console must stay empty but for what `allowed` begins."""
    hosts: list[Host] = []

    def open_body(body: str, *, allowed: str = "", **options: object) -> Host:
        path = tmp_path / f"host{len(hosts)}.html"
        path.write_text(f"<!doctype html><meta charset=utf-8><title>host</title>{body}")
        page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
        hosts.append(Host(page, allowed))
        page.goto(path.as_uri())
        return hosts[-1]

    yield open_body
    for host in hosts:
        host.page.context.close()
    assert [complaint for host in hosts for complaint in host.complaints] == []
