"""Customers from outside: they lodge, hold a key, speak, confirm and judge, and can do nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.accounts.models import Department
from redress.accounts.rules import may
from redress.complaints.keys import KeyLocked, open_with
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.complaints.states import Stage
from redress.deadlines.queries import promised
from redress.flows import outside
from redress.flows.acts import ACTS
from redress.flows.letters import fill
from redress.kernel.errors import Invalid, NotAllowed
from redress.notify.mail import deliver
from redress.policies.reader import shipped_codes
from tests.house import NOON, House, Walk, organisation, record

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {"title": "空调不制冷", "account": "装好三天就不制冷，打电话没人来。", "name": "欧阳小满", "contact": {"phone": "13900001234"}, "wish": "换新机"}


def lodged(house: House, **changes: object) -> tuple[Case, str]:
    kind = house.policy.pack.portal.kinds[0]
    return outside.lodge(Record(**({"kind": kind, "channel": "", **WORDS} | changes)), at=NOON)


@pytest.mark.parametrize("pack", shipped_codes())
def test_every_organisation_receives_what_customers_lodge(pack: str) -> None:
    house = organisation(pack)
    case, key = lodged(house)
    assert case.stage == Stage.REGISTERED and case.answerable.is_active
    assert may(house.actor(case.answerable), "case.assess", case) or may(house.actor(case.answerable), "case.see", case)
    assert open_with(case.number.lower(), key.replace("-", " ").lower(), at=NOON) == case


def test_the_number_alone_opens_nothing_and_a_wrong_key_locks_after_some_tries(org: House) -> None:
    case, key = lodged(org)
    other, other_key = lodged(org, title="另一件")
    assert open_with(case.number, "", at=NOON) is None
    assert open_with(case.number, other_key, at=NOON) is None
    assert open_with("TS19990101-0001\x00", key, at=NOON) is None
    for _try in range(6):
        assert open_with(case.number, "AAAA-AAAA-AAAA-AAAA", at=NOON) is None
    with pytest.raises(KeyLocked):
        open_with(case.number, key, at=NOON)
    assert open_with(other.number, other_key, at=NOON) == other
    assert open_with(case.number, key, at=NOON + timedelta(minutes=16)) == case


def test_a_new_key_ends_the_earlier_one_and_stands_on_the_timeline(org: House) -> None:
    case, key = lodged(org)
    again = outside.new_key(case, by=org.actor(case.answerable), at=NOON)
    assert open_with(case.number, key, at=NOON) is None
    assert open_with(case.number, again, at=NOON) == case
    assert [entry.kind for entry in case.entries.order_by("seq")].count("case.key_given") == 2


def test_a_customer_speaks_confirms_and_judges_but_does_nothing_else(org: House) -> None:
    case, _key = lodged(org)
    other, _other = lodged(org, title="另一件")
    customer = outside.customer_of(case)
    case = outside.say_to_us(case, "师傅约好今天来，没有来。", files=[SimpleUploadedFile("a.txt", b"photo")], at=NOON)
    assert case.messages.get().inward and case.evidence.get().file_name == "a.txt"
    case = outside.confirm(case, agreed=False, correction="不是三天，是五天。", at=NOON)
    assert case.confirmations.get().correction == "不是三天，是五天。"
    for code in ("note", "assess", "close", "give-key", "reveal"):
        assert not may(customer, ACTS[code].right, case) or code in ("give-key",), code
    assert not any(may(customer, right, other) for right in ("case.see", "case.talk", "case.confirm"))
    with pytest.raises(NotAllowed):
        ACTS["hear"].run(other, text="x", channel="email", by=customer, at=NOON)
    assert list(Case.objects.visible_to(customer)) == [case]


def test_refusing_the_answer_opens_the_next_round_and_keeps_mark_words_and_recommendation(org: House) -> None:
    case, _key = lodged(org)
    walk = Walk(org, case)
    changes = {"category": "malfunction", "place": "家中", "occurred_at": NOON - timedelta(days=1)}
    walk.do("correct-record", changes=changes, fields=record(org).fields)
    case = walk.to(Stage.ANSWERED)
    with pytest.raises(Invalid):
        outside.judge(case, score=1, at=walk.at)
    case = outside.judge(case, score=1, words="还是不制冷", recommend=2, at=walk.at)
    assert case.stage == Stage.REOPENED and case.round == 2
    assert (case.verdicts.get().recommend, case.verdicts.get().words) == (2, "还是不制冷")


def test_a_report_of_wrongdoing_may_be_anonymous_and_is_seen_by_those_named_alone(org: House) -> None:
    case, _key = lodged(org, kind=org.policy.pack.portal.reports, name="匿名", contact={}, customer_kind="anonymous")
    assert case.guarded
    seeing = {user.username for user in org.users if Case.objects.visible_to(org.actor(user)).filter(pk=case.pk).exists()}
    named = {user.username for role in org.policy.kind(case.kind).named_roles for user in org.people[role]}
    assert seeing == named
    assert case.answerable.username in named


def test_files_that_are_not_taken_leave_nothing_behind(org: House) -> None:
    with pytest.raises(Invalid) as refused:
        outside.lodge(Record(kind="complaint", channel="", **WORDS), files=[SimpleUploadedFile("virus.exe", b"MZ")], at=NOON)
    assert "virus.exe" in str(refused.value.errors["file"])
    assert not Case.objects.exists()


def test_work_goes_to_the_people_near_the_place_who_have_the_fewest_cases() -> None:
    house = organisation("mall")
    store = Department.objects.get(code="store-taichung")
    desks = {lodged(house, store=store)[0].department.path.startswith(store.path) for _turn in range(3)}
    assert desks == {True}
    assert len({lodged(house, title=f"第{n}件")[0].answerable_id for n in range(4)}) > 1


def test_the_acknowledgement_leaves_once_with_number_and_promise(org: House, settings: object) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    case, _key = lodged(org, contact={"email": "xiaoman@example.com"})
    deliver(at=NOON)
    deliver(at=NOON)
    sent = [letter for letter in mail.outbox if letter.to == ["xiaoman@example.com"]]
    assert len(sent) == 1 and case.number in sent[0].body


@pytest.mark.parametrize("pack", shipped_codes())
def test_an_acknowledgement_promises_a_moment_only_where_there_is_one(pack: str) -> None:
    case, _key = lodged(organisation(pack))
    words = fill(case, "acknowledgement", "zh-Hans")
    assert ("前答复您" in words) is (promised(case) is not None), words
    assert not {"[", "]", "{", "}"} & set(words)
    assert case.number in words
