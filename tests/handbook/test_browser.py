"""Handbook, draft and people in a real browser: open to everybody, the search finds, an error leads to its line."""

import pytest
from playwright.sync_api import Page, expect

from redress.policies.models import PolicyVersion
from redress.policies.operations import save_draft, start_draft
from tests.browsing import demo_pages, faults
from tests.house import NOON, House

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(org: House) -> PolicyVersion:
    """A draft with one error in its last line."""
    by = org.actor("admin")
    begun = start_draft("enterprise", based_on=org.version, by=by, at=NOON)
    return save_draft(begun, source=begun.source.rstrip() + "\nsurprise: 1", by=by, at=NOON)


def enter(page: Page, path: str) -> None:
    """Sign in as the administrator by the demo card, and go to a page."""
    page.goto(f"/sign-in/?next={path}")
    page.locator("button[value=admin]").click()
    page.wait_for_url(f"**{path}")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_nobody_is_shut_out(page: Page, draft: PolicyVersion, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    enter(page, "/people/")
    for path in ("/people/", "/me/", "/roles/", "/calendars/office/", "/handbook/", f"/handbook/draft/{draft.pk}/", "/handbook/compare/", "/ledger/"):
        page.goto(path)
        assert faults(page) == [], path


def test_the_search_of_the_handbook_leaves_what_fits(page: Page, org: House) -> None:
    enter(page, "/handbook/")
    entries = page.locator("[data-book-entry]:visible")
    before = entries.count()
    page.locator("[data-book-find] input").fill("危机")
    expect(page.locator("[data-book-found]")).to_contain_text("找到")
    assert 0 < entries.count() < before
    page.locator("[data-book-find] input").fill("绝无此词")
    expect(page.locator("[data-book-found]")).to_have_text("找到 0 处")
    assert page.locator("[data-book-chapter]:visible").count() == 0


def test_an_error_leads_to_its_line_of_the_text(page: Page, draft: PolicyVersion) -> None:
    enter(page, f"/handbook/draft/{draft.pk}/")
    page.locator("[data-line]").click()
    chosen = page.evaluate("(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd); })()")
    assert chosen == "surprise: 1"
    lines = draft.source.count("\n") + 1
    assert page.locator("[data-line-numbers]").inner_text().split()[-1] == str(lines)
