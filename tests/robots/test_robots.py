"""Group robots over a real socket: signed as each platform wants, never personal data, each notice once, refusals in words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redress.accounts.models import Department, User
from redress.complaints.models import Case
from redress.complaints.operations.receipt import name_subject
from redress.deadlines.operations import sweep
from redress.flows.robots import words
from redress.flows.timing import regrade
from redress.kernel.actor import SYSTEM
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import CLAIM_LASTS, claim
from redress.notify.models import Notice, Robot, RobotCall, RobotPost
from redress.notify.robots.calling import CHANNEL
from redress.notify.robots.sending import deliver_robots
from tests.house import NOON, House, complaint
from tests.robots.group import SECRET, Group

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def group(settings: Any) -> Iterator[Callable[[str], Group]]:
    settings.ENV = settings.ENV.model_copy(update={"webhooks_private": True, "robot_hosts": ["127.0.0.1"]})
    made: list[Group] = []

    def make(platform: str) -> Group:
        made.append(Group(platform))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def admin(org: House, client: Client) -> Client:
    User.objects.filter(pk=org.user("admin").pk).update(language="en")
    client.force_login(org.user("admin"))
    return client


def enter(admin: Client, group: Group, *, on: bool = True, **changes: Any) -> Robot:
    """Enter a robot on the page, and switch it on."""
    secret = "" if group.platform == "wecom" else SECRET
    form = {
        "name": f"g-{group.platform}", "platform": group.platform, "url": group.url, "secret": secret, "kinds": ["case.registered"], "language": "en",
        "opening": "", "mobiles": "", "department": "",
    } | changes  # fmt: skip
    answer = admin.post("/robots/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    robot = Robot.objects.get(name=form["name"])
    if on:
        admin.post(f"/robots/{robot.pk}/on/")
    return Robot.objects.get(pk=robot.pk)


def say(at: Any = NOON) -> tuple[int, int]:
    done = deliver_robots(at=at, say=words)
    return done.sent, done.failed


@pytest.mark.parametrize("platform", ["dingtalk", "feishu", "wecom"])
def test_a_group_hears_of_a_new_complaint_once_signed_and_without_personal_data(org: House, admin: Client, group: Any, platform: str) -> None:
    there = group(platform)
    enter(admin, there, opening="【投诉】")
    case = complaint(org, contact={"phone": "13900001234", "email": "ouyang@example.com", "address": "和平路 8 号"})
    assert say() == (1, 0) and say() == (0, 0)
    (text,) = there.texts
    assert text.startswith("【投诉】 New complaint: ") and case.number in text and f"/cases/{case.number}/" in text and "Department: " in text
    for secret in (case.customer.name, "欧阳", "13900001234", "1234", "example.com", "和平路", case.title, case.account):
        assert secret not in text.replace(case.number, "").replace("【投诉】", "")


def test_confidential_and_internal_cases_and_those_about_colleagues_are_never_spoken_of(found_org: Any, client: Client, group: Any) -> None:
    org, there = found_org("property-sales"), group("wecom")
    client.force_login(org.user("admin"))
    enter(client, there, kinds=["case.registered", "case.alert"])
    complaint(org, kind="internal")
    about = complaint(org)
    name_subject(about, person=org.user("admin"), by=SYSTEM, at=NOON)
    later = complaint(org)
    assert RobotCall.objects.filter(number=later.number).exists()
    Case.objects.filter(pk=later.pk).update(guarded=True)
    assert say() == (0, 0) and there.heard == []
    assert not OutboxMessage.objects.filter(channel=CHANNEL).exists()


def test_a_confidential_case_queues_nothing(org: House, admin: Client, group: Any) -> None:
    enter(admin, group("wecom"))
    complaint(org, kind=next(kind.id for kind in org.policy.pack.kinds if kind.confidential))
    assert not RobotCall.objects.exists()


def test_only_cases_of_its_department_and_below_and_only_what_was_chosen(org: House, admin: Client, group: Any) -> None:
    there, elsewhere = group("wecom"), group("dingtalk")
    here = complaint(org).department
    other = Department.objects.exclude(path__startswith=here.path).filter(active=True).order_by("-path").first()
    enter(admin, there, department=Department.objects.order_by("path")[0].pk)
    enter(admin, elsewhere, department=other.pk if other else "")
    enter(admin, elsewhere, name="closings", kinds=["case.closed"])
    complaint(org)
    assert say() == (1, 0) and len(there.heard) == 1 and elsewhere.heard == []


def test_deadlines_grades_and_alerts_are_told_with_what_they_say(org: House, admin: Client, group: Any) -> None:
    there = group("feishu")
    enter(admin, there, kinds=["case.alert", "clock.escalated"])
    case = complaint(org, account="再不解决我就找记者曝光，孩子已经烫伤送医院了。")
    sweep(NOON + timedelta(days=9), regrade=regrade)
    say(NOON + timedelta(days=9))
    told = "\n".join(there.texts)
    assert "early sign of a crisis" in told and " is due 2026-03-" in told and case.number in told and "孩子" not in told


def test_more_than_twenty_a_minute_are_gathered_and_none_is_lost(org: House, admin: Client, group: Any) -> None:
    there = group("wecom")
    enter(admin, there)
    numbers = [complaint(org).number for _ in range(3)]
    say()
    more = [complaint(org).number for _ in range(30)]
    assert say(NOON + MINUTE / 3) == (1, 0)
    assert [text.split("/cases/")[1].strip("/") for text in there.texts[:3]] == numbers
    gathered = there.texts[3]
    shown = [number for number in more if number in gathered]
    assert gathered.startswith("30 notices at once") and len(gathered.encode()) <= 2048 and f"… and {30 - len(shown)} more" in gathered and shown
    assert not OutboxMessage.objects.filter(channel=CHANNEL).exclude(state="sent").exists()


def test_no_twenty_first_message_leaves_within_a_minute(org: House, admin: Client, group: Any) -> None:
    there = group("wecom")
    enter(admin, there)
    for _ in range(20):
        complaint(org)
    assert say() == (20, 0)
    complaint(org)
    assert say(NOON + MINUTE / 2) == (0, 0) and say(NOON + MINUTE) == (1, 0) and len(there.heard) == 21


@pytest.mark.parametrize(
    ("platform", "answer", "words_shown", "again"),
    [
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "put one of them into the opening words", False),
        ("dingtalk", {"errcode": 310000, "errmsg": "ip 203.0.113.7 not in whitelist"}, "takes only messages from addresses on its list", False),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}, "tried again by itself", True),
        ("feishu", {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}, "signing secret", False),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, "put one of them into the opening words", False),
        ("feishu", {"code": 9499, "msg": "too many request", "data": {}}, "platform&#x27;s own words", False),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1]"}, "copy the whole address", False),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, "tried again by itself", True),
    ],
)  # fmt: skip
def test_an_error_within_http_200_is_a_failure_told_in_words(org: House, admin: Client, group: Any, platform: str, answer: Any, words_shown: str, again: bool) -> None:
    there = group(platform)
    robot = enter(admin, there)
    complaint(org)
    there.answer = answer
    assert say() == (0, 1)
    page = admin.get(f"/robots/{robot.pk}/").content.decode()
    assert words_shown in page and str(answer.get("errcode", answer.get("code"))) in page
    there.answer = None
    assert (say(NOON + MINUTE) == (1, 0)) is again
    if not again:
        post = RobotPost.objects.get()
        admin.post(f"/robots/{robot.pk}/messages/{post.pk}/")
        assert say(NOON + timedelta(days=9999)) == (1, 0)


def test_a_wrong_secret_is_refused_by_the_platform_and_said_so(org: House, admin: Client, group: Any) -> None:
    for platform in ("dingtalk", "feishu"):
        there = group(platform)
        robot = enter(admin, there, secret="SEC-of-another-group")
        admin.post(f"/robots/{robot.pk}/test/")
        assert say(NOON + timedelta(days=9999)) == (0, 1) and there.heard == []
        assert "the signature is wrong" in admin.get(f"/robots/{robot.pk}/").content.decode()


def test_after_five_refusals_it_is_switched_off_and_administrators_are_told(org: House, admin: Client, group: Any) -> None:
    there = group("wecom")
    robot = enter(admin, there)
    there.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    for _ in range(6):
        complaint(org)
    say()
    assert not Robot.objects.get(pk=robot.pk).active
    assert set(Notice.objects.filter(kind="robot.stopped").values_list("user", flat=True)) == {user.pk for user in org.users if org.actor(user).holds("people.manage")}
    assert "Switched off by itself" in admin.get(f"/robots/{robot.pk}/").content.decode()
    complaint(org)
    there.answer = None
    assert say(NOON + MINUTE) == (0, 0)
    admin.post(f"/robots/{robot.pk}/test/")
    assert say(NOON + timedelta(days=9999)) == (1, 0) and "test message" in there.texts[0]


def test_what_was_not_sent_is_tried_again_and_what_may_have_arrived_is_not(org: House, admin: Client, group: Any) -> None:
    there, gone = group("wecom"), group("dingtalk")
    robot = enter(admin, there)
    enter(admin, gone)
    gone.close()
    there.breaks_off = True
    complaint(org)
    assert say() == (0, 2) and len(there.heard) == 1
    assert sorted(OutboxMessage.objects.filter(channel=CHANNEL).values_list("state", flat=True)) == ["doubtful", "pending"]
    there.breaks_off = False
    say(NOON + MINUTE)
    assert len(there.heard) == 1 and "Look into the group" in admin.get(f"/robots/{robot.pk}/").content.decode()
    assert b"g-wecom" not in admin.get("/mail/").content


def test_a_notice_whose_sender_died_is_left_to_a_person(org: House, admin: Client, group: Any) -> None:
    there = group("wecom")
    robot = enter(admin, there)
    complaint(org)
    claim(CHANNEL, at=NOON)
    assert say(NOON + CLAIM_LASTS + MINUTE) == (0, 0) and there.heard == []
    admin.post(f"/robots/{robot.pk}/messages/{RobotPost.objects.get().pk}/")
    assert say(NOON + timedelta(days=9999)) == (1, 0)


def test_people_are_mentioned_where_the_platform_can(org: House, admin: Client, group: Any) -> None:
    there = group("dingtalk")
    enter(admin, there, mobiles="13800001111，13800002222")
    complaint(org)
    say()
    assert there.heard[0]["at"]["atMobiles"] == ["13800001111", "13800002222"] and "@13800001111" in there.texts[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "https://example.com/robot/send?access_token=1"}, "oapi.dingtalk.com"),
        ({"url": "https://oapi.dingtalk.com/robot/send"}, "access_token="),
        ({"url": "ftp://oapi.dingtalk.com/"}, "https://"),
        ({"mobiles": "call me"}, "mobile numbers"),
        ({"platform": "feishu", "url": "https://open.larksuite.com/open-apis/bot/v2/hook/1", "mobiles": "13800001111"}, "mention nobody"),
        ({"platform": "wecom", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, "no signing secret"),
        ({"kinds": []}, "is-wrong"),
    ],
    ids=["host", "token", "scheme", "mobiles", "mention", "secret", "kinds"],
)  # fmt: skip
def test_what_cannot_be_a_robot_is_refused_in_words(admin: Client, changes: dict[str, Any], sentence: str) -> None:
    form = {"name": "x", "platform": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=1", "secret": "SEC1", "kinds": ["case.closed"], "language": "en"}
    answer = admin.post("/robots/new/", form | changes)
    assert answer.status_code == 422 and sentence in answer.content.decode() and not Robot.objects.exists()


def test_address_and_secret_are_encrypted_and_never_shown_and_stay_when_left_empty(org: House, admin: Client, group: Any, db: None) -> None:
    there = group("dingtalk")
    robot = enter(admin, there)
    form = {"name": "renamed", "platform": "dingtalk", "url": "", "secret": "", "kinds": ["case.registered"], "language": "en"}
    assert admin.post(f"/robots/{robot.pk}/", form).status_code == 302
    kept = Robot.objects.get(pk=robot.pk)
    assert (kept.name, kept.url, kept.secret) == ("renamed", there.url, SECRET)
    page = admin.get(f"/robots/{robot.pk}/").content.decode() + admin.get("/robots/").content.decode()
    assert SECRET not in page and "access_token" not in page
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT url, secret FROM notify_robot")
        assert "t-1" not in str(raw := cursor.fetchone()) and SECRET not in str(raw)
    admin.force_login(org.user("clerk"))
    assert admin.get("/robots/").status_code == admin.get(f"/robots/{robot.pk}/").status_code == admin.post(f"/robots/{robot.pk}/on/").status_code == 403


def test_what_waited_longer_than_a_day_is_left_out_when_it_is_switched_on(org: House, admin: Client, group: Any) -> None:
    there = group("wecom")
    robot = enter(admin, there)
    complaint(org)
    admin.post(f"/robots/{robot.pk}/off/")
    complaint(org)
    assert say() == (0, 0) and RobotCall.objects.count() == 1
    admin.post(f"/robots/{robot.pk}/on/")
    assert RobotCall.objects.count() == 0
    admin.post(f"/robots/{robot.pk}/off/")
    assert admin.post(f"/robots/{robot.pk}/remove/").status_code == 302 and not Robot.objects.exists()
