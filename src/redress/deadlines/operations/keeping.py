"""What every act on a clock needs: its rule, its course, writing it back, and the case's next due moment."""

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from redress.complaints.models import Case
from redress.deadlines.calendars import calendar_of
from redress.deadlines.models import Clock
from redress.deadlines.rules import Course, course, moment_of
from redress.deadlines.states import MOVES, ClockState
from redress.kernel.calendars import WorkCalendar
from redress.kernel.durations import parse
from redress.kernel.errors import IllegalMove, Stale
from redress.policies.policy import Policy
from redress.policies.schema.timing import Clock as ClockRule


def rule_of(policy: Policy, clock: Clock) -> ClockRule:
    """The rule of a clock in its case's policy version."""
    return next(rule for rule in policy.clock_rules if rule.id == clock.rule)


def course_of(clock: Clock, rule: ClockRule, calendar: WorkCalendar) -> Course:
    """The course of a stored clock, from its start through its story."""
    return course(clock.started_at, parse(clock.span), [step.at for step in rule.escalate], clock.story, calendar)


def fresh(clock: Clock, case: Case) -> Clock:
    """The clock as it stands now, on a held case."""
    found = Clock.objects.get(pk=clock.pk, case=case)
    found.case = case
    return found


def check_move(clock: Clock, to: ClockState) -> None:
    """Refuse a move that the table does not list. Raises IllegalMove."""
    if to not in MOVES[ClockState(clock.state)]:
        raise IllegalMove(
            f"clock:{clock.state}:{to}",
            _("A clock that is “%(was)s” cannot become “%(to)s”.")
            % {"was": ClockState(clock.state).label, "to": to.label},
        )


def change(clock: Clock, **changes: object) -> Clock:
    """Write to a clock that is still as it was read. Raises Stale when it is not."""
    rows = Clock.objects.filter(pk=clock.pk, state=clock.state, step=clock.step, lap=clock.lap).update(**changes)
    if not rows:
        raise Stale("stale-clock", _("This clock changed in the meantime. Look at how it stands now and try again."))
    for name, value in changes.items():
        setattr(clock, name, value)
    return clock


def followed(clock: Clock, path: Course) -> dict[str, object]:
    """The changes that put a clock on ``path``; rungs already taken stay taken."""
    taken = [rung for rung, _moment in clock.ladder[: clock.step]]
    ladder = sorted(path.ladder(), key=lambda line: line[0] not in taken)
    return {
        "due_at": path.due.at,
        "why": list(path.due.why),
        "ladder": ladder,
        "next_step_at": moment_of(ladder, clock.step),
    }


def laid_anew(clock: Clock, path: Course, at: datetime) -> dict[str, object]:
    """The changes that begin a new lap of the ladder on ``path``; rungs before ``at`` are passed over."""
    step = path.first_after(at)
    return {
        "due_at": path.due.at,
        "why": list(path.due.why),
        "ladder": path.ladder(),
        "lap": clock.lap + 1,
        "step": step,
        "next_step_at": moment_of(path.ladder(), step),
    }


def next_due(case: Case) -> datetime | None:
    """When the first running clock of the case runs out."""
    return Clock.objects.filter(case=case, state=ClockState.RUNNING).aggregate(first=Min("due_at"))["first"]


def set_next_due(case: Case, first: datetime | None) -> None:
    """Keep the case's own copy of ``next_due`` true; its revision stays, for the reader's page is not stale."""
    if first != case.next_due_at:
        Case.objects.filter(pk=case.pk).update(next_due_at=first)
        case.next_due_at = first


def shown(moment: datetime, policy: Policy) -> str:
    """A moment as text in the organisation's zone."""
    return moment.astimezone(policy.pack.zone).strftime("%Y-%m-%d %H:%M")


__all__ = [
    "calendar_of",
    "change",
    "check_move",
    "course_of",
    "followed",
    "fresh",
    "laid_anew",
    "next_due",
    "rule_of",
    "set_next_due",
    "shown",
]
