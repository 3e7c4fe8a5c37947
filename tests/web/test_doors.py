"""Signing in, the password, language and refusals, asked for over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.utils.translation import override
from tests.house import House
from tests.web.conftest import PASSWORD

from redress.accounts.models import User
from redress.kernel.errors import DomainError, IllegalMove, Invalid, NotAllowed, Stale
from redress.web.errors import refusal
from redress.web.shell.words import due_tone, due_words

NOON = datetime(2026, 2, 13, 4, 0, tzinfo=UTC)


def enter(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": "wang", "password": password, **more})


def test_the_right_password_opens_and_leads_where_one_wanted_to_go(client: Client, wang: User) -> None:
    assert enter(client, next="/style/")["Location"] == "/style/"
    assert client.get("/password/").status_code == 200


def test_a_wrong_password_is_told_and_the_name_stays(client: Client, wang: User) -> None:
    answer = enter(client, "wrong")
    assert answer.status_code == 422
    assert 'value="wang"' in answer.content.decode()
    assert client.get("/password/").status_code == 302


def test_too_many_wrong_passwords_lock_even_the_right_one(client: Client, wang: User, settings) -> None:
    for _attempt in range(settings.ENV.sign_in_tries):
        enter(client, "wrong")
    assert enter(client).status_code == 422


def test_a_foreign_address_is_never_followed(client: Client, wang: User) -> None:
    assert enter(client, next="https://elsewhere.example/")["Location"].startswith("/")
    assert enter(client, next="//elsewhere.example/")["Location"].startswith("/")


def test_one_click_sign_in_exists_only_in_a_demo(client: Client, wang: User, settings) -> None:
    assert client.post("/sign-in/demo/", {"username": "wang"}).status_code == 302
    client.logout()
    settings.ENV = settings.ENV.model_copy(update={"demo": False})
    assert client.post("/sign-in/demo/", {"username": "wang"}).status_code == 404
    assert client.get("/style/").status_code == 404
    assert "wang" not in client.get("/sign-in/").content.decode()


def test_a_password_given_by_somebody_else_is_changed_first(client: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(must_change_password=True)
    enter(client)
    assert client.get("/style/")["Location"] == "/password/"
    refused = client.post("/password/", {"old": PASSWORD, "new": "12345", "again": "12345"})
    assert refused.status_code == 422
    client.post("/password/", {"old": PASSWORD, "new": "quiet-river-42", "again": "quiet-river-42"})
    assert client.get("/style/").status_code == 200
    client.logout()
    assert enter(client).status_code == 422
    assert enter(client, "quiet-river-42").status_code == 302


def test_signing_out_ends_the_session_and_needs_a_form(client: Client, wang: User) -> None:
    enter(client)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/password/").status_code == 302


def test_a_part_of_a_page_after_the_session_ended_sends_the_whole_page_to_sign_in(client: Client, wang: User) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/style/?page=2&sort=due"}
    answer = client.get("/sign-in/?next=/part/", headers=here)
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fstyle%2F%3Fpage%3D2%26sort%3Ddue"
    assert "/style/?page=2&amp;sort=due" in client.get(answer["HX-Redirect"]).content.decode()


@pytest.mark.parametrize("junk", ["\x00", "王" * 100_000, "<script>alert(1)</script>", "\u202eabc", "😀"])
def test_odd_text_neither_breaks_the_sign_in_nor_runs(client: Client, wang: User, junk: str) -> None:
    answer = client.post("/sign-in/", {"username": junk, "password": junk, "next": junk})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


def test_an_unknown_language_or_theme_changes_nothing(client: Client, wang: User) -> None:
    answer = client.post("/language/", {"language": "xx"})
    assert answer.status_code == 302
    assert "redress_language" not in answer.cookies
    assert "redress_theme" not in client.post("/theme/", {"theme": "<b>"}).cookies


def test_an_unknown_address_is_a_friendly_page_in_the_readers_language(client: Client, wang: User) -> None:
    client.cookies["redress_language"] = "zh-hant"
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "這裡沒有內容" in answer.content.decode()


def test_a_form_without_its_token_is_explained(wang: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "wang"})
    assert answer.status_code == 403
    assert "此表单已失效" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed("a", "不可以"), 403),
        (IllegalMove("b", "不可以"), 409),
        (Stale("c", "不可以"), 409),
        (Invalid("d", "不可以"), 422),
        (DomainError("e", "不可以"), 409),
    ],
)
@pytest.mark.parametrize("part", [True, False])
def test_a_refusal_is_said_in_words(rf, wang: User, error: DomainError, status: int, part: bool) -> None:
    request: HttpRequest = rf.get("/")
    request.user, request.htmx, request.actor = wang, _Htmx(part), None
    answer = refusal(request, error)
    assert answer.status_code == status
    assert "不可以" in answer.content.decode()
    assert answer.get("HX-Retarget") == ("#toasts" if part else None)


class _Htmx:
    """What django-htmx puts on a request."""

    boosted = history_restore_request = False

    def __init__(self, asked: bool) -> None:
        self.asked = asked

    def __bool__(self) -> bool:
        return self.asked


@pytest.mark.parametrize(
    ("seconds", "said", "tone"),
    [
        (10 * 86400, "还剩 10 天", "calm"),
        (10 * 86400 - 1, "还剩 9 天 23 小时", "calm"),
        (3 * 86400 + 5 * 3600, "还剩 3 天 5 小时", "calm"),
        (86400, "还剩 1 天 0 小时", "calm"),
        (86399, "还剩 23 小时 59 分", "calm"),
        (4 * 3600, "还剩 4 小时 0 分", "soon"),
        (4 * 3600 + 1, "还剩 4 小时 0 分", "calm"),
        (600, "还剩 10 分钟", "soon"),
        (599, "还剩 9 分 59 秒", "soon"),
        (0, "还剩 0 分 0 秒", "soon"),
        (-1, "刚刚超时", "late"),
        (-60, "已超时 1 分钟", "late"),
        (-3600, "已超时 1 小时 0 分", "late"),
        (-90000, "已超时 1 天 1 小时", "late"),
        (-3453 * 86400 - 11 * 3600, "已超时 3453 天", "late"),
    ],
)
def test_time_left_is_exact_at_each_boundary(seconds: int, said: str, tone: str) -> None:
    due = NOON + timedelta(seconds=seconds)
    with override("zh-hans"):
        assert due_words(due, NOON) == said
    assert due_tone(due, NOON) == tone


@pytest.fixture
def fault(db):
    """Something in the database that every page needs is gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policies_policyversion RENAME TO gone")


def test_a_fault_says_what_was_kept_and_where_to_go(org: House, fault) -> None:
    browser = Client(raise_request_exception=False, headers={"accept-language": "en"})
    browser.cookies["redress_language"] = "en"
    answer = browser.get("/help/lodge/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "nothing was half done" in page
    assert 'href="/help/"' in page
    assert "administrator" not in page
    assert "Traceback" not in page


def test_a_fault_without_the_files_of_the_pages_is_still_told_in_words(org: House, fault, settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    browser = Client(raise_request_exception=False)
    browser.cookies["redress_language"] = "en"
    answer = browser.get("/help/")
    assert answer.status_code == 500
    assert "nothing was half done" in answer.content.decode()
    assert "stylesheet" not in answer.content.decode()
