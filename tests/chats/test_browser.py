"""A customer writes in WeChat: taken, answered, registered at the desk, and the customer's telephone shows it all."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from redress.complaints.models import Case
from redress.jobs.tasks import fetch_chat_files, send_chats
from tests.browsing import demo_pages, faults
from tests.chats.platform import PICTURE, Chat, Counterpart
from tests.house import House

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "空调又不制冷了"


class _Now:
    """The real clock: the test server runs by it."""

    def move_to(self, _when: object) -> None: ...


def test_a_message_is_taken_answered_registered_and_the_key_comes_back(page: Page, live_server: Any, org: House, admin: Client, platform: Counterpart) -> None:
    chat = Chat(admin, platform, _Now())  # type: ignore[arg-type]
    platform.media = {"m-1": ("image/png", PICTURE)}
    chat.say(SAID)
    chat.send("image", MediaId="m-1")
    page.goto(f"{live_server.url}/sign-in/")
    page.locator(f'button[value="{org.user("clerk").username}"]').click()
    page.goto(f"{live_server.url}/talks/")
    expect(page.locator("#talk-waiting")).to_contain_text("示范 wechat")
    page.get_by_role("button", name="接待", exact=True).click()
    expect(page.locator(".talk-files")).to_contain_text("正在取回")
    fetch_chat_files()
    expect(page.locator(".talk-files a")).to_have_text("file.png")  # by itself, without loading the page anew
    page.locator("textarea[name=text]").fill("您好，马上去查。")
    page.get_by_role("button", name="答复").click()
    expect(page.locator(".talk-card .talk-log")).to_contain_text("马上去查")
    assert faults(page) == []
    send_chats()
    assert platform.texts[-1] == ("o-visitor", "您好，马上去查。")
    page.get_by_role("link", name="登记为投诉").click()
    page.locator("[name=phone]").fill("13900001234")
    page.locator("[name=name]").fill("王小明")
    page.locator('button[name=finish][value="later"]').click()
    expect(page.locator(".talk-card")).to_be_visible()
    case = Case.objects.get()
    send_chats()
    told = platform.texts[-1][1]
    assert case.number in told and re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", told)
    chat.say("谢谢")
    expect(page.locator(".talk-card .talk-log")).to_contain_text("谢谢")
    page.goto(f"{live_server.url}/cases/{case.number}/")
    expect(page.locator("body")).to_contain_text("示范 wechat")
    assert faults(page, colours=False) == []
