"""Mail that leaves: one message a notice at once, or one digest a day, in the reader's language; and letters to customers.

A message leaves after it was claimed, and is settled when the mail server has answered. A sender that
dies in between, or a server that breaks off without an answer, leaves it claimed: it becomes doubtful
and is not sent again by itself. Its Message-ID follows from its key, so that a copy can be recognised.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time
from smtplib import SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext, ngettext, override

from redress.accounts.models import NotifyBy, User
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import claim, doubt_lost_claims, put_out, settle
from redress.notify.kinds import sentence
from redress.notify.models import Letter, Notice
from redress.notify.names import message_id

CHANNEL = "email"
DIGEST_AT = time(8)
"""When the daily digest leaves, in the organisation's zone."""
MOST_IN_DIGEST = 100
log = logging.getLogger(__name__)


class Unsendable(Exception):
    """There is nobody to send to any more, or nothing to say."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did."""

    sent: int = 0
    failed: int = 0


def deliver(*, at: datetime, most: int = 50) -> Delivered:
    """Send what waits; without a mail server it goes on waiting. One message that fails holds up no other."""
    if not settings.EMAIL_HOST:
        return Delivered()
    doubt_lost_claims(CHANNEL, at=at)
    sent = failed = 0
    connection = get_connection()
    for message in claim(CHANNEL, at=at, most=most):
        error = _send(message, connection)
        if error is None:
            continue
        settle(message, at=at, error=error)
        sent, failed = sent + (not error), failed + bool(error)
    connection.close()
    return Delivered(sent, failed)


def _send(message: OutboxMessage, connection: Any) -> str | None:
    """Send one: empty when the server took it, why not when it certainly did not, None when nobody knows."""
    try:
        mail = compose(message)
        connection.open()
    except Exception as error:
        connection.close()
        return _told(error)
    try:
        connection.send_messages([mail])
    except (SMTPServerDisconnected, TimeoutError):
        log.exception("no answer from the mail server about %s", message.key)
        connection.close()
        return None
    except Exception as error:
        connection.close()
        return _told(error)
    return ""


def _told(error: Exception) -> str:
    log.warning("mail was not sent: %r", error)
    return f"{type(error).__name__}: {error}"


def compose(message: OutboxMessage) -> EmailMessage:
    """The e-mail of an outbox message. Raises Unsendable."""
    return _to_customer(message) if "letter" in message.payload else _to_user(message)


def _to_customer(message: OutboxMessage) -> EmailMessage:
    letter = Letter.objects.filter(pk=message.payload["letter"]).first()
    if letter is None:
        raise Unsendable("the letter is gone")
    mail = _mail(message, letter.subject, f"{letter.body}\n", letter.address, letter.language)
    if letter.answers:
        mail.extra_headers |= {"In-Reply-To": letter.answers, "References": letter.answers, "Auto-Submitted": "auto-replied"}
    if settings.ENV.email_reply_to:
        mail.reply_to = [settings.ENV.email_reply_to]
    return mail


def _to_user(message: OutboxMessage) -> EmailMessage:
    user = User.objects.filter(pk=message.payload["user"], is_active=True).exclude(email="").first()
    if user is None:
        raise Unsendable("the reader has no address")
    with override(user.language):
        subject, body = _digest(user, message) if "digest" in message.payload else _single(user, message)
        foot = gettext("You get this from Redress because you chose so. To change it: %(url)s") % {"url": _url("/me/")}
    return _mail(message, subject, f"{body}\n\n-- \n{foot}\n", user.email, user.language)


def _mail(message: OutboxMessage, subject: str, body: str, address: str, language: str) -> EmailMessage:
    headers = {"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated", "Content-Language": language}
    return EmailMessage(" ".join(subject.split())[:200], body, to=[address], headers=headers)


def _url(path: str) -> str:
    return settings.ENV.public_url.rstrip("/") + path


def _line(notice: Notice, user: User) -> str:
    return sentence(notice.kind, notice.params, user.language)


def _single(user: User, message: OutboxMessage) -> tuple[str, str]:
    notice = Notice.objects.filter(user=user, key=message.payload["notice"]).first()
    if notice is None:
        raise Unsendable("the notice is gone")
    words = _line(notice, user)
    return words, f"{words}\n\n{_url(notice.url)}" if notice.url else words


def _digest(user: User, message: OutboxMessage) -> tuple[str, str]:
    listed = list(Notice.objects.filter(user=user, pk__in=message.payload["notices"]).order_by("-created_at", "-pk"))
    if not listed:
        raise Unsendable("the notices are gone")
    count = message.payload["count"]
    subject = ngettext("%(count)d notice of your cases", "%(count)d notices of your cases", count) % {"count": count}
    lines = [f"• {_line(notice, user)}\n  {_url(notice.url)}" if notice.url else f"• {_line(notice, user)}" for notice in listed]
    if count > len(listed):
        lines.append(gettext("… and %(count)d more: %(url)s") % {"count": count - len(listed), "url": _url("/notices/")})
    return subject, "\n\n".join(lines)


def queue_digests(*, at: datetime) -> int:
    """From eight in the morning on, one message for each person who wants a digest and has unread notices; returns how many.

    Running it again the same day is without effect.
    """
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.time() < DIGEST_AT:
        return 0
    wanting = User.objects.filter(notify_by=NotifyBy.DIGEST, is_active=True).exclude(email="")
    waiting = wanting.filter(notices__read_at=None, notices__digested_at=None, notices__isnull=False).distinct()
    return sum(_queue_digest(user, f"digest:{user.pk}:{local.date()}", at) for user in waiting)


@transaction.atomic
def _queue_digest(user: User, key: str, at: datetime) -> bool:
    """Put a digest out and mark what is in it, both or neither; False when today's is out already."""
    if OutboxMessage.objects.filter(key=key).exists():
        return False
    new = Notice.objects.filter(user=user, read_at=None, digested_at=None, created_at__lte=at)
    pks = list(new.order_by("-created_at", "-pk").values_list("pk", flat=True))
    if not pks:
        return False
    put_out((key, CHANNEL, {"user": user.pk, "digest": True, "notices": pks[:MOST_IN_DIGEST], "count": len(pks)}), at=at)
    for start in range(0, len(pks), 500):
        Notice.objects.filter(pk__in=pks[start : start + 500]).update(digested_at=at)
    return True
