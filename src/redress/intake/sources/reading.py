"""What a message says, field by field, found by the paths that the source's mapping names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redress.intake.sources.refusing import REASONS
from redress.kernel.errors import Invalid
from redress.kernel.texts import clean_text

LARGEST = 256 * 1024
"""Bytes of the largest message taken."""

FIELDS: dict[str, tuple[object, int]] = {
    "number": (pgettext_lazy("message of a source", "Its own number"), 100),
    "account": (pgettext_lazy("message of a source", "What happened"), 100_000),
    "title": (pgettext_lazy("message of a source", "Title"), 200),
    "name": (pgettext_lazy("message of a source", "Name of the customer"), 80),
    "phone": (pgettext_lazy("message of a source", "Telephone of the customer"), 60),
    "email": (pgettext_lazy("message of a source", "E-mail of the customer"), 200),
    "wish": (pgettext_lazy("message of a source", "What the customer wants"), 2000),
    "occurred_at": (pgettext_lazy("message of a source", "When it happened"), 40),
    "deadline": (pgettext_lazy("message of a source", "Deadline for the answer"), 40),
    "state": (pgettext_lazy("message of a source", "State there"), 200),
}
"""What may be found in a message: its label, and the most characters taken."""
NEEDED = ("number", "account")
MOMENTS = ("occurred_at", "deadline")


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says; a text that it does not give is empty."""

    number: str
    account: str
    title: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    wish: str = ""
    state: str = ""
    occurred_at: datetime | None = None
    deadline: datetime | None = None


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a message. Raises Invalid, coded "too-large" or "unreadable"."""
    if len(body) > LARGEST:
        raise Invalid("too-large", REASONS["too-large"])
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("unreadable", REASONS["unreadable"])
    return found


def read(mapping: Mapping[str, str], data: dict[str, Any], zone: tzinfo) -> Message:
    """What a message says. A moment without its zone is one of ``zone``; a day alone is its beginning, as a deadline its end.

    Raises Invalid, coded "fields", naming each field at fault by the path at which it was looked for.
    """
    found: dict[str, Any] = {}
    errors: dict[str, object] = {}
    for name, path in mapping.items():
        try:
            text = _text(_at(data, path), FIELDS[name][1])
            if text:
                found[name] = _moment(text, zone, ends=name == "deadline") if name in MOMENTS else text
        except _Unfit as no:
            errors[path] = no.sentence
    errors |= {mapping.get(name, name): _("This is needed.") for name in NEEDED if name not in found and mapping.get(name, name) not in errors}
    if errors:
        raise Invalid("fields", REASONS["fields"], errors)
    return Message(**found)


class _Unfit(Exception):
    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _at(data: Any, path: str) -> Any:
    """What stands at a dotted path; a number picks from a list; None where there is nothing."""
    for part in path.split("."):
        if isinstance(data, list) and part.isascii() and part.isdigit():
            data = data[int(part)] if len(part) < 6 and int(part) < len(data) else None
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data


def _text(value: Any, most: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _Unfit(_("Give a text."))
    if isinstance(value, str) and len(value) > most or isinstance(value, int) and abs(value) >= 10**18:
        raise _Unfit(_("This is too long."))
    text = clean_text(str(value)).strip()
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise _Unfit(_("This is no text."))
    return text


def _moment(text: str, zone: tzinfo, *, ends: bool) -> datetime:
    try:
        if len(text) <= 10:
            moment = datetime.combine(date.fromisoformat(text.replace("/", "-")), time(23, 59, 59) if ends else time())
        else:
            moment = datetime.fromisoformat(text.replace("/", "-"))
        if not 1990 <= moment.year <= 2200:
            raise ValueError(text)
    except ValueError:
        raise _Unfit(_("Give a moment as in 2026-03-04 12:00:00, or with its zone as in 2026-03-04T12:00:00+08:00.")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
