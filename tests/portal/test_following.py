"""Number and key open one case; everything else looks the same as a wrong key."""

import re

import pytest
from django.test import Client

from redress.flows import outside
from tests.house import NOON, House
from tests.portal.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def plain(page: str) -> str:
    """A page without what differs each time it is drawn, and without the number typed."""
    return re.sub(r'\s+|value="[^"]*"', "", page)


def test_a_wrong_key_an_unknown_number_and_a_foreign_case_look_the_same(org: House, visitor: Visitor) -> None:
    case, other = visitor.lodge(), Visitor(visitor.clock)
    wrong = other.follow(case.number, "AAAA-AAAA-AAAA-AAAA")
    unknown = other.follow("TS19990101-0001", "AAAA-AAAA-AAAA-AAAA")
    assert wrong.status_code == unknown.status_code == 404
    assert plain(wrong.content.decode()) == plain(unknown.content.decode())
    foreign, nowhere = other.see(f"/help/case/{case.number}/", 404), other.see("/help/case/TS19990101-0001/", 404)
    assert plain(foreign) == plain(nowhere) == plain(wrong.content.decode())
    for act in ("say", "confirm", "judge", "receipt"):
        sent = other.client.post(f"/help/case/{case.number}/{act}/", {"text": "x"})
        assert sent.status_code == 404 and plain(sent.content.decode()) == plain(nowhere)
    assert not case.messages.exists()


def test_too_many_wrong_keys_lock_a_number_whether_it_exists_or_not(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    for number in (case.number, "TS19990101-0001"):
        other = Visitor(visitor.clock)
        for turn in range(8):
            other.client.defaults["REMOTE_ADDR"] = f"10.1.{turn}.1"
            assert other.follow(number, "AAAA-AAAA-AAAA-AAAA").status_code == 404
        locked = other.follow(number, visitor.key)
        assert locked.status_code == 429 and "一刻钟" in locked.content.decode()
    visitor.clock.shift(16 * 60)
    assert Visitor(visitor.clock).follow(case.number, visitor.key).status_code == 302


def test_a_new_key_ends_what_a_browser_had_open_and_leaving_forgets_it(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    here = f"/help/case/{case.number}/"
    visitor.see(here)
    visitor.key = outside.new_key(case, by=org.actor(case.answerable), at=NOON)
    visitor.see(here, 404)
    assert visitor.follow(case.number, visitor.key).status_code == 302
    visitor.see(here)
    left = visitor.client.post(f"{here}leave/")
    assert visitor.client.cookies["redress_case"].value == "" and "本机已经清除" in visitor.see(left["Location"])


def test_a_cookie_of_one_case_opens_no_other(org: House, visitor: Visitor) -> None:
    mine, foreign = visitor.lodge(), Visitor(visitor.clock).lodge(account="另一件事")
    thief = Visitor(visitor.clock)
    thief.client.cookies["redress_case"] = visitor.client.cookies["redress_case"].value
    thief.see(f"/help/case/{mine.number}/")
    thief.see(f"/help/case/{foreign.number}/", 404)


def test_private_pages_are_kept_nowhere_and_tell_no_other_site(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    for path in (f"/help/case/{case.number}/", "/help/follow/", "/help/report/", "/help/case/nothing/"):
        answer = visitor.client.get(path)
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"  # no-referrer would make browsers send "Origin: null" with our own forms
        assert "default-src 'self'" in answer["Content-Security-Policy"]
    for cookie in visitor.client.cookies.values():
        if cookie.key in ("redress_case", "redress_key"):
            assert cookie["httponly"] and cookie["path"] == f"/help/case/{case.number}/" and cookie["samesite"] == "Lax"


def test_staff_who_are_signed_in_are_strangers_on_the_portal(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    client = Client()
    client.force_login(case.answerable, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/help/case/{case.number}/").status_code == 404
    assert case.answerable.name not in client.get("/help/").content.decode()
