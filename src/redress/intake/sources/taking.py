"""What becomes of a message: a new case, words and a deadline on the case that its matter has already, or nothing new."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext, override

from redress.complaints.models import Case, Customer
from redress.complaints.operations.passing import held_under
from redress.complaints.operations.receipt import Record
from redress.flows import outside
from redress.flows.passing import passed_on
from redress.intake.models import PassedMatter, Source, SourceMessage
from redress.intake.sources.reading import Message, parse, read
from redress.intake.sources.refusing import REASONS
from redress.kernel.errors import IllegalMove
from redress.policies.store import current_policy

REMEMBERED = timedelta(days=30)
"""How long the id of a message is known; a replay is stopped sooner, by the moment of signing."""


class Outcome(StrEnum):
    """What became of a message."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"


def take(source: Source, ident: str, body: bytes, *, at: datetime) -> tuple[Outcome, PassedMatter]:
    """Do what a message with a right signature calls for, once, and remember it.

    Raises IllegalMove for a source switched off, an id that came with another body, an archived case; Invalid for what cannot be read,
    NoPortal where the policy takes nothing from outside. Then nothing was kept.
    """
    with transaction.atomic(durable=True):
        held = Source.objects.select_for_update(of=("self",)).select_related("place").get(pk=source.pk)
        if not held.active:
            raise IllegalMove("off", REASONS["off"])
        mark = sha256(body).hexdigest()
        before = held.messages.select_related("matter__case").filter(ident=ident).first()
        if before is not None:
            if before.body != mark:
                raise IllegalMove("reused", REASONS["reused"])
            return Outcome.REPEATED, before.matter
        policy = current_policy(at)
        message = read(held.mapping, parse(body), policy.pack.zone)
        outcome, matter = _told(held, message, at)
        SourceMessage.objects.filter(source=held, at__lt=at - REMEMBERED).delete()
        SourceMessage.objects.create(source=held, ident=ident, body=mark, matter=matter, at=at)
        Source.objects.filter(pk=held.pk).update(heard_at=at)
        return outcome, matter


def _told(source: Source, message: Message, at: datetime) -> tuple[Outcome, PassedMatter]:
    matter = source.matters.select_related("case").filter(number=message.number).first()
    if matter is None:
        entered = held_under(source.name, message.number)
        return (Outcome.UPDATED, _joined(source, message, entered, at)) if entered else (Outcome.NEW, _begun(source, message, at))
    said = sha256(message.account.encode()).hexdigest()
    words = [message.state] if message.state and message.state != matter.state else []
    words += [message.account] if said != matter.said else []
    due_at = message.deadline if message.deadline != matter.due_at else None
    if not words and due_at is None:
        return Outcome.UNCHANGED, matter
    matter.case = passed_on(matter.case, source=source.name, number=matter.number, said="\n\n".join(words), due_at=due_at, at=at)
    matter.state, matter.said, matter.due_at, matter.at = message.state or matter.state, said, due_at or matter.due_at, at
    matter.save(update_fields=["state", "said", "due_at", "at"])
    return Outcome.UPDATED, matter


def _begun(source: Source, message: Message, at: datetime) -> PassedMatter:
    case, _key = outside.lodge_inside(record_of(source, message, at), at=at, received_at=at, acknowledge=False)
    return _kept(source, message, case, said=message.state, at=at)


def _joined(source: Source, message: Message, case: Case, at: datetime) -> PassedMatter:
    """The matter of a case that staff entered from a letter before the machine told of it."""
    return _kept(source, message, case, said="\n\n".join(text for text in (message.state, message.account) if text), at=at)


def _kept(source: Source, message: Message, case: Case, *, said: str, at: datetime) -> PassedMatter:
    fresh = passed_on(case, source=source.name, number=message.number, said=said, due_at=message.deadline, at=at)
    return PassedMatter.objects.create(
        source=source, number=message.number, case=fresh, state=message.state, said=sha256(message.account.encode()).hexdigest(),
        due_at=message.deadline, told=fresh.entry_count, at=at,
    )  # fmt: skip


def record_of(source: Source, message: Message, at: datetime) -> Record:
    """The record that a message makes; whoever it does not name is anonymous."""
    with override(current_policy(at).pack.language.lower()):
        nobody = gettext("Anonymous")
    contact = {name: value for name in ("phone", "email") if (value := getattr(message, name))}
    named = {"name": message.name} if message.name else {"name": nobody, "customer_kind": Customer.Kind.ANONYMOUS.value}
    return Record(
        kind=source.kind, channel=source.channel, title=message.title or " ".join(message.account.split())[:40], account=message.account, contact=contact,
        wish=message.wish, occurred_at=message.occurred_at, store=source.place, **named,
    )  # fmt: skip
