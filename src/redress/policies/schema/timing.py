"""Promises in time: clocks with their ladders, pauses, extensions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import Field, field_validator

from redress.kernel.durations import Mark, Span, parse, parse_mark
from redress.policies.schema.base import (
    CITES,
    Cite,
    Code,
    Condition,
    Count,
    Duration,
    Letter,
    Named,
    Part,
    Recipient,
    Text,
    Words,
    refuse,
)


class Step(Part):
    """One rung of the ladder of a clock."""

    at: Words = Field(description=gettext_noop('Moment: "50%" of the time gone, "100%" when due, "+1 day" after, "-2 h" before.'))
    to: Recipient = Field(description=gettext_noop("Who is told."))
    say: Text | None = Field(None, description=gettext_noop("What is said; absent: the name of the clock and how it stands."))
    regrade: bool = Field(False, description=gettext_noop("The grade is judged anew at this moment; it may rise and never falls by itself."))

    @field_validator("at")
    @classmethod
    def _moment(cls, at: str) -> str:
        try:
            return str(parse_mark(at))
        except ValueError:
            raise refuse(_('a moment such as "50%", "100%", "+1 day" or "-2 h"')) from None

    @property
    def mark(self) -> Mark:
        """The moment as a point on the clock's course."""
        return parse_mark(self.at)


class Clock(Condition, Named):
    """A promise: from an event, until another, within a time, by an owner."""

    starts: Words = Field(alias="from", description=gettext_noop("Event that starts the clock."))
    until: tuple[Words, ...] = Field(min_length=1, description=gettext_noop("Events that stop it, whichever comes first."))
    within: Duration = Field(description=gettext_noop("Time allowed."))
    calendar: Code | None = Field(None, description=gettext_noop("Calendar for working hours and days; absent: the first calendar."))
    owner: Recipient = Field(description=gettext_noop("Who must keep the promise."))
    escalate: tuple[Step, ...] = Field((), description=gettext_noop("Who is told when, from reminder to chief."))
    pausable: bool = Field(False, description=gettext_noop("May be paused for one of the reasons listed under pauses."))
    resets_on: tuple[Words, ...] = Field((), description=gettext_noop("Events that begin the time anew."))
    public: bool = Field(False, description=gettext_noop("The customer is told of this promise."))

    @property
    def span(self) -> Span:
        """The time allowed."""
        return parse(self.within)


class Pause(Named):
    """An accepted reason for stopping a clock for a while."""

    max: Duration = Field(description=gettext_noop("Longest pause for this reason."))
    tell_customer: bool = Field(False, description=gettext_noop("The customer must be told."))


class Extensions(Part):
    """More time, asked for and approved."""

    max_times: Count = Field(description=gettext_noop("How often one clock may be extended."))
    by: Duration = Field(description=gettext_noop("Most time that one extension adds."))
    approver: Code = Field(description=gettext_noop("Role that decides."))
    notice: Letter = Field(description=gettext_noop("What the customer is told; names in braces are filled in."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
