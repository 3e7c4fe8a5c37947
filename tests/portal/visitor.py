"""A customer before the pages: opens them, fills in forms at a person's pace, answers the small question when asked."""

import html
import re
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from redress.complaints.models import Case

TOLD = {"account": "空调装好三天就不制冷，打了五次电话没人来。", "name": "欧阳小满", "phone": "13900001234", "agreed": "on", "category": ""}
DIGITS = "零一二三四五六七八九"


def answer_to(page: str) -> str:
    """The answer to the question that a page asks in Chinese; empty when it asks none."""
    asked = re.search(r">\s*([零一二三四五六七八九])加([零一二三四五六七八九])等[于於]", page)
    return str(DIGITS.index(asked[1]) + DIGITS.index(asked[2])) if asked else ""


def hidden(page: str, form: str = "") -> dict[str, str]:
    """The hidden fields of the form whose address ends in ``form`` (of the first that has any, for none)."""
    parts = [part for part in page.split("<form")[1:] if 'name="begun"' in part and (not form or f'{form}"' in part.split(">")[0])]
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', parts[0].split("</form>")[0]) if parts else []
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


class Visitor:
    """Keeps cookies like a browser."""

    def __init__(self, clock: time_machine.Traveller, language: str = "zh-hans") -> None:
        self.clock, self.client = clock, Client()
        self.client.cookies["redress_language"] = language
        self.key = ""

    def see(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()

    def send(self, path: str, *, form: str = "", seconds: int = 30, to: str = "", **typed: Any) -> HttpResponse:
        """Open a page, take ``seconds`` to fill in its form, and send it."""
        page = self.client.get(path).content.decode()
        self.clock.shift(seconds)
        return self.client.post(to or path, {**hidden(page, form), **typed})

    def lodge(self, **typed: Any) -> Case:
        """Tell the house, and keep number and key of the receipt."""
        answer = self.send("/help/lodge/", **(TOLD | typed))
        assert answer.status_code == 302, answer.content.decode()
        return self.kept(answer)

    def kept(self, answer: HttpResponse) -> Case:
        """Read the receipt that an answer leads to."""
        page = self.see(answer["Location"])
        self.key = re.search(r'receipt-key">([0-9A-Z-]+)<', page)[1]  # type: ignore[index]
        return Case.objects.get(number=answer["Location"].split("/")[3])

    def follow(self, number: str, key: str, **more: Any) -> HttpResponse:
        """Type a number and a key."""
        return self.send("/help/follow/", number=number, key=key, **more)

    def act(self, case: Case, act: str, **typed: Any) -> HttpResponse:
        """Send one of the forms of the case page."""
        here = f"/help/case/{case.number}/"
        return self.send(here, form=f"/{act}/", to=f"{here}{act}/", **typed)
