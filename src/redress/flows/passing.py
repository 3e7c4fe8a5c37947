"""Matters that bodies outside pass on: a hotline of the authorities, a consumer platform, a watch on public opinion, by machine or on paper."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from redress.complaints.events import CaseEvent, DeadlineGiven, OutsideReported, PassedOn
from redress.complaints.models import Case
from redress.complaints.operations.passing import own_number, write_passing
from redress.deadlines.operations import set_due
from redress.flows.acting import act, follow
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import Invalid
from redress.policies.store import policy_of


@dataclass(frozen=True, slots=True)
class Matter:
    """Under which number an authority knows a matter, and by when it wants an answer."""

    authority: str
    number: str
    due_at: datetime | None = None


def passed_on(
    case: Case, *, source: str, number: str, at: datetime, said: str = "", due_at: datetime | None = None, by: Actor = SYSTEM
) -> Case:
    """``source`` passes a case on under its own ``number``, reports what it ``said``, or wants an answer by ``due_at``; what is known
    already is not written again. The policy's clocks that begin with "passed.on" then run until that moment.

    Within the caller's transaction. Raises IllegalMove for an archived case, Invalid for a number that belongs to another case.
    """
    new, moved = own_number(case, authority=source, number=number, due_at=due_at, by=by, at=at)
    happened: list[CaseEvent] = [PassedOn(source, number)] if new else []
    if said:
        happened.append(OutsideReported(source, said))
    if moved and due_at is not None:
        happened.append(DeadlineGiven(source, f"{due_at.astimezone(policy_of(case.policy_id).pack.zone):%Y-%m-%d %H:%M}"))
    if not happened:
        return case
    case = write_passing(case, *happened, by=by, at=at)
    follow(case, by=by, at=at)
    if moved and due_at is not None:
        set_due(case, "passed.on", due_at, at=at)
    return Case.objects.get(pk=case.pk)


@act("authority-deadline", "case.talk")
def authority_deadline(case: Case, *, authority: str, number: str, by: Actor, at: datetime, due_at: datetime | None = None) -> Case:
    """Enter what an authority wrote: its number of the matter, and by when it wants an answer. A new deadline under a known number moves
    the clock. Raises Invalid for a number that belongs to another case, or where nothing in it is new.
    """
    matter = checked(Matter(authority.strip(), number.strip(), due_at))
    was = case.entry_count
    case = passed_on(case, source=matter.authority, number=matter.number, due_at=due_at, by=by, at=at)
    if case.entry_count == was:
        sentence = _("This number stands on the case already. Give the new deadline.")
        raise Invalid("known", _("Nothing was saved."), {"due_at": sentence})
    return case


def checked(matter: Matter) -> Matter:
    """A matter with both its names. Raises Invalid."""
    errors: dict[str, object] = {name: _("This is needed.") for name in ("authority", "number") if not getattr(matter, name)}
    errors |= {name: _("This is too long.") for name in ("authority", "number") if len(getattr(matter, name)) > 100}
    if errors:
        raise Invalid("matter", _("Nothing was saved."), errors)
    return matter
