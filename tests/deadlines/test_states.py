from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.deadlines.models import Clock
from redress.deadlines.operations.keeping import check_move
from redress.deadlines.states import ACTIVE, MOVES, ClockState
from redress.kernel.errors import IllegalMove
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")


@pytest.mark.parametrize("was", ClockState)
@pytest.mark.parametrize("to", ClockState)
def test_every_move_of_the_table_and_no_other(was, to):
    clock = Clock(state=was)
    if to in MOVES[was]:
        check_move(clock, to)
    else:
        with pytest.raises(IllegalMove) as no:
            check_move(clock, to)
        assert no.value.code == f"clock:{was}:{to}"


def test_what_is_over_never_moves_again():
    assert all(bool(MOVES[state]) == (state in ACTIVE) for state in ClockState)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "asleep"},
        {"state": "stopped"},
        {"stopped_at": AT},
        {"state": "paused"},
        {"paused_at": AT},
        {"state": "void", "stopped_at": AT},
        {"due_at": AT - timedelta(seconds=1)},
    ],
)
def test_the_database_repeats_what_must_always_hold(house, broken):
    clock = house.clock(house.case(AT), "registered", "judged", AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**broken)
