"""Customers in a chat and staff at the desk: one talk, one case, both ways."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.flows import outside
from redress.flows.acts import ACTS
from redress.intake.models import Talk, TalkFile
from redress.intake.talks.forgetting import forget
from redress.jobs.tasks import fetch_chat_files, send_chats
from redress.ledger.models import OutboxMessage
from redress.notify.chats import pieces
from redress.notify.models import ChatAccount, ChatLink, ChatMessage, Notice
from tests.chats.platform import PICTURE, Chat, Counterpart
from tests.house import NOON, House, complaint, record
from tests.portal.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "空调又不制冷了，你们到底管不管？😡"
VISITOR = "o-visitor"


def texts(platform: Counterpart) -> list[str]:
    """What arrived, once everything that waits was sent."""
    send_chats()
    return [text for _to, text in platform.texts]


def taken(desk: Client, chat: Chat, text: str = SAID) -> Talk:
    """A talk that began with this text and was taken."""
    chat.say(text)
    talk = Talk.objects.latest("pk")
    desk.post(f"/talks/{talk.pk}/take/")
    return talk


def answered(desk: Client, talk: Talk, text: str, status: int = 302) -> HttpResponse:
    answer = desk.post(f"/talks/{talk.pk}/answer/", {"text": text, "once": text})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer


def registered(desk: Client, org: House, talk: Talk, clock: time_machine.Traveller) -> Case:
    """The talk as a complaint, through the register form."""
    own = {f"f-{name}": value for name, value in record(org).fields.items() if value not in (None, False)}
    page = desk.get(f"/register/?talk={talk.pk}").content.decode()
    assert SAID in page
    typed = {"talk": talk.pk, "channel": "online-service", "kind": "complaint", "account": SAID, "name": "王小明", "phone": "13900001234", "customer_kind": "customer", "finish": "later", **own}  # fmt: skip
    clock.shift(60)
    answer = desk.post(f"/register/?talk={talk.pk}", typed)
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())[:9]
    return Case.objects.latest("pk")


def test_a_customer_writes_and_the_answer_arrives_once(org: House, chat: Chat, desk: Client, platform: Counterpart) -> None:
    talk = taken(desk, chat)
    page = desk.get("/talks/").content.decode()
    assert SAID in page and "示范 wechat" in page
    assert not Talk.objects.filter(peer__ident=VISITOR).extra(where=["notify_chatpeer.ident like '%%visitor%%'"], tables=["notify_chatpeer"]).exists()
    answered(desk, talk, "您好，马上去查。")
    answered(desk, talk, "您好，马上去查。")  # a second tap
    assert texts(platform) == ["您好，马上去查。"] and platform.texts[0][0] == VISITOR
    assert texts(platform) == ["您好，马上去查。"] and platform.tokens == 1
    assert Talk.objects.get().waiting_since is None
    chat.say("谢谢")
    assert Talk.objects.count() == 1 and Talk.objects.get().lines.count() == 3
    assert ChatMessage.objects.get().text is None, "nothing is kept of what was sent"


def test_registered_as_a_complaint_number_and_key_come_and_the_thread_goes_on(org: House, chat: Chat, desk: Client, platform: Counterpart, clock: time_machine.Traveller) -> None:
    talk = taken(desk, chat)
    case = registered(desk, org, talk, clock)
    assert case.channel == "online-service" and [one.text for one in case.messages.all()] == [SAID]
    told = texts(platform)[-1]
    key = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", told)[0]  # type: ignore[index]
    assert case.number in told and Visitor(clock).follow(case.number, key).status_code == 302
    assert key not in desk.get("/talks/").content.decode()
    chat.say("还有一件事")
    answered(desk, talk, "请讲。")
    assert [one.text for one in case.messages.all()][1:] == ["还有一件事", "请讲。"]
    desk.post(f"/talks/{talk.pk}/end/")
    case = Case.objects.get()
    ACTS["tell"].run(case, text="师傅明天上门", channel="online-service", by=org.actor("clerk"), at=timezone.now())
    ACTS["tell"].run(case, text="在电话里说的", channel="phone", by=org.actor("clerk"), at=timezone.now())
    assert texts(platform)[-2:] == ["请讲。", "师傅明天上门"], "what is said on the telephone does not leave here"
    chat.say("好的，等师傅")  # no talk goes on: it belongs to the one case that does
    assert Case.objects.get().messages.last().text == "好的，等师傅" and Talk.objects.latest("pk").case == case  # type: ignore[union-attr]


def test_wecom_is_answered_under_its_agent(org: House, wecom: Chat, desk: Client, platform: Counterpart) -> None:
    talk = taken(desk, wecom)
    answered(desk, talk, "收到")
    assert texts(platform) == ["收到"] and platform.bodies[0]["agentid"] == 1000002
    other = wecom.post(wecom.xml(Content="x", AgentID="7"))
    assert other.status_code == 403 and wecom.account.refusals.get().reason == "receiver"


def test_a_repeated_callback_counts_once(org: House, chat: Chat) -> None:
    xml = chat.xml("text", Content=SAID)
    for _time in range(3):
        assert chat.post(xml).content == b"success"
    assert Talk.objects.get().lines.count() == 1
    event = chat.xml("event", Event="subscribe")
    for _time in range(3):
        chat.post(event)
    assert ChatMessage.objects.count() == 1


def test_every_kind_leaves_a_line_and_files_are_fetched_and_become_evidence(org: House, chat: Chat, desk: Client, platform: Counterpart, clock: time_machine.Traveller) -> None:
    platform.media = {"m-1": ("image/png", PICTURE), "m-3": ("image/png", b"MZ no picture")}
    talk = taken(desk, chat)
    chat.send("image", PicUrl="http://example.com/x", MediaId="m-1")
    chat.send("voice", MediaId="m-2", Format="amr", Recognition="漏水三天了")
    chat.send("image", MediaId="m-3")
    chat.send("location", Location_X="23.13", Location_Y="113.36", Scale="20", Label="人民路 1 号")
    chat.send("link", Title="订单", Description="我的订单", Url="https://example.com/1")
    chat.send("wedding", Something="<b>")
    lines = "\n".join(line.text for line in talk.lines.all())
    assert all(part in lines for part in ("漏水三天了", "人民路 1 号", "https://example.com/1", "wedding", "图片"))
    assert "<b>" not in desk.get("/talks/").content.decode().replace("&lt;b&gt;", "")
    fetch_chat_files()
    picture, voice, fake = TalkFile.objects.order_by("pk")
    assert picture.file.read() == PICTURE and not voice.file and voice.trouble and not fake.file and fake.trouble
    page = desk.get("/talks/").content.decode()
    assert f"/talks/{talk.pk}/files/{picture.pk}/" in page and fake.trouble in page
    assert b"".join(desk.get(f"/talks/{talk.pk}/files/{picture.pk}/").streaming_content) == PICTURE  # type: ignore[attr-defined]
    other = Client()
    other.force_login(org.user("supervisor"))
    assert other.get(f"/talks/{talk.pk}/files/{picture.pk}/").status_code in (403, 404)
    case = registered(desk, org, talk, clock)
    fetch_chat_files()
    fetch_chat_files()
    assert [(one.mime, one.added_by_id) for one in case.evidence.all()] == [("image/png", None)]
    platform.media["m-9"] = ("image/png", PICTURE)
    chat.send("image", MediaId="m-9")
    fetch_chat_files()
    assert case.evidence.count() == 2


def test_files_of_a_talk_that_became_no_case_go_with_it(chat: Chat, desk: Client, platform: Counterpart) -> None:
    platform.media = {"m-1": ("image/png", PICTURE)}
    talk = taken(desk, chat)
    chat.send("image", MediaId="m-1")
    fetch_chat_files()
    path = Path(TalkFile.objects.get().file.path)
    assert path.exists()
    desk.post(f"/talks/{talk.pk}/end/")
    assert forget(at=timezone.now() + timedelta(days=366 * 40)) == 1
    assert not path.exists()
    assert not TalkFile.objects.exists()


def test_greeting_and_words_out_of_hours_are_the_packs(org: House, chat: Chat, platform: Counterpart, desk: Client) -> None:
    chat.send("event", Event="subscribe")
    assert texts(platform) == ["您好，有什么可以帮您？直接写下来就行，不用留姓名。"] and not Talk.objects.exists()
    chat.clock.move_to(NOON + timedelta(hours=10))  # 22:00
    chat.say(SAID)
    chat.say("在吗")
    assert len(texts(platform)) == 2 and "2026年3月5日" in texts(platform)[1] and "8:30" in texts(platform)[1]


def test_number_and_key_typed_in_the_chat_open_the_case_and_a_new_key_ends_it(org: House, chat: Chat, visitor: Visitor, platform: Counterpart, desk: Client) -> None:
    case = visitor.lodge()
    chat.say(f"{case.number} 2222-2222-2222-2222")
    assert "编号和密钥对不上。" in texts(platform)[-1] and not Talk.objects.exists()
    chat.say(SAID)
    chat.say(f"我的编号是{case.number}，密码 {visitor.key.lower()}")
    assert case.number in texts(platform)[-1]
    assert [one.text for one in case.messages.all()] == [SAID] and not any(visitor.key in str(line.text) for line in Talk.objects.get().lines.all())
    ACTS["tell"].run(Case.objects.get(), text="已派单", channel="online-service", by=org.actor("clerk"), at=timezone.now())
    assert texts(platform)[-1] == "已派单"
    outside.new_key(Case.objects.get(), by=org.actor("clerk"), at=timezone.now())
    ACTS["tell"].run(Case.objects.get(), text="换了密码以后", channel="online-service", by=org.actor("clerk"), at=timezone.now())
    assert "换了密码以后" not in texts(platform)


def test_wrong_keys_are_locked_in_the_chat_too(org: House, chat: Chat, visitor: Visitor, platform: Counterpart) -> None:
    case = visitor.lodge()
    for _try in range(9):
        chat.say(f"{case.number} 2222-2222-2222-2222")
    chat.say(f"{case.number} {visitor.key}")
    assert not ChatLink.objects.exists() and "一刻钟" in texts(platform)[-1]


def test_added_to_an_earlier_case_found_by_a_number_typed_the_visitor_sees_nothing_of_it(org: House, chat: Chat, desk: Client, platform: Counterpart) -> None:
    case = complaint(org, name="王小明", contact={"phone": "13900001234", "address": "人民路 1 号"}, at=timezone.now())
    talk = taken(desk, chat, "我是王小明，电话13900001234，怎么还没人来")
    assert case.number in desk.get("/talks/").content.decode()
    assert desk.post(f"/talks/{talk.pk}/add/", {"case": case.number}).status_code == 302
    assert "怎么还没人来" in case.messages.get().text and not ChatLink.objects.exists()
    assert texts(platform) == []


def test_outside_48_hours_the_desk_learns_it_and_in_a_case_somebody_must_call(org: House, chat: Chat, desk: Client, platform: Counterpart, clock: time_machine.Traveller) -> None:
    talk = taken(desk, chat)
    clock.shift(timedelta(hours=49))
    desk.force_login(org.user("clerk"))
    assert "48 小时" in desk.get("/talks/").content.decode()
    platform.refusals = [45015]
    answered(desk, talk, "让您久等了")
    assert texts(platform) == []
    page = desk.get("/talks/").content.decode()
    assert "让您久等了" in page and "没有送达" in page
    assert Notice.objects.filter(kind="chat.undelivered", user=org.user("clerk")).count() == 1
    assert texts(platform) == [], "it is not tried again by itself"
    chat.say("在的")
    case = registered(desk, org, talk, clock)
    assert case.number in texts(platform)[-1]
    platform.refusals = [45015, 45015]
    ACTS["tell"].run(case, text="长" * 900, channel="online-service", by=org.actor("clerk"), at=timezone.now())
    send_chats()
    assert case.call_backs.get().made_at is None and "48 小时" in case.call_backs.get().about


def test_what_may_have_left_is_in_doubt_and_sent_again_by_a_person_alone(org: House, chat: Chat, desk: Client, platform: Counterpart, admin: Client) -> None:
    talk = taken(desk, chat)
    platform.hangs = True
    answered(desk, talk, "也许到了")
    answered(desk, talk, "后面这句")
    assert texts(platform) == ["也许到了"]
    platform.hangs = False
    chat.clock.shift(timedelta(minutes=2))
    assert texts(platform) == ["也许到了", "后面这句"]
    page = desk.get("/talks/").content.decode()
    assert OutboxMessage.objects.filter(state="doubtful").count() == 1 and "也许到了" in page and "不会自动重发" in page
    lost = ChatMessage.objects.get(message__state="doubtful")
    assert "in doubt" in admin.get(f"/chats/{chat.account.pk}/").content.decode()
    admin.post(f"/chats/{chat.account.pk}/messages/{lost.pk}/")
    assert texts(platform)[-1] == "也许到了" and len(platform.texts) == 3


def test_a_token_that_ended_is_fetched_once_and_order_is_kept_while_the_platform_is_busy(org: House, chat: Chat, desk: Client, platform: Counterpart) -> None:
    talk = taken(desk, chat)
    answered(desk, talk, "一")
    texts(platform)
    platform.tokens += 1  # another token is good now
    answered(desk, talk, "二")
    assert texts(platform) == ["一", "二"] and platform.tokens == 3
    platform.refusals = [-1]
    answered(desk, talk, "三")
    answered(desk, talk, "四")
    assert texts(platform) == ["一", "二"]
    chat.clock.shift(timedelta(minutes=1))
    texts(platform)
    chat.clock.shift(timedelta(minutes=1))
    assert texts(platform) == ["一", "二", "三", "四"]


def test_long_texts_go_in_pieces_between_characters(org: House, chat: Chat, desk: Client, platform: Counterpart) -> None:
    talk = taken(desk, chat)
    long = "您好😀" * 400
    answered(desk, talk, long)
    assert "".join(texts(platform)) == long and len(platform.texts) > 1
    assert pieces("") == [] and pieces("\x00") == [] and "".join(pieces("一\n" * 900)).count("一") == 900


def test_whoever_unsubscribes_is_not_answered_there_and_is_not_lost(org: House, chat: Chat, desk: Client, platform: Counterpart) -> None:
    talk = taken(desk, chat)
    chat.send("event", Event="unsubscribe")
    assert "取消关注" in desk.get("/talks/").content.decode()
    assert "取消关注" in answered(desk, talk, "还在吗", 409).content.decode()
    chat.send("event", Event="subscribe")
    answered(desk, talk, "欢迎回来")
    assert "欢迎回来" in texts(platform)
    chat.send("event", Event="unsubscribe")
    assert Talk.objects.get().ended_as == "left"


FORGED: list[tuple[dict[str, Any], str, str]] = [
    ({"msg_signature": "0" * 40}, "signature", "forgery"), ({"msg_signature": ""}, "signature", "forgery"), ({"timestamp": "1" * 30}, "signature", "forgery"),
    ({"spoil": lambda text: text[:-8]}, "signature", "forgery"), ({"ahead": -301}, "moment", "replay"), ({"ahead": 301}, "moment", "replay"),
    ({"receiver": "wx-somebody-else"}, "receiver", "another AppID"),
]  # fmt: skip


def test_forged_and_replayed_callbacks_are_refused_counted_and_shown(org: House, chat: Chat, admin: Client) -> None:
    for count, (how, reason, shown) in enumerate(FORGED, 1):
        answer = chat.post(chat.xml(Content=SAID), **how)
        assert (answer.status_code, answer.content, chat.account.refusals.first().reason) == (403, b"", reason), how  # type: ignore[union-attr]
        assert ChatAccount.objects.get().refused == count and shown in admin.get(f"/chats/{chat.account.pk}/").content.decode()
    assert not Talk.objects.exists()


BODIES = [
    (b"", 400), (b"\xff\xfe", 400), (b"<xml>", 400), (b"<xml><Content>x</Content></xml>", 403), (b"<xml><Encrypt/></xml>", 403), (b" " * 300_000, 413),
    (b'<!DOCTYPE a [<!ENTITY a "x">]><xml><Encrypt>&a;</Encrypt></xml>', 400), (b"<xml><Encrypt>" + b"A" * 100_000 + b"</Encrypt></xml>", 403),
]  # fmt: skip
NONSENSE = ["<xml/>", "<xml><MsgType>text</MsgType></xml>", "no xml", '<!DOCTYPE a [<!ENTITY a "x">]><xml><MsgType>&a;</MsgType></xml>', "<xml>\x00</xml>", b"\xff"]


def test_whatever_comes_to_the_address_nothing_breaks(org: House, chat: Chat) -> None:
    for body, status in BODIES:
        assert chat.raw(body, timestamp="1", nonce="2", signature="3").status_code == status, body[:80]
    for xml in NONSENSE:
        assert chat.post(xml).status_code in (400, 403), xml
    assert not Talk.objects.exists()


def test_a_hundred_thousand_characters_are_kept_and_a_flood_is_braked(org: House, chat: Chat, desk: Client, admin: Client) -> None:
    talk = taken(desk, chat, "投" * 50_000 + "😡" * 5_000)
    assert len(talk.lines.get().text) == 55_000
    for _line in range(125):
        chat.say("刷屏")
    assert talk.lines.count() == 120 and chat.account.refusals.first().reason == "too-many"  # type: ignore[union-attr]
    assert "more than 120 messages" in admin.get(f"/chats/{chat.account.pk}/").content.decode()


def test_an_account_that_is_off_is_not_there_and_sends_nothing(org: House, chat: Chat, desk: Client, admin: Client, platform: Counterpart) -> None:
    talk = taken(desk, chat)
    answered(desk, talk, "等一下")
    admin.post(f"/chats/{chat.account.pk}/close/")
    assert chat.post(chat.xml(Content="x")).status_code == 404 and Client().get("/in/chat/nobody/").status_code == 404
    assert texts(platform) == []
    admin.post(f"/chats/{chat.account.pk}/open/")
    chat.clock.shift(timedelta(minutes=1))
    assert texts(platform) == ["等一下"]


def test_only_who_receives_sees_the_talk(org: House, chat: Chat, stranger: User) -> None:
    chat.say(SAID)
    client = Client()
    client.force_login(stranger)
    assert client.get("/talks/").status_code == 403
    client.force_login(org.user("supervisor"))
    assert SAID not in client.get("/talks/").content.decode()
