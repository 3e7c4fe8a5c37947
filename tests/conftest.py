"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest

from redress.policies.store import policy_of


@pytest.fixture(autouse=True)
def fresh_policies() -> Iterator[None]:
    """Forget compiled policies: a rolled-back test gives its version's number to the next one."""
    policy_of.cache_clear()
    yield
    policy_of.cache_clear()
