"""Systems of others that pass matters on: signed messages, their deadlines as clocks, updates, and everything that must be refused."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from redress.accounts.models import User
from redress.complaints.models import Case, Message, Note
from redress.deadlines.models import Clock
from redress.deadlines.operations import sweep
from redress.flows.timing import regrade
from redress.insight.verify import verify
from redress.intake.models import PassedMatter, Source, SourceRefusal
from redress.kernel.reasons import sentence
from redress.ledger.models import JournalEntry
from redress.notify.models import Notice
from tests.house import House

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = {
    "path-number": "order.no", "path-account": "order.content", "path-title": "order.title", "path-name": "order.person.name",
    "path-phone": "order.person.tel", "path-deadline": "order.replyBefore", "path-state": "status",
}  # fmt: skip


@pytest.fixture
def admin(org: House) -> Client:
    client = Client()
    user = next(user for user in org.users if org.actor(user).holds("people.manage"))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


class Hotline:
    """The city's hotline, which signs by itself."""

    def __init__(self, admin: Client, **changes: str) -> None:
        form = {"name": "12345", "slug": "mayor", "channel": "authority", "kind": "complaint"} | PATHS | changes
        page = admin.post("/sources/new/", form).content.decode()
        self.secret = page.partition('class="once">')[2].partition("<")[0]
        assert self.secret.startswith("whsec_"), page
        self.source = Source.objects.get(slug="mayor")
        self.client = Client(raise_request_exception=False)
        self.sent = 0

    def send(self, data: Any, *, ident: str = "", ahead: int = 0, secret: str = "", spoil: bytes = b"", **headers: str) -> HttpResponse:
        self.sent += 1
        body = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
        ident, seconds = ident or f"m-{self.sent}", str(int((datetime.now(UTC) + timedelta(minutes=ahead)).timestamp()))
        key = base64.b64decode((secret or self.secret).removeprefix("whsec_"))
        mark = base64.b64encode(hmac.new(key, f"{ident}.{seconds}.".encode() + body, sha256).digest()).decode()
        named = {"webhook-id": ident, "webhook-timestamp": seconds, "webhook-signature": f"v1,{mark}", "Accept-Language": "en"} | headers
        return self.client.post("/in/hook/mayor/", body + spoil, content_type="application/json", headers=named)


@pytest.fixture
def hotline(admin: Client) -> Hotline:
    made = Hotline(admin)
    admin.post(f"/sources/{made.source.pk}/open/")
    return made


def order(**changes: Any) -> dict[str, Any]:
    """A work order as the hotline sends it."""
    inner = {"no": "GD20260304001", "title": "热水器漏水", "content": "热水器漏水，报修三次没有人来。", "person": {"name": "欧阳小满", "tel": "13900001234"}}
    return {"order": inner | changes.pop("order", {}), "status": "待办"} | changes


def soon(hours: float = 48) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)


def test_a_work_order_becomes_a_case_whose_clock_runs_until_its_own_deadline(hotline: Hotline) -> None:
    due = soon()
    answer = hotline.send(order(order={"replyBefore": due.isoformat()}))
    assert answer.status_code == 201, answer.content
    case = Case.objects.get()
    assert answer.json() == {"outcome": "new", "number": "GD20260304001", "case": case.number, "deadline": answer.json()["deadline"]}
    assert (case.channel, case.title, case.customer.name, case.customer.contact["phone"]) == ("authority", "热水器漏水", "欧阳小满", "13900001234")
    clock = Clock.objects.get(rule="outside-answered")
    assert clock.due_at == due and clock.owner_department_id == case.department_id
    with override("en"):
        assert sentence(clock.why).startswith("set from outside for ")
    assert "case.deadline-given" in Notice.objects.filter(user=case.first_contact).values_list("kind", flat=True)
    assert verify().faults == 0


def test_a_deadline_without_zone_is_the_organisations_and_a_day_alone_lasts_until_its_end(hotline: Hotline) -> None:
    day = (datetime.now(UTC) + timedelta(days=10)).date()
    hotline.send(order(order={"replyBefore": f"{day:%Y-%m-%d} 12:00:00"}))
    assert Clock.objects.get(rule="outside-answered").due_at == datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    hotline.send(order(order={"no": "2", "replyBefore": f"{day:%Y/%m/%d}"}))
    assert Clock.objects.get(rule="outside-answered", case__passed_matters__number="2").due_at == datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)


def test_without_a_deadline_the_policys_own_time_holds_and_without_a_name_nobody_is_named(hotline: Hotline) -> None:
    assert hotline.send(order(order={"person": None})).status_code == 201
    clock = Clock.objects.get(rule="outside-answered")
    assert clock.span == "5 working days" and clock.due_at > soon(72)
    assert Case.objects.get().customer.kind == "anonymous"


def test_an_update_moves_the_clock_and_stands_on_the_timeline_of_the_same_case(hotline: Hotline, admin: Client) -> None:
    hotline.send(order(order={"replyBefore": soon(48).isoformat()}))
    sooner = soon(5)
    answer = hotline.send(order(status="催办", order={"replyBefore": sooner.isoformat()}))
    assert (answer.status_code, answer.json()["outcome"]) == (200, "updated")
    case = Case.objects.get()
    assert Clock.objects.get(rule="outside-answered").due_at == sooner and case.next_due_at <= sooner
    assert [entry.kind for entry in case.entries.order_by("-seq")[:2]] == ["case.deadline_given", "case.outside_reported"]
    before = case.entry_count
    assert hotline.send(order(status="催办", order={"replyBefore": sooner.isoformat()})).json()["outcome"] == "unchanged"
    case.refresh_from_db()
    assert case.entry_count == before
    page = admin.get(f"/sources/{hotline.source.pk}/").content.decode()
    assert case.number in page and "催办" in page


def test_a_deadline_that_has_passed_escalates_at_once(hotline: Hotline) -> None:
    hotline.send(order(order={"replyBefore": soon(-3).isoformat()}))
    clock = Clock.objects.get(rule="outside-answered")
    assert clock.due_at == clock.started_at
    sweep(soon(0.01), regrade=regrade)
    assert clock.steps.exists()


def test_a_message_counts_once_however_often_it_comes(hotline: Hotline) -> None:
    first = hotline.send(order(), ident="m")
    again = hotline.send(order(), ident="m")
    assert again.json() == first.json() | {"outcome": "repeated"} and Case.objects.count() == 1
    other = hotline.send(order(status="办结"), ident="m")
    assert (other.status_code, other.json()["code"]) == (422, "reused")


@pytest.mark.parametrize(
    ("how", "status", "reason"),
    [
        ({"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}, 403, "signature"), ({"spoil": b" "}, 403, "signature"),
        ({"ahead": -6}, 403, "moment"), ({"ahead": 6}, 403, "moment"), ({"webhook-signature": ""}, 403, "signature"),
        ({"webhook-signature": "v1,é"}, 403, "signature"), ({"webhook-timestamp": "9" * 30}, 403, "signature"), ({"webhook-id": ""}, 403, "signature"),
    ],
)  # fmt: skip
def test_forged_and_replayed_messages_are_refused_and_counted(hotline: Hotline, admin: Client, how: dict[str, Any], status: int, reason: str) -> None:
    answer = hotline.send(order(), **how)
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (status, "application/problem+json", reason)
    assert not Case.objects.exists() and SourceRefusal.objects.get().reason == reason
    page = admin.get(f"/sources/{hotline.source.pk}/").content.decode()
    assert answer.json()["detail"] in page and hotline.secret not in page


@pytest.mark.parametrize(
    ("data", "status", "reason", "field"),
    [
        (b"\xff\xfe", 400, "unreadable", ""), (b"[" * 100_000, 400, "unreadable", ""), (b"[]", 400, "unreadable", ""), (b" " * 300_000, 413, "too-large", ""),
        ({}, 422, "fields", "order.no"), (order(order={"content": ["x"]}), 422, "fields", "order.content"), (order(order={"no": "x" * 101}), 422, "fields", "order.no"),
        (order(order={"replyBefore": "tomorrow"}), 422, "fields", "order.replyBefore"), (order(order={"title": True}), 422, "fields", "order.title"),
        (b'{"order": {"no": "1", "content": "\\ud800"}}', 422, "fields", "order.content"), (order(order={"no": 10**30}), 422, "fields", "order.no"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_the_path_at_fault(hotline: Hotline, data: Any, status: int, reason: str, field: str) -> None:
    answer = hotline.send(data)
    assert (answer.status_code, answer.json()["code"]) == (status, reason), answer.content
    assert not field or field in answer.json()["errors"]
    assert not Case.objects.exists() and SourceRefusal.objects.get().reason == reason


def test_nothing_is_taken_before_it_is_switched_on_nor_of_a_source_unknown(admin: Client) -> None:
    hotline = Hotline(admin)
    answer = hotline.send(order())
    assert (answer.status_code, answer.json()["code"]) == (409, "off") and not Case.objects.exists()
    assert hotline.client.post("/in/hook/nobody/", b"{}", content_type="application/json").status_code == 404
    assert hotline.client.get("/in/hook/mayor/").status_code == 405


def test_a_sample_is_read_without_effect(hotline: Hotline, admin: Client) -> None:
    sample = json.dumps(order(order={"replyBefore": "2026-03-06 18:00"}), ensure_ascii=False)
    page = admin.post(f"/sources/{hotline.source.pk}/try/", {"sample": sample}).content.decode()
    assert "It would become a new case" in page and "2026-03-06 18:00" in page
    refused = admin.post(f"/sources/{hotline.source.pk}/try/", {"sample": '{"order": {"no": 7}}'})
    assert refused.status_code == 422 and "order.content: This is needed." in refused.content.decode()
    assert not Case.objects.exists() and not PassedMatter.objects.exists() and not SourceRefusal.objects.exists()
    hotline.send(order())
    assert f"It would go to {Case.objects.get().number}" in admin.post(f"/sources/{hotline.source.pk}/try/", {"sample": sample}).content.decode()


def test_a_new_secret_ends_the_one_before_and_each_step_is_in_the_journal(hotline: Hotline, admin: Client) -> None:
    page = admin.post(f"/sources/{hotline.source.pk}/secret/").content.decode()
    assert hotline.send(order()).status_code == 403
    hotline.secret = page.partition('class="once">')[2].partition("<")[0]
    assert hotline.send(order()).status_code == 201
    kinds = list(JournalEntry.objects.filter(kind__startswith="source.").values_list("kind", flat=True))
    assert sorted(kinds) == ["source.rekeyed", "source.set", "source.switched"]


def test_paths_and_short_names_that_cannot_be_are_refused_with_what_was_typed(admin: Client) -> None:
    form = {"name": "12315", "slug": "消费 者", "channel": "authority", "kind": "complaint"} | PATHS | {"path-number": "order no", "path-account": ""}
    answer = admin.post("/sources/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "order no" in page and "Names joined by dots" in page and not Source.objects.exists()


def test_only_administrators_see_the_sources(org: House) -> None:
    client = Client()
    client.force_login(org.user("clerk"))
    assert client.get("/sources/").status_code == 403
    assert client.post("/sources/new/", {}).status_code == 403


def test_an_archived_case_takes_nothing_more_and_says_so(hotline: Hotline) -> None:
    hotline.send(order())
    Case.objects.update(stage="archived", archived_at=datetime.now(UTC), ended_at=datetime.now(UTC))
    answer = hotline.send(order(status="退回重办"))
    assert answer.status_code == 409 and SourceRefusal.objects.get().reason == "not-now"
    assert not Message.objects.exists() and not Note.objects.exists()
