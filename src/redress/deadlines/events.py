"""What can happen to clocks and calendars besides what the case file already tells."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.complaints.events import CaseEvent
from redress.complaints.events.base import Text
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class ClockRecomputed(CaseEvent):
    kind = "clock.recomputed"
    sentence = _("Clock “%(clock)s” now due %(due)s: the working calendar changed")
    clock: Text
    due: str


@event
@dataclass(frozen=True)
class CalendarDaySet:
    kind: ClassVar[str] = "calendar.day_set"
    sentence: ClassVar[str] = _("%(day)s was set by hand in the working calendar: %(note)s")
    private: ClassVar[tuple[str, ...]] = ()
    calendar: str
    day: str
    working: bool
    note: str


@event
@dataclass(frozen=True)
class CalendarDayCleared:
    kind: ClassVar[str] = "calendar.day_cleared"
    sentence: ClassVar[str] = _("%(day)s follows the public calendar again")
    private: ClassVar[tuple[str, ...]] = ()
    calendar: str
    day: str


@event
@dataclass(frozen=True)
class YearConfirmed:
    kind: ClassVar[str] = "calendar.year_confirmed"
    sentence: ClassVar[str] = _("Holidays and make-up days of %(year)s (%(country)s) were confirmed")
    private: ClassVar[tuple[str, ...]] = ()
    country: str
    year: int
