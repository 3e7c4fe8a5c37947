"""Signals and earlier cases where staff see them, whichever door the words came through."""

from datetime import timedelta
from urllib.parse import quote

from django.test import Client

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.complaints.models import Case
from redress.flows import outside
from redress.flows.acts import ACTS
from redress.notify.models import Notice
from tests.house import NOON, House, complaint, record

HURT = "孩子被热水器烫伤，已经住院，我要找记者曝光"


def reads(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="zh-hans")
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_register_form_hears_while_typing_and_leads_to_the_guidance(org: House) -> None:
    clerk = reads(org.user("clerk"))
    found = clerk.post("/register/aside/", {"kind": "complaint", "channel": "hotline", "account": f"气死我了，{HURT}"}).content.decode()
    assert "人身伤害" in found and "烫伤" in found and "先问人要不要紧" in found
    assert 'data-take="mood" data-value="angry"' in found
    assert "有人受伤时" in found and "客户气愤时" in found


def test_a_category_named_by_the_policys_words_is_proposed_and_left_to_the_clerk(org: House) -> None:
    clerk = reads(org.user("clerk"))
    typed = {"kind": "complaint", "channel": "hotline", "account": "洗衣机送来就有划痕，还掉漆"}
    found = clerk.post("/register/aside/", typed).content.decode()
    assert 'data-take="category" data-value="appearance"' in found and "划痕" in found and "没有测量过" in found
    chosen = clerk.post("/register/aside/", typed | {"category": "malfunction"}).content.decode()
    assert 'data-take="category"' not in chosen


def test_the_case_file_shows_signals_and_earlier_cases(org: House, owner: User) -> None:
    complaint(org, at=NOON - timedelta(days=3))
    case = complaint(org, account=HURT)
    page = reads(owner).get(f"/cases/{case.number}/").content.decode()
    assert "人身伤害" in page and "媒体与舆论" in page and "记者" in page
    assert "此前 1 件" in page and "1 件未结" in page


def test_a_case_lodged_from_outside_is_heard_alike_and_the_supervisor_is_told(org: House, owner: User) -> None:
    case, _key = outside.lodge(record(org, account=HURT, channel="", kind=org.policy.pack.portal.kinds[0]), at=NOON)
    assert "人身伤害" in reads(org.user("supervisor")).get(f"/cases/{case.number}/").content.decode()
    told = Notice.objects.filter(kind="case.alert", user__in=org.people["supervisor"])
    assert told.exists()


def test_the_queue_finds_cases_by_signal_also_after_the_record_was_corrected(org: House, owner: User) -> None:
    hurt, calm = complaint(org, account=HURT), complaint(org, at=NOON + timedelta(minutes=1))
    client = reads(org.user("supervisor"))
    page = client.get("/cases/?signal=injury").content.decode()
    assert hurt.number in page and calm.number not in page and "人身伤害" in page
    changes = {"account": "没有人受伤，只是水管漏水"}
    ACTS["correct-record"].run(Case.objects.get(pk=hurt.pk), changes=changes, fields={}, by=actor_for(owner, NOON), at=NOON + timedelta(minutes=2))
    assert hurt.number not in client.get("/cases/?signal=injury").content.decode()
    assert client.get(f"/cases/?signal={quote('没有')}").status_code == 200
