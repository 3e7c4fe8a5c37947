"""Texts to people who write in chats. They leave from the outbox, each once, in the order in which they were said."""

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.ledger.models import OutboxMessage, OutboxState
from redress.ledger.operations import claim, doubt, doubt_lost_claims, journal, postpone, put_out, send_again, settle
from redress.notify.errcodes import NEVER, UNREACHABLE, words
from redress.notify.events import CHATS, ChatSentAgain
from redress.notify.models import ChatAccount, ChatLink, ChatMessage, ChatPeer
from redress.notify.platforms import Refused, Unanswered, send_text

CHANNEL = "chat"
LONGEST = 2048
"""Bytes of one text, as both platforms count."""
JOB = "redress.jobs.tasks.send_chats"
PAUSE = timedelta(minutes=1)
log = logging.getLogger(__name__)


def peer_index(ident: str) -> str:
    """A keyed fingerprint by which somebody is found again."""
    return hmac.new(settings.SALT_KEY[0].encode(), f"chat peer:{ident}".encode("utf-8", "replace"), sha256).hexdigest()


def peer_of(thread: str) -> ChatPeer | None:
    """Who is answered in a chat when something is said in the thread of this case; nobody who left, or whose account is off."""
    link = ChatLink.objects.select_related("peer__account").filter(thread=thread, peer__left_at=None, peer__account__active=True).first()
    return link.peer if link else None


def say_to(peer: ChatPeer, text: str, *, key: str, at: datetime, thread: str = "") -> None:
    """Queue a text to a peer in this transaction; ``key`` is unique for it: saying it again is without effect.

    A long text goes in pieces. The worker is woken after the commit.
    """
    texts = pieces(text)
    keys = [f"chat:{key}:{number}" for number in range(len(texts))]
    if not texts or OutboxMessage.objects.filter(key=keys[0]).exists():
        return
    put_out(*((one, CHANNEL, {}) for one in keys), at=at)
    queued = dict(OutboxMessage.objects.filter(key__in=keys).values_list("key", "pk"))
    ChatMessage.objects.bulk_create(ChatMessage(message_id=queued[one], peer=peer, text=said, thread=thread) for one, said in zip(keys, texts, strict=True))
    transaction.on_commit(wake)


def wake() -> None:
    """Let the worker send soon; without this the timetable would, within a minute."""
    async_task(JOB)


def pieces(text: str) -> list[str]:
    """A text in pieces of at most ``LONGEST`` bytes, cut between characters, at the end of a line where one is near."""
    text, found = text.replace("\x00", "").strip(), []
    while text:
        fits = text.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
        if len(fits) < len(text):
            cut = fits.rfind("\n") + 1
            fits = fits[:cut] if cut > len(fits) // 2 else fits
        found.append(fits.rstrip() or fits)
        text = text[len(fits) :]
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run did."""

    sent: int = 0
    failed: int = 0


def deliver_chats(*, at: datetime, undelivered: Callable[[ChatMessage], object], most: int = 50) -> Sent:
    """Send what waits. ``undelivered`` is told of each message that will not arrive by itself.

    What was sent and never answered becomes doubtful. A platform that cannot be reached holds up its own accounts alone.
    """
    doubt_lost_claims(CHANNEL, at=at)
    sent, away, claimed = 0, set[int](), claim(CHANNEL, at=at, most=most)
    for message in claimed:
        chat = ChatMessage.objects.select_related("peer__account", "message").get(message=message)
        sent += _sent(chat, message, away, at)
    for chat in lost().filter(told_at=None).select_related("peer__account")[:most]:
        with transaction.atomic(durable=True):
            if ChatMessage.objects.filter(pk=chat.pk, told_at=None).update(told_at=at):
                undelivered(chat)
    return Sent(sent, len(claimed) - sent)


def lost() -> QuerySet[ChatMessage]:
    """Texts that did not arrive and will not by themselves, and texts in doubt."""
    return ChatMessage.objects.filter(text__isnull=False, message__state__in=[OutboxState.FAILED, OutboxState.DOUBTFUL]).select_related("message")


def _sent(chat: ChatMessage, message: OutboxMessage, away: set[int], at: datetime) -> bool:
    """Send one, unless its account is in ``away`` or an earlier text to the same person is still to go."""
    account, before = chat.peer.account, _before(chat)
    if account.pk in away or not account.active or before is not None:
        postpone(message, until=max(before.try_at if before else at, at + PAUSE))
        return False
    try:
        send_text(account, chat.peer.ident, chat.text or "", at=at)
    except Refused as no:
        settle(message, at=at, error=str(no), final=no.code in NEVER)
        trouble: Exception | None = no
        if no.code == UNREACHABLE:
            away.add(account.pk)
    except Unanswered as no:
        doubt(message, error=str(no))
        trouble = no
        away.add(account.pk)
    else:
        with transaction.atomic():
            settle(message, at=at)
            ChatMessage.objects.filter(pk=chat.pk).update(text=None)
        trouble = None
    note_call(account, trouble, at=at)
    return trouble is None


def _before(chat: ChatMessage) -> OutboxMessage | None:
    """A text to the same person that was said earlier and is still on its way."""
    earlier = ChatMessage.objects.filter(text__isnull=False, peer=chat.peer, pk__lt=chat.pk, message__state__in=[OutboxState.PENDING, OutboxState.SENDING])
    found = earlier.select_related("message").last()
    return found.message if found else None


def note_call(account: ChatAccount, trouble: Exception | None, *, at: datetime) -> None:
    """Keep on the account's page how the last call of the platform went."""
    if trouble is not None:
        log.warning("chat account %s: %s", account.name, trouble)
    ChatAccount.objects.filter(pk=account.pk).update(trouble=str(trouble or "")[:300], trouble_at=at if trouble else None, **({} if trouble else {"sent_at": at}))


def why(chat: ChatMessage) -> object:
    """Why a text did not arrive, or why nobody knows, and what to do."""
    if chat.message.state == OutboxState.DOUBTFUL:
        return _("The connection broke before the platform answered. It is not sent again by itself: ask the customer, or let an administrator send it again.")
    return words(chat.message.error)


@transaction.atomic
def chat_again(chat: ChatMessage, *, by: Actor, at: datetime) -> bool:
    """Send a text again that failed or is in doubt; False while it is on its way anyhow. Raises NotAllowed."""
    require(by, "people.manage")
    again = chat.message.state != OutboxState.SENT and send_again(chat.message, at=at)
    if again:
        ChatMessage.objects.filter(pk=chat.pk).update(told_at=None)
        journal(CHATS, ChatSentAgain(account=chat.peer.account.name, number=chat.pk, trouble=chat.message.error or chat.message.state), by=by, at=at)
        transaction.on_commit(wake)
    return again
