"""A row as a complaint and what became of it, or every reason why it is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.accounts.models import Department
from redress.complaints.customers import NOBODY
from redress.complaints.models import Customer
from redress.complaints.operations.receipt import Record
from redress.intake.files.mapping import Mapping, Moment
from redress.intake.files.moments import FORMS, moment
from redress.intake.files.ownfields import OwnFields
from redress.intake.files.tables import BEYOND
from redress.policies.policy import Policy

LONGEST = {"name": 100, "phone": 60, "email": 200, "address": 300, "place": 200}
TITLE, KEY = 200, 120
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+\Z")
_WHAT: dict[str, Promise] = {
    "kind": gettext_lazy("The kind of matter"), "channel": gettext_lazy("The channel"), "category": gettext_lazy("The category"),
    "customer_kind": gettext_lazy("The kind of customer"), "result": gettext_lazy("The result"), "name": gettext_lazy("The name"),
    "phone": gettext_lazy("The telephone number"), "email": gettext_lazy("The e-mail address"), "address": gettext_lazy("The address"),
    "place": gettext_lazy("The place"), "department": gettext_lazy("The department"),
}  # fmt: skip


class Refused(ValueError):
    """A row that is not taken, with every reason."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a complaint as the file tells it: the reply and its moment, the end, its result (of the pack)."""

    reply: str = ""
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    result: str = ""

    @property
    def tells(self) -> bool:
        """Whether it tells anything."""
        return bool(self.replied_at or self.ended_at)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that may go in; ``record`` and ``received_at`` are None where the mapping only brings complaints on."""

    line: int
    key: str
    past: Past
    row: dict[str, str]
    record: Record | None = None
    received_at: datetime | None = None
    department: Department | None = None
    labels: tuple[str, ...] = ()
    """What else the row is labelled with, in the words of the file."""


class Reader:
    """Turns rows into arrivals by one mapping under one policy. Raises Invalid for fields that the pack does not have."""

    def __init__(self, mapping: Mapping, policy: Policy, *, now: datetime) -> None:
        self.mapping, self.now = mapping, now
        pack = policy.pack
        self.known = {
            "kind": {item.id for item in pack.kinds}, "channel": {item.id for item in pack.channels},
            "category": set(policy.categories), "customer_kind": {item.id for item in pack.customer_kinds} | {"anonymous"},
            "result": {item.id for item in pack.results},
        }  # fmt: skip
        self.departments = {item.code: item for item in Department.objects.all()}
        self.fields = OwnFields(mapping.fields, policy)

    def read(self, line: int, row: dict[str, str]) -> Arrival:
        """The row as an arrival. Raises Refused."""
        wrong: list[str] = []
        if BEYOND in row:
            wrong.append(_("It has more cells than the head names: “%(text)s”. A quotation mark may be missing.") % {"text": row[BEYOND][:40]})
        own = self.mapping.key.of(row).replace("\n", " / ")
        key = f"{self.mapping.source}:{own}"
        if fault := _no_key(own, key):
            wrong.append(fault % {"key": own[:60], "most": KEY})
        past = self._past(row, wrong)
        arrival = self._complaint(line, key, past, row, wrong) if self.mapping.enters else Arrival(line, key, past, row)
        if arrival.received_at:
            wrong += too_early(past, arrival.received_at)
        if wrong:
            raise Refused(wrong)
        return arrival

    def _past(self, row: dict[str, str], wrong: list[str]) -> Past:
        mapping = self.mapping
        reply = mapping.reply.of(row) if mapping.reply else ""
        replied = self._moment(mapping.replied_at, row, wrong, empty=True)
        ended = self._moment(mapping.ended_at, row, wrong, empty=True)
        result = mapping.result.of(row) if mapping.result and ended else ""
        if result:
            self._check("result", result, wrong)
        else:
            ended = None
        if reply and not replied and not ended and not wrong:
            wrong.append(_("There is a reply without its time."))
        if any(at > self.now for at in (replied, ended) if at):
            wrong.append(_("The reply or the end lies in the future."))
        if replied and ended and ended < replied:
            wrong.append(_("It ended before it was answered."))
        return Past(reply, (replied or ended) if reply else None, ended, result)

    def _complaint(self, line: int, key: str, past: Past, row: dict[str, str], wrong: list[str]) -> Arrival:
        mapping = self.mapping
        assert mapping.title and mapping.account and mapping.received_at
        account, title = mapping.account.of(row), mapping.title.of(row)
        if len(title) > TITLE and title not in account:
            account = f"{title}\n{account}".strip()
        title = " ".join((title or account).split())[: TITLE if title else 60]
        if not title:
            wrong.append(_("Nothing is written in it."))
        coded = {name: getattr(mapping, name).of(row) for name in ("kind", "channel", "category", "customer_kind")}
        coded["category"], labels = self._labelled(row) if mapping.category and mapping.category.separator else (coded["category"], ())
        for name, value in coded.items():
            if value or name != "category":
                self._check(name, value, wrong)
        plain = {name: getattr(mapping, name).of(row) for name in LONGEST}
        for name, value in plain.items():
            if len(value) > LONGEST[name]:
                wrong.append(_("%(what)s is longer than %(most)s characters.") % {"what": _WHAT[name], "most": LONGEST[name]})
        fields, contact = self.fields.read(row, wrong)
        contact |= {name: plain[name] for name in ("phone", "email", "address") if plain[name]}
        code = mapping.department.of(row)
        if code and code not in self.departments:
            wrong.append(self._unknown("department", code, self.departments))
        received = self._moment(mapping.received_at, row, wrong)
        if received and received > self.now:
            wrong.append(_("It was received in the future."))
        if not plain["name"] and not contact:
            coded["customer_kind"] = Customer.Kind.ANONYMOUS.value
        record = Record(
            **coded, title=title, account=account or title, name=plain["name"] or NOBODY[0], contact=contact, wish=mapping.wish.of(row),
            place=plain["place"], fields=fields, source_key=key,
        )  # fmt: skip
        return Arrival(line, key, past, row, record, received, self.departments.get(code), labels)

    def _labelled(self, row: dict[str, str]) -> tuple[str, tuple[str, ...]]:
        """The first label that is a category of the pack (else the first as it is written), and the others."""
        source = self.mapping.category
        assert source
        written = source.labels(row)
        meant = {label: source.exchanged(label) for label in written}
        first = next((label for label in written if meant[label] in self.known["category"]), written[0] if written else "")
        return meant.get(first, "") or source.default, tuple(label for label in written if label != first)

    def _check(self, name: str, value: str, wrong: list[str]) -> None:
        if value not in self.known[name]:
            wrong.append(self._unknown(name, value, self.known[name]))

    def _unknown(self, name: str, value: str, known: Iterable[str]) -> str:
        listed = sorted(known)
        shown = ", ".join(listed[:12]) + (" …" if len(listed) > 12 else "")
        return _("%(what)s “%(value)s” is unknown; known are: %(known)s.") % {"what": _WHAT[name], "value": value[:40], "known": shown}

    def _moment(self, source: Moment | None, row: dict[str, str], wrong: list[str], *, empty: bool = False) -> datetime | None:
        text = source.of(row) if source else ""
        if source is None or (empty and not text):
            return None
        for form in source.formats:
            try:
                found = moment(text, form)
                return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(source.zone))).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        wrong.append(_("“%(text)s” is no date of the form %(form)s.") % {"text": text[:40], "form": ", ".join(str(FORMS.get(form, form)) for form in source.formats)})
        return None


def _no_key(own: str, key: str) -> str:
    """Why a text cannot be the key of a row; empty when it can."""
    if not own:
        return _("The key is empty.")
    if _SCIENTIFIC.match(own):
        return _("The key “%(key)s” was rounded by a spreadsheet, its last digits are lost. Give the column the format “text” where the file comes from, and export it anew.")
    return _("The key “%(key)s” is too long; with the name of the source it has at most %(most)s characters.") if len(key) > KEY else ""


def too_early(past: Past, received_at: datetime) -> list[str]:
    """Why a past does not fit a complaint received then; empty when it does."""
    moments = [at for at in (past.replied_at, past.ended_at) if at]
    return [_("The reply or the end is older than the complaint.")] if any(at < received_at for at in moments) else []
