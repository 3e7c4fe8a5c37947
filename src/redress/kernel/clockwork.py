"""From a start and a span to the moment it is due, and why then.

The rules, for every policy:

* minutes and hours are exact, through nights and holidays; working hours run while the office is open.
* working days are counted from the next working day; due when the office closes on the n-th of them.
* "same day" is due when the office closes that day, or the next working day if it is already shut.
* days, weeks, months and years keep the local time of day; a month without that day ends on its last day.
* "day 5 of next month", "end of month" end with that local day, "before day 5" with the day before: 23:59:59.
* a pause gives back exactly the time that would have counted: office time for working spans, else all of it.
"""

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from redress.kernel.calendars import WorkCalendar
from redress.kernel.durations import Mark, Span, Unit
from redress.kernel.reasons import Step, counted_days, counted_from, step

_EXACT = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Due:
    """A moment in UTC and the coded steps that led to it; ``reasons.sentence(why)`` tells them to a reader."""

    at: datetime
    why: tuple[Step, ...]


def due(start: datetime, span: Span, calendar: WorkCalendar) -> Due:
    """When ``span`` from ``start`` runs out under ``calendar``."""
    start = start.astimezone(UTC)
    why = [counted_from(start, span, calendar)]
    if span.working:
        at = _working(start, span, calendar, why)
        why += counted_days(start, at, calendar)
    elif span.unit in _EXACT:
        at = start + span.amount * _EXACT[span.unit]
    else:
        at = _by_calendar(start, span, calendar, why)
    return Due(at, tuple(why))


def with_pause(was: Due, paused: datetime, resumed: datetime, span: Span, calendar: WorkCalendar) -> Due:
    """``was`` after a pause: later by the time that would have counted between the two moments."""
    at = shifted(was.at, paused, resumed, span, calendar)
    why = step("paused", start=_shown(paused, calendar), end=_shown(resumed, calendar), due=_shown(at, calendar))
    return Due(at, (*was.why, why))


def extended(was: Due, by: Span, calendar: WorkCalendar) -> Due:
    """``was`` after a granted extension, counted on from the moment it was due."""
    at = due(was.at, by, calendar).at
    return Due(at, (*was.why, step("extended", span=str(by), due=_shown(at, calendar))))


def given(at: datetime, start: datetime, calendar: WorkCalendar) -> Due:
    """A due moment that somebody outside set, whatever the span; one that has passed already is due at once."""
    at = max(at.astimezone(UTC), start.astimezone(UTC))
    return Due(at, (step("given", due=_shown(at, calendar)),))


def shifted(moment: datetime, paused: datetime, resumed: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """``moment`` moved by the counted time of a pause; ``moment`` itself when none of it counted."""
    moment, paused, resumed = (one.astimezone(UTC) for one in (moment, paused, resumed))
    if resumed < paused:
        raise ValueError("a pause cannot end before it begins")
    if span.working:
        return calendar.add_working(moment, calendar.count_working(paused, resumed))
    return moment + (resumed - paused)


def marked(mark: Mark, start: datetime, at: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """The moment of ``mark`` on a clock that runs from ``start`` until ``at``."""
    start, at = start.astimezone(UTC), at.astimezone(UTC)
    if mark.percent == 100:
        return at
    if mark.percent is not None:
        whole = calendar.count_working(start, at) if span.working else at - start
        part = timedelta(seconds=int(whole.total_seconds() * mark.percent / 100))
        return calendar.add_working(start, part) if span.working else start + part
    if mark.offset is None:
        raise ValueError("a mark is a percentage or an offset")
    return _before(at, mark.offset, calendar) if mark.before else due(at, mark.offset, calendar).at


def _working(start: datetime, span: Span, calendar: WorkCalendar, why: list[Step]) -> datetime:
    if span.unit is Unit.WORKING_HOUR:
        opens = calendar.opening(start)
        if opens != start:
            why.append(step("opens", at=_shown(opens, calendar)))
        return calendar.add_working(start, timedelta(hours=span.amount))
    if span.unit is Unit.SAME_DAY:
        today = calendar.local(start).date()
        if calendar.is_working(today) and start < calendar.closing(today):
            return calendar.closing(today)
        return calendar.add_working_days(start, 1)
    return calendar.add_working_days(start, span.amount)


def _by_calendar(start: datetime, span: Span, calendar: WorkCalendar, why: list[Step]) -> datetime:
    local = calendar.local(start)
    if span.unit in _DAYS:
        return _same_time(local, local.date() + timedelta(days=span.amount * _DAYS[span.unit]))
    if span.unit in _MONTHS:
        ahead = span.amount * _MONTHS[span.unit]
        day = _clipped(local.year, local.month + ahead, local.day)
        if day.day != local.day:
            why.append(step("clipped", day=day.isoformat()))
        return _same_time(local, day)
    if span.unit is Unit.END_OF_MONTH:
        day = _clipped(local.year, local.month, 31)
    else:
        day = _clipped(local.year, local.month + 1, span.amount)
        if day.day != span.amount:
            why.append(step("clipped", day=day.isoformat()))
        elif span.unit is Unit.BEFORE_DAY_OF_NEXT_MONTH:
            day -= timedelta(days=1)
    # Within the last second of the period it is due at once, never before it started.
    return max(start, datetime.combine(day, _LAST_SECOND, calendar.timezone).astimezone(UTC))


def _clipped(year: int, month: int, day: int) -> date:
    """``day`` of a month that may be counted past December, or that month's last day."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def _same_time(local: datetime, day: date) -> datetime:
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def _before(at: datetime, offset: Span, calendar: WorkCalendar) -> datetime:
    """``offset`` earlier than ``at``; working days before are whole working days at the same time of day."""
    if offset.unit in _EXACT:
        return at - offset.amount * _EXACT[offset.unit]
    if offset.unit is Unit.WORKING_HOUR:
        return calendar.subtract_working(at, timedelta(hours=offset.amount))
    local = calendar.local(at)
    if offset.unit is Unit.WORKING_DAY:
        day = local.date()
        for _ in range(offset.amount):
            day = calendar.previous_working_day(day)
        return _same_time(local, day)
    if offset.unit in _DAYS:
        return _same_time(local, local.date() - timedelta(days=offset.amount * _DAYS[offset.unit]))
    return _same_time(local, _clipped(local.year, local.month - offset.amount * _MONTHS[offset.unit], local.day))


def _shown(moment: datetime, calendar: WorkCalendar) -> str:
    return calendar.local(moment).strftime("%Y-%m-%d %H:%M")
