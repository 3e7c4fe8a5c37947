"""A real browser for the stories."""

from tests.browsing import demo_pages

__all__ = ["demo_pages"]
