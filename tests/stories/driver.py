"""Drives a case through the real pages, each act by somebody who may do it, looking at what each then sees."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.complaints.people import People
from tests.house import House, Walk


@dataclass
class Story:
    """One case on its way through the pages. Pictures of each step go where REDRESS_PICTURES says."""

    page: Page
    house: House
    number: str = ""
    who: str = ""
    shots: int = 0

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return Case.objects.select_related("department").get(number=self.number)

    @property
    def walk(self) -> Walk:
        """Finds people who may do an act now."""
        return Walk(self.house, self.case, timezone.now())

    def sign_in(self, user: User) -> None:
        """Become somebody by one click."""
        if self.who == user.username:
            return
        self.page.context.clear_cookies()
        self.page.goto("/sign-in/")
        card = self.page.locator("button.person-card").first  # the page shows one card a role; the door takes anybody
        card.evaluate("(button, name) => { button.value = name }", user.username)
        card.click()
        self.page.wait_for_url(re.compile(r"/(?!sign-in)"))
        self.who = user.username

    def picture(self, name: str) -> None:
        """Keep a picture of the page, when pictures are wanted."""
        folder = os.environ.get("REDRESS_PICTURES")
        if folder:
            self.shots += 1
            path = Path(folder) / f"{self.house.policy.code}-{self.shots:02}-{name}.png"
            self.page.screenshot(path=str(path), full_page=True)

    def fill(self, form: Locator, **values: object) -> None:
        """Type or choose what a form asks."""
        for name, value in values.items():
            field = form.locator(f"[name='{name.replace('__', '-')}']")
            kind = field.first.evaluate("item => item.tagName === 'SELECT' ? 'select' : item.type")
            if kind == "select":
                field.select_option(str(value))
            elif kind == "radio":
                form.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "checkbox":
                field.first.set_checked(bool(value))
            else:
                field.first.fill(str(value))

    def act(self, code: str, by: User, **values: object) -> None:
        """Open the case as ``by``, choose the act on the page, fill its form, send it, and see that it was done."""
        self.sign_in(by)
        self.page.goto(f"/cases/{self.number}/")
        link = self.page.locator(f".case-next a[href$='/{code}/']").first
        if not link.is_visible():
            self.page.locator(".case-more > summary").click()
        link.click()
        form = self.page.locator("#act form")
        expect(form).to_be_visible()
        self.fill(form, **values)
        if code in ("confirm-record", "receive-remedy"):
            self.sign(form)
        self.picture(f"{code}-form")
        form.locator("button.btn-primary").click()
        expect(self.page.locator(".toast-success")).to_be_visible()
        expect(self.page.locator("#story-title")).to_be_visible()
        self.picture(code)

    def sign(self, form: Locator) -> None:
        """Draw a signature."""
        canvas = form.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 30)
        mouse.down()
        mouse.move(box["x"] + 120, box["y"] + 80, steps=6)
        mouse.move(box["x"] + 200, box["y"] + 40, steps=6)
        mouse.up()

    def station(self) -> User:
        """Who has the drafted answer now."""
        case = self.case
        answer = case.answers.get(round=case.round)
        return User.objects.get(pk=People(timezone.now()).holding(answer, case)[0])

    def later(self, **span: int) -> str:
        """A moment from now as a browser types it, in the organisation's zone."""
        return f"{timezone.localtime(timezone.now() + timedelta(**span)):%Y-%m-%dT%H:%M}"
