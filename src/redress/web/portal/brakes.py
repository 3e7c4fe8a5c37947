"""What keeps machines from flooding the portal, without shutting anybody out: counts, a trap, and a small sum in words.

Nothing here asks a third party or needs a script. Whoever comes often, too quickly, or fills the field that no person sees, is asked a
sum; only far beyond that is somebody told to come back later. Every refusal shows the form again with all that was typed.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from redress.complaints.knocks import knock, times


@dataclass(frozen=True, slots=True)
class Brake:
    """How often somebody may do something in ``span``: ``free`` without a question, ``most`` at all."""

    free: int
    most: int
    span: timedelta


BRAKES = {
    "lodge": Brake(free=5, most=60, span=timedelta(hours=1)),
    "follow": Brake(free=10, most=100, span=timedelta(minutes=15)),
    "say": Brake(free=20, most=100, span=timedelta(hours=1)),
    "talk": Brake(free=5, most=60, span=timedelta(hours=1)),
    "line": Brake(free=60, most=300, span=timedelta(hours=1)),
}
"""All numbers in one place. ``lodge`` counts what an address sent, ``follow`` its wrong keys, ``say`` what is written on one case,
``talk`` the talks that an address began, ``line`` what is written in one talk.
A whole office or a village may share one address, therefore much is let pass once the question was answered."""
QUICK = timedelta(seconds=3)
"""Nobody fills in a form in less."""
KEPT = timedelta(hours=12)
"""How long a form may stay open before it is sent."""

NUMBERS = [
    pgettext_lazy("number", "zero"), pgettext_lazy("number", "one"), pgettext_lazy("number", "two"), pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"), pgettext_lazy("number", "five"), pgettext_lazy("number", "six"), pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"), pgettext_lazy("number", "nine"),
]  # fmt: skip
CHINESE = "零一二三四五六七八九十"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the peer, or what the trusted proxies before us say (``REDRESS_TRUSTED_PROXIES``).

    Of an IPv6 address the first half counts, since one house has as many of the rest as it likes.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.ENV.trusted_proxies
    found = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ip_address(found)
    except ValueError:
        return found[:60]
    return ":".join(parsed.exploded.split(":")[:4]) if isinstance(parsed, IPv6Address) else str(parsed)


class Braked(forms.Form):
    """A form that anybody may send. ``door`` names its brake; ``who`` is counted there.

    Whoever sends a ``slow`` form sooner than ``quick`` is asked the sum.
    ``once`` is the secret of this showing of the form; ``busy`` says that it was refused for too much.
    """

    door = ""
    slow = True
    quick = QUICK

    begun = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    total = forms.CharField(
        required=False, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=gettext_lazy("This keeps machines away; a number will do."),
    )  # fmt: skip

    def __init__(self, *args: Any, who: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who, self.at, self.busy = who, at, False
        for field in self.fields.values():
            field.error_messages = {"required": gettext_lazy("Please fill this in."), **_own(field)}
        if self.is_bound:
            self.data = self.data.copy()  # type: ignore[attr-defined]
        begun = _opened(self.data.get("begun", "")) if self.is_bound else None
        self.once = str((begun or {}).get("once", ""))
        self._since = datetime.fromisoformat(begun["at"]) if begun else None
        if not self.is_bound or begun is None:
            self._put("begun", signing.dumps({"once": secrets.token_urlsafe(16), "at": at.isoformat()}, salt="begun"))
        self._name_question()

    def _put(self, name: str, value: str) -> None:
        if self.is_bound:
            self.data[name] = value  # type: ignore[index]
        else:
            self.initial[name] = value

    def _name_question(self) -> None:
        sum_of = _opened(self.data.get("asked", "")) if self.is_bound else None
        self.question = ""
        if sum_of:
            one, other = (str(NUMBERS[sum_of[key]]) for key in ("one", "other"))
            self.question = _("What is %(one)s plus %(other)s?") % {"one": one, "other": other}
            self["total"].label = self.question

    def ask(self) -> None:
        """Put a new question into the form."""
        terms = {"one": secrets.randbelow(9) + 1, "other": secrets.randbelow(9) + 1, "once": secrets.token_urlsafe(8)}
        self._put("asked", signing.dumps(terms, salt="begun"))
        self._put("total", "")
        self._name_question()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        brake, before = BRAKES[self.door], times(self.door, self.who, at=self.at)
        if before >= brake.most:
            self.busy = True
            self.add_error(None, _("Very much was sent from here just now. Please try again in an hour, or reach us another way; what you typed is kept."))
        elif not self.errors and (before >= brake.free or self._looks_like_a_machine()) and not self._answered():
            self.ask()
            self.add_error("total", _("Please answer this small question first; everything you typed is kept."))
        return data

    def _looks_like_a_machine(self) -> bool:
        quick = self.slow and (self._since is None or not self.quick <= self.at - self._since <= KEPT)
        return quick or bool(self.cleaned_data.get("website"))

    def _answered(self) -> bool:
        """Whether the sum is right; an answer counts once."""
        sum_of = _opened(self.data.get("asked", ""))
        typed = unicodedata.normalize("NFKC", self.cleaned_data.get("total", "")).strip()
        if not sum_of or typed not in _ways_to_say(sum_of["one"] + sum_of["other"]):
            return False
        return knock("sum", sum_of["once"], at=self.at, span=KEPT) == 1

    def count(self) -> None:
        """Let it count at the door."""
        knock(self.door, self.who, at=self.at, span=BRAKES[self.door].span)

    def put(self, errors: dict[str, Any], otherwise: object) -> None:
        """Show a refusal at the fields it speaks of; a question that was answered is asked anew."""
        for name, sentence in errors.items():
            self.add_error({"file": "files"}.get(name, name) if {"file": "files"}.get(name, name) in self.fields else None, str(sentence))
        if not errors:
            self.add_error(None, str(otherwise))
        if self.question:
            self.ask()


def _own(field: forms.Field) -> dict[str, Any]:
    """The messages of a field, without Django's own for one left empty."""
    django_says = forms.Field.default_error_messages["required"]
    return {name: said for name, said in field.error_messages.items() if name != "required" or said != django_says}


def _ways_to_say(total: int) -> set[str]:
    chinese = CHINESE[total] if total <= 10 else f"十{CHINESE[total - 10]}"
    return {str(total), chinese}


def _opened(sealed: str) -> dict[str, Any] | None:
    """What a hidden field of ours holds; None for one that is not ours."""
    try:
        held = signing.loads(sealed, salt="begun", max_age=KEPT)
    except signing.BadSignature:
        return None
    return held if isinstance(held, dict) else None
