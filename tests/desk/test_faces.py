"""The desk in a real browser: open to everybody, in every width and theme, and by keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.complaints.states import Stage
from tests.browsing import demo_pages, faults
from tests.house import House, Walk, complaint, organisation

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, user: User) -> None:
    """Sign in by the demo card."""
    page.goto("/sign-in/")
    page.locator(f"button[value={user.username}]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture
def house() -> House:
    """An organisation with a closed case, an open one, and an unread notice."""
    made = organisation()
    now = timezone.now()
    Walk(made, complaint(made, at=now), now).to(Stage.CLOSED)
    complaint(made, at=now, title="空调外机漏水" * 10)
    return made


def test_nobody_is_shut_out(page: Page, house: House) -> None:
    enter(page, house.user("clerk"))
    case = Case.objects.get(ended_at=None)
    for width, theme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        for path in ("/", "/cases/?tab=all", "/cases/filters/?stage=closed", "/cases/views/", "/search/?q=外机", "/search/", "/customers/?q=1234", "/customers/C0000001/", "/customers/C0000001/correct/", "/notices/?show=all", f"/cases/{case.number}/", f"/cases/{case.number}/assess/"):
            page.goto(path)
            assert faults(page) == [], (path, width, theme)


def test_bulk_acts_by_keyboard_ask_and_then_tell(page: Page, house: House) -> None:
    archivist = next(user for user in house.users if house.actor(user).everywhere("case.archive") and house.actor(user).everywhere("case.see"))
    person = next(role for role, people in house.people.items() if archivist in people)
    enter(page, house.people[person][0])
    page.goto("/cases/?tab=all&sort=number")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-bulk] button[value=archive]").click()
    assert faults(page) == []
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[data-done]")).to_have_count(1)
    expect(page.locator("[data-refused]")).to_have_count(1)
    assert faults(page) == []


def test_filters_open_in_the_list_and_narrow_it(page: Page, house: House) -> None:
    enter(page, house.user("clerk"))
    page.goto("/cases/?tab=all")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator(".filters > summary").click()
    page.locator("#filter-text").fill("外机")
    page.locator(".filters-form button.btn-primary").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator(".filter-chips a").first.click()
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/TS*/")
