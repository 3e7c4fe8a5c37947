"""A selection of the queue as it stands in the address: read, shown as chips, asked for by a form."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redress.accounts.models import Department, User
from redress.complaints.states import Stage
from redress.insight.queue import SORTS, TABS, Wanted, branch, day_ends
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.web.casefile.packforms import speak

LABELS = {
    "stage": pgettext_lazy("filter", "Stage"),
    "kind": pgettext_lazy("filter", "Kind"),
    "grade": pgettext_lazy("filter", "Grade"),
    "category": pgettext_lazy("filter", "About"),
    "channel": pgettext_lazy("filter", "Channel"),
    "department": pgettext_lazy("filter", "Department"),
    "person": pgettext_lazy("filter", "Person"),
    "due": pgettext_lazy("filter", "Due"),
    "mine": pgettext_lazy("filter", "Mine"),
    "waiting": pgettext_lazy("filter", "To accept"),
    "again": pgettext_lazy("filter", "Round"),
    "related": pgettext_lazy("filter", "Related"),
    "signal": pgettext_lazy("filter", "Signal"),
    "from": pgettext_lazy("filter", "Received from"),
    "to": pgettext_lazy("filter", "Received until"),
    "import": pgettext_lazy("filter", "Import"),
    "text": pgettext_lazy("filter", "Words"),
}
MANY = ("stage", "kind", "grade", "channel")
DUE = {"overdue": _("overdue"), "today": _("today")}
RELATED = {"repeat": _("repeats of an earlier case"), "batch": _("part of a batch")}
FLAGS = {"mine": _("answerable or handled by me"), "waiting": _("waiting for my acceptance"), "again": _("second or later")}
SECTIONS = {"kind": "kinds", "grade": "grades", "channel": "channels", "category": "categories", "signal": "signals"}


class Selection:
    """The filters, order and page of a request. What cannot be read is passed over, never an error."""

    def __init__(self, data: QueryDict, policy: Policy, now: datetime) -> None:
        self.data, self.policy, self.now = data, policy, now
        self.tab = self._one("tab", TABS) or "open"
        sort = self._plain("sort")
        self.sort = sort if sort.removeprefix("-") in SORTS else ""
        self.page = self._number("page") or 1
        self.wanted = self._wanted()

    def _plain(self, name: str) -> str:
        return clean_text(self.data.get(name, "")).strip()[:200]

    def _one(self, name: str, allowed: Any) -> str:
        value = self._plain(name)
        return value if value in allowed else ""

    def _many(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clean_text(value)[:80] for value in self.data.getlist(name)[:40] if value))

    def _number(self, name: str) -> int | None:
        value = self._plain(name)
        return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 10 else None

    def _day(self, name: str, *, after: int = 0) -> datetime | None:
        try:
            day = date.fromisoformat(self._plain(name)) + timedelta(days=after)
            return datetime.combine(day, time(), timezone.get_default_timezone())
        except (ValueError, OverflowError):
            return None

    def _wanted(self) -> Wanted:
        category = self._plain("category")
        return Wanted(
            at=self.now, today_ends=day_ends(timezone.localtime(self.now)), tab=self.tab, stages=self._many("stage"),
            kinds=self._many("kind"), grades=self._many("grade"), channels=self._many("channel"), category=category,
            categories=branch(self.policy, category) if category else (), department=self._number("department"),
            person=self._number("person"), due=self._one("due", DUE), mine=self._one("mine", "1") == "1",
            waiting=self._one("waiting", "1") == "1", again=self._one("again", "1") == "1",
            related=self._one("related", RELATED), signal=self._plain("signal"), import_number=self._number("import"),
            received_from=self._day("from"), received_to=self._day("to", after=1),
            text=self._plain("text"), sort=self.sort,
        )  # fmt: skip

    def query(self, **changes: str) -> str:
        """The address of this selection with some of it changed; an empty value takes a filter out."""
        data = self.data.copy()
        data.pop("page", None)
        for name, value in changes.items():
            data.pop(name, None)
            if value:
                data[name] = value
        return "?" + data.urlencode()

    def _without(self, name: str, value: str) -> str:
        data = self.data.copy()
        data.pop("page", None)
        kept = [other for other in data.getlist(name) if other != value]
        data.setlist(name, kept) if kept else data.pop(name, None)
        return "?" + data.urlencode()

    def chips(self) -> list[dict[str, Any]]:
        """Every filter in force in words, each with the address without it."""
        return [
            {"label": label, "value": self._words(name, value), "url": self._without(name, value)}
            for name, label in LABELS.items()
            for value in (self._many(name) if name in MANY else (self._plain(name),))
            if value and self._counts(name, value)
        ]

    def _counts(self, name: str, value: str) -> bool:
        if name in FLAGS:
            return value == "1"
        if name in ("from", "to"):
            return self._day(name) is not None
        if name in ("department", "person", "import"):
            return self._number(name) is not None
        return value in {"due": DUE, "related": RELATED}.get(name, {value})

    def _words(self, name: str, value: str) -> str:
        if name in SECTIONS:
            return speak(self.policy.title(SECTIONS[name], value))
        if name in FLAGS:
            return str(FLAGS[name])
        if name == "stage":
            return str(Stage(value).label) if value in Stage.values else value
        if name in ("due", "related"):
            return str({**DUE, **RELATED}[value])
        if name == "department":
            found = Department.objects.filter(pk=value).first()
            return speak(found.title) if found else value
        if name == "person":
            return User.objects.filter(pk=value).values_list("name", flat=True).first() or value
        return value
