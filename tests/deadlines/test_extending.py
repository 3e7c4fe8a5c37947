from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.complaints.models import Case, CaseEntry
from redress.deadlines import queries
from redress.deadlines.models import Extension
from redress.deadlines.operations import ask_extension, decide_extension, on_event, pause, resume, sweep
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.notify.models import Notice
from tests.deadlines.house import local

AT = local("2026-11-23 10:00")


@pytest.fixture
def clock(house):
    return house.clock(house.case(AT), "reopened", "handled-again", AT)


def ask(house, clock, name="handler", span="2 working days", reason="等检测报告", at=AT):
    return ask_extension(clock, span=span, reason=reason, by=house.actor(name, at), at=at)


def decide(house, asked, name="manager", grant=True, words="", at=AT):
    return decide_extension(asked, grant=grant, words=words, by=house.actor(name, at), at=at)


def told(name):
    return list(Notice.objects.filter(user__username=name).values_list("kind", flat=True))


def test_granted_time_moves_the_due_moment_and_everybody_hears(house, clock):
    asked = decide(house, ask(house, clock))
    clock.refresh_from_db()
    assert clock.due_at == asked.new_due_at == local("2026-11-30 17:30")
    assert Case.objects.get(pk=clock.case_id).next_due_at == clock.due_at
    assert told("manager") == ["case.extension-asked"]
    assert told("handler") == ["case.extension-granted"]
    assert list(CaseEntry.objects.filter(case=clock.case).values_list("kind", flat=True))[-2:] == [
        "clock.extension_asked", "clock.extension_granted",
    ]  # fmt: skip
    assert "2026-11-30 17:30" in asked.notice and clock.case.number in asked.notice and "等检测报告" in asked.notice


def test_a_refusal_says_why_and_changes_nothing(house, clock):
    was = clock.due_at
    asked = ask(house, clock)
    with pytest.raises(Invalid):
        decide(house, asked, grant=False, words="  ")
    asked = decide(house, asked, grant=False, words="客户已等一周")
    clock.refresh_from_db()
    assert (asked.state, asked.notice, clock.due_at) == ("refused", "", was)
    assert told("handler") == ["case.extension-refused"]


def test_one_who_asked_never_decides_and_others_need_the_right(house, clock):
    asked = ask(house, clock, name="head")
    for name in ("head", "handler", "clerk", "stranger"):
        with pytest.raises(NotAllowed):
            decide(house, asked, name=name)
    assert decide(house, asked, name="chief").state == "granted"


def test_the_database_refuses_one_pair_of_eyes(house, clock):
    asked = ask(house, clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=asked.pk).update(state="granted", decided_at=AT, decided_by=asked.asked_by)


@pytest.mark.parametrize("span", ["6 working days", "1 month", "soon"])
def test_more_than_the_policy_allows_is_refused(house, clock, span):
    with pytest.raises(Invalid) as no:
        ask(house, clock, span=span)
    assert list(no.value.errors) == ["span"]


def test_a_reason_is_needed_and_one_request_at_a_time(house, clock):
    with pytest.raises(Invalid) as no:
        ask(house, clock, reason=" ")
    assert list(no.value.errors) == ["reason"]
    ask(house, clock)
    with pytest.raises(IllegalMove) as open_one:
        ask(house, clock)
    assert open_one.value.code == "extension-open"


def test_a_clock_is_extended_as_often_as_the_policy_allows(house, clock):
    for _time in range(2):
        decide(house, ask(house, clock))
    with pytest.raises(IllegalMove) as no:
        ask(house, clock)
    assert no.value.code == "extension-cap"


def test_a_request_lapses_when_the_promise_is_kept_first(house, clock):
    asked = ask(house, clock)
    on_event(clock.case, "answered", by=house.actor("clerk", AT), at=AT)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    with pytest.raises(IllegalMove):
        decide(house, asked)


def test_after_an_extension_the_ladder_begins_anew(house, clock):
    late = clock.due_at + timedelta(hours=1)
    assert sweep(late).steps == 1
    decide(house, ask(house, clock, at=late), at=late)
    assert sweep(late).steps == 0
    clock.refresh_from_db()
    assert (clock.lap, clock.next_step_at) == (2, clock.due_at)
    assert sweep(clock.due_at).steps == 1
    assert clock.steps.count() == 2


def test_time_granted_during_a_pause_counts_after_it(house, clock):
    asked = ask(house, clock, span="1 working day")
    pause(clock, reason="waiting-for-test", by=house.actor("handler", AT), at=AT)
    decide(house, asked)
    clock.refresh_from_db()
    assert (clock.state, clock.next_step_at) == ("paused", clock.paused_until)
    resume(clock, by=house.actor("handler", AT), at=AT + timedelta(days=1))
    clock.refresh_from_db()
    assert clock.due_at == local("2026-11-30 17:30")


def test_requests_wait_for_those_who_may_decide_them(house, clock):
    asked = ask(house, clock)
    waiting = {name: list(queries.waiting_extensions(house.actor(name, AT))) for name in house.people}
    assert waiting["manager"] == waiting["chief"] == waiting["head"] == [asked]
    assert waiting["handler"] == waiting["clerk"] == waiting["stranger"] == []
