"""Spans of time as a policy pack writes them: "10 min", "7 working days", "before day 5 of next month".

A span says *how long*, never *until when*: ``clockwork`` turns it into a moment with the help of a calendar.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class Unit(StrEnum):
    """What a span counts. The value is the word a pack uses."""

    MINUTE = "min"
    HOUR = "h"
    WORKING_HOUR = "working hour"
    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DAY_OF_NEXT_MONTH = "day of next month"
    BEFORE_DAY_OF_NEXT_MONTH = "before day of next month"
    SAME_DAY = "same day"
    NEXT_WORKING_DAY = "next working day"
    END_OF_MONTH = "end of month"


WORKING = frozenset({Unit.WORKING_HOUR, Unit.WORKING_DAY, Unit.SAME_DAY, Unit.NEXT_WORKING_DAY})
"""Units that count office time only; the others run through nights, weekends and holidays."""

_SPELLINGS = {
    "min": Unit.MINUTE,
    "minute": Unit.MINUTE,
    "h": Unit.HOUR,
    "hour": Unit.HOUR,
    "working hour": Unit.WORKING_HOUR,
    "working day": Unit.WORKING_DAY,
    "day": Unit.DAY,
    "week": Unit.WEEK,
    "month": Unit.MONTH,
    "year": Unit.YEAR,
}
_FIXED = {str(unit): unit for unit in (Unit.SAME_DAY, Unit.NEXT_WORKING_DAY, Unit.END_OF_MONTH)}
_COUNTED = re.compile(r"([1-9]\d{0,4}) ?([a-z]+(?: [a-z]+)?)")
_NEXT_MONTH = re.compile(r"(before )?day ([1-9]\d?) of next month")
_WORDS = {
    Unit.MINUTE: ngettext_lazy("%(n)d minute", "%(n)d minutes", "n"),
    Unit.HOUR: ngettext_lazy("%(n)d hour", "%(n)d hours", "n"),
    Unit.WORKING_HOUR: ngettext_lazy("%(n)d working hour", "%(n)d working hours", "n"),
    Unit.WORKING_DAY: ngettext_lazy("%(n)d working day", "%(n)d working days", "n"),
    Unit.DAY: ngettext_lazy("%(n)d day", "%(n)d days", "n"),
    Unit.WEEK: ngettext_lazy("%(n)d week", "%(n)d weeks", "n"),
    Unit.MONTH: ngettext_lazy("%(n)d month", "%(n)d months", "n"),
    Unit.YEAR: ngettext_lazy("%(n)d year", "%(n)d years", "n"),
    Unit.DAY_OF_NEXT_MONTH: _("day %(n)d of next month"),
    Unit.BEFORE_DAY_OF_NEXT_MONTH: _("before day %(n)d of next month"),
    Unit.SAME_DAY: _("the same working day"),
    Unit.NEXT_WORKING_DAY: _("the next working day"),
    Unit.END_OF_MONTH: _("the end of the month"),
}
ACCEPTED = (
    '"10 min", "24 h", "4 working hours", "7 working days", "30 days", "2 weeks", "1 month", "2 years", '
    '"day 5 of next month", "before day 5 of next month", "same day", "next working day", "end of month"'
)


@dataclass(frozen=True, slots=True)
class Span:
    """``amount`` of ``unit``; the day number for the next-month units, 1 for units that stand alone."""

    amount: int
    unit: Unit

    @property
    def working(self) -> bool:
        """Whether only office time counts."""
        return self.unit in WORKING

    def __str__(self) -> str:
        """The canonical spelling; ``parse(str(span)) == span``."""
        if self.unit in _FIXED.values():
            return str(self.unit)
        if self.unit is Unit.DAY_OF_NEXT_MONTH:
            return f"day {self.amount} of next month"
        if self.unit is Unit.BEFORE_DAY_OF_NEXT_MONTH:
            return f"before day {self.amount} of next month"
        plural = "s" if self.amount > 1 and self.unit not in (Unit.MINUTE, Unit.HOUR) else ""
        return f"{self.amount} {self.unit}{plural}"

    def words(self) -> str:
        """The span for a reader, in the current language."""
        return str(_WORDS[self.unit] % {"n": self.amount})


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on a clock's course: ``percent`` of its time, or ``offset`` before or after its due moment."""

    percent: int | None = None
    offset: Span | None = None
    before: bool = False

    def __str__(self) -> str:
        if self.offset is None:
            return f"{self.percent}%"
        return f"{'-' if self.before else '+'}{self.offset}"

    def words(self) -> str:
        """The mark for a reader, in the current language."""
        if self.offset is None:
            return str(
                _("at the due time") if self.percent == 100 else _("at %(percent)d%%") % {"percent": self.percent}
            )
        text = _("%(span)s before it is due") if self.before else _("%(span)s overdue")
        return str(text % {"span": self.offset.words()})


def parse(text: str) -> Span:
    """The span that ``text`` means; ``ValueError`` naming what is accepted for anything else."""
    plain = " ".join(text.lower().split()) if isinstance(text, str) else ""
    if plain in _FIXED:
        return Span(1, _FIXED[plain])
    if match := _NEXT_MONTH.fullmatch(plain):
        day = int(match[2])
        if day <= 31:
            return Span(day, Unit.BEFORE_DAY_OF_NEXT_MONTH if match[1] else Unit.DAY_OF_NEXT_MONTH)
    if match := _COUNTED.fullmatch(plain):
        unit = _SPELLINGS.get(match[2]) or _SPELLINGS.get(match[2].removesuffix("s"))
        if unit:
            return Span(int(match[1]), unit)
    raise ValueError(f"{text!r} is not a span of time; write one of: {ACCEPTED}")


def parse_mark(text: str) -> Mark:
    """The mark that ``text`` means: "50%", "100%", "+1 day", "-2 h"; ``ValueError`` for anything else."""
    plain = " ".join(text.split()) if isinstance(text, str) else ""
    if match := re.fullmatch(r"(\d{1,3})%", plain):
        if 0 < int(match[1]) <= 100:
            return Mark(percent=int(match[1]))
    elif plain[:1] in ("+", "-"):
        span = parse(plain[1:])
        if span.unit in _SPELLINGS.values():
            return Mark(offset=span, before=plain[0] == "-")
    raise ValueError(f'{text!r} is not a mark on a clock; write "50%", "100%", "+1 day" or "-2 h"')
