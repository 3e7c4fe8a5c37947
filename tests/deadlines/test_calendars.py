from datetime import date, timedelta

import pytest
from django.utils import translation

from redress.complaints.models import Case, CaseEntry
from redress.deadlines import queries
from redress.deadlines.calendars import calendar_of
from redress.deadlines.operations import clear_day, confirm_year, follow_changes, pause, set_day, sweep
from redress.jobs.tasks import JOBS
from redress.kernel.errors import Invalid, NotAllowed
from redress.ledger.models import JournalEntry
from redress.policies.reader import shipped_policy
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")
DAY = date(2026, 11, 25)
POLICY = shipped_policy("enterprise")


@pytest.fixture
def clock(house):
    return house.clock(house.case(AT), "reopened", "handled-again", AT)


def shut(house, day=DAY, **changes):
    return set_day(day, **({"working": False, "note": "台风停班", "by": house.actor("admin", AT), "at": AT} | changes))


def test_a_day_set_by_hand_moves_the_deadlines_that_cross_it(house, clock):
    other = house.clock(house.case(AT, number=2), "received", "one-month", AT)
    shut(house)
    assert follow_changes(at=AT) == 1
    was, (clock.due_at) = clock.due_at, None
    clock.refresh_from_db()
    assert (was, clock.due_at) == (local("2026-11-26 17:30"), local("2026-11-27 17:30"))
    assert Case.objects.get(pk=clock.case_id).next_due_at == clock.due_at
    assert CaseEntry.objects.filter(case=clock.case).last().kind == "clock.recomputed"
    with translation.override("zh-hans"):
        assert "2026-11-25 经人工设为休息日" in queries.why(clock)
        assert "因工作日历调整重新计算" in queries.why(clock)
    other.refresh_from_db()
    assert other.lap == 1


def test_recomputing_again_changes_nothing(house, clock):
    shut(house)
    follow_changes(at=AT)
    shut(house)
    assert follow_changes(at=AT) == 0
    assert CaseEntry.objects.filter(case=clock.case, kind="clock.recomputed").count() == 1


def test_clearing_the_day_brings_the_old_moment_back(house, clock):
    shut(house)
    follow_changes(at=AT)
    assert clear_day(DAY, by=house.actor("admin", AT), at=AT)
    assert not clear_day(DAY, by=house.actor("admin", AT), at=AT)
    follow_changes(at=AT)
    clock.refresh_from_db()
    assert clock.due_at == local("2026-11-26 17:30")


def test_a_clock_no_longer_overdue_can_run_out_again(house, clock):
    late = clock.due_at + timedelta(hours=1)
    sweep(late)
    shut(house)
    follow_changes(at=late)
    clock.refresh_from_db()
    assert (clock.lap, clock.next_step_at) == (2, local("2026-11-27 17:30"))


def test_a_paused_clock_stays_paused(house, clock):
    pause(clock, reason="waiting-for-test", by=house.actor("handler", AT), at=AT)
    shut(house)
    follow_changes(at=AT)
    clock.refresh_from_db()
    assert (clock.state, clock.next_step_at) == ("paused", clock.paused_until)


def test_a_day_for_one_calendar_wins_over_the_day_for_all(house):
    shut(house)
    shut(house, calendar="round-the-clock", working=True)
    assert not calendar_of(POLICY, None).is_working(DAY)
    assert calendar_of(POLICY, "round-the-clock").is_working(DAY)


def test_the_next_year_is_unconfirmed_until_somebody_says_so(house):
    later = calendar_of(POLICY, None).confirmed_through + 1
    assert not calendar_of(POLICY, None).year_confirmed(later)
    confirm_year("CN", later, by=house.actor("admin", AT), at=AT)
    confirm_year("CN", later, by=house.actor("admin", AT), at=AT)
    assert calendar_of(POLICY, None).year_confirmed(later)
    assert JournalEntry.objects.filter(kind="calendar.year_confirmed").count() == 1


def test_clocks_that_run_into_a_confirmed_year_stop_doubting_it_whoever_confirmed_it(house):
    later = calendar_of(POLICY, None).confirmed_through + 1
    begun = local(f"{later}-03-01 10:00")
    clock = house.clock(house.case(begun), "reopened", "handled-again", begun)
    with translation.override("zh-hans"):
        assert "未公布" in queries.why(clock)
        confirm_year("CN", later, by=house.actor("admin", AT), at=AT)
        JOBS["follow_calendars"]()
        clock.refresh_from_db()
        assert "未公布" not in queries.why(clock)


def test_only_administrators_touch_calendars_and_they_say_why(house):
    for name in ("clerk", "handler", "head"):
        with pytest.raises(NotAllowed):
            shut(house, by=house.actor(name, AT))
    with pytest.raises(Invalid):
        shut(house, note=" ")
    assert shut(house).set_by == "郑义"
