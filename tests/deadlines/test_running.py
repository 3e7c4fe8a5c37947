from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from redress.complaints.events import Answered, Assessed
from redress.complaints.models import Case
from redress.complaints.operations.receipt import regrade
from redress.complaints.operations.writing import hold, write
from redress.deadlines import queries
from redress.deadlines.models import Clock
from redress.deadlines.operations import on_event, refresh_owners
from redress.deadlines.states import ClockState
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")
ANSWERED = Answered(way={"en": "phone"}, round=1, text="退货")
TITLES = {"was": {"en": "general"}, "grade": {"en": "major"}}


def state(case, rule):
    return Clock.objects.filter(case=case, rule=rule).order_by("pk").values_list("state", flat=True).last()


def assessed(house, case, grade, at):
    """The case judged, on the timeline and to its clocks."""
    case = hold(case)
    happened = Assessed(category={}, grade={}, tier={}, axes={}, rulings={})
    write(case, happened, by=house.actor("clerk", at), at=at, stage="assessed", grade=grade)
    on_event(case, "assessed", by=house.actor("clerk", at), at=at)
    return case


def test_an_event_starts_the_clocks_of_its_rules_and_the_case_knows_the_first(house):
    case = house.case(AT)
    started = on_event(case, "registered", by=house.actor("clerk", AT), at=AT)
    assert {clock.rule for clock in started} == {"record-completed", "judged"}
    assert {clock.due_at for clock in started} == {local("2026-11-23 15:30")}
    assert Case.objects.get(pk=case.pk).next_due_at == local("2026-11-23 15:30")
    assert all(clock.owner_user_id == house.people["clerk"].pk for clock in started)


def test_a_rule_with_a_condition_starts_only_when_it_holds(house):
    spoken = house.case(AT, number=1, channel="hotline")
    on_event(spoken, "registered", by=house.actor("clerk", AT), at=AT)
    assert state(spoken, "record-confirmed") == "running"


def test_receipt_is_counted_from_when_it_came_in_not_from_when_it_was_typed(house):
    case = house.case(AT, received_at=AT - timedelta(hours=1))
    on_event(case, "received", by=house.actor("clerk", AT), at=AT)
    clock = Clock.objects.get(case=case, rule="first-response")
    assert (clock.started_at, clock.due_at) == (AT - timedelta(hours=1), AT + timedelta(hours=1))


def test_stop_events_stop_and_other_events_do_not(house):
    case = house.case(AT)
    clock = house.clock(case, "registered", "judged", AT)
    on_event(case, "record.completed", by=house.actor("clerk", AT), at=AT)
    assert state(case, "judged") == "running" and state(case, "record-completed") == "stopped"
    on_event(case, "assessed", by=house.actor("clerk", AT), at=AT + timedelta(minutes=5))
    clock.refresh_from_db()
    assert (clock.state, clock.stop_event, clock.stopped_at) == ("stopped", "assessed", AT + timedelta(minutes=5))
    assert clock.next_step_at is None


def test_a_promise_kept_in_the_last_second_is_kept_and_one_second_later_is_not(house):
    clock = house.clock(house.case(AT), "registered", "judged", AT)
    assert not clock.overdue(clock.due_at)
    assert clock.overdue(clock.due_at + timedelta(seconds=1))
    clock.state, clock.stopped_at = ClockState.STOPPED, clock.due_at
    assert not clock.overdue(clock.due_at + timedelta(days=9))


def test_one_rule_has_one_active_clock_a_case_even_when_told_twice(house):
    case = house.case(AT)
    clock = house.clock(case, "registered", "judged", AT)
    assert on_event(case, "registered", by=house.actor("clerk", AT), at=AT) == []
    clock.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        clock.save(force_insert=True)


def test_withdrawal_makes_promises_void_and_closing_settles_them(house):
    first, second = house.case(AT, number=1), house.case(AT, number=2)
    for case in (first, second):
        house.clock(case, "registered", "judged", AT)
    on_event(first, "withdrawn", "closed", by=house.actor("clerk", AT), at=AT)
    on_event(second, "closed", by=house.actor("clerk", AT), at=AT)
    assert (state(first, "judged"), state(second, "judged")) == ("void", "stopped")
    for case in (first, second):
        assert state(case, "filed") == "running"
        assert Case.objects.get(pk=case.pk).next_due_at == local("2026-11-30 23:59:59")
        on_event(case, "archived", by=house.actor("clerk", AT), at=AT)
        assert state(case, "filed") == "stopped" and Case.objects.get(pk=case.pk).next_due_at is None


def test_a_new_grade_voids_the_old_promise_and_starts_its_own_from_the_first_judgement(house):
    case = assessed(house, house.case(AT), "general", AT)
    later = AT + timedelta(hours=3)
    regrade(case, grade="major", response="urgent", tier="company", titles=TITLES, reason="", rulings={}, by=house.actor("chief", later), at=later)
    on_event(Case.objects.get(pk=case.pk), "regraded", by=house.actor("chief", later), at=later)
    assert state(case, "answer-general") == "void"
    clock = Clock.objects.get(case=case, rule="answer-major")
    assert (clock.state, clock.started_at, clock.due_at) == ("running", AT, local("2026-11-26 17:30"))


def test_judging_anew_restarts_nothing_that_was_kept(house):
    case = assessed(house, house.case(AT), "general", AT)
    write(hold(case), ANSWERED, by=house.actor("clerk", AT), at=AT)
    on_event(case, "answered", by=house.actor("clerk", AT), at=AT)
    assert state(case, "answer-general") == "stopped"
    assessed(house, case, "general", AT + timedelta(hours=1))
    assert [clock.state for clock in Clock.objects.filter(case=case, rule="answer-general")] == ["stopped"]
    assert Clock.objects.filter(case=case, rule="judged", stopped_at=None).count() == 0


def test_owners_follow_the_case(house):
    case = house.case(AT)
    clock = house.clock(case, "reopened", "handled-again", AT)
    assert clock.owner_department_id == house.departments["after-sales"].pk
    Case.objects.filter(pk=case.pk).update(department=house.departments["quality"])
    refresh_owners(Case.objects.get(pk=case.pk), by=house.actor("clerk", AT), at=AT)
    clock.refresh_from_db()
    assert clock.owner_department_id == house.departments["quality"].pk


def test_home_shows_what_this_person_must_keep_and_nothing_to_others(house):
    case = house.case(AT)
    house.clock(case, "registered", "judged", AT)
    house.clock(case, "reopened", "handled-again", AT)
    shown = {name: [clock.rule for clock in queries.for_home(house.actor(name, AT))] for name in house.people}
    assert sorted(shown["clerk"]) == ["judged", "record-completed"]
    assert shown["handler"] == shown["head"] == ["handled-again"]
    assert shown["colleague"] == shown["stranger"] == []


def test_why_due_then_is_told_in_three_languages(house):
    case = assessed(house, house.case(local("2026-02-13 16:30")), "general", local("2026-02-13 16:30"))
    clock = Clock.objects.get(case=case, rule="answer-general")
    assert clock.due_at == local("2026-02-27 17:30")
    with translation.override("zh-hans"):
        assert "跳过 2026-02-15 至 2026-02-23（春节）" in queries.why(clock)
    with translation.override("zh-hant"):
        assert "補班日" in queries.why(clock)
    with translation.override("en"):
        assert queries.why_lines(clock)[0] == "5 working days from 2026-02-13 16:30"


def test_the_second_round_starts_afresh(house):
    case = assessed(house, house.case(AT), "general", AT)
    on_event(case, "answered", by=house.actor("clerk", AT), at=AT)
    on_event(case, "reopened", by=house.actor("clerk", AT), at=AT + timedelta(days=1))
    assert state(case, "handled-again") == "running"
