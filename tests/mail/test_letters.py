"""What a letter becomes: a complaint, words in its thread, a call to make, or nothing."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.complaints.models import Case, Customer
from redress.flows import parties
from redress.intake.mail.folding import fold
from redress.intake.mail.reading import read
from redress.intake.mail.taking import take
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.ledger.models import OutboxMessage
from redress.notify.models import Letter as Sent
from tests.house import NOON, House, Walk
from tests.mail.letters import letter, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(org: House, settings: object) -> Mailbox:
    settings.EMAIL_HOST = "mail.example.com"
    return Mailbox.objects.create(
        name="客服", address="complaints@example.com", host="127.0.0.1", username="u", password="p", channel="email", taken_from=NOON - timedelta(days=30)
    )


def came(box: Mailbox, raw: bytes, minutes: int = 1) -> MailIn:
    at = NOON + timedelta(minutes=minutes)
    return take(box, read(raw, now=at), uid=minutes, at=at)


def test_a_letter_becomes_a_complaint_that_is_acknowledged_in_its_thread(box: Mailbox) -> None:
    entry = came(box, letter("装好三天就不热，打电话没人来。", at=NOON, files=(("现场.txt", "照片说明".encode()),)))
    case = Case.objects.get(number=entry.case)
    assert (entry.outcome, case.title, case.channel) == (Outcome.NEW, "热水器不出热水", "email")
    assert case.customer.name == "欧阳小满" and case.customer.contact["email"] == "xiaoman@example.com"
    assert case.received_at == NOON and case.evidence.get().file_name == "现场.txt"
    sent = Sent.objects.get()
    assert (sent.address, sent.answers, sent.thread) == ("xiaoman@example.com", "<one@example.com>", case.number)
    assert case.number in sent.body


def test_reading_it_again_changes_nothing(box: Mailbox) -> None:
    raw = letter("不热。", at=NOON)
    assert came(box, raw).pk == came(box, raw, 2).pk
    assert (Case.objects.count(), Sent.objects.count()) == (1, 1)


def test_an_answer_comes_back_into_its_thread_with_the_quote_folded(box: Mailbox) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    text = "师傅今天还是没来。\n\n在 2026年3月4日，客服 <complaints@example.com> 写道：\n> 我们已经受理"
    reply = letter(text, subject="回复：您的投诉", sender="another@example.com", at=NOON, mid="<two@example.com>", answers=Sent.objects.get().message_id)
    entry = came(box, reply, 5)
    assert (entry.outcome, entry.case) == (Outcome.ADDED, case.number)
    assert case.messages.get().text == "师傅今天还是没来。"
    assert Sent.objects.count() == 1, "an answer in the thread is not acknowledged once more"


def test_a_number_alone_opens_no_thread_but_the_customer_with_the_number_does(box: Mailbox) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    stranger = came(box, letter("我要看这件", subject=case.number, sender="x@example.org", at=NOON, mid="<three@example.org>"), 3)
    assert stranger.outcome == Outcome.NEW and stranger.case != case.number
    own = came(box, letter("补充一张照片", subject=f"关于 {case.number}", at=NOON, mid="<four@example.com>"), 4)
    assert (own.outcome, own.case) == (Outcome.ADDED, case.number)


def test_two_people_of_one_name_stay_two(box: Mailbox) -> None:
    first = Case.objects.get(number=came(box, letter("甲事", sender="王伟 <a@example.com>", at=NOON, mid="<a@x>")).case)
    second = Case.objects.get(number=came(box, letter("乙事", sender="王伟 <b@example.com>", at=NOON, mid="<b@x>"), 2).case)
    third = Case.objects.get(number=came(box, letter("丙事", sender="王伟 <a@example.com>", at=NOON, mid="<c@x>"), 3).case)
    assert first.customer != second.customer and first.customer == third.customer


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<news.example.com>"}])
def test_machines_are_never_answered_and_open_no_case(box: Mailbox, headers: dict[str, str]) -> None:
    assert came(box, letter("我休假中。", at=NOON, **headers)).outcome == Outcome.AUTOMATIC
    assert not Case.objects.exists() and not OutboxMessage.objects.filter(key__startswith="letter:").exists()


def test_our_own_letters_are_left_alone(box: Mailbox) -> None:
    assert came(box, letter("x", sender="complaints@example.com", at=NOON)).outcome == Outcome.OWN
    assert not Case.objects.exists()


def test_a_flood_from_one_sender_is_held_for_a_person(box: Mailbox) -> None:
    outcomes = [came(box, letter(f"第{n}封", at=NOON, mid=f"<n{n}@x>"), n).outcome for n in range(23)]
    assert outcomes.count(Outcome.NEW) == 20 and outcomes.count(Outcome.HELD) == 3


def test_old_letters_come_in_without_a_machine_writing_to_anybody(box: Mailbox) -> None:
    entry = came(box, letter("去年的事", at=NOON - timedelta(days=20)))
    assert entry.outcome == Outcome.NEW and not Sent.objects.exists()


def test_a_letter_that_came_back_makes_somebody_call(box: Mailbox) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    entry = came(box, report(Sent.objects.get().message_id, at=NOON), 9)
    assert (entry.outcome, entry.case) == (Outcome.BOUNCE, case.number)
    assert case.call_backs.get().made_at is None


def test_an_address_that_takes_no_mail_is_marked_until_it_is_corrected(org: House, box: Mailbox, client: Client) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    came(box, report(Sent.objects.get().message_id, at=NOON), 9)
    customer = Customer.objects.get(pk=case.customer_id)
    assert (customer.mail_failed_at, customer.mail_failed_why) == (NOON + timedelta(minutes=9), "550 5.1.1 <…>: Recipient address rejected")
    client.force_login(case.first_contact)
    client.post("/language/", {"language": "en"})
    for page in (f"/cases/{case.number}/", f"/cases/{case.number}/tell/", f"/customers/{customer.number}/"):
        assert "has come back since" in client.get(page).content.decode(), page
    supervisor = org.actor(next(user for user in org.users if org.actor(user).holds("customer.edit")))
    kept = {"name": customer.name, "tier": "", "preferences": {}, "reason": "电话核对"}
    same = parties.correct(customer, contact={"phone": "13900001234"}, by=supervisor, at=NOON, **kept)
    assert same.mail_failed_at is not None
    assert parties.correct(customer, contact={"email": "new@example.com"}, by=supervisor, at=NOON, **kept).mail_failed_at is None
    assert "has come back since" not in client.get(f"/cases/{case.number}/").content.decode()


def test_a_letter_from_the_address_shows_that_it_works(box: Mailbox) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    ours = Sent.objects.get().message_id
    came(box, report(ours, at=NOON), 9)
    came(box, letter("我换好邮箱了", at=NOON, mid="<again@x>", answers=ours), 10)
    assert Customer.objects.get(pk=case.customer_id).mail_failed_at is None


def test_a_report_that_a_letter_is_late_is_left_alone(box: Mailbox) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    assert came(box, report(Sent.objects.get().message_id, at=NOON, action="delayed"), 9).outcome == Outcome.AUTOMATIC
    assert not case.call_backs.exists() and Customer.objects.get(pk=case.customer_id).mail_failed_at is None


def test_attachments_that_are_not_taken_are_named_and_the_letter_comes_in_all_the_same(box: Mailbox) -> None:
    entry = came(box, letter("见附件", at=NOON, files=(("a.exe", b"MZ"), ("b.txt", b"ok"))))
    case = Case.objects.get(number=entry.case)
    assert [item.file_name for item in case.evidence.all()] == ["b.txt"]
    assert "a.exe" in case.notes.get().text


@pytest.mark.parametrize("raw", [
    b"", b"\xff\xfe\x00broken", b"Subject: =?gb2312?B?zerRqw==?=\r\nFrom: \r\n\r\n", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"From: a@b.c\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xe4\xbd\xa0", b"From: a@b.c\r\nDate: yesterday\r\n\r\n<script>alert(1)</script>\x00",
])  # fmt: skip
def test_a_broken_letter_stops_nothing(box: Mailbox, raw: bytes) -> None:
    assert came(box, raw).outcome in set(Outcome)


@pytest.mark.parametrize(("charset", "words"), [("gb18030", "漏水了，𠮷先生"), ("big5", "漏水了"), ("utf-8", "漏水了 🚿")])
def test_chinese_charsets_are_read(box: Mailbox, charset: str, words: str) -> None:
    case = Case.objects.get(number=came(box, letter(words, at=NOON, charset=charset)).case)
    assert case.account == words


@pytest.mark.parametrize("mark", [
    "在 2026年11月20日，客服 <a@b.cn> 写道：", "------------------ 原始邮件 ------------------", "-----Original Message-----", "发件人：客服",
    "於 2026年11月20日 下午3:00 寫道：", "On Fri, Nov 20, 2026 at 9:00 AM Service <a@b.cn> wrote:", "寄件者: 客服 <a@b.tw>",
])  # fmt: skip
def test_quotes_of_common_programs_are_folded(mark: str) -> None:
    assert fold(f"还是没修好。\n\n{mark}\n旧的话\n> 更旧的话")[0] == "还是没修好。"


def test_a_letter_of_nothing_but_a_quote_keeps_it() -> None:
    assert fold("-----Original Message-----\n旧的话")[0].endswith("旧的话")


def test_what_staff_say_by_e_mail_leaves_in_the_thread(box: Mailbox, org: House) -> None:
    case = Case.objects.get(number=came(box, letter("不热。", at=NOON)).case)
    walk = Walk(org, case, NOON + timedelta(hours=1))
    walk.do("tell", text="师傅明天上午到。", channel="email")
    walk.do("tell", text="电话里说过了。", channel="hotline")
    bodies = [sent.body for sent in Sent.objects.order_by("pk")[1:]]
    assert bodies == ["师傅明天上午到。"]
    back = came(box, letter("好的", at=NOON, mid="<six@x>", answers=Sent.objects.last().message_id), 90)
    assert (back.outcome, back.case) == (Outcome.ADDED, case.number)
