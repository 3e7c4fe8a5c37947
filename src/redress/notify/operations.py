"""Telling people. A notice is written in the transaction of the act; mail leaves later, from the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from redress.accounts.models import NotifyBy, User
from redress.accounts.queries import stand_ins
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import put_out
from redress.notify.kinds import KINDS, UnknownNotice
from redress.notify.models import Notice


def post(
    kind: str, *, to: Iterable[int | None], at: datetime, key: str, url: str = "", besides: int | None = None, **params: object
) -> None:
    """Tell each person of ``to`` (user ids; None is passed over) and, while away, the substitute as well.

    ``key`` is unique for this thing: telling it again is without effect. ``besides`` (the actor) is not
    told of their own act. Raises UnknownNotice.
    """
    if kind not in KINDS:
        raise UnknownNotice(kind)
    wanted = {person for person in to if person is not None} - {besides}
    if not wanted:
        return
    wanted |= set(stand_ins(list(wanted), at).values())
    people = User.objects.filter(pk__in=wanted, is_active=True)
    Notice.objects.bulk_create(
        [Notice(user=person, kind=kind, params=params, url=url, key=key, created_at=at) for person in people],
        ignore_conflicts=True,
    )
    for person in people:
        if person.notify_by == NotifyBy.AT_ONCE and person.email:
            put_out(f"mail:{person.pk}:{key}", "email", {"user": person.pk, "notice": key}, at=at)


def read(user: User, *, at: datetime, notice: int | None = None) -> int:
    """Mark one notice, or all, as read by their reader; returns how many were unread."""
    mine = Notice.objects.filter(user=user, read_at=None)
    return mine.filter(Q(pk=notice) if notice else Q()).update(read_at=at)


def waiting() -> int:
    """How many messages wait in the outbox."""
    return OutboxMessage.objects.filter(state="pending").count()
