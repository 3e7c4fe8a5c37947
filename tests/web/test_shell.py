"""The frame in a real browser: open to everybody, in every width, theme and language, and it loses nothing typed."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import faults

from redress.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, user: User) -> None:
    """Sign in by the demo card."""
    page.goto("/sign-in/?next=/style/")
    page.locator(f"button[value={user.username}]").click()
    page.wait_for_url("**/style/")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1000, "dark"), (360, "light"), (360, "dark")])
def test_nobody_is_shut_out(page: Page, wang: User, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    page.goto("/sign-in/")
    assert faults(page) == []
    enter(page, wang)
    assert faults(page) == []
    page.goto("/password/")
    assert faults(page) == []


def test_language_changes_on_the_same_page_and_stays_with_the_person(
    page: Page, context: BrowserContext, wang: User
) -> None:
    enter(page, wang)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.goto("/style/?page=2")
    page.locator(".top-reader").click()
    page.locator(".menu button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Style guide")
    assert page.url.endswith("/style/?page=2")
    context.clear_cookies(name="redress_language")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_language_of_a_stranger_is_kept_in_the_browser(page: Page, wang: User) -> None:
    page.goto("/sign-in/")
    page.locator("button[value=zh-hant]").click()
    expect(page.locator("h1")).to_have_text("登入")
    page.reload()
    expect(page.locator("h1")).to_have_text("登入")


def test_dark_is_there_at_once_and_after_a_reload(page: Page, wang: User) -> None:
    page.emulate_media(color_scheme="light")
    enter(page, wang)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator(".top-reader").click()
    with page.expect_response("**/theme/"):
        page.locator(".menu button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark


def test_automatic_theme_follows_the_computer(page: Page, wang: User) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/sign-in/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != light


def test_question_mark_shows_the_keys_but_not_while_typing(page: Page, wang: User) -> None:
    enter(page, wang)
    page.locator("#id_text").press_sequentially("why?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#id_text").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_rows_are_walked_and_chosen_by_keyboard(page: Page, wang: User) -> None:
    enter(page, wang)
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tr.is-here")).to_contain_text("TS20260213-0002")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 1 项")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/style/#TS20260213-0001")


def test_shift_chooses_a_span_and_the_bar_counts_it(page: Page, wang: User) -> None:
    enter(page, wang)
    boxes = page.locator("[data-pick]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 3 项")
    expect(page.locator("[data-pick-all]")).to_be_checked()
    page.locator("[data-bulk-clear]").click()
    expect(page.locator("[data-bulk]")).to_be_hidden()


def test_a_draft_survives_a_crash_and_can_be_discarded(page: Page, wang: User) -> None:
    enter(page, wang)
    page.locator("#id_text").fill("客户说机器冒烟")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("客户说机器冒烟")
    expect(page.locator("[data-draft-words]")).to_contain_text("已恢复")
    page.locator("[data-draft-discard]").click()
    expect(page.locator("#id_text")).to_have_value("")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")


def test_a_draft_is_done_with_once_the_form_was_accepted(page: Page, wang: User) -> None:
    enter(page, wang)
    page.locator("#id_text").fill("已经发出的话")
    page.locator("form[data-draft] button.btn-primary").click()
    expect(page.locator(".toast-success")).to_be_visible()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")


def test_a_lost_connection_is_told_and_costs_nothing(page: Page, context: BrowserContext, wang: User) -> None:
    enter(page, wang)
    context.set_offline(True)
    page.locator("#id_text").fill("断网时写的")
    expect(page.locator("[data-draft-words]")).to_contain_text("网络已断开", timeout=6000)
    context.set_offline(False)
    expect(page.locator("[data-draft-words]")).to_contain_text("保存", timeout=6000)
    page.reload()
    expect(page.locator("#id_text")).to_have_value("断网时写的")


def test_a_draft_is_not_shown_to_the_next_person_at_the_desk(page: Page, wang: User) -> None:
    enter(page, wang)
    other = User.objects.create(username="zhao", name="赵敏", department=wang.department)
    page.locator("#id_text").fill("只给自己看")
    page.locator(".top-reader").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/sign-in/")
    page.evaluate("document.querySelector('button[value=wang]').value = 'zhao'")
    page.locator(f"button[value={other.username}]").click()
    page.goto("/style/")
    expect(page.locator("#id_text")).to_have_value("")


def test_clock_chips_count_down_by_themselves(page: Page, wang: User) -> None:
    enter(page, wang)
    chip = page.locator(".clock-soon [data-due-words]").filter(has_text="秒").first
    before = chip.inner_text()
    expect(chip).not_to_have_text(before, timeout=4000)
