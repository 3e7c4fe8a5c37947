"""Matters that bodies outside pass on: a hotline of the authorities, a consumer platform, a watch on public opinion."""

from datetime import datetime

from redress.complaints.events import CaseEvent, DeadlineGiven, OutsideReported, PassedOn
from redress.complaints.models import Case
from redress.complaints.operations.passing import write_passing
from redress.deadlines.operations import set_due
from redress.flows.acting import follow
from redress.kernel.actor import SYSTEM
from redress.policies.store import policy_of


def passed_on(
    case: Case, *, source: str, at: datetime, number: str = "", said: str = "", due_at: datetime | None = None
) -> Case:
    """``source`` passes a case on under its own ``number``, reports what it ``said``, or wants an answer by ``due_at``;
    the policy's clocks that begin with "passed.on" then run until that moment.

    Within the caller's transaction. Raises IllegalMove for an archived case.
    """
    happened: list[CaseEvent] = [PassedOn(source, number)] if number else []
    if said:
        happened.append(OutsideReported(source, said))
    if due_at is not None:
        happened.append(DeadlineGiven(source, f"{due_at.astimezone(policy_of(case.policy_id).pack.zone):%Y-%m-%d %H:%M}"))
    case = write_passing(case, *happened, by=SYSTEM, at=at)
    follow(case, by=SYSTEM, at=at)
    if due_at is not None:
        set_due(case, "passed.on", due_at, at=at)
    return Case.objects.get(pk=case.pk)
