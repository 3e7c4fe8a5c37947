"""A real browser for the stories."""

from tests.browsing import browser, context, demo_pages, page

__all__ = ["browser", "context", "demo_pages", "page"]
