"""What is typed into the form of an act outlives a crash, follows its writer to another computer, and is gone once it was sent."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import demo_pages
from tests.house import House, complaint
from tests.stories.driver import Story

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_draft_of_an_act_is_kept_until_it_was_sent(org: House, page: Page) -> None:
    case = complaint(org, at=timezone.now())
    story = Story(page, org, case.number)
    story.sign_in(org.user("clerk"))
    form = f"/cases/{case.number}/note/"

    page.goto(form)
    page.locator("[name=text]").fill("客户周三以后才有空")
    expect(page.locator("[data-draft-words]")).to_contain_text("保存", timeout=8000)
    page.evaluate("localStorage.clear()")  # another computer
    page.goto(form)
    expect(page.locator("[name=text]")).to_have_value("客户周三以后才有空")
    expect(page.locator("[data-draft-discard]")).to_be_visible()

    page.locator("#act button.btn-primary").click()
    expect(page.locator(".toast-success")).to_be_visible()
    page.goto(form)
    expect(page.locator("[name=text]")).to_have_value("")
    expect(page.locator("[data-draft-note]")).to_be_hidden()
