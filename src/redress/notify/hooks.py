"""Webhooks: other programs are told that something happened to a case: its number, what, when, and a link. Never personal data.

A delivery is queued in the transaction of the act and leaves after it, signed as the specification "Standard Webhooks" says.
It is tried again with growing pauses until the receiver answers 2xx, or a sixth try failed; it may arrive twice, with the same id.
Receivers are spoken to side by side, each within a time of its own.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redress.accounts.models import User
from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.ledger.models import OutboxMessage, OutboxState
from redress.ledger.operations import (
    claim,
    journal,
    postpone,
    put_out,
    release_lost_claims,
    send_again,
    settle,
    waiting,
)
from redress.notify.events import STREAM, HookAdded, HookReplayed, HookSwitched
from redress.notify.models import Delivery, DeliveryAttempt, Hook
from redress.notify.posting import Post, check_url, post_each

CHANNEL = "webhook"
KINDS: dict[str, object] = {
    "case.registered": pgettext_lazy("happened", "registered"),
    "case.assessed": pgettext_lazy("happened", "assessed"),
    "case.assigned": pgettext_lazy("happened", "assigned to departments"),
    "case.accepted": pgettext_lazy("happened", "accepted by the lead department"),
    "case.returned": pgettext_lazy("happened", "returned by a department"),
    "case.heard": pgettext_lazy("happened", "the customer wrote or spoke"),
    "case.told": pgettext_lazy("happened", "the customer was told something"),
    "case.decided": pgettext_lazy("happened", "decided"),
    "case.answered": pgettext_lazy("happened", "answered"),
    "case.satisfied": pgettext_lazy("happened", "the customer is satisfied"),
    "case.dissatisfied": pgettext_lazy("happened", "the customer is not satisfied"),
    "case.reopened": pgettext_lazy("happened", "reopened"),
    "case.closed": pgettext_lazy("happened", "closed"),
    "case.withdrawn": pgettext_lazy("happened", "withdrawn"),
    "case.not_a_complaint": pgettext_lazy("happened", "found to be no complaint"),
    "case.archived": pgettext_lazy("happened", "archived"),
    "clock.escalated": pgettext_lazy("happened", "a clock reached a step of its ladder"),
}
"""What a hook may be told of: kinds of the timeline."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a case's timeline: its kind, the case's number, the line's number."""

    kind: str
    number: str
    seq: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did."""

    sent: int = 0
    failed: int = 0


@transaction.atomic
def add_hook(url: str, kinds: Sequence[str], *, by: Actor, at: datetime) -> tuple[Hook, str]:
    """Let an address be told of ``kinds``; the signing secret returned beside the hook is shown this once.

    Raises NotAllowed, Invalid for an address or kind that is not taken.
    """
    require(by, "people.manage")
    check_url(url)
    if not kinds or set(kinds) - set(KINDS):
        raise Invalid("kinds", _("Nothing was saved."), {"kinds": _("Choose what is to be told.")})
    secret = new_secret()
    chosen = [kind for kind in KINDS if kind in kinds]
    hook = Hook.objects.create(url=url[:400], kinds=chosen, secret=secret, made_by=User.objects.get(pk=by.id), made_at=at)
    journal(STREAM, HookAdded(url=hook.url, kinds=chosen), by=by, at=at)
    return hook, secret


def new_secret() -> str:
    """A signing secret as the specification writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def open_line(url: str, *, by: Actor, at: datetime) -> tuple[Hook, str]:
    """A way back to one body outside, and its signing secret, which is shown this once. Raises Invalid for an address that is not taken."""
    check_url(url)
    secret = new_secret()
    return Hook.objects.create(url=url[:400], secret=secret, line=True, made_by=User.objects.get(pk=by.id), made_at=at), secret


def close_line(hook: Hook) -> None:
    """Send nothing there any more; what was told stays listed."""
    OutboxMessage.objects.filter(delivery__hook=hook, state=OutboxState.PENDING).update(state=OutboxState.FAILED, error="closed")
    Hook.objects.filter(pk=hook.pk).update(active=False)


def tell_line(hook: Hook, *, key: str, kind: str, number: str, body: dict[str, object], at: datetime) -> Delivery:
    """Queue a message for one body outside, with its words encrypted; ``key`` is unique for it."""
    put_out((key, CHANNEL, {}), at=at)
    words = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Delivery.objects.create(hook=hook, message=OutboxMessage.objects.get(key=key), kind=kind, number=number, body=words)


@transaction.atomic
def switch_hook(hook: Hook, *, active: bool, by: Actor, at: datetime) -> None:
    """Let a hook rest, or be told again; what happened while it rested is not told afterwards. Raises NotAllowed."""
    require(by, "people.manage")
    if Hook.objects.filter(pk=hook.pk, active=not active).update(active=active):
        journal(STREAM, HookSwitched(url=hook.url, active=active), by=by, at=at)


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor, at: datetime) -> bool:
    """Send a delivery again, with the same id; False while it is on its way anyhow. Raises NotAllowed."""
    require(by, "people.manage")
    again = send_again(delivery.message, at=at)
    if again:
        journal(STREAM, HookReplayed(url=delivery.hook.url, told=delivery.kind, number=delivery.number), by=by, at=at)
    return again


def announce(happened: Sequence[Happened], *, at: datetime) -> None:
    """Queue what active hooks want to hear of, in the transaction in which it happened."""
    wanted = [one for one in happened if one.kind in KINDS]
    hooks = Hook.objects.filter(active=True) if wanted else ()
    told = {f"hook:{hook.pk}:{one.number}:{one.seq}": (hook, one) for hook in hooks for one in wanted if one.kind in hook.kinds}
    if not told:
        return
    put_out(*((key, CHANNEL, _payload(one, at)) for key, (_hook, one) in told.items()), at=at)
    queued = OutboxMessage.objects.filter(key__in=told).only("pk", "key")
    Delivery.objects.bulk_create(
        [Delivery(hook=told[one.key][0], message=one, kind=told[one.key][1].kind, number=told[one.key][1].number) for one in queued]
    )


def _payload(happened: Happened, at: datetime) -> dict[str, object]:
    link = f"{settings.ENV.public_url.rstrip('/')}/cases/{happened.number}/"
    data = {"number": happened.number, "entry": happened.seq, "url": link}
    return {"type": happened.kind, "timestamp": at.astimezone(UTC).isoformat(), "data": data}


def deliver_hooks(*, at: datetime, most: int = 50) -> Delivered:
    """Send what waits, up to ``most`` for each receiver; a slow one holds up no other. A message whose sender vanished is sent again."""
    release_lost_claims(CHANNEL, at=at)
    sent = failed = 0
    hooks = Hook.objects.filter(deliveries__message__in=waiting(CHANNEL, at=at)).distinct()
    for delivery, reply in post_each([_posts(hook, at, most) for hook in hooks]):
        if reply is None:
            postpone(delivery.message)
            continue
        settle(delivery.message, at=at, error=reply.trouble)
        DeliveryAttempt.objects.create(delivery=delivery, at=at, status=reply.status, error=reply.trouble, took=reply.took)
        sent, failed = sent + (not reply.trouble), failed + bool(reply.trouble)
    return Delivered(sent, failed)


def _posts(hook: Hook, at: datetime, most: int) -> list[tuple[Delivery, Post]]:
    claimed = {message.pk: message for message in claim(CHANNEL, at=at, most=most, among=Q(delivery__hook=hook))}
    deliveries = {delivery.message_id: delivery for delivery in Delivery.objects.filter(message__in=list(claimed.values()))}
    posts = []
    for pk, message in claimed.items():
        deliveries[pk].message = message
        body = (deliveries[pk].body or json.dumps(message.payload, ensure_ascii=False, separators=(",", ":"))).encode()
        posts.append((deliveries[pk], Post(hook.url, body, signed(hook.secret, message_id(message), body, at))))
    return posts


def message_id(message: OutboxMessage) -> str:
    """The same for the same message, however often it is sent."""
    return f"msg_{sha256(message.key.encode()).hexdigest()[:32]}"


def signed(secret: str, ident: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers with id, moment and signature: HMAC-SHA256 over ``id.seconds.body``, keyed with the bytes of the secret."""
    seconds = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.new(key, b".".join((ident.encode(), seconds.encode(), body)), sha256).digest()
    return {"webhook-id": ident, "webhook-timestamp": seconds, "webhook-signature": f"v1,{base64.b64encode(mark).decode()}"}
