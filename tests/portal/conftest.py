"""A visitor of the portal, and a clock that stands at noon until it is moved."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.house import NOON
from tests.portal.visitor import Visitor


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon; ``clock.shift(60)`` lets a minute pass."""
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def visitor(clock: time_machine.Traveller) -> Visitor:
    """Somebody without any account."""
    return Visitor(clock)
