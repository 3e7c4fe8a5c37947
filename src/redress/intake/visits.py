"""The door of the hall: a customer is received, the shift leader told at once, the record written, and the reception ended."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.queries import holders
from redress.accounts.rules import require
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.flows.acts import ACTS
from redress.flows.receiving import register_inside
from redress.intake.events import VisitEnded
from redress.intake.models import Visit
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.ledger.operations import journal
from redress.notify.operations import post
from redress.policies.store import current_policy

STREAM = "visits"
RIGHT = "case.register"


def open_visits(actor: Actor) -> QuerySet[Visit]:
    """Receptions of the actor, and of those stood in for, that have not ended."""
    return Visit.objects.filter(host__in=actor.people(), ended_at=None).select_related("case", "place")


def seen_visit(pk: int, actor: Actor) -> Visit | None:
    """A reception of the actor's own, or None."""
    return Visit.objects.filter(host__in=actor.people(), pk=pk).select_related("case", "place", "host").first()


@transaction.atomic
def begin(*, by: Actor, at: datetime) -> Visit:
    """A customer is received; the roles that the pack names are told at once, of each the people nearest to the place.

    Raises NotAllowed, and IllegalMove where the policy knows no reception.
    """
    require(by, RIGHT)
    rule = current_policy(at).pack.reception
    if rule is None:
        raise IllegalMove("no-reception", _("The policy in force knows no reception in person."))
    host = User.objects.select_related("department").get(pk=by.id)
    told = {user.pk: user.name for role in rule.tells for user in holders(role, at, host.department) if user.pk != host.pk}
    visit = Visit.objects.create(host=host, place=host.department, told="、".join(told.values())[:400], began_at=at)
    post("visit.began", to=told, at=at, key=f"visit:{visit.pk}", besides=by.id, by=host.name, place=dict(host.department.title))
    return visit


@transaction.atomic
def note_room(visit: Visit, room: str, *, by: Actor) -> None:
    """Note the quiet room in which they talk, or that they left it. Raises NotAllowed, IllegalMove."""
    Visit.objects.filter(pk=_hold(visit, by).pk).update(room=room.strip()[:100])


def write_record(visit: Visit, record: Record, *, by: Actor, at: datetime, **more: Any) -> Case:
    """Register the complaint of a reception; see ``flows.receiving.register``. Raises as that does, and IllegalMove for a second record."""
    with transaction.atomic(durable=True):
        held = _hold(visit, by)
        if held.case_id is not None:
            raise IllegalMove("has-record", _("This reception has its record already."))
        case = register_inside(record, by=by, at=at, **more)
        Visit.objects.filter(pk=held.pk).update(case=case)
        return case


def end(visit: Visit, *, by: Actor, at: datetime, reason: str = "") -> None:
    """The customer leaves: the time for the complete record begins (E7). Raises Invalid without a record and without a ``reason``."""
    with transaction.atomic(durable=True):
        held = _hold(visit, by)
        if held.case is None and not reason.strip():
            raise Invalid("reason", _("Nothing was saved."), {"reason": _("Write the record first, or say why none is needed.")})
        if held.case is None:
            journal(STREAM, VisitEnded(held.began_at.isoformat(), reason), by=by, at=at)
        elif ACTS["end-reception"].possible(held.case):
            ACTS["end-reception"].run.inside(held.case, by=by, at=at)  # type: ignore[attr-defined]
        Visit.objects.filter(pk=held.pk).update(ended_at=at, reason="" if held.case else reason.strip()[:300])


def _hold(visit: Visit, by: Actor) -> Visit:
    """The reception as it stands now, locked, open and the actor's own."""
    require(by, RIGHT)
    held = Visit.objects.select_for_update(of=("self",)).select_related("case__customer").get(pk=visit.pk)
    if held.host_id not in by.people():
        raise NotAllowed("not-own-visit", _("This is not your reception."))
    if held.ended_at is not None:
        raise IllegalMove("visit-ended", _("This reception has ended."))
    return held
