from datetime import timedelta

import pytest

from redress.complaints.models import Case, CaseEntry, LetIn, Subject
from redress.deadlines.models import Clock, ClockStep
from redress.deadlines.operations import on_event, sweep
from redress.ledger.models import OutboxMessage
from redress.notify.models import Notice
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")


@pytest.fixture
def clock(house):
    """Due at 17:30 on the 26th; told to the department head, then the manager four working hours later."""
    return house.clock(house.case(AT), "assigned", "accepted", AT)


def told(name):
    return list(Notice.objects.filter(user__username=name).order_by("pk").values_list("kind", flat=True))


def test_a_rung_is_taken_at_its_second_and_not_one_before(house, clock):
    assert clock.due_at == local("2026-11-23 15:30")
    assert sweep(clock.due_at - timedelta(seconds=1)).steps == 0
    assert sweep(clock.due_at).steps == 1
    assert (told("head"), told("manager")) == (["case.overdue"], [])
    entry = CaseEntry.objects.filter(case=clock.case).last()
    assert (entry.kind, entry.payload["told"], entry.payload["late"]) == ("clock.escalated", "钱伟", False)


def test_sweeping_twice_takes_nothing_twice(house, clock):
    assert [sweep(clock.due_at).steps for _time in range(3)] == [1, 0, 0]
    assert Notice.objects.count() == OutboxMessage.objects.count() == ClockStep.objects.count() == 1


def test_after_a_day_of_downtime_every_missed_step_happens_once_in_order_marked_late(house, clock):
    second = house.clock(house.case(AT, number=2), "registered", "judged", AT)
    back = local("2026-11-24 16:00")
    done = sweep(back)
    steps = list(ClockStep.objects.order_by("pk"))
    assert done.steps == len(steps) == 5
    assert [step.due_at for step in steps] == sorted(step.due_at for step in steps)
    assert {(step.clock_id, step.rung) for step in steps} >= {
        (clock.pk, 0),
        (clock.pk, 1),
        (second.pk, 0),
        (second.pk, 1),
    }
    assert all(step.late and step.taken_at == back for step in steps)
    assert told("manager") == ["case.overdue-late"]
    assert sweep(back).steps == 0


def test_a_batch_smaller_than_the_work_keeps_the_order(house):
    for number in range(7):
        house.clock(house.case(AT, number=number), "assigned", "accepted", AT + timedelta(minutes=number))
    sweep(AT + timedelta(days=3), batch=2)
    moments = list(ClockStep.objects.order_by("pk").values_list("due_at", flat=True))
    assert len(moments) == 14 and moments == sorted(moments)


def test_stopped_and_paused_clocks_take_no_step(house, clock):
    on_event(clock.case, "accepted", by=house.actor("handler", AT), at=AT)
    assert sweep(AT + timedelta(days=30), regrade=None).steps == 0


def test_a_clock_that_fails_holds_up_no_other_and_is_tried_again(house, clock, caplog):
    other = house.clock(house.case(AT, number=2), "assigned", "accepted", AT)
    Clock.objects.filter(pk=clock.pk).update(ladder=[[99, clock.due_at.isoformat()]])
    done = sweep(clock.due_at)
    assert (done.steps, done.failed) == (1, 1)
    clock.refresh_from_db()
    assert (clock.failures, clock.next_step_at) == (1, clock.due_at + timedelta(minutes=5))
    assert clock.trouble.startswith("IndexError")
    assert sweep(clock.due_at + timedelta(minutes=4)).failed == 0
    assert sweep(clock.due_at + timedelta(minutes=5)).failed == 1
    Clock.objects.filter(pk=clock.pk).update(ladder=other.ladder)
    assert sweep(clock.due_at + timedelta(minutes=15)).steps == 1
    clock.refresh_from_db()
    assert (clock.failures, clock.trouble, clock.step) == (0, "", 1)


def test_a_rung_that_fails_half_way_leaves_nothing_behind(house):
    case = house.case(AT)
    clock = house.clock(case, "received", "one-month", AT)

    def broken(_case, _at):
        raise RuntimeError("grade")

    due = clock.due_at
    done = sweep(due, regrade=broken)
    assert done.failed == 1
    assert not ClockStep.objects.filter(due_at=due).exists()
    seen: list[str] = []
    assert sweep(due + timedelta(minutes=5), regrade=lambda case, _at: seen.append(case.number)).failed == 0
    assert seen == [case.number]
    assert Notice.objects.filter(kind="case.clock-says").count() == 1


def test_a_guarded_case_is_told_only_to_those_let_in(house, clock):
    Case.objects.filter(pk=clock.case_id).update(guarded=True)
    LetIn.objects.create(case_id=clock.case_id, user=house.people["colleague"])
    sweep(AT + timedelta(days=3))
    assert {notice.user.username for notice in Notice.objects.all()} == {"colleague"}


def test_the_person_complained_about_hears_nothing(house, clock):
    Subject.objects.create(case_id=clock.case_id, user=house.people["head"])
    sweep(clock.due_at)
    assert told("head") == []


def test_nobody_is_told_of_a_promise_when_the_case_changed_hands_in_between(house, clock):
    Case.objects.filter(pk=clock.case_id).update(department=house.departments["customer-service"])
    sweep(clock.due_at)
    assert (told("head"), told("chief")) == ([], ["case.overdue"])


def test_across_the_new_year_the_ladder_waits_for_the_office(house):
    at = local("2026-12-31 16:30")
    clock = house.clock(house.case(at), "assigned", "accepted", at)
    assert clock.due_at == local("2027-01-04 11:30")
    assert sweep(local("2027-01-03 12:00")).steps == 0
    assert sweep(local("2027-01-04 11:30")).steps == 1
    assert [step["code"] for step in clock.why][-2:] == ["confirmed", "unconfirmed"]


def test_the_number_of_queries_is_steady_per_step(house, django_assert_max_num_queries):
    for number in range(10):
        house.clock(house.case(AT, number=number), "assigned", "accepted", AT)
    with django_assert_max_num_queries(10 * 15 + 20):
        assert sweep(local("2026-11-23 15:30")).steps == 10
