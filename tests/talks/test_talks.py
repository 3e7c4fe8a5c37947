"""Talks from both sides: the visitor's page without cookies, the desk, and what becomes a case."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.intake.models import Talk
from redress.intake.talks.forgetting import forget, kept_for
from redress.intake.talks.waiting import remind
from redress.ledger.models import JournalEntry
from redress.notify.models import Notice
from redress.policies.policy import Policy
from tests.house import NOON, House, complaint, record
from tests.portal.visitor import Visitor, hidden

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "空调又不制冷了，你们到底管不管？"


class Guest:
    """A visitor of the messenger: keeps the talk's secret and no cookie."""

    def __init__(self, clock: time_machine.Traveller, language: str = "zh-hans") -> None:
        self.clock, self.language, self.token, self.page = clock, language, "", ""

    def post(self, path: str, status: int = 200, **typed: Any) -> HttpResponse:
        answer = Client().post(path, {"token": self.token, "language": self.language, **typed} if self.token else {"language": self.language, **typed})
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[-2000:])
        self.page = answer.content.decode() or self.page
        return answer

    def begin(self, text: str = SAID, **typed: Any) -> Talk:
        self.page = Client().get("/help/talk/", {"language": self.language}).content.decode()
        self.clock.shift(20)
        self.post("/help/talk/", **hidden(self.page, "/help/talk/"), text=text, **typed)
        return self.kept()

    def kept(self) -> Talk:
        self.token = re.search(r'data-token value="([^"]+)"', self.page)[1]  # type: ignore[index]
        return Talk.objects.latest("pk")

    def do(self, act: str, status: int = 200, **typed: Any) -> HttpResponse:
        self.post("/help/talk/")
        return self.post(f"/help/talk/{act}/", status, **hidden(self.page, f"/{act}/"), **typed)

    def seen(self) -> dict[str, str]:
        """What the page says it shows, as its next look for news sends it."""
        return dict(re.findall(r'name="(seen|count)" value="([^"]*)"', self.page))

    def news(self, status: int = 200) -> HttpResponse:
        return self.post("/help/talk/news/", status, **self.seen())


@pytest.fixture
def guest(clock: time_machine.Traveller) -> Guest:
    return Guest(clock)


@pytest.fixture
def desk(org: House, client: Client) -> Client:
    """The desk of somebody who receives."""
    client.force_login(org.user("clerk"))
    client.cookies["redress_language"] = "zh-hans"
    return client


def answered(desk: Client, talk: Talk, text: str, **typed: Any) -> HttpResponse:
    return desk.post(f"/talks/{talk.pk}/answer/", {"text": text, "once": text, **typed})


def test_a_visitor_writes_without_cookies_and_the_answer_arrives(org: House, guest: Guest, desk: Client) -> None:
    talk = guest.begin(name="王小明")
    assert SAID in guest.page
    guest.news(204)
    assert SAID in desk.get("/talks/").content.decode()
    desk.post(f"/talks/{talk.pk}/take/")
    answered(desk, talk, "您好，马上去查。")
    answered(desk, talk, "您好，马上去查。")  # a second tap
    guest.news()
    assert guest.page.count("您好，马上去查。") == 1 and SAID not in guest.page
    assert org.user("clerk").name not in guest.page and f"客服小{org.user('clerk').name[0]}" in guest.page
    sent = {**hidden(guest.post("/help/talk/").content.decode(), "/say/"), "text": "等你回复"}
    for _tap in range(2):
        guest.post("/help/talk/say/", **sent)
    assert guest.page.count("等你回复") == 1
    assert not talk.lines.filter(pk=talk.lines.first().pk).extra(where=["text like '%%空调%%'"]).exists()  # type: ignore[union-attr]


def test_only_one_of_two_takes_it_and_strangers_find_nothing(org: House, guest: Guest, desk: Client, stranger: User) -> None:
    talk = guest.begin()
    other = Client()
    other.force_login(org.user("clerk", 1))
    other.post(f"/talks/{talk.pk}/take/")
    page = desk.post(f"/talks/{talk.pk}/take/", follow=True).content.decode()
    assert org.user("clerk", 1).name in page and Talk.objects.get().agent == org.user("clerk", 1)
    assert answered(desk, talk, "抢着答").status_code == 403
    desk.force_login(stranger)
    assert desk.get("/talks/").status_code == 403
    desk.force_login(org.user("supervisor"))
    assert desk.post(f"/talks/{talk.pk}/end/").status_code == 404, "this role does not receive"
    assert SAID not in desk.get("/talks/").content.decode()
    outsider = Guest(guest.clock)
    outsider.token = "guessed"
    outsider.post("/help/talk/", 404)
    assert SAID not in outsider.page


def test_a_canned_answer_never_shows_a_place_left_empty(org: House, guest: Guest, desk: Client) -> None:
    talk = guest.begin()
    desk.post(f"/talks/{talk.pk}/take/")
    for reply in org.policy.pack.portal.messenger.replies:  # type: ignore[union-attr]
        filled = desk.get(f"/talks/{talk.pk}/canned/", {"reply": reply.id, "text": "稍等"}).content.decode()
        assert "稍等" in filled and not set("{}[]") & set(html.unescape(filled.split("<textarea")[1])), reply.id
    Talk.objects.update(name="王小明")
    assert "王小明，您好" in desk.get(f"/talks/{talk.pk}/canned/", {"reply": "hello"}).content.decode()


def test_registered_as_a_complaint_both_see_one_thread(org: House, guest: Guest, desk: Client) -> None:
    talk = guest.begin(name="王小明")
    desk.post(f"/talks/{talk.pk}/take/")
    answered(desk, talk, "我来登记。")
    guest.post("/help/talk/")
    before = guest.seen()
    page = desk.get(f"/register/?talk={talk.pk}").content.decode()
    assert SAID in page and "王小明" in page and f'name="talk" value="{talk.pk}"' in page
    own = {f"f-{name}": value for name, value in record(org).fields.items() if value not in (None, False)}
    typed = {"talk": talk.pk, "channel": "online-service", "kind": "complaint", "account": SAID, "name": "王小明", "phone": "13900001234", "customer_kind": "customer", "finish": "later", **own}  # fmt: skip
    guest.clock.shift(60)
    answer = desk.post(f"/register/?talk={talk.pk}", typed)
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())[:9]
    case = Case.objects.get()
    assert [(one.inward, one.text, one.author) for one in case.messages.all()] == [(True, SAID, None), (False, "我来登记。", org.user("clerk"))]
    assert case.messages.first().at == talk.began_at and case.received_at.replace(second=0) == talk.began_at.replace(second=0)  # type: ignore[union-attr]
    told = guest.post("/help/talk/news/", **before)
    assert told["HX-Retarget"] == "#talk-log" and case.number in guest.page and SAID in guest.page
    key = re.search(r'receipt-key">([0-9A-Z-]+)<', guest.page)[1]  # type: ignore[index]
    guest.do("kept")
    assert key not in guest.page
    guest.do("say", text="谢谢，还有一件事")
    answered(desk, talk, "请讲。")
    assert [one.text for one in case.messages.all()][2:] == ["谢谢，还有一件事", "请讲。"]
    assert desk.post(f"/register/?talk={talk.pk}", typed).status_code == 422 and Case.objects.count() == 1
    walker = Visitor(guest.clock)
    assert walker.follow(case.number, key).status_code == 302
    assert "请讲。" in walker.see(f"/help/case/{case.number}/")
    assert "王小明" in desk.get(f"/cases/{case.number}/").content.decode()


def test_number_and_key_open_the_cases_own_thread_and_take_the_talk_along(org: House, guest: Guest, visitor: Visitor, desk: Client) -> None:
    case = visitor.lodge()
    guest.begin()
    guest.do("open", 422, number=case.number, key="2222-2222-2222-2222")
    assert Talk.objects.get().case is None
    guest.do("open", number=case.number, key=visitor.key)
    assert [one.text for one in case.messages.all()] == [SAID]
    guest.do("say", text="有进展了吗")
    assert "有进展了吗" in visitor.see(f"/help/case/{case.number}/")
    fresh = Guest(guest.clock)
    fresh.page = Client().get("/help/talk/").content.decode()
    fresh.post("/help/talk/open/", **hidden(fresh.page, "/open/"), number=case.number, key=visitor.key)
    fresh.kept()
    assert "有进展了吗" in fresh.page
    from redress.flows import outside

    outside.new_key(Case.objects.get(), by=org.actor("clerk"), at=NOON + timedelta(hours=1))
    fresh.post("/help/talk/", 404)
    assert "有进展了吗" not in fresh.page, "a new key ends what the old one opened"


def test_handing_over_needs_the_colleagues_yes(org: House, guest: Guest, desk: Client) -> None:
    talk = guest.begin()
    desk.post(f"/talks/{talk.pk}/take/")
    mate = org.user("clerk", 1)
    assert desk.post(f"/talks/{talk.pk}/offer/", {"to": org.user("supervisor").pk}).status_code == 422
    desk.post(f"/talks/{talk.pk}/offer/", {"to": mate.pk, "note": "要会修空调的"})
    assert Talk.objects.get().agent == org.user("clerk") and Notice.objects.filter(user=mate, kind="talk.offered").exists()
    other = Client()
    other.force_login(mate)
    assert "要会修空调的" in other.get("/talks/").content.decode()
    other.post(f"/talks/{talk.pk}/accept/")
    assert Talk.objects.get().agent == mate
    guest.post("/help/talk/")
    assert "要会修空调的" not in guest.page
    other.post(f"/talks/{talk.pk}/end/")
    assert "今日已答复 1 个咨询" in other.get("/talks/").content.decode()
    guest.news()
    assert "结束" in guest.page


def test_out_of_hours_the_next_opening_is_told_and_the_morning_finds_it(org: House, guest: Guest, desk: Client) -> None:
    guest.clock.move_to(NOON + timedelta(hours=10))  # 22:00
    talk = guest.begin()
    assert "2026年3月5日" in guest.page and "8:30" in guest.page
    guest.do("reach", phone="13900001234", name="王小明")
    assert Talk.objects.get().contact == {"phone": "13900001234"}
    assert "#account=" in guest.page
    assert remind(at=NOON + timedelta(hours=20)) == 0
    morning = NOON + timedelta(hours=20, minutes=36)  # 8:36
    assert remind(at=morning) == 1 and remind(at=morning + timedelta(minutes=1)) == 1
    assert Notice.objects.filter(kind="talk.waiting", user=org.user("clerk")).count() == 1
    guest.clock.move_to(morning)
    desk.force_login(org.user("clerk"))
    assert SAID in desk.get("/talks/").content.decode()
    assert "13900001234" not in desk.get("/talks/").content.decode()
    assert "访客" in desk.get("/").content.decode()
    complaint(org, name="王小明", contact={"phone": "13900001234", "address": "人民路 1 号"}, at=morning)
    desk.post(f"/talks/{talk.pk}/take/")
    case = Case.objects.get()
    assert desk.post(f"/talks/{talk.pk}/add/", {"case": case.number}).status_code == 302
    assert [one.text for one in case.messages.all()] == [SAID] and Talk.objects.get().ended_as == "case"
    guest.post("/help/talk/")
    assert case.number not in guest.page, "no key was shown"


def test_a_frame_is_open_to_the_listed_sites_alone(org: House, settings: Any, client: Client) -> None:
    settings.ENV = settings.ENV.model_copy(update={"messenger_sites": ["https://shop.example"]})
    talk = client.get("/help/talk/")
    assert "X-Frame-Options" not in talk and "frame-ancestors 'self' https://shop.example" in talk["Content-Security-Policy"]
    for path in ("/help/", "/help/lodge/", "/sign-in/"):
        page = client.get(path)
        assert page["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in page["Content-Security-Policy"]
    script = client.get("/help/messenger.js")
    assert script["Content-Type"].startswith("text/javascript") and "联系我们" in script.content.decode()
    client.force_login(org.user("admin"))
    page = client.get("/messenger/").content.decode()
    assert html.escape('<script src="http://testserver/help/messenger.js" data-language="zh-hant" async></script>') in page and "https://shop.example" in page


def test_too_many_talks_from_one_address_are_asked_a_question(org: House, guest: Guest) -> None:
    for _one in range(5):
        Guest(guest.clock).begin()
    guest.page = Client().get("/help/talk/").content.decode()
    guest.clock.shift(20)
    guest.post("/help/talk/", 422, **hidden(guest.page, "/help/talk/"), text=SAID)
    assert SAID in guest.page and 'name="total"' in guest.page and Talk.objects.count() == 5


def test_a_visitor_who_writes_at_once_is_not_asked_a_sum_but_one_who_fills_the_trap_is(org: House, guest: Guest) -> None:
    guest.page = Client().get("/help/talk/").content.decode()
    guest.post("/help/talk/", **hidden(guest.page, "/help/talk/"), text="你好")
    assert guest.kept().lines.get().text == "你好"
    machine = Guest(guest.clock)
    machine.page = Client().get("/help/talk/").content.decode()
    machine.post("/help/talk/", 422, **(hidden(machine.page, "/help/talk/") | {"text": "buy", "website": "spam"}))
    assert 'name="total"' in machine.page and Talk.objects.count() == 1


def test_talks_stand_in_the_rail_of_those_who_receive_them_alone(org: House) -> None:
    shown = {}
    for role in ("clerk", "manager"):
        client = Client()
        client.force_login(org.user(role))
        shown[role] = 'href="/talks/"' in client.get("/").content.decode()
    assert shown == {"clerk": True, "manager": False}


def test_an_answer_on_the_page_of_the_case_ends_the_wait_as_well(org: House, guest: Guest, desk: Client) -> None:
    talk = guest.begin()
    case = complaint(org)
    Talk.objects.filter(pk=talk.pk).update(case=case)
    assert Talk.objects.waiting().count() == 1
    guest.clock.shift(60)
    told = desk.post(f"/cases/{case.number}/tell/", {"text": "已安排明天上门", "channel": org.policy.pack.channels[0].id, "seen": case.revision})
    assert told.status_code == 302, told.content.decode()[-2000:]
    assert not Talk.objects.waiting().exists()
    assert remind(at=NOON + timedelta(hours=4)) == 0


def test_what_became_no_case_is_deleted_after_its_time_and_the_journal_counts_it(org: House, guest: Guest, desk: Client, clock: Any) -> None:
    kept = {name: Guest(clock).begin(name) for name in ("ended", "open", "case")}
    for name in ("ended", "case"):
        desk.post(f"/talks/{kept[name].pk}/take/")
        desk.post(f"/talks/{kept[name].pk}/end/")
    Talk.objects.filter(pk=kept["case"].pk).update(case=complaint(org))
    years = next(rule.years for rule in org.policy.pack.retention if rule.when is None)
    assert forget(at=NOON + timedelta(days=365 * years)) == 0
    assert forget(at=NOON + timedelta(days=367 * years)) == 1
    assert set(Talk.objects.values_list("pk", flat=True)) == {kept["open"].pk, kept["case"].pk}
    entry = JournalEntry.objects.get(kind="talks.forgotten")
    assert entry.payload["count"] == 1
    assert forget(at=NOON + timedelta(days=367 * years)) == 0 and JournalEntry.objects.filter(kind="talks.forgotten").count() == 1


def test_the_days_that_a_pack_gives_hold(org: House) -> None:
    messenger = org.policy.pack.portal.messenger.model_copy(update={"keep_days": 30})
    pack = org.policy.pack.model_copy(update={"portal": org.policy.pack.portal.model_copy(update={"messenger": messenger})})
    assert kept_for(Policy(pack, {})) == timedelta(days=30)
