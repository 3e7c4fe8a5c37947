"""The hotline on pages: who calls, the record of a call, the calls left without one, recordings, and the link to confirm by."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.models import Case, CaseEntry
from redress.deadlines.models import Clock
from redress.intake.calls.hearing import call_ended, call_started
from redress.intake.calls.waiting import remind
from redress.intake.models import Call
from redress.kernel.actor import SYSTEM
from redress.ledger.models import JournalEntry
from redress.notify.models import Letter, Notice
from tests.house import House, complaint

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)
PHONE = "13900001234"


def as_(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def ring(agent: User | None, *, key: str = "c-1", caller: str = PHONE, ago: int = 5) -> Call:
    return call_started(key, agent=agent.username if agent else "", caller=caller, started_at=NOW - timedelta(minutes=ago), by=SYSTEM, at=NOW)


def hang_up(call: Call, *, ago: int = 1, recording: str = "") -> Call:
    return call_ended(call.key, ended_at=NOW - timedelta(minutes=ago), recording=recording, by=SYSTEM, at=NOW)


def poll(client: Client, seen: str = "") -> Any:
    return client.get("/calls/", {"seen": seen}, headers={"HX-Request": "true"})


def shown(page: Any) -> str:
    """What the page says that it shows when it asks again."""
    return re.search(r'"seen": "(.*?)"', page.content.decode())[1]


def test_the_caller_pops_up_with_card_and_cases_and_nothing_is_sent_while_nothing_changes(org: House, colleague: User, stranger: User) -> None:
    case = complaint(org)
    mine = as_(org.user("clerk"))
    assert "Nobody is on your line" in mine.get("/calls/").content.decode()
    empty = shown(mine.get("/calls/"))
    ring(org.user("clerk"))
    answer = poll(mine, empty)
    page = answer.content.decode()
    assert answer.status_code == 200 and case.number in page and "139****1234" in page and "欧***" in page
    assert PHONE not in page and "欧阳小满" not in page
    assert poll(mine, shown(answer)).status_code == 204
    assert "On the line" not in as_(colleague).get("/calls/").content.decode()
    assert as_(stranger).get("/calls/").status_code == 403


def test_a_report_of_wrongdoing_by_the_caller_is_not_given_away(org: House) -> None:
    kind = next(kind for kind in org.policy.pack.kinds if kind.confidential)
    case = complaint(org, kind=kind.id)
    agent = next(user for user in org.people["clerk"] if not case.let_in.filter(user=user).exists())
    ring(agent)
    assert case.number not in poll(as_(agent)).content.decode()


def form_of(client: Client, call: Call, **typed: str) -> dict[str, str]:
    page = client.get(f"/register/?call={call.pk}")
    assert page.status_code == 200
    given = {name: str(page.context["form"][name].value() or "") for name in ("call", "channel", "kind", "phone", "reception_ended", "customer", "customer_kind", "customer_tier")}
    given["received_at"] = f"{page.context['form']['received_at'].value():%Y-%m-%dT%H:%M}"
    return given | {"name": "欧阳小满", "account": "热水器不出热水", "finish": "later"} | typed


def test_the_record_of_a_call_is_prefilled_and_its_clock_runs_from_the_end_of_the_call(found_org: Any) -> None:
    org = found_org("utility-hall")
    agent = org.user("clerk")
    client, call = as_(agent), hang_up(ring(agent))
    given = form_of(client, call, call_back_at=f"{timezone.localtime(NOW + timedelta(hours=5)):%Y-%m-%dT%H:%M}")
    assert given["phone"] == PHONE and given["channel"] == "hotline" and given["reception_ended"]
    made = client.post("/register/", given)
    assert made.status_code == 302, made.context["form"].errors
    case = Case.objects.get()
    call.refresh_from_db()
    assert call.case == case and call.settled_by == agent and case.channel == "hotline"
    assert case.received_at == call.started_at.replace(second=0)
    clocks = {clock.rule: clock for clock in Clock.objects.filter(case=case)}
    assert clocks["form-complete"].started_at == call.ended_at
    assert clocks["call-back"].owner_user == agent and case.call_backs.get().about == case.title
    assert "Call back" in client.get("/").content.decode()
    assert "Every call is written up" in client.get("/calls/").content.decode()
    assert client.get(f"/register/?call={call.pk}").status_code == 404, "one record a call"
    again = client.post("/register/", given)
    assert again.status_code == 422 and Case.objects.count() == 1 and "热水器不出热水" in again.content.decode()


def test_reception_ends_with_the_call_when_the_record_was_begun_on_the_line(found_org: Any) -> None:
    org = found_org("utility-hall")
    client, call = as_(org.user("clerk")), ring(org.user("clerk"))
    client.post("/register/", form_of(client, call))
    case = Case.objects.get()
    assert not case.entries.filter(kind="case.reception_ended").exists()
    hang_up(call)
    assert Clock.objects.get(case=case, rule="form-complete").started_at == NOW - timedelta(minutes=1)


def test_a_call_about_an_open_case_goes_into_its_thread_with_the_call_back_promised(org: House) -> None:
    case, agent = complaint(org), org.user("clerk")
    client, call = as_(agent), hang_up(ring(agent))
    past = f"{timezone.localtime(NOW - timedelta(hours=5)):%Y-%m-%dT%H:%M}"
    refused = client.post(f"/calls/{call.pk}/add/", {"case": case.number, "text": "还没有人来", "call_back_at": past})
    assert refused.status_code == 422 and "还没有人来" in refused.content.decode() and not case.messages.exists()
    due = f"{timezone.localtime(NOW + timedelta(hours=5)):%Y-%m-%dT%H:%M}"
    done = client.post(f"/calls/{call.pk}/add/", {"case": case.number, "text": "还没有人来", "call_back_at": due})
    assert done.url == f"/cases/{case.number}/"
    said = case.messages.get()
    assert said.inward and said.text == "还没有人来" and said.channel == "hotline" and case.call_backs.exists()
    assert Clock.objects.filter(case=case, rule="call-back").exists()
    assert "belongs to this case" in client.get(done.url).content.decode()
    elsewhere = complaint(org, name="别人", contact={"phone": "13922223333"})
    other = hang_up(ring(agent, key="c-2"))
    assert client.post(f"/calls/{other.pk}/add/", {"case": elsewhere.number, "text": "x"}).status_code == 422, "only cases of this caller"


def test_a_call_needs_a_reason_to_stay_without_record(org: House, colleague: User) -> None:
    client, call = as_(org.user("clerk")), hang_up(ring(org.user("clerk"), caller=""))
    assert "number withheld" in client.get(f"/calls/{call.pk}/").content.decode()
    assert client.post(f"/calls/{call.pk}/dismiss/", {"reason": " "}).status_code == 422
    refused = as_(colleague).post(f"/calls/{call.pk}/dismiss/", {"reason": "打错了"})
    assert refused.status_code == 403, "somebody else's call is taken over first"
    assert client.post(f"/calls/{call.pk}/dismiss/", {"reason": "打错了"}).status_code == 302
    assert client.post(f"/calls/{call.pk}/dismiss/", {"reason": "打错了"}).status_code == 409
    call.refresh_from_db()
    assert call.reason == "打错了" and JournalEntry.objects.filter(kind="call.dismissed").count() == 1


def test_a_call_of_nobody_or_of_a_colleague_is_taken_over_before_it_is_written_up(org: House, colleague: User) -> None:
    client = as_(colleague)
    for call in (hang_up(ring(None, key="a")), hang_up(ring(org.user("clerk"), key="b"))):
        assert PHONE not in client.get(f"/calls/{call.pk}/").content.decode()
        assert client.get(f"/register/?call={call.pk}").status_code == 404
        assert client.post(f"/calls/{call.pk}/take/").status_code == 302
        assert PHONE in client.get(f"/register/?call={call.pk}").content.decode()
    assert JournalEntry.objects.filter(kind="call.taken_over").count() == 2


def test_calls_of_another_department_are_not_found(found_org: Any) -> None:
    org = found_org("utility-hall")
    first = org.user("clerk")
    far = next(user for user in org.people["clerk"] if user.department_id != first.department_id)
    call = hang_up(ring(first))
    assert as_(far).get(f"/calls/{call.pk}/").status_code == 404
    assert as_(far).post(f"/calls/{call.pk}/take/").status_code == 404
    leader = next(user for user in org.users if user.pk == first.department.parent.head_id)
    assert as_(leader).get(f"/calls/{call.pk}/").status_code == 200


def test_late_records_are_told_of_once_and_home_counts_them(found_org: Any) -> None:
    org = found_org("utility-hall")
    agent = org.user("clerk")
    hang_up(ring(agent, key="old", ago=90), ago=60)
    hang_up(ring(agent, key="new", ago=3), ago=1)
    ring(agent, key="lost", ago=60 * 24)
    page = as_(agent).get("/calls/").content.decode()
    assert page.count("clock-late") == 1 and "its end was never reported" in page
    assert "3 calls have no record yet" in as_(agent).get("/").content.decode()
    assert remind(at=NOW) == 1 and remind(at=NOW) == 0
    told = Notice.objects.filter(kind="call.waiting")
    assert agent.pk in told.values_list("user_id", flat=True) and told.count() >= 2


def test_a_recording_opens_with_the_right_alone_and_leaves_a_line(org: House) -> None:
    agent = org.user("clerk")
    link = "https://calls.example.com/1"
    call = hang_up(ring(agent), recording=link)
    able = next(user for user in org.users if org.actor(user).holds("customer.reveal") and org.actor(user).everywhere("case.register"))
    unable = next(user for user in org.users if not org.actor(user).holds("customer.reveal"))
    assert as_(unable).post(f"/calls/{call.pk}/recording/").status_code == 403
    client = as_(able)
    assert link not in client.get(f"/calls/{call.pk}/recording/").content.decode()
    assert link in client.post(f"/calls/{call.pk}/recording/").content.decode()
    assert JournalEntry.objects.get(kind="call.recording_opened").actor_name == able.name
    mine = as_(agent)
    mine.post("/register/", form_of(mine, call))
    case = Case.objects.get()
    assert link not in client.get(f"/cases/{case.number}/").content.decode()
    assert link in client.post(f"/calls/{call.pk}/recording/").content.decode()
    assert CaseEntry.objects.filter(case=case, kind="case.recording_opened").count() == 1


def test_the_record_is_sent_to_be_confirmed_by_mail_else_as_a_link_to_hand_over(org: House, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    client = as_(org.user("clerk"))
    written = complaint(org, contact={"phone": PHONE, "email": "xiaoman@example.com"})
    page = client.post(f"/cases/{written.number}/ask-confirmation/").content.decode()
    letter = Letter.objects.get()
    link = re.search(r"https?://\S+#[0-9A-Z-]+", letter.body)
    assert link and letter.address == "xiaoman@example.com" and "is sent to the customer" in page
    spoken = complaint(org, name="另一位", contact={"phone": "13922223333"})
    page = client.post(f"/cases/{spoken.number}/ask-confirmation/").content.decode()
    assert Letter.objects.count() == 1 and "No e-mail can go" in page
    key = re.search(r"#([0-9A-Z]{4}(-[0-9A-Z]{4}){3})", page)[1]
    visitor = Client()
    opened = visitor.post("/help/follow/", {"number": spoken.number, "key": key})
    assert opened.status_code == 302, opened.content.decode()[:500]
    assert spoken.account in visitor.get(opened.url).content.decode()


