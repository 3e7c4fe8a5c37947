"""The places that the rail offers, by right. An area that is not installed has no item."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redress.kernel.actor import Actor
from redress.policies.store import current_policy


@dataclass(frozen=True, slots=True)
class Place:
    """One item of the rail: ``key`` is what a page calls itself by in ``{% block here %}``; ``act`` is the right needed."""

    key: str
    label: Promise
    icon: str
    view: str
    act: str = ""
    shortcut: str = ""
    when: Callable[[Actor, datetime], bool] = lambda _actor, _at: True


def _receives(actor: Actor, at: datetime) -> bool:
    """Whether talks come in for a role of the actor."""
    portal = current_policy(at).pack.portal
    return portal is not None and portal.messenger is not None and portal.receives in actor.roles()


PLACES = (
    Place("home", _("My work"), "home", "home", shortcut="g h"),
    Place("queue", _("Cases"), "list-details", "queue", "case.see", "g q"),
    Place("calls", _("Calls"), "phone", "calls", "case.register", "g l"),
    Place("reception", _("Reception"), "headset", "reception", "case.register", "g r"),
    Place("talks", _("Talks"), "messages", "talks", "case.register", "g t", _receives),
    Place("customers", _("Customers"), "address-book", "customers", "customer.see", "g c"),
    Place("archive", _("Archive"), "archive", "archive", "case.archive", "g a"),
    Place("handbook", _("Policies"), "book", "handbook", "policy.read", "g p"),
    Place("imports", pgettext_lazy("rail", "Import"), "download", "imports", "case.import", "g i"),
    Place("people", _("People"), "users", "people", "people.manage", "g e"),
)


@cache
def address(view: str) -> str:
    """The path of a page by the name of its view; empty when the page does not exist in this installation."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def places_for(actor: Actor, at: datetime) -> list[dict[str, object]]:
    """The rail's items that ``actor`` may open, in order."""
    return [
        {"key": place.key, "label": place.label, "icon": place.icon, "url": address(place.view), "keys": place.shortcut}
        for place in PLACES
        if address(place.view) and (not place.act or actor.holds(place.act)) and place.when(actor, at)
    ]
