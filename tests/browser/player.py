"""What a reader sees and does on the page."""

from dataclasses import dataclass

from playwright.sync_api import Page

__all__ = ["Card", "Player"]

READ_CARDS = """() => [...document.querySelectorAll('[data-role="card"]')].map((card) => {
  const texts = (part) => [...card.querySelectorAll('text')]
    .filter((each) => each.dataset.role === part).map((each) => each.textContent);
  const label = card.getAttribute('aria-label');
  return { label, title: label.split(',')[0], value: texts('value'),
           gradient: texts('gradient'), aside: texts('none') };
})"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on one card."""

    title: str
    value: tuple[str, ...]
    gradient: tuple[str, ...]
    aside: tuple[str, ...]
    label: str


class Player:
    """The page, driven by its keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def settle(self) -> None:
        """Wait until what was asked for is painted (without motion, that is at once)."""
        self.page.evaluate(TWO_FRAMES)

    @property
    def position(self) -> int:
        return int(self.page.locator(".count b").inner_text())

    @property
    def last(self) -> int:
        return int(self.page.locator(".count").inner_text().partition("/")[2])

    def cards(self) -> dict[str, Card]:
        found = self.page.evaluate(READ_CARDS)
        cards = [
            Card(
                title=each["title"],
                value=tuple(each["value"]),
                gradient=tuple(each["gradient"]),
                aside=tuple(each["aside"]),
                label=each["label"],
            )
            for each in found
        ]
        return {card.title: card for card in cards}

    def text(self, part: str) -> str:
        return self.page.locator(f'[data-part="{part}"]').inner_text()

    def exact_numbers(self) -> list[float]:
        """Every number of the panel, with all its digits."""
        texts = self.page.locator('[data-part="panel"] data').evaluate_all(
            "(all) => all.map((each) => each.getAttribute('value'))"
        )
        return [float(text.replace("−", "-").replace("∞", "inf")) for text in texts]

    def wider_than_window(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
