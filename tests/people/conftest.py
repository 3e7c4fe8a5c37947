"""Pages as a browser gets them, and a browser of the administrator."""

import pytest
from django.test import Client

from tests.browsing import demo_pages
from tests.house import House

__all__ = ["demo_pages"]


@pytest.fixture
def admin(org: House, client: Client) -> Client:
    """A browser of the administrator."""
    client.force_login(org.user("admin"))
    return client
