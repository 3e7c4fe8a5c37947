"""The clock of the portal's tests."""

from tests.portal.conftest import clock, visitor

__all__ = ["clock", "visitor"]
