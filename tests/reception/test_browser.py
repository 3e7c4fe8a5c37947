"""Signing on a tablet: strokes stand where the finger was, and the picture becomes evidence."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from redress.accounts.models import User
from redress.complaints.models import Case
from tests.browsing import demo_pages

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reception_from_the_first_tap_to_the_signature(found_org: object, page: Page) -> None:
    clerk = found_org("utility-hall").user("clerk")
    User.objects.filter(pk=clerk.pk).update(language="en")
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto("/sign-in/?next=/reception/")
    page.locator(f"button[value={clerk.username}]").click()
    page.get_by_role("button", name="Start a reception").click()
    expect(page.get_by_text("Told at once")).to_be_visible()
    page.get_by_role("link", name="Write the record").click()
    page.get_by_role("textbox", name="Name").fill("欧阳小满")
    page.get_by_role("textbox", name="Telephone").fill("13900001234")
    page.get_by_label("What happened").fill("电表走得太快")
    page.get_by_role("button", name="Register now, complete later").click()
    page.get_by_role("link", name="Turn the screen to the customer").click()
    expect(page.locator("[data-signature][data-bound]")).to_be_visible()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 90, steps=6)
    page.mouse.up()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("confirmed", exact=True)).to_be_visible()
    picture = Image.open(BytesIO(Case.objects.get().evidence.get().file.read()))
    left, _top, right, _bottom = picture.getchannel("A").getbbox()
    assert left > picture.width - 80 and right <= picture.width, "the stroke is at the right edge, where the finger was"
