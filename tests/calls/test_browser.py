"""The page of the hotline in a browser: it stays open, and the call comes to it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from redress.accounts.models import User
from redress.intake.calls.hearing import call_ended, call_started
from redress.kernel.actor import SYSTEM
from tests.browsing import demo_pages
from tests.house import House, complaint

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_call_comes_to_the_open_page_and_its_record_is_filled_in(org: House, page: Page) -> None:
    case, agent = complaint(org), org.user("clerk")
    User.objects.filter(pk=agent.pk).update(language="en")
    page.goto("/sign-in/?next=/calls/")
    page.locator(f"button[value={agent.username}]").click()
    expect(page.get_by_text("Nobody is on your line.")).to_be_visible()
    now = datetime.now(UTC)
    call_started("c-1", agent=agent.username, caller="13900001234", started_at=now - timedelta(seconds=5), by=SYSTEM, at=now)
    expect(page.get_by_role("heading", name="139****1234")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("link", name=case.number)).to_be_visible()
    page.get_by_role("link", name="Write the record").click()
    expect(page.get_by_role("textbox", name="Telephone")).to_have_value("13900001234")
    expect(page.get_by_role("heading", name="Known customer")).to_be_visible()
    page.get_by_role("textbox", name="What happened").fill("热水器不出热水")
    page.get_by_role("button", name="Register now, complete later").click()
    page.wait_for_url("**/cases/*/")
    call_ended("c-1", ended_at=now, by=SYSTEM, at=now)
    page.reload()
    expect(page.get_by_text("Reception of the customer ended")).to_be_visible()
