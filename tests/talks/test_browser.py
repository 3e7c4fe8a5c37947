"""The messenger on a page of another site: the visitor writes, staff answer, a case is made, and both see it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from redress.complaints.models import Case
from tests.browsing import demo_pages, faults
from tests.house import organisation
from tests.portal.visitor import answer_to

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(live_server: Any) -> Iterator[str]:
    """A web site of another origin that embeds the messenger."""
    page = f'<!doctype html><html lang="zh"><title>shop</title><h1>shop</h1><script src="{live_server.url}/help/messenger.js" data-language="zh-hans" async></script>'

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"  # the test server is "localhost": another site, not only another origin
    server.shutdown()
    server.server_close()


def begin(where: Any, page: Page, text: str) -> None:
    """Write the first line, and answer the small question asked of whoever is quick."""
    where.locator("[name=text]").fill(text)
    where.get_by_role("button", name="发送").click()
    expect(where.locator("[name=total]").or_(where.locator("#talk-log"))).to_be_visible()
    if where.locator("[name=total]").count():
        where.locator("[name=total]").fill(answer_to(page.frames[-1].content()))
        where.get_by_role("button", name="发送").click()
    expect(where.locator("#talk-log")).to_contain_text(text)


def test_a_visitor_of_another_site_and_staff_talk_and_make_a_case(browser: Browser, shop: str, page: Page, live_server: Any, settings: Any) -> None:
    house = organisation()
    settings.ENV = settings.ENV.model_copy(update={"messenger_sites": [shop], "demo": True})
    outside = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    outside.goto(shop)
    outside.get_by_role("button", name="联系我们").click()
    talk = outside.frame_locator("iframe")
    begin(talk, outside, "空调又不制冷了")

    page.goto(f"{live_server.url}/sign-in/")
    page.locator(f'button[value="{house.user("clerk").username}"]').click()
    page.goto(f"{live_server.url}/talks/")
    assert faults(page) == []
    page.get_by_role("button", name="接待", exact=True).click()
    page.locator("select[name=reply]").select_option("look")
    expect(page.locator("textarea[name=text]")).to_have_value("我现在就去查，请稍等几分钟。")
    page.get_by_role("button", name="答复").click()
    expect(talk.locator("#talk-log")).to_contain_text("我现在就去查")
    talk.locator("#talk [name=text]").first.fill("谢谢，等你")
    talk.locator("#talk [name=text]").first.press("Enter")
    expect(page.locator(".talk-card .talk-log")).to_contain_text("谢谢，等你")
    assert faults(page) == []

    page.get_by_role("link", name="登记为投诉").click()
    page.locator("[name=phone]").fill("13900001234")
    page.locator("[name=name]").fill("王小明")
    page.locator('button[name=finish][value="later"]').click()
    expect(page.locator(".talk-card")).to_be_visible()
    case = Case.objects.get()
    expect(talk.locator(".receipt-key")).to_be_visible()
    expect(talk.locator("#talk-head")).to_contain_text(case.number)
    page.goto(f"{live_server.url}/cases/{case.number}/")
    expect(page.locator("body")).to_contain_text("空调又不制冷了")
    outside.goto(f"{live_server.url}/help/talk/")
    begin(outside, outside, "再问一件事")
    assert faults(outside) == []
    outside.goto(f"{live_server.url}/help/talk/")
    expect(outside.locator("#talk-log")).to_contain_text("再问一件事")  # the browser kept the talk's secret
    outside.context.close()
