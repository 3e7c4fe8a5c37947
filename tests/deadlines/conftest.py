import pytest

from tests.deadlines.house import House, build


@pytest.fixture
def house(db: None) -> House:
    return build()
