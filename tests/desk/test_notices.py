"""Notices: one's own only, read one by one or all, in the reader's language."""

import pytest
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.states import Stage
from redress.notify.kinds import ASKING
from redress.notify.models import Notice
from redress.notify.operations import post
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(org: House, owner) -> Notice:
    post("case.message", to=[owner.pk], at=timezone.now(), key="k1", url="/cases/X/", number="TS1")
    return Notice.objects.get(user=owner)


def test_listed_followed_and_read(org: House, owner, notice, reads) -> None:
    page = reads(owner, "en")
    assert "New message from the customer in TS1" in page.get("/notices/").content.decode()
    assert page.post(f"/notices/{notice.pk}/")["Location"] == "/cases/X/"
    assert page.get("/notices/").context["rows"] == []
    assert len(page.get("/notices/?show=all").context["rows"]) == 1


def test_all_at_once(org: House, owner, colleague, notice, reads) -> None:
    post("case.message", to=[colleague.pk], at=timezone.now(), key="k2", number="TS2")
    reads(owner).post("/notices/read/")
    assert Notice.objects.filter(user=owner, read_at=None).count() == 0
    assert Notice.objects.filter(user=colleague, read_at=None).count() == 1


def test_another_persons_notice_is_not_there(org: House, colleague, notice, reads) -> None:
    assert reads(colleague).post(f"/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_a_notice_never_leads_elsewhere(org: House, owner, notice, reads) -> None:
    Notice.objects.filter(pk=notice.pk).update(url="https://evil.example/")
    assert reads(owner).post(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_how_one_is_told_is_set_in_one_place(org: House, owner, notice, reads) -> None:
    page = reads(owner)
    assert 'href="/me/#told"' in page.get("/notices/").content.decode()
    assert page.post("/me/", {"notify_by": "digest", "language": "zh-hant", "phone": ""}).status_code == 302
    assert (User.objects.get(pk=owner.pk).notify_by, User.objects.get(pk=owner.pk).language) == ("digest", "zh-hant")
    assert page.post("/me/", {"notify_by": "pigeon", "language": "en", "phone": ""}).status_code == 422


def test_opening_the_case_reads_its_notices_alone(org: House, owner, colleague, reads) -> None:
    case, other = (complaint(org, by=owner, title=title) for title in ("甲", "乙"))
    Notice.objects.all().delete()
    for place, told in enumerate((case, other)):
        post("case.message", to=[owner.pk, colleague.pk], at=timezone.now(), key=f"k{place}", url=f"/cases/{told.number}/", number=told.number)
    reads(owner).get(f"/cases/{case.number}/")
    assert [notice.params["number"] for notice in Notice.objects.filter(user=owner, read_at=None)] == [other.number]
    assert Notice.objects.filter(user=colleague, read_at=None).count() == 2


def test_what_was_asked_for_and_done_need_not_be_read_any_more(org: House) -> None:
    now = timezone.now()
    walk = Walk(org, complaint(org, at=now), now)
    walk.to(Stage.DECIDED)
    walk.step("draft-answer")
    waiting = Notice.objects.filter(kind="case.answer-waiting", url=f"/cases/{walk.case.number}/", read_at=None)
    assert waiting.exists()
    walk.answer()
    assert not waiting.exists()
    post("case.overdue", to=[org.user("clerk").pk], at=now, key="late", url=f"/cases/{walk.case.number}/", number=walk.case.number, clock="x", due="y")
    post("case.message", to=[org.user("clerk").pk], at=now, key="said", url=f"/cases/{walk.case.number}/", number=walk.case.number)
    for code in ("verdict", "close"):
        walk.step(code)
    left = set(Notice.objects.filter(url=f"/cases/{walk.case.number}/", read_at=None).values_list("kind", flat=True))
    assert "case.message" in left
    assert not left & ASKING
