"""A row as a complaint: what the mapping makes of it, or every reason why it is refused."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from redress.accounts.models import Department
from redress.complaints.operations.receipt import Record
from redress.intake.files.mapping import Mapping, Moment
from redress.policies.policy import Policy

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+\Z")


class Refused(ValueError):
    """A row that is not taken, with every reason."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that may go in."""

    line: int
    key: str
    record: Record
    received_at: datetime
    department: Department | None
    reply: str
    replied_at: datetime | None


class Reader:
    """Turns rows into arrivals by one mapping under one policy."""

    def __init__(self, mapping: Mapping, policy: Policy, *, now: datetime) -> None:
        self.mapping, self.policy, self.now = mapping, policy, now
        pack = policy.pack
        self.known = {
            "kind": {item.id for item in pack.kinds}, "channel": {item.id for item in pack.channels},
            "category": {code for section, code in policy._titles if section == "categories"},
            "customer_kind": {item.id for item in pack.customer_kinds} | {"anonymous"},
        }  # fmt: skip
        self.departments = {item.code: item for item in Department.objects.all()}

    def read(self, line: int, row: dict[str, str]) -> Arrival:
        """The row as an arrival. Raises Refused."""
        mapping, wrong = self.mapping, []
        lost = [name for source in mapping.sources() for name in source.columns() if name not in row]
        if lost:
            raise Refused([_("There is no column “%(name)s”.") % {"name": name} for name in dict.fromkeys(lost)])
        key = mapping.key.of(row)
        if not key or _SCIENTIFIC.match(key):
            wrong.append(_("The key “%(key)s” is empty or was rounded by a spreadsheet.") % {"key": key})
        account = mapping.account.of(row)
        title = (mapping.title.of(row) or account)[:200].replace("\n", " ")
        if not account.strip() and not title.strip():
            wrong.append(_("Nothing is written in it."))
        coded = {name: getattr(mapping, name).of(row) for name in self.known}
        wrong += [
            _("“%(value)s” is not known as %(what)s.") % {"value": value, "what": name}
            for name, value in coded.items() if value not in self.known[name] and not (name == "category" and not value)
        ]  # fmt: skip
        received = self._moment(mapping.received_at, row, wrong)
        replied = self._moment(mapping.replied_at, row, wrong, empty=True) if mapping.replied_at else None
        if received and received > self.now:
            wrong.append(_("It was received in the future."))
        if received and replied and replied < received:
            wrong.append(_("The reply is older than the complaint."))
        if wrong or received is None:
            raise Refused(wrong)
        contact = {name: getattr(mapping, name).of(row) for name in ("phone", "email", "address")}
        record = Record(
            **coded, title=title or account[:60], account=account or title, name=mapping.name.of(row) or "匿名",
            contact={name: value for name, value in contact.items() if value}, wish=mapping.wish.of(row), place=mapping.place.of(row)[:200],
            fields={name: value for name, source in mapping.fields.items() if (value := source.of(row))},
            source_key=f"{mapping.source}:{key}"[:120],
        )  # fmt: skip
        reply = mapping.reply.of(row) if mapping.reply else ""
        department = self.departments.get(mapping.department.of(row))
        return Arrival(line, record.source_key or "", record, received, department, reply, replied if reply else None)

    def _moment(self, source: Moment | None, row: dict[str, str], wrong: list[str], *, empty: bool = False) -> datetime | None:
        text = source.of(row) if source else ""
        if source is None or (empty and not text):
            return None
        for form in source.formats:
            try:
                found = datetime.strptime(text, form)  # noqa: DTZ007 - its zone is set below
            except ValueError:
                continue
            return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(source.zone))).astimezone(UTC)
        wrong.append(_("“%(text)s” is no date of the form %(form)s.") % {"text": text, "form": ", ".join(source.formats)})
        return None

