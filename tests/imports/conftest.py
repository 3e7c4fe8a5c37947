"""A browserless reader of the pages, and files to hand in."""

from tests.desk.conftest import reads

__all__ = ["reads"]
