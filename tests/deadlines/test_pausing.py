from datetime import timedelta

import pytest

from redress.complaints.models import Case, CaseEntry
from redress.deadlines.models import Clock
from redress.deadlines.operations import on_event, pause, resume, sweep
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed, Stale
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")


@pytest.fixture
def clock(house):
    return house.clock(house.case(AT), "reopened", "handled-again", AT)


def kinds(clock):
    return list(CaseEntry.objects.filter(case=clock.case).values_list("kind", flat=True))


def test_a_pause_gives_the_office_time_back_and_both_ends_are_on_the_timeline(house, clock):
    by = house.actor("handler", AT)
    pause(clock, reason="waiting-for-customer", words="等发票", by=by, at=AT + timedelta(hours=1))
    clock.refresh_from_db()
    assert (clock.state, clock.next_step_at) == ("paused", clock.paused_until)
    assert Case.objects.get(pk=clock.case_id).next_due_at is None
    resume(clock, by=by, at=AT + timedelta(hours=25))
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("running", local("2026-11-27 17:30"))
    assert clock.paused_seconds == 24 * 3600
    assert kinds(clock)[-2:] == ["clock.paused", "clock.resumed"]
    assert Case.objects.get(pk=clock.case_id).next_due_at == clock.due_at
    assert [step["code"] for step in clock.why][-1] == "paused"


def test_rungs_ahead_move_with_the_pause(house, clock):
    pause(clock, reason="waiting-for-test", by=house.actor("handler", AT), at=AT)
    resume(clock, by=house.actor("handler", AT), at=AT + timedelta(days=1))
    clock.refresh_from_db()
    assert clock.next_step_at == clock.due_at


def test_who_has_no_right_here_is_refused_and_the_colleague_with_it_is_not(house, clock):
    for name in ("stranger", "admin"):
        with pytest.raises(NotAllowed):
            pause(clock, reason="waiting-for-customer", by=house.actor(name, AT), at=AT)
    assert pause(clock, reason="waiting-for-customer", by=house.actor("colleague", AT), at=AT).state == "paused"


def test_only_reasons_of_the_list_and_only_pausable_promises(house, clock):
    with pytest.raises(Invalid) as refused:
        pause(clock, reason="holiday", by=house.actor("handler", AT), at=AT)
    assert list(refused.value.errors) == ["reason"]
    other = house.clock(clock.case, "registered", "judged", AT)
    with pytest.raises(IllegalMove) as no:
        pause(other, reason="waiting-for-customer", by=house.actor("clerk", AT), at=AT)
    assert no.value.code == "clock-not-pausable"


def test_an_overdue_promise_cannot_hide_in_a_pause(house, clock):
    at_due, late = clock.due_at, clock.due_at + timedelta(seconds=1)
    with pytest.raises(IllegalMove) as no:
        pause(clock, reason="waiting-for-customer", by=house.actor("handler", AT), at=late)
    assert no.value.code == "clock-overdue"
    assert pause(clock, reason="waiting-for-customer", by=house.actor("handler", AT), at=at_due).state == "paused"


def test_illegal_moves_are_refused_in_words(house, clock):
    by = house.actor("handler", AT)
    with pytest.raises(IllegalMove):
        resume(clock, by=by, at=AT)
    pause(clock, reason="waiting-for-customer", by=by, at=AT)
    with pytest.raises(IllegalMove):
        pause(clock, reason="waiting-for-customer", by=by, at=AT)
    on_event(clock.case, "answered", by=by, at=AT)
    with pytest.raises(IllegalMove):
        resume(clock, by=by, at=AT)
    clock.refresh_from_db()
    assert (clock.state, clock.paused_at) == ("stopped", None)


def test_the_longest_pause_ends_by_itself_even_when_the_sweep_comes_late(house, clock):
    pause(clock, reason="waiting-for-customer", by=house.actor("handler", AT), at=AT)
    clock.refresh_from_db()
    until = clock.paused_until
    assert until == local("2026-12-07 17:30")
    assert sweep(until - timedelta(seconds=1)).resumed == 0
    assert sweep(until + timedelta(days=1)).resumed == 1
    clock.refresh_from_db()
    assert (clock.state, clock.story[-1]["end"]) == ("running", until.isoformat())
    assert CaseEntry.objects.filter(case=clock.case).last().actor_name == "Redress"


def test_a_clock_changed_underneath_is_stale(house, clock):
    from redress.deadlines.operations.keeping import change

    seen = Clock.objects.get(pk=clock.pk)
    pause(clock, reason="waiting-for-customer", by=house.actor("handler", AT), at=AT)
    with pytest.raises(Stale):
        change(seen, step=1)
