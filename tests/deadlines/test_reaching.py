"""A customer hears of granted time: by one e-mail within the thread, or by a call that somebody makes."""

from datetime import timedelta

import pytest
from django.core import mail

from redress.complaints.models import CaseEntry, Message
from redress.complaints.states import Stage
from redress.flows.acts import ACTS
from redress.insight.home import needs_of
from redress.kernel.errors import IllegalMove
from redress.ledger.models import OutboxMessage
from redress.notify.mail import deliver
from tests.house import NOON, House, Walk, complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings) -> None:
    """A mail server that takes everything."""
    settings.EMAIL_HOST = "mail.example.test"


def extended(org: House, *, email: str = "", grant: bool = True, rule: str = "answer-") -> Walk:
    """A case on whose clock more time was asked for and decided."""
    contact = {"phone": "13900001234", "address": "人民路 1 号"} | ({"email": email} if email else {})
    walk = Walk(org, complaint(org, contact=contact))
    walk.to(Stage.ASSIGNED)
    clock = walk.case.clocks.get(state="running", rule__startswith=rule)
    asker = org.able("extend", walk.case)
    walk.do("extend", asker, clock=clock.pk, span="1 working day", reason="等检测报告")
    chief = next(user for user in org.users if org.actor(user).everywhere("clock.approve") and user.pk != asker.pk)
    walk.do("decide-extension", chief, extension=clock.extensions.get().pk, grant=grant, words="" if grant else "客户已等一周")
    return walk


def test_one_email_leaves_in_the_organisations_language_and_stands_in_the_thread(org: House, server: None) -> None:
    case = extended(org, email="wang@example.com").case
    said = Message.objects.get(case=case)
    assert not said.inward and case.number in said.text and "等检测报告" in said.text
    for _time in range(2):
        deliver(at=NOON + timedelta(days=1))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body.strip()) == (["wang@example.com"], f"关于您的投诉（编号 {case.number}）", said.text)
    assert not case.call_backs.exists()
    assert "wang@example.com" not in str(list(OutboxMessage.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize("email", ["", "not an address"])
def test_without_an_email_somebody_calls_and_says_how_it_went(org: House, server: None, email: str) -> None:
    walk = extended(org, email=email)
    call = walk.case.call_backs.get()
    assert call.promised_for >= walk.at and not Message.objects.filter(case=walk.case).exists()
    answerable = org.actor(walk.case.answerable)
    assert walk.case.number in {row.case.number for row in needs_of(answerable, walk.at)}
    made = walk.do("make-call-back", walk.case.answerable, call_back=call.pk, outcome="电话已告知，客户同意")
    entry = CaseEntry.objects.filter(case=made).latest("seq")
    assert (entry.kind, entry.actor_name) == ("case.call_back_made", walk.case.answerable.name)
    with pytest.raises(IllegalMove):
        ACTS["make-call-back"].run(made, by=answerable, at=walk.at, call_back=call.pk, outcome="再打一次")


def test_without_a_mail_server_nothing_waits_for_ever(org: House, settings) -> None:
    settings.EMAIL_HOST = ""
    case = extended(org, email="wang@example.com").case
    assert case.call_backs.count() == 1 and not OutboxMessage.objects.filter(key__startswith="letter:").exists()


def test_a_refusal_is_not_the_customers_matter(org: House, server: None) -> None:
    case = extended(org, email="wang@example.com", grant=False).case
    assert not case.call_backs.exists() and not Message.objects.filter(case=case).exists()


def test_a_promise_that_the_customer_does_not_know_of_is_not_their_matter(org: House, server: None) -> None:
    case = extended(org, email="wang@example.com", rule="accepted").case
    assert not case.call_backs.exists() and not Message.objects.filter(case=case).exists()


def paused(org: House, *, reason: str, rule: str = "answer-") -> Walk:
    """A case of which one clock was halted."""
    walk = Walk(org, complaint(org, contact={"phone": "13900001234", "address": "人民路 1 号", "email": "wang@example.com"}))
    walk.to(Stage.ASSIGNED)
    walk.do("pause", clock=walk.case.clocks.get(state="running", rule__startswith=rule).pk, reason=reason, words="内部：等王工回来")
    return walk


def test_a_halted_promise_is_told_to_the_customer_with_its_reason(org: House, server: None) -> None:
    case = paused(org, reason="waiting-for-customer").case
    said = Message.objects.get(case=case)
    assert "等待客户补充材料或答复" in said.text and case.number in said.text and "王工" not in said.text
    deliver(at=NOON + timedelta(days=1))
    assert [sent.to for sent in mail.outbox] == [["wang@example.com"]]


def test_a_halt_without_a_mail_server_is_told_by_a_call(org: House, settings) -> None:
    settings.EMAIL_HOST = ""
    walk = paused(org, reason="waiting-for-test")
    assert "第三方" in walk.case.call_backs.get().about


def test_a_halt_of_a_promise_that_the_customer_does_not_know_of_is_not_their_matter(org: House, server: None) -> None:
    walk = Walk(org, complaint(org))
    walk.to(Stage.ASSIGNED)
    walk.step("accept")
    case = walk.do("pause", clock=walk.case.clocks.get(state="running", rule="plan-made").pk, reason="waiting-for-customer")
    assert not case.call_backs.exists() and not Message.objects.filter(case=case).exists()
