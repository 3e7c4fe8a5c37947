"""Pausing a clock for an accepted reason, and letting it go on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.complaints.events import ClockPaused, ClockResumed
from redress.complaints.operations.writing import hold, write
from redress.deadlines.models import Clock
from redress.deadlines.operations.keeping import (
    calendar_of,
    change,
    check_move,
    course_of,
    followed,
    fresh,
    next_due,
    rule_of,
    shown,
)
from redress.deadlines.rules import paused_between
from redress.deadlines.states import ClockState
from redress.kernel.actor import Actor
from redress.kernel.clockwork import due
from redress.kernel.durations import parse
from redress.kernel.errors import IllegalMove, Invalid
from redress.policies.store import policy_of


@transaction.atomic
def pause(clock: Clock, *, reason: str, words: str = "", by: Actor, at: datetime) -> Clock:
    """Stop the time of a running clock for ``reason``, a code of the policy's list; ``words`` tell the particulars.

    It goes on by itself after the longest pause that the policy allows for the reason. Raises
    NotAllowed, IllegalMove (not running, not pausable, already overdue), Invalid (unknown reason).
    """
    case = hold(clock.case)
    require(by, "clock.pause", case)
    clock = fresh(clock, case)
    policy = policy_of(case.policy_id)
    check_move(clock, ClockState.PAUSED)
    accepted = next((one for one in policy.pack.pauses if one.id == reason), None)
    if accepted is None:
        raise Invalid(
            "pause-reason", _("Choose a reason from the list."), {"reason": _("Choose a reason from the list.")}
        )
    if not rule_of(policy, clock).pausable:
        raise IllegalMove("clock-not-pausable", _("This promise may not be paused under the policy of this case."))
    if clock.overdue(at):
        raise IllegalMove(
            "clock-overdue", _("This promise is overdue already; a pause would only hide it. Ask for more time.")
        )
    until = due(at, parse(accepted.max), calendar_of(policy, clock.calendar)).at
    change(clock, state=ClockState.PAUSED, paused_at=at, paused_until=until, pause_reason=reason, next_step_at=until)
    paused = ClockPaused(clock=clock.title, reason=dict(accepted.title), words=words.strip()[:2000])
    write(case, paused, by=by, at=at, next_due_at=next_due(case))
    return clock


@transaction.atomic
def resume(clock: Clock, *, by: Actor, at: datetime) -> Clock:
    """Let a paused clock go on; it becomes due later by the time that would have counted. Raises NotAllowed, IllegalMove."""
    case = hold(clock.case)
    require(by, "clock.pause", case)
    return go_on(fresh(clock, case), since=at, by=by, at=at)


def go_on(clock: Clock, *, since: datetime, by: Actor, at: datetime) -> Clock:
    """Let a paused clock of a held case go on as from ``since``, which may lie before ``at``."""
    check_move(clock, ClockState.RUNNING)
    case, policy = clock.case, policy_of(clock.case.policy_id)
    began = clock.paused_at or since
    clock.story = [*clock.story, paused_between(began, since)]
    path = course_of(clock, rule_of(policy, clock), calendar_of(policy, clock.calendar))
    change(
        clock,
        state=ClockState.RUNNING,
        paused_at=None,
        paused_until=None,
        pause_reason="",
        paused_seconds=clock.paused_seconds + int((since - began).total_seconds()),
        story=clock.story,
        failures=0,
        trouble="",
        **followed(clock, path),
    )
    resumed = ClockResumed(clock=clock.title, due=shown(path.due.at, policy))
    write(case, resumed, by=by, at=at, next_due_at=next_due(case))
    return clock
