"""Telling people. A notice is written in the transaction of the act; mail leaves later, from the outbox."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from redress.accounts.models import NotifyBy, User
from redress.accounts.queries import stand_ins
from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import journal, put_out, send_again
from redress.notify.events import MAIL, MailSentAgain
from redress.notify.kinds import KINDS, UnknownNotice
from redress.notify.models import Letter, Notice
from redress.notify.names import message_id


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell people (user ids; None is passed over). ``key`` is unique for the thing told."""

    kind: str
    to: tuple[int | None, ...]
    key: str
    url: str = ""
    besides: int | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    def people(self) -> set[int]:
        """The people meant, without the actor, who is not told of their own act."""
        return {person for person in self.to if person is not None} - {self.besides}  # type: ignore[arg-type]


def post(
    kind: str, *, to: Iterable[int | None], at: datetime, key: str, url: str = "", besides: int | None = None, **params: object
) -> None:
    """Tell each person of ``to`` (user ids; None is passed over) and, while away, the substitute as well.

    ``key`` is unique for this thing: telling it again is without effect. ``besides`` (the actor) is not
    told of their own act. Raises UnknownNotice.
    """
    post_all([Telling(kind, tuple(to), key, url, besides, params)], at=at)


def post_all(tellings: Iterable[Telling], *, at: datetime) -> None:
    """Tell many things at once, with as many queries as for one; see ``post``."""
    tellings = [telling for telling in tellings if telling.people()]
    for telling in tellings:
        if telling.kind not in KINDS:
            raise UnknownNotice(telling.kind)
    wanted = set().union(*(telling.people() for telling in tellings))
    if not wanted:
        return
    away = stand_ins(list(wanted), at)
    people = User.objects.filter(is_active=True).in_bulk(wanted | set(away.values()))
    told = [
        (people[pk], telling)
        for telling in tellings
        for pk in telling.people() | {away[one] for one in telling.people() if one in away}
        if pk in people
    ]
    Notice.objects.bulk_create(
        [
            Notice(user=user, kind=one.kind, params=dict(one.params), url=one.url, key=one.key, created_at=at)
            for user, one in told
        ],
        ignore_conflicts=True,
    )
    mails = [
        (f"mail:{user.pk}:{one.key}", "email", {"user": user.pk, "notice": one.key})
        for user, one in told
        if user.notify_by == NotifyBy.AT_ONCE and user.email
    ]
    put_out(*mails, at=at)  # type: ignore[arg-type]


def can_write_to(address: str) -> bool:
    """Whether an e-mail can go to ``address``: it is one, and the house has a mail server."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return bool(settings.EMAIL_HOST)


def write_to(
    address: str, *, subject: str, body: str, language: str, key: str, at: datetime, thread: str = "", answers: str = ""
) -> None:
    """Queue an e-mail to somebody outside the house; ``key`` is unique for it: writing it again is without effect.

    ``thread`` is the number of its case, ``answers`` the Message-ID of the letter that it replies to.
    """
    letter, new = Letter.objects.get_or_create(
        key=key, defaults={
            "address": address, "subject": subject, "body": body, "language": language, "created_at": at,
            "message_id": message_id(f"letter:{key}"), "thread": thread, "answers": answers,
        },  # fmt: skip
    )
    if new:
        put_out((f"letter:{key}", "email", {"letter": letter.pk}), at=at)


def read(user: User, *, at: datetime, notice: int | None = None) -> int:
    """Mark one notice, or all, as read by their reader; returns how many were unread."""
    mine = Notice.objects.filter(user=user, read_at=None)
    return mine.filter(Q(pk=notice) if notice else Q()).update(read_at=at)


def read_about(user: User, url: str, *, at: datetime) -> None:
    """Mark as read what leads ``user`` to a page that is open now; nothing is written where nothing waits."""
    waiting = Notice.objects.filter(user=user, read_at=None, url=url)
    if waiting.exists():
        waiting.update(read_at=at)


def settle(url: str, kinds: Collection[str], *, at: datetime) -> None:
    """What these kinds of notices asked for about a page is done: nobody need read them any more."""
    Notice.objects.filter(read_at=None, url=url, kind__in=sorted(kinds)).update(read_at=at)


@transaction.atomic
def mail_again(message: OutboxMessage, *, by: Actor, at: datetime) -> bool:
    """Send a message again that failed or is in doubt; False while it is on its way anyhow. Raises NotAllowed."""
    require(by, "people.manage")
    again = send_again(message, at=at)
    if again:
        journal(MAIL, MailSentAgain(number=message.pk, trouble=message.error or message.state), by=by, at=at)
    return again
