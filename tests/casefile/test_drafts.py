"""What is typed into the form of an act outlives a crash, follows its writer to another computer, and is gone once it was sent."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import demo_pages
from tests.house import House, complaint, organisation
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


def test_what_was_typed_goes_along_into_an_enquiry_slip_and_leaves_the_register_form_fresh(page: Page) -> None:
    house = organisation("utility-hall")
    now = timezone.now()
    case = complaint(house, at=now, kind="complaint", reception_ended=now)
    story = Story(page, house, case.number)
    story.sign_in(house.user("clerk"))
    page.goto("/register/")
    form = page.locator("form.register")
    story.fill(form, phone="13900001234", name="欧阳小满", kind="complaint", category=case.category, account="又来问什么时候有说明")
    page.locator("[data-choose-customer]").first.click()

    page.locator("[data-slip]").click()

    expect(page.locator("#act [name=text]")).to_have_value("又来问什么时候有说明")
    page.locator("#act button.btn-primary").click()
    expect(page.locator(".toast-success")).to_be_visible()
    page.goto("/register/")
    expect(form.locator("[name=account]")).to_have_value("")
    expect(form.locator("[name=category]")).to_have_value("")
