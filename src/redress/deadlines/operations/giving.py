"""Deadlines that somebody outside sets."""

from datetime import datetime, timedelta

from django.db import transaction

from redress.complaints.models import Case
from redress.complaints.operations.writing import hold
from redress.deadlines.calendars import calendar_of
from redress.deadlines.models import Clock
from redress.deadlines.operations.keeping import change, course_of, laid_anew, next_due, set_next_due
from redress.deadlines.rules import given_for
from redress.deadlines.states import ACTIVE, ClockState
from redress.policies.store import policy_of

_JUST = timedelta(microseconds=1)


@transaction.atomic
def set_due(case: Case, event: str, due_at: datetime, *, at: datetime) -> None:
    """Let the active clocks that begin with ``event`` be due at ``due_at``; their ladders are laid anew along that time.

    Rungs before ``at`` are passed over, never the one at the due moment: a deadline that comes too late escalates at once.
    """
    case = hold(case)
    policy = policy_of(case.policy_id)
    rules = {rule.id: rule for rule in policy.clock_rules if rule.starts == event}
    for clock in Clock.objects.filter(case=case, rule__in=rules, state__in=ACTIVE):
        clock.story = [*clock.story, given_for(due_at)]
        path = course_of(clock, rules[clock.rule], calendar_of(policy, clock.calendar))
        laid = laid_anew(clock, path, min(at, path.due.at - _JUST))
        if clock.state == ClockState.PAUSED:
            laid["next_step_at"] = clock.next_step_at
        change(clock, story=clock.story, **laid)
    set_next_due(case, next_due(case))
