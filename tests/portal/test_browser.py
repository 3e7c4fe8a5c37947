"""The portal in a real browser: without scripts on a small telephone, and open to everybody in every width and theme."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.complaints.queries import broken
from redress.complaints.states import Stage
from redress.flows import outside
from tests.browsing import demo_pages, faults
from tests.house import House, Walk, leaf_category, organisation, record
from tests.portal.visitor import answer_to

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def telephone(browser: Browser, live_server: object) -> Iterator[Page]:
    """A telephone of 360 px that runs no script."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


class Shots:
    """Pictures of each step, when REDRESS_PICTURES names a folder."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def take(self, page: Page) -> None:
        folder = os.environ.get("REDRESS_PICTURES")
        if folder:
            self.count += 1
            page.screenshot(path=str(Path(folder) / f"portal-{self.name}-{self.count:02}.png"), full_page=True)


def send(page: Page, form: str) -> None:
    """Send a form; when it asks its small question, answer it."""
    page.locator(f"{form} button.btn-primary").click()
    total = page.locator(f"{form} input[name=total]")
    if total.count():
        total.fill(answer_to(page.content()))
        page.locator(f"{form} button.btn-primary").click()


def worked(house: House, walk: Walk, *codes: str) -> None:
    for code in codes:
        if not (code == "sign" and house.policy.code != "mall"):
            walk.step(code)


@pytest.mark.parametrize("pack", ["enterprise", "mall"])
def test_from_the_poster_to_a_second_answer_that_is_accepted(pack: str, telephone: Page) -> None:
    house, page, shots = organisation(pack), telephone, Shots(pack)
    place = {"enterprise": "visitors-desk", "mall": "store-taichung"}[pack]
    page.goto(f"/help/lodge/?place={place}")
    expect(page.locator(".help-place")).to_be_visible()
    page.locator("[name=account]").fill("专柜买的外套才穿一次就脱线，店员说不能换。")
    page.locator("[name=wish]").fill("换一件新的")
    page.locator("[name=name]").fill("司马小北")
    page.locator("[name=phone]").fill("13911112222")
    page.locator("[name=agreed]").check()
    shots.take(page)
    send(page, ".help-form")
    page.wait_for_url("**/receipt/")
    shots.take(page)
    number, key = page.locator(".receipt-number").inner_text(), page.locator(".receipt-key").inner_text()
    page.goto("/help/follow/")
    page.locator("[name=number]").fill(number)
    page.locator("[name=key]").fill(key)
    send(page, ".help-form")
    expect(page.locator(".help-stage")).to_be_visible()

    walk = Walk(house, Case.objects.get(number=number), timezone.now() - timedelta(hours=1))
    changes = {"category": leaf_category(house.policy), "place": "专柜", "occurred_at": timezone.now() - timedelta(days=1)}
    walk.do("correct-record", changes=changes, fields=record(house).fields)
    walk.to(Stage.ANSWERED)
    scale = house.policy.pack.satisfaction.scale
    page.reload()
    expect(page.locator("#judge blockquote")).to_contain_text("已安排今日上门")
    shots.take(page)
    page.locator(f"#judge [name=score][value='{scale[0].value}']").check()
    page.locator("#judge [name=words]").fill("换来的还是脱线")
    page.locator("#judge [name=recommend][value='1']").check()
    send(page, "#judge form")
    expect(page.locator(".help-stage")).to_contain_text("重新处理")
    expect(page.locator("#judge")).to_have_count(0)
    page.locator("#say_text").fill("这次请先检查再给我")
    send(page, "#thread form")
    shots.take(page)

    walk.case.refresh_from_db()
    worked(house, walk, "investigated", "decide", "draft-answer", "answer", "sign")
    page.reload()
    page.locator(f"#judge [name=score][value='{scale[-1].value}']").check()
    send(page, "#judge form")
    shots.take(page)
    case = Case.objects.get(number=number)
    assert (case.stage, case.satisfied, case.round, broken(case)) == (Stage.CONFIRMED, True, 2, None)
    assert [verdict.recommend for verdict in case.verdicts.all()] == [1, None]
    page.locator(".help-leave button").click()
    page.goto(f"/help/case/{number}/")
    expect(page.locator("[data-follow]")).to_be_visible()


def test_everybody_can_use_every_page(page: Page) -> None:
    house = organisation()
    door = house.policy.pack.portal
    now = timezone.now()
    case, key = outside.lodge(Record(kind=door.kinds[0], channel="", title="空调", account="不制冷" * 60, name="欧阳", contact={"phone": "13900001234"}), at=now)
    walk = Walk(house, case, now - timedelta(hours=1))
    walk.do("correct-record", changes={"category": "malfunction", "place": "家中", "occurred_at": now - timedelta(days=1)}, fields=record(house).fields)
    walk.to(Stage.ANSWERED)
    page.goto(f"/help/follow/?number={case.number}#{key}")
    page.wait_for_url(f"**/help/case/{case.number}/")  # a scanned code opens the case by itself, and the key leaves the address
    here = f"/help/case/{case.number}/"
    for language in ("zh-hans", "zh-hant", "en"):
        page.context.add_cookies([{"name": "redress_language", "value": language, "url": page.url}])
        for width, theme in ((360, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            for path in ("/help/", "/help/lodge/?place=visitors-desk", "/help/report/", "/help/follow/", here, "/help/case/none/", "/help/nothing/"):
                page.goto(path)
                assert faults(page, colours=language == "zh-hans") == [], (path, language, width, theme)
    page.goto("/help/lodge/")
    page.locator(".help-form button.btn-primary").click()
    assert faults(page) == []
    page.locator("[role=alert] a").first.click()
    expect(page.locator("#lodge_account")).to_be_focused()


def test_the_receipt_is_open_to_everybody_and_prints_without_its_buttons(page: Page) -> None:
    organisation()
    page.goto("/help/lodge/")
    for name, words in (("account", "冒烟"), ("name", "欧阳"), ("email", "a@example.com")):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=agreed]").check()
    send(page, ".help-form")
    page.wait_for_url("**/receipt/")
    for width, theme in ((360, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        page.reload()
        assert faults(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".receipt-key")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
