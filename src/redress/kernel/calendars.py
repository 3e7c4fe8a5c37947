"""When an organisation works: office hours, weekends, public holidays, make-up days and exceptions by hand.

Everything that comes in and goes out is an aware moment (UTC is fine) or a date in the calendar's own
zone. An interval contains its start and not its end: at 17:00:00 an office that closes at 17:00 is shut.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from redress.kernel.publicdays import COUNTRIES, days_off, makeup_days, published_through

Text = Mapping[str, str]
Interval = tuple[datetime, datetime]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLOT = re.compile(r"([01]?\d|2[0-4]):([0-5]\d) ?[-–] ?([01]?\d|2[0-4]):([0-5]\d)")
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_FARTHEST = 4000
"""Days to look ahead before saying that a calendar has no working time at all."""


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day is or is not a working day; ``code`` is ordinary, weekend, holiday, make-up or by-hand."""

    working: bool
    code: str
    name: Text = field(default_factory=dict)


@dataclass(frozen=True)
class WorkCalendar:
    """A working calendar; build it with ``WorkCalendar.of``.

    ``slots`` are minutes of the local day, ``days`` weekday numbers (Monday 0). ``exceptions`` win over
    everything else. ``confirmed_through`` is the last year whose make-up days are certain; ``None``
    means that the country announces none, so every year is certain.
    """

    code: str
    country: str
    timezone: ZoneInfo
    days: frozenset[int]
    hours: tuple[tuple[int, int], ...]
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    confirmed_through: int | None = None
    confirmed_years: frozenset[int] = frozenset()
    _slots: dict[date, list[Interval]] = field(default_factory=dict, repr=False, compare=False)
    _explained: dict[date, DayReason] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        code: str,
        *,
        country: str,
        timezone: str,
        days: str = "mon-fri",
        hours: Iterable[str] = ("09:00-17:00",),
        exceptions: Mapping[date, bool] | None = None,
        confirmed_years: Iterable[int] = (),
    ) -> "WorkCalendar":
        """Read a calendar as a pack writes it; ``ValueError`` says which part is wrong and what is accepted."""
        if country not in COUNTRIES:
            raise ValueError(f"country {country!r} must be one of {', '.join(COUNTRIES)}")
        return cls(
            code=code,
            country=country,
            timezone=ZoneInfo(timezone),
            days=read_days(days),
            hours=read_hours(hours),
            exceptions=dict(exceptions or {}),
            confirmed_through=published_through(country),
            confirmed_years=frozenset(confirmed_years),
        )

    def with_exceptions(self, exceptions: Mapping[date, bool], confirmed_years: Iterable[int] = ()) -> "WorkCalendar":
        """The same calendar with days set by hand and years confirmed by hand."""
        return replace(self, exceptions=dict(exceptions), confirmed_years=frozenset(confirmed_years), _slots={}, _explained={})

    def year_confirmed(self, year: int) -> bool:
        """Whether the holidays and make-up days of ``year`` are certain."""
        return self.confirmed_through is None or year <= self.confirmed_through or year in self.confirmed_years

    def explain(self, day: date) -> DayReason:
        """Whether the office works on ``day``, and why."""
        if day not in self._explained:
            self._explained[day] = self._explain(day)
        return self._explained[day]

    def _explain(self, day: date) -> DayReason:
        if day in self.exceptions:
            return DayReason(self.exceptions[day], "by-hand")
        if day in makeup_days(self.country, day.year):
            return DayReason(True, "make-up")
        off = days_off(self.country, day.year).get(day)
        if off is not None:
            return DayReason(False, "holiday", off)
        if day.weekday() not in self.days:
            return DayReason(False, "weekend")
        return DayReason(True, "ordinary")

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``."""
        return self.explain(day).working

    def slots(self, day: date) -> list[Interval]:
        """Office hours of ``day`` as UTC intervals; empty on a day off."""
        if day not in self._slots:
            hours = self.hours if self.is_working(day) else ()
            self._slots[day] = [(self._at(day, start), self._at(day, end)) for start, end in hours]
        return self._slots[day]

    def local(self, moment: datetime) -> datetime:
        """``moment`` on the clock of this calendar's zone."""
        return moment.astimezone(self.timezone)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at ``moment``."""
        return any(start <= moment < end for start, end in self.slots(self.local(moment).date()))

    def opening(self, moment: datetime) -> datetime:
        """``moment`` if the office is open then, otherwise when it opens next."""
        return max(moment.astimezone(UTC), next(start for start, end in self._open_from(moment) if end > moment))

    def closing(self, day: date) -> datetime:
        """When the office closes on working day ``day``; 23:59:59 when its hours run to midnight."""
        end = self._at(day, self.hours[-1][1])
        return end - _SECOND if self.hours[-1][1] == 1440 else end

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        for _ in range(_FARTHEST):
            day += _DAY
            if self.is_working(day):
                return day
        raise ValueError(f"calendar {self.code!r} has no working day in ten years")

    def previous_working_day(self, day: date) -> date:
        """The last working day before ``day``."""
        for _ in range(_FARTHEST):
            day -= _DAY
            if self.is_working(day):
                return day
        raise ValueError(f"calendar {self.code!r} has no working day in ten years")

    def subtract_working(self, moment: datetime, amount: timedelta) -> datetime:
        """The latest moment from which the office is open for ``amount`` until ``moment``."""
        moment = moment.astimezone(UTC)
        day = self.local(moment).date() + _DAY
        while amount > timedelta():
            day = self.previous_working_day(day)
            for start, end in reversed(self.slots(day)):
                end = min(end, moment)
                if end - start >= amount:
                    return end - amount
                amount -= max(end - start, timedelta())
        return moment

    def add_working(self, moment: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which the office has been open for ``amount`` since ``moment``."""
        moment = moment.astimezone(UTC)
        if amount <= timedelta():
            return moment
        for start, end in self._open_from(moment):
            start = max(start, moment)
            if end - start >= amount:
                return start + amount
            amount -= max(end - start, timedelta())
        raise AssertionError("the search for open hours ends only by finding or refusing")

    def count_working(self, start: datetime, end: datetime) -> timedelta:
        """How long the office is open between two moments; negative when they are in reverse order."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end < start:
            return -self.count_working(end, start)
        total, day, last = timedelta(), self.local(start).date(), self.local(end).date()
        while day <= last:
            for opens, closes in self.slots(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += _DAY
        return total

    def add_working_days(self, moment: datetime, count: int) -> datetime:
        """Close of office on the ``count``-th working day; the day of ``moment`` itself is not counted."""
        day = self.local(moment).date()
        for _ in range(count):
            day = self.next_working_day(day)
        return self.closing(day)

    def _open_from(self, moment: datetime) -> Iterator[Interval]:
        """Open intervals from the local day of ``moment`` on, without end; refuses a calendar with none."""
        day, idle = self.local(moment).date(), 0
        while idle < _FARTHEST:
            slots = self.slots(day)
            idle = 0 if slots else idle + 1
            yield from slots
            day += _DAY
        raise ValueError(f"calendar {self.code!r} has no office hours in ten years")

    def _at(self, day: date, minute: int) -> datetime:
        """Local ``minute`` of ``day`` as UTC; 1440 is midnight at its end."""
        day, minute = (day + _DAY, 0) if minute == 1440 else (day, minute)
        return datetime.combine(day, time(minute // 60, minute % 60), self.timezone).astimezone(UTC)


def read_days(text: str) -> frozenset[int]:
    """Weekday numbers from "mon-fri", "mon-sat" or "mon,wed,fri"; ``ValueError`` for anything else."""
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f'days {text!r} must be like "mon-fri" or "mon,wed,fri"')
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if end < start:
            raise ValueError(f"days {text!r} must run from Monday towards Sunday")
        found.update(range(start, end + 1))
    return frozenset(found)


def read_hours(slots: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Minutes of the day from "08:30-12:00" slots in order; ``ValueError`` for gaps in sense or overlaps."""
    found: list[tuple[int, int]] = []
    for text in slots:
        match = _SLOT.fullmatch(text.strip())
        if not match:
            raise ValueError(f'hours {text!r} must be like "08:30-12:00"')
        start, end = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
        if not (found[-1][1] if found else 0) <= start < end <= 1440:
            raise ValueError(f"hours {text!r} must end after they start, by 24:00, and follow the slot before")
        found.append((start, end))
    if not found:
        raise ValueError('hours must name at least one slot such as "09:00-17:00"')
    return tuple(found)
