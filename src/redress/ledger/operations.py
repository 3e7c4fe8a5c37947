"""Writing the journal, and the life of an outbox message."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from redress.kernel.actor import Actor
from redress.ledger.chain import next_entry
from redress.ledger.events import Event
from redress.ledger.models import Inquiry, JournalEntry, OutboxMessage, OutboxState, Stream

RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""Waiting time after each failed attempt; after the last the message is marked failed."""
CLAIM_LASTS = timedelta(minutes=10)


@transaction.atomic
def journal(stream: str, happened: Event, *, by: Actor, at: datetime) -> JournalEntry:
    """Write one line into the chain ``stream`` (``people``, ``policies`` …)."""
    Stream.objects.get_or_create(name=stream)
    end = Stream.objects.select_for_update().get(name=stream)
    entry = next_entry(
        JournalEntry, happened, seq=end.count + 1, before=end.head, by=by, at=at, operation=str(uuid.uuid4()), stream=stream
    )
    entry.save()
    Stream.objects.filter(pk=end.pk).update(count=entry.seq, head=entry.hash)
    return entry


def put_out(*messages: tuple[str, str, dict[str, object]], at: datetime) -> None:
    """Queue messages (key, channel, payload) to leave after this transaction; a key already queued is not queued again."""
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(key=key, channel=channel, payload=payload, created_at=at, try_at=at)
            for key, channel, payload in messages
        ],
        ignore_conflicts=True,
    )


def waiting(channel: str, *, at: datetime) -> QuerySet[OutboxMessage]:
    """Messages whose time to be sent has come."""
    return OutboxMessage.objects.filter(channel=channel, state=OutboxState.PENDING, try_at__lte=at)


def claim(channel: str, *, at: datetime, most: int = 50, among: Q | None = None) -> list[OutboxMessage]:
    """Take up to ``most`` waiting messages for sending, of those that ``among`` picks; each goes to one claimer only."""
    taken = []
    for message in waiting(channel, at=at).filter(among or Q()).order_by("try_at", "pk")[:most]:
        rows = OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.PENDING).update(
            state=OutboxState.SENDING, claimed_at=at, attempts=F("attempts") + 1
        )
        if rows:
            message.attempts += 1
            taken.append(message)
    return taken


def settle(message: OutboxMessage, *, at: datetime, error: str = "", final: bool = False) -> None:
    """Say how sending a claimed message went; a failure is tried again after a growing pause, unless it is ``final``."""
    claimed = OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.SENDING)
    if not error:
        claimed.update(state=OutboxState.SENT, sent_at=at, error="")
    elif message.attempts <= len(RETRY) and not final:
        claimed.update(state=OutboxState.PENDING, try_at=at + RETRY[message.attempts - 1], error=error[:300])
    else:
        claimed.update(state=OutboxState.FAILED, error=error[:300])


def doubt(message: OutboxMessage, *, error: str) -> None:
    """Nobody knows whether a claimed message arrived; it is shown and not sent again by itself."""
    OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.SENDING).update(state=OutboxState.DOUBTFUL, error=error[:300])


def postpone(message: OutboxMessage, *, until: datetime | None = None) -> None:
    """Put a claimed message back without having tried it, for the next round or until a moment."""
    claimed = OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.SENDING)
    claimed.update(state=OutboxState.PENDING, attempts=F("attempts") - 1, **({"try_at": until} if until else {}))


def doubt_lost_claims(channel: str, *, at: datetime) -> int:
    """Mark messages whose sender vanished after claiming them; returns how many."""
    return _lost_claims(channel, at).update(state=OutboxState.DOUBTFUL)


def release_lost_claims(channel: str, *, at: datetime) -> int:
    """Let messages whose sender vanished be sent again, where the receiver knows a copy by its id; returns how many."""
    return _lost_claims(channel, at).update(state=OutboxState.PENDING, try_at=at)


def _lost_claims(channel: str, at: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel=channel, state=OutboxState.SENDING, claimed_at__lt=at - CLAIM_LASTS)


def send_again(message: OutboxMessage, *, at: datetime) -> bool:
    """A person decides to send a message again that was sent, failed or is doubtful; False for one that is on its way."""
    over = [OutboxState.SENT, OutboxState.DOUBTFUL, OutboxState.FAILED]
    return bool(
        OutboxMessage.objects.filter(pk=message.pk, state__in=over).update(
            state=OutboxState.PENDING, try_at=at, sent_at=None, attempts=0, error=""
        )
    )


def ask(kind: str, about: dict[str, object], *, total: int, by: Actor, at: datetime) -> Inquiry:
    """Note a long reading before it starts."""
    return Inquiry.objects.create(kind=kind, about=about, total=total, asked_by=by.name, asked_at=at)


def go_on(inquiry: Inquiry, done: int) -> None:
    """Say how far a reading is."""
    Inquiry.objects.filter(pk=inquiry.pk).update(done=done)


def conclude(inquiry: Inquiry, report: dict[str, object], *, at: datetime, trouble: str = "") -> None:
    """Keep what a reading found, or why it stopped."""
    Inquiry.objects.filter(pk=inquiry.pk).update(report=report, ended_at=at, trouble=trouble[:300])
    inquiry.refresh_from_db()
