"""What goes out. Codes are those of the policy; names of people are sign-in names; personal data of parties stay masked."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from redress.complaints.customers import mask, mask_name
from redress.complaints.facts import signals_of
from redress.complaints.models import Case, Customer, Evidence, Message
from redress.deadlines.models import Clock
from redress.deadlines.queries import why, why_lines
from redress.ledger.chain import private_of
from redress.ledger.models import Entry
from redress.policies.store import policy_of


class PartyOut(Schema):
    """A party, masked."""

    number: str
    kind: str
    tier: str
    name: str
    contact: dict[str, str]


class CaseRow(Schema):
    """A case in a list."""

    number: str
    revision: int
    stage: str
    kind: str
    channel: str
    category: str
    grade: str
    title: str
    department: str
    answerable: str
    handler: str | None
    received_at: datetime
    next_due_at: datetime | None
    ended_at: datetime | None
    round: int


class CasePage(Schema):
    """A page of cases; ``next`` is the cursor of the next page, empty at the end."""

    items: list[CaseRow]
    next: str


class PartOut(Schema):
    """A department's part."""

    id: int
    department: str
    lead: bool
    state: str
    person: str | None
    asked: str
    due_at: datetime | None
    finding: str


class ItemOut(Schema):
    """Something of a case that an act is about, by id: a point, a measure, a call-back, a slip, a third party's reply."""

    id: int
    text: str
    due_at: datetime | None = None
    state: str = ""
    outcome: str = ""


class CaseOut(CaseRow):
    """The whole case; ``acts`` are those that the token's owner may do now."""

    account: str
    wish: str
    occurred_at: datetime | None
    posted_on: date | None
    place: str
    customer: PartyOut
    response: str
    tier: str
    axes: dict[str, Any]
    fields: dict[str, Any]
    mood: str
    signals: list[str]
    store: str | None
    first_contact: str
    confidential: bool
    registered_at: datetime | None
    completed_at: datetime | None
    record_confirmed_at: datetime | None
    archived_at: datetime | None
    archive_key: str
    returns: int
    result: str
    satisfied: bool | None
    repeat_of: str | None
    master: str | None
    merged_into: str | None
    split_from: str | None
    parts: list[PartOut]
    points: list[ItemOut]
    plan: list[ItemOut]
    call_backs: list[ItemOut]
    slips: list[ItemOut]
    third_parties: list[ItemOut]
    acts: list[str]


class Done(Schema):
    """What an act came to. ``case`` is null when the act took the case out of the owner's sight.

    ``key`` is there after ``give-key`` and ``ask-confirmation``, and ``contact`` after ``reveal``, in the clear.
    """

    number: str
    revision: int
    stage: str
    case: CaseOut | None
    key: str | None = None
    contact: dict[str, str] | None = None


class ExtensionOut(Schema):
    """A request for more time."""

    id: int
    by: str
    state: str
    reason: str
    new_due_at: datetime


class ClockOut(Schema):
    """A promise: ``why`` says in a sentence why it is due then, ``steps`` how that was reckoned."""

    id: int
    rule: str
    title: dict[str, str]
    state: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    owner: str | None
    why: str
    steps: list[str]
    extensions: list[ExtensionOut]


class EntryOut(Schema):
    """A line of the timeline; ``data`` depends on ``kind``. ``hash`` covers the line and the one before it."""

    seq: int
    kind: str
    at: datetime
    by: str
    data: dict[str, Any]
    hash: str


class EntryPage(Schema):
    """A page of the timeline, newest first."""

    items: list[EntryOut]
    next: str


class MessageOut(Schema):
    """A line of the customer's thread; ``inward`` came from the customer."""

    id: int
    inward: bool
    channel: str
    text: str
    by: str | None
    at: datetime


class EvidenceOut(Schema):
    """A piece of evidence; ``sha256`` is that of the file, empty for a thing."""

    id: int
    title: str
    source: str
    holder: str
    file_name: str
    mime: str
    size: int
    sha256: str
    added_by: str | None
    added_at: datetime


def party(customer: Customer) -> dict[str, Any]:
    """A party as it is shown to everybody who sees the case."""
    contact = {name: mask(name, str(value)) for name, value in customer.contact.items()}
    return {"number": customer.number, "kind": customer.kind, "tier": customer.tier, "name": mask_name(customer.name), "contact": contact}


_PLAIN = (
    "number", "revision", "stage", "kind", "channel", "category", "grade", "title", "received_at", "next_due_at", "ended_at", "round"
)
_MORE = (
    "account", "wish", "occurred_at", "posted_on", "place", "response", "tier", "axes", "fields", "mood", "registered_at", "completed_at",
    "record_confirmed_at", "archived_at", "archive_key", "returns", "result", "satisfied",
)  # fmt: skip


def row(case: Case) -> dict[str, Any]:
    """A case in a list."""
    people = {"answerable": case.answerable.username, "handler": case.handler.username if case.handler else None}
    return {name: getattr(case, name) for name in _PLAIN} | people | {"department": case.department.code}


def whole(case: Case, acts: list[str]) -> dict[str, Any]:
    """Everything of a case that ``page_case`` fetched."""
    others = ("repeat_of", "master", "merged_into", "split_from")
    return row(case) | {name: getattr(case, name) for name in _MORE} | {
        "customer": party(case.customer), "store": case.store.code if case.store else None,
        "first_contact": case.first_contact.username, "confidential": case.guarded, "acts": acts,
        "signals": signals_of(case, policy_of(case.policy_id)),
        **{name: getattr(case, name).number if getattr(case, name) else None for name in others},
        "parts": [
            {
                "id": part.pk, "department": part.department.code, "lead": part.lead, "state": part.state, "asked": part.asked,
                "person": part.person.username if part.person else None, "due_at": part.due_at, "finding": part.finding,
            }
            for part in case.parts.all()
        ],
        "points": [_item(one.pk, one.text, state=one.finding, outcome=one.reason) for one in case.points.all()],
        "plan": [_item(one.pk, one.measure, one.due_at, _settled(one.done_at, one.dropped), one.outcome) for one in case.plan.all()],
        "call_backs": [_item(one.pk, one.about, one.promised_for, _settled(one.made_at), one.outcome) for one in case.call_backs.all()],
        "slips": [_item(one.pk, one.text, state=_settled(one.answered_at), outcome=one.answer) for one in case.slips.all()],
        "third_parties": [_item(one.pk, one.name, one.due_at, _settled(one.said_at), one.said) for one in case.third_parties.all()],
    }  # fmt: skip


def _item(pk: int, text: str, due_at: datetime | None = None, state: str = "", outcome: str = "") -> dict[str, Any]:
    return {"id": pk, "text": text, "due_at": due_at, "state": state, "outcome": outcome}


def _settled(moment: datetime | None, dropped: bool = False) -> str:
    return "dropped" if dropped else "done" if moment else "open"


def clock(one: Clock) -> dict[str, Any]:
    """A clock with its reasons in the reader's language."""
    return {
        "id": one.pk, "rule": one.rule, "title": one.title, "state": one.state, "started_at": one.started_at, "due_at": one.due_at,
        "stopped_at": one.stopped_at, "owner": one.owner_user.username if one.owner_user else None, "why": why(one), "steps": why_lines(one),
        "extensions": [
            {"id": asked.pk, "by": asked.by, "state": asked.state, "reason": asked.reason, "new_due_at": asked.new_due_at}
            for asked in one.extensions.all()
        ],
    }  # fmt: skip


def entry(one: Entry) -> dict[str, Any]:
    """A line of a timeline."""
    data = {**one.payload, **private_of(one)}
    return {"seq": one.seq, "kind": one.kind, "at": one.at, "by": one.actor_name, "data": data, "hash": one.hash}


def message(one: Message) -> dict[str, Any]:
    """A line of the thread."""
    by = one.author.username if one.author else None
    return {"id": one.pk, "inward": one.inward, "channel": one.channel, "text": one.text, "by": by, "at": one.at}


def evidence(one: Evidence) -> dict[str, Any]:
    """A piece of evidence."""
    names = ("title", "source", "holder", "file_name", "mime", "size", "sha256", "added_at")
    return {name: getattr(one, name) for name in names} | {"id": one.pk, "added_by": one.added_by.username if one.added_by else None}
