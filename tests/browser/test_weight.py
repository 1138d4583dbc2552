"""What the first page costs to fetch, as a browser counts it."""

from tests.browser.conftest import Open

# All but the trace and its layout, compressed, in bytes.
MOST = 120_000
ENTRIES = """() => [...performance.getEntriesByType('navigation'),
                    ...performance.getEntriesByType('resource')]
  .map(({ name, encodedBodySize, transferSize }) => [name, encodedBodySize, transferSize])"""


def test_the_page_is_light(open_page: Open) -> None:
    player = open_page("/#motion=none")
    player.press("ArrowRight", "ArrowRight")
    player.page.wait_for_load_state("networkidle")
    sizes = player.page.evaluate(ENTRIES)
    page = {name: moved for name, _, moved in sizes if "/api/traces" not in name}
    assert len(page) < 20, "a page is here after a few answers"
    assert any(name.endswith("main.js") for name in page)
    assert sum(page.values()) < MOST, sorted(page.items(), key=lambda each: -each[1])
    assert not any("-more" in name for name in page), "letters that the first lesson does not show"
