"""Setting the working calendar right by hand, and moving the running deadlines that it changes.

Whoever changes a calendar leaves a ``CalendarChange`` in the same transaction; ``follow_changes`` moves the clocks,
at once where they are few, else by the scheduler. It may stop at any point and be run again.
"""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.complaints.models import Case
from redress.complaints.operations.writing import hold, write
from redress.deadlines.events import CalendarDayCleared, CalendarDaySet, ClockRecomputed, YearConfirmed
from redress.deadlines.models import CalendarChange, CalendarDay, Clock, ConfirmedYear
from redress.deadlines.operations.keeping import (
    calendar_of,
    change,
    course_of,
    followed,
    laid_anew,
    next_due,
    rule_of,
    shown,
)
from redress.deadlines.states import ACTIVE, ClockState
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import Invalid
from redress.kernel.reasons import step
from redress.ledger.operations import journal
from redress.policies.policy import Policy
from redress.policies.store import policy_of

STREAM = "calendars"
log = logging.getLogger(__name__)


@transaction.atomic
def set_day(day: date, *, working: bool, note: str, calendar: str = "", by: Actor, at: datetime) -> CalendarDay:
    """Say by hand that ``day`` is worked or not, on one calendar or (empty) on all; clocks follow.

    Raises NotAllowed, Invalid (no note).
    """
    require(by, "people.manage")
    if not note.strip():
        raise Invalid(
            "calendar-note",
            _("Say why, for example which announcement."),
            {"note": _("Say why, for example which announcement.")},
        )
    row, _created = CalendarDay.objects.update_or_create(
        calendar=calendar,
        day=day,
        defaults={"working": working, "note": note.strip()[:200], "set_by": by.name, "set_at": at},
    )
    journal(
        STREAM, CalendarDaySet(calendar=calendar, day=day.isoformat(), working=working, note=row.note), by=by, at=at
    )
    _clocks_must_follow(day, calendar, by, at)
    return row


@transaction.atomic
def clear_day(day: date, *, calendar: str = "", by: Actor, at: datetime) -> bool:
    """Let ``day`` follow the public calendar again; False when it was not set by hand. Raises NotAllowed."""
    require(by, "people.manage")
    gone, _by_model = CalendarDay.objects.filter(calendar=calendar, day=day).delete()
    if gone:
        journal(STREAM, CalendarDayCleared(calendar=calendar, day=day.isoformat()), by=by, at=at)
        _clocks_must_follow(day, calendar, by, at)
    return bool(gone)


@transaction.atomic
def confirm_year(country: str, year: int, *, by: Actor, at: datetime) -> ConfirmedYear:
    """Say that the holidays and make-up days of a year are right as they stand; clocks follow. Raises NotAllowed."""
    require(by, "people.manage")
    row, created = ConfirmedYear.objects.get_or_create(
        country=country, year=year, defaults={"confirmed_by": by.name, "confirmed_at": at}
    )
    if created:
        journal(STREAM, YearConfirmed(country=country, year=year), by=by, at=at)
        _clocks_must_follow(date(year, 1, 1), "", by, at)
    return row


def _clocks_must_follow(first: date, calendar: str, by: Actor, at: datetime) -> None:
    CalendarChange.objects.create(calendar=calendar, first=first, by_id=by.id, at=at)


def cases_to_follow() -> int:
    """How many cases ``follow_changes`` will look at."""
    waiting = CalendarChange.objects.filter(followed_at=None)
    return len({pk for change in waiting for pk in _cases_of(change)})


def follow_changes(*, at: datetime) -> int:
    """Move the active clocks that changed calendars touch, in the name of who changed them; returns how many
    became due at another time.

    Each case is one transaction of its own, so a long run never blocks the desk; a change counts as followed
    when all its cases are done.
    """
    moved = 0
    for waiting in CalendarChange.objects.filter(followed_at=None).select_related("by"):
        who = Actor(waiting.by_id, waiting.by.name) if waiting.by else SYSTEM
        moved += sum(_recompute_case(pk, by=who, at=at) for pk in list(_cases_of(waiting)))
        CalendarChange.objects.filter(pk=waiting.pk).update(followed_at=at)
    return moved


def _cases_of(change: CalendarChange) -> QuerySet[Clock, int]:
    """Ids of the cases on the course of whose clocks the changed days may lie."""
    wanted = Clock.objects.filter(state__in=ACTIVE, due_at__date__gte=change.first).exclude(span__regex=r"^\d+ (min|h)$")
    if change.calendar:
        wanted = wanted.filter(calendar=change.calendar)
    return wanted.order_by("case_id").values_list("case_id", flat=True).distinct()


@transaction.atomic
def _recompute_case(pk: int, *, by: Actor, at: datetime) -> int:
    case = hold(Case(pk=pk))
    policy = policy_of(case.policy_id)
    moved = []
    for clock in Clock.objects.filter(case=case, state__in=ACTIVE):
        clock.case = case
        was = clock.due_at
        _follow_again(clock, policy, at)
        if clock.due_at != was:
            moved.append(ClockRecomputed(clock=clock.title, due=shown(clock.due_at, policy)))
    if moved:
        write(case, *moved, by=by, at=at, next_due_at=next_due(case))
    return len(moved)


def _follow_again(clock: Clock, policy: Policy, at: datetime) -> None:
    """Put a clock on its course under the calendar as it is now; the ladder begins anew when it is no longer overdue."""
    path = course_of(clock, rule_of(policy, clock), calendar_of(policy, clock.calendar))
    saved = clock.due_at <= at < path.due.at
    changes = laid_anew(clock, path, at) if saved else followed(clock, path)
    if path.due.at != clock.due_at:
        told = step("recomputed", at=shown(at, policy), due=shown(path.due.at, policy))
        changes["why"] = [*path.due.why, told]
    if clock.state == ClockState.PAUSED:
        changes["next_step_at"] = clock.paused_until
    change(clock, **changes)
