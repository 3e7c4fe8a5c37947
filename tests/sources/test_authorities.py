"""Deadlines that authorities set by letter, entered by staff: the same clock, one number one case, and one notice."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from redress.complaints.models import Case, OutsideMatter
from redress.deadlines.models import Clock
from redress.notify.models import Notice
from tests.casefile.test_letters import form as letter
from tests.house import House, complaint
from tests.sources.test_sources import Hotline, admin, hotline, order, soon

__all__ = ["admin", "hotline"]
pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"authority": "12315", "number": "渝市监 2026-8", "due_on": "2026-12-24", "due_time": ""}
END_OF_DAY = datetime(2026, 12, 24, 15, 59, 59, tzinfo=UTC)


@pytest.fixture
def clerk(org: House, client: Client) -> Client:
    client.force_login(org.user("clerk"))
    client.post("/language/", {"language": "en"})
    return client


def enter(client: Client, case: Case, **changes: Any) -> Any:
    return client.post(f"/cases/{case.number}/authority-deadline/", FORM | changes)


def test_a_deadline_from_a_letter_starts_the_clock_and_a_new_one_moves_it(org: House, clerk: Client) -> None:
    case = complaint(org, at=timezone.now())
    assert enter(clerk, case).status_code == 302
    clock = Clock.objects.get(case=case, rule="outside-answered")
    assert clock.due_at == END_OF_DAY
    assert list(case.entries.order_by("-seq").values_list("kind", flat=True)[:2]) == ["case.deadline_given", "case.passed_on"]
    assert enter(clerk, case, due_on="2026-12-20", due_time="10:30").status_code == 302
    clock.refresh_from_db()
    assert clock.due_at == datetime(2026, 12, 20, 2, 30, tzinfo=UTC)
    assert case.entries.filter(kind="case.passed_on").count() == 1 and OutsideMatter.objects.get().due_at == clock.due_at
    again = enter(clerk, case, due_on="2026-12-20", due_time="10:30")
    assert again.status_code == 422 and "stands on the case already" in again.content.decode()
    page = clerk.get(f"/cases/{case.number}/").content.decode()
    assert "12315 passed it on under its number 渝市监 2026-8" in page and "2026-12-20 10:30" in page


def test_a_number_belongs_to_one_case_which_is_named_to_whom_it_may_be(org: House, clerk: Client) -> None:
    first, second = complaint(org, at=timezone.now()), complaint(org, at=timezone.now())
    enter(clerk, first)
    refused = enter(clerk, second, authority=" １２３１５ ")
    assert refused.status_code == 422 and f'<a href="/cases/{first.number}/">{first.number}</a>' in refused.content.decode()
    assert OutsideMatter.objects.get().case == first and not Clock.objects.filter(case=second, rule="outside-answered").exists()
    Case.objects.filter(pk=first.pk).update(guarded=True)
    hidden = enter(clerk, second)
    assert hidden.status_code == 422 and first.number not in hidden.content.decode() and "which you may not see" in hidden.content.decode()


def test_whoever_may_not_act_on_the_case_is_refused_and_a_time_needs_its_day(org: House, clerk: Client, stranger: Any) -> None:
    case = complaint(org, at=timezone.now())
    timed = enter(clerk, case, due_on="", due_time="10:00")
    assert timed.status_code == 422 and "Give the day as well" in timed.content.decode() and 'value="渝市监 2026-8"' in timed.content.decode()
    clerk.force_login(stranger)
    assert enter(clerk, case).status_code == 404 and not OutsideMatter.objects.exists()


def test_a_letter_is_registered_with_the_authority_that_wrote_it(org: House, clerk: Client) -> None:
    given = {"authority": "12315", "authority_number": "8", "authority_due_on": "2026-12-24"}
    page = clerk.post("/register/", letter() | given | {"authority_number": ""})
    assert page.status_code == 422 and not Case.objects.exists()
    assert clerk.post("/register/", letter() | given).status_code == 302
    case = Case.objects.get()
    assert Clock.objects.get(case=case, rule="outside-answered").due_at == END_OF_DAY
    taken = clerk.post("/register/", letter() | given)
    assert taken.status_code == 422 and case.number in taken.content.decode() and Case.objects.count() == 1


def test_what_staff_entered_from_a_letter_and_what_the_machine_tells_is_one_matter(org: House, clerk: Client, hotline: Hotline) -> None:
    case = complaint(org, at=timezone.now())
    clerk.force_login(org.user("clerk"))
    enter(clerk, case, authority="12345", number="GD20260304001")
    due = soon(30)
    answer = hotline.send(order(order={"replyBefore": due.isoformat()}))
    assert (answer.status_code, answer.json()["case"]) == (200, case.number) and Case.objects.count() == 1
    assert Clock.objects.get(case=case, rule="outside-answered").due_at == due


def test_what_a_body_outside_does_at_one_moment_is_told_once(hotline: Hotline) -> None:
    hotline.send(order(order={"replyBefore": soon().isoformat()}))
    case = Case.objects.get()
    mine = Notice.objects.filter(user=case.answerable, url=f"/cases/{case.number}/", kind__in=["case.outside", "case.deadline-given"]).order_by("pk")
    assert list(mine.values_list("kind", flat=True)) == ["case.deadline-given"]
    later = {"replyBefore": soon(30).isoformat()}
    hotline.send(order(status="催办", order=later))
    hotline.send(order(status="再次催办", order=later))
    assert list(mine.values_list("kind", flat=True)) == ["case.deadline-given", "case.deadline-given", "case.outside"]
