"""Reading what left the house, and what did not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from redress.accounts.models import User
from redress.ledger.models import OutboxMessage, OutboxState
from redress.notify.mail import CHANNEL
from redress.notify.models import Letter

TROUBLED = (OutboxState.FAILED, OutboxState.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that failed for good, or of which nobody knows whether it left; to a ``user`` or to an ``address`` outside."""

    message: OutboxMessage
    user: User | None
    address: str


def undelivered() -> QuerySet[OutboxMessage]:
    """Mail that needs a person's decision, newest first."""
    return OutboxMessage.objects.filter(channel=CHANNEL, state__in=TROUBLED).order_by("-created_at", "-pk")


def waiting() -> int:
    """How many e-mails wait in the outbox."""
    return OutboxMessage.objects.filter(channel=CHANNEL, state=OutboxState.PENDING).count()


def has_server() -> bool:
    """Whether the house has a mail server; without one everything waits."""
    return bool(settings.EMAIL_HOST)


def with_readers(messages: Iterable[OutboxMessage]) -> list[Undelivered]:
    """The messages with whom they were meant for; two queries, however many they are."""
    listed = list(messages)
    users = User.objects.in_bulk([one.payload["user"] for one in listed if "user" in one.payload])
    letters = Letter.objects.in_bulk([one.payload["letter"] for one in listed if "letter" in one.payload])
    return [
        Undelivered(one, users.get(one.payload.get("user")), letters[pk].address if (pk := one.payload.get("letter")) in letters else "")
        for one in listed
    ]
