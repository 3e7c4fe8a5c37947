"""Machines are slowed down; people lose nothing and are never shut out by a puzzle they cannot solve."""

import re

import pytest
from django.test import Client, RequestFactory

from redress.complaints.models import Case, Knock
from redress.web.portal.brakes import BRAKES, address_of
from tests.house import House
from tests.portal.visitor import TOLD, Visitor, answer_to, hidden

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_sent_too_quickly_asks_a_small_sum_and_keeps_what_was_typed(org: House, visitor: Visitor) -> None:
    answer = visitor.send("/help/lodge/", seconds=1, **TOLD)
    page = answer.content.decode()
    assert answer.status_code == 422 and TOLD["account"] in page and answer_to(page)
    wrong = visitor.client.post("/help/lodge/", {**hidden(page), **TOLD, "total": "99"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and not Case.objects.exists()
    solved = {**hidden(page), **TOLD, "total": answer_to(page)}
    assert visitor.client.post("/help/lodge/", solved).status_code == 302
    again = visitor.client.post("/help/lodge/", {**solved, "begun": hidden(visitor.see("/help/lodge/"))["begun"]})
    assert again.status_code == 422 and Case.objects.count() == 1, "an answer counts once"


def test_an_answer_may_be_written_as_people_write_numbers(org: House, visitor: Visitor) -> None:
    page = visitor.send("/help/lodge/", seconds=0, **TOLD).content.decode()
    total = int(answer_to(page))
    said = "零一二三四五六七八九十"[total] if total <= 10 else "十" + "零一二三四五六七八九"[total - 10]
    assert visitor.client.post("/help/lodge/", {**hidden(page), **TOLD, "total": f" {said} "}).status_code == 302


@pytest.mark.parametrize("trick", [{"website": "http://spam.example"}, {"begun": ""}, {"begun": "forged"}])
def test_who_fills_the_trap_or_forges_the_form_is_asked(trick: dict[str, str], org: House, visitor: Visitor) -> None:
    answer = visitor.send("/help/lodge/", **TOLD | trick)
    assert answer.status_code == 422 and answer_to(answer.content.decode())


def test_beyond_the_free_number_a_question_and_far_beyond_it_a_pause(org: House, visitor: Visitor) -> None:
    for turn in range(BRAKES["lodge"].free):
        visitor.lodge(account=f"第{turn}件")
    page = visitor.send("/help/lodge/", **TOLD).content.decode()
    assert answer_to(page)
    assert visitor.client.post("/help/lodge/", {**hidden(page), **TOLD, "total": answer_to(page)}).status_code == 302
    Knock.objects.filter(times=BRAKES["lodge"].free + 1).update(times=BRAKES["lodge"].most)
    busy = visitor.send("/help/lodge/", **TOLD)
    assert busy.status_code == 429 and TOLD["account"] in busy.content.decode()
    visitor.client.defaults["REMOTE_ADDR"] = "10.9.9.9"
    visitor.lodge(account="别处来的")
    visitor.client.defaults["REMOTE_ADDR"] = "127.0.0.1"
    visitor.clock.shift(3601)
    visitor.lodge(account="一小时之后")


def test_guessing_keys_of_many_numbers_from_one_address_is_slowed(org: House, visitor: Visitor) -> None:
    for turn in range(BRAKES["follow"].free):
        assert visitor.follow(f"TS20260304-{turn:04}", "AAAA").status_code == 404
    asked = visitor.follow("TS20260304-9999", "AAAA")
    assert asked.status_code == 422 and answer_to(asked.content.decode())


def test_messages_on_a_case_are_braked_without_losing_words(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    for turn in range(BRAKES["say"].free):
        assert visitor.act(case, "say", text=f"第{turn}句").status_code == 302
    asked = visitor.act(case, "say", text="再说一句")
    assert asked.status_code == 422 and "再说一句" in asked.content.decode()
    assert case.messages.count() == BRAKES["say"].free


def test_no_address_is_kept_and_what_was_counted_is_forgotten(org: House, visitor: Visitor) -> None:
    visitor.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    visitor.lodge()
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.mark) for row in Knock.objects.all())
    visitor.clock.shift(2 * 3600)
    visitor.lodge(account="后来的一件")
    assert Knock.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "10.0.0.1"), (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"), (2, "9.9.9.9, 1.1.1.1, 2.2.2.2", "1.1.1.1"), (2, "1.1.1.1", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"), (1, "", "10.0.0.1"), (1, "nonsense", "nonsense"),
    ],
)  # fmt: skip
def test_the_forwarded_address_counts_only_as_far_as_proxies_are_trusted(proxies: int, forwarded: str, expected: str, settings: object) -> None:
    settings.ENV = settings.ENV.model_copy(update={"trusted_proxies": proxies})
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == expected


def test_a_form_larger_than_its_files_may_be_is_refused_before_it_is_stored(org: House, visitor: Visitor) -> None:
    huge = {"CONTENT_LENGTH": str(500 * 1024 * 1024)}
    answer = visitor.client.generic("POST", "/help/lodge/", b"--x--", content_type="multipart/form-data; boundary=x", **huge)
    page = answer.content.decode()
    assert answer.status_code == 400 and "文件加起来太大" in page and 'href="/"' not in page


def test_without_cookies_the_customer_is_told_in_the_portals_own_words(org: House) -> None:
    answer = Client(enforce_csrf_checks=True).post("/help/lodge/", TOLD)
    page = answer.content.decode()
    assert answer.status_code == 403 and "Cookie" in page and 'href="/"' not in page
