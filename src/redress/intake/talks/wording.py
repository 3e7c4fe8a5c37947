"""What is said in a talk in the pack's words: canned answers filled in, the name under which staff answer."""

from datetime import datetime

from django.utils.formats import date_format

from redress.accounts.models import User
from redress.deadlines.calendars import calendar_of
from redress.deadlines.queries import promised
from redress.intake.models import Talk
from redress.kernel.localised import say
from redress.kernel.texts import filled
from redress.policies.policy import Policy
from redress.policies.schema.doors import Canned, Messenger

TWO_CHARACTERS = (
    "欧阳",
    "歐陽",
    "上官",
    "司马",
    "司馬",
    "诸葛",
    "諸葛",
    "司徒",
    "东方",
    "東方",
    "皇甫",
    "尉迟",
    "尉遲",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
    "公孙",
    "公孫",
    "张简",
    "張簡",
)
"""Surnames of two characters."""


def surname(name: str) -> str:
    """The surname of a person: the first character or two of a Chinese name, the last word of another."""
    name = name.strip()
    if name.isascii():
        return name.split()[-1] if name else ""
    return name[:2] if name.startswith(TWO_CHARACTERS) else name[:1]


def shown_as(person: User | None, rule: Messenger, language: str) -> str:
    """How one of staff is called before visitors."""
    return say(dict(rule.signs), language).format(surname=surname(person.name) if person else "").strip(" ,，")


def fill(canned: Canned, talk: Talk, policy: Policy, me: User) -> str:
    """A canned answer for a talk, in the visitor's language. A piece in brackets is left out where the talk cannot fill it: no visitor ever reads "{name}"."""
    door, language = policy.pack.portal, talk.language
    assert door is not None and door.messenger is not None
    promise = promised(talk.case) if talk.case else None
    known = {
        "name": talk.name or "", "number": talk.case.number if talk.case else "",
        "promised": f"{promise.due_at.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}" if promise else "",
        "me": shown_as(me, door.messenger, language), "organisation": say(dict(policy.pack.organisation), language),
    }  # fmt: skip
    return filled(say(dict(canned.text), language), known)


def closed(policy: Policy, rule: Messenger, language: str, at: datetime) -> str:
    """What is told out of hours, with the next opening; empty while somebody answers."""
    calendar = calendar_of(policy, rule.calendar)
    if calendar.is_open(at):
        return ""
    opens = calendar.local(calendar.opening(at))
    return say(dict(rule.closed), language).format(opens=date_format(opens, "DATETIME_FORMAT"))
