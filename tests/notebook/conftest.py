"""A browser for notebooks."""

from tests.browser.conftest import browser

__all__ = ["browser"]
