"""Answering back: what became of a matter reaches its sender signed, once, and stands on the timeline."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redress.complaints.models import Answer, Case
from redress.complaints.states import Stage
from redress.intake.models import MatterReport, Source
from redress.intake.sources.returning import note_reports, report_back
from redress.ledger.models import OutboxMessage
from redress.notify.hooks import deliver_hooks
from redress.notify.models import Delivery
from tests.api.test_hooks import Receiver, genuine, receiver
from tests.house import PATH, House, Walk, record
from tests.sources.test_sources import Hotline, admin, hotline, order

__all__ = ["admin", "hotline", "receiver"]
pytestmark = pytest.mark.django_db(transaction=True)


def entered(admin: Client, hotline: Hotline, receiver: Receiver) -> str:
    """Enter the return address on the page; its secret."""
    page = admin.post(f"/sources/{hotline.source.pk}/returns/", {"url": receiver.url}).content.decode()
    secret = "whsec_" + page.partition("whsec_")[2].partition("<")[0]
    assert len(secret) > 40 and secret not in admin.get(f"/sources/{hotline.source.pk}/").content.decode()
    return secret


def walk_of(org: House) -> Walk:
    """The case of the matter, with what its record left open."""
    usual = record(org)
    Case.objects.update(category=usual.category, fields=usual.fields)
    return Walk(org, Case.objects.get(), at=timezone.now())


def run() -> int:
    now = timezone.now()
    report_back(at=now)
    done = deliver_hooks(at=now)
    note_reports(at=now)
    return done.sent


def test_a_sender_hears_once_that_its_matter_was_accepted_answered_and_closed(org: House, admin: Client, hotline: Hotline, receiver: Receiver) -> None:
    secret = entered(admin, hotline, receiver)
    hotline.send(order())
    walk = walk_of(org)
    assert run() == 0
    walk.to(Stage.CLOSED)
    assert run() == 3 and run() == 0
    told = [json.loads(body) for _headers, body in receiver.heard]
    assert all(genuine(secret, headers, body) for headers, body in receiver.heard)
    assert [one["type"] for one in told] == ["matter.accepted", "matter.answered", "matter.closed"]
    assert told[1]["data"] == {"number": "GD20260304001", "case": walk.case.number, "state": "answered", "answer": Answer.objects.get().text}
    assert [entry.payload["state"] for entry in walk.case.entries.filter(kind="case.reported_back")] == ["accepted", "answered", "closed"]
    assert "欧阳" not in str(told) and "派工单漏派" not in str(told)
    assert Answer.objects.get().text not in str(list(OutboxMessage.objects.values("payload")))
    page = admin.get(f"/sources/{hotline.source.pk}/").content.decode()
    assert "HTTP 204" in page and "/reports/" in page and b"heard?from" not in admin.get("/people/webhooks/").content
    assert admin.get(f"/people/webhooks/{Delivery.objects.first().hook_id}/").status_code == 404


def test_a_sender_that_cannot_be_told_is_named_on_the_timeline_and_told_again_by_hand(org: House, admin: Client, hotline: Hotline, receiver: Receiver) -> None:
    entered(admin, hotline, receiver)
    hotline.send(order())
    walk = walk_of(org)
    while not walk.case.entries.filter(kind="case.accepted").exists():
        walk.step(next(code for code in ("confirm-record", "assess", "assign", "accept") if code not in [done for done, _who in walk.done]))
    receiver.status, now = 500, timezone.now()
    report_back(at=now)
    for hours in range(0, 60, 9):
        deliver_hooks(at=now + timedelta(hours=hours))
    note_reports(at=now)
    assert walk.case.entries.filter(kind="case.report_back_failed").exists()
    receiver.status = 200
    assert admin.post(f"/sources/{hotline.source.pk}/reports/{MatterReport.objects.get().pk}/").status_code == 302
    assert run() == 1 and walk.case.entries.filter(kind="case.reported_back").count() == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.heard}) == 1


def test_nothing_is_told_without_an_address_of_what_was_before_or_after_it_ended(org: House, admin: Client, hotline: Hotline, receiver: Receiver) -> None:
    hotline.send(order())
    walk = walk_of(org)
    walk.to(Stage.INVESTIGATED)
    assert run() == 0
    refused = admin.post(f"/sources/{hotline.source.pk}/returns/", {"url": "ftp://example.com"})
    assert refused.status_code == 422 and "ftp://example.com" in refused.content.decode()
    entered(admin, hotline, receiver)
    assert run() == 0
    admin.post(f"/sources/{hotline.source.pk}/end-returns/")
    for code in PATH[PATH.index("decide") : PATH.index("archive")]:
        walk.step(code)
    assert run() == 0 and receiver.heard == [] and Source.objects.get().returns is None


def test_nothing_is_told_of_a_confidential_case(org: House, admin: Client, hotline: Hotline, receiver: Receiver) -> None:
    entered(admin, hotline, receiver)
    hotline.send(order())
    walk_of(org).to(Stage.INVESTIGATED)
    Case.objects.update(guarded=True)
    assert run() == 0 and not Delivery.objects.exists()
