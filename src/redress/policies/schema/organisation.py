"""Who there is: departments, roles, tiers of authority, working calendars."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import Field, field_validator

from redress.kernel.actor import Scope
from redress.kernel.acts import ACTS
from redress.policies.schema.base import CITES, Cite, Code, Condition, Part, Text, Whole, Words, refuse

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(Part):
    """The hours in which an office works; holidays come from the country's public calendar."""

    id: Code = Field(description=gettext_noop("Code by which clocks name this calendar."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))
    country: Literal["CN", "TW", "HK", "none"] = Field(
        description=gettext_noop("Whose public holidays and make-up working days count; none: no holidays.")
    )
    days: tuple[Day, ...] = Field(min_length=1, description=gettext_noop("Ordinary working days: mon, tue, wed, thu, fri, sat, sun."))
    hours: tuple[Words, ...] = Field(
        min_length=1, description=gettext_noop('Office hours, one entry a stretch: "08:30-12:00", "13:30-17:30".')
    )

    @field_validator("hours")
    @classmethod
    def _in_order(cls, hours: tuple[str, ...]) -> tuple[str, ...]:
        last = -1
        for stretch in hours:
            for minute in _minutes(stretch):
                if minute <= last:
                    raise refuse(_('stretches of hours in order, as in "08:30-12:00", "13:30-17:30"'))
                last = minute
        return hours

    def slots(self) -> tuple[tuple[str, str], ...]:
        """The stretches as pairs of "HH:MM"; "24:00" is the end of the day."""
        return tuple(tuple(stretch.split("-")) for stretch in self.hours)  # type: ignore[misc]


def _minutes(stretch: str) -> tuple[int, int]:
    parts = stretch.split("-")
    try:
        pairs = [(int(hour), int(minute)) for hour, minute in (part.split(":") for part in parts)]
    except ValueError:
        pairs = []
    if len(pairs) != 2 or any(not (0 <= m < 60 and 0 <= h * 60 + m <= 1440) or len(p) != 5 for (h, m), p in zip(pairs, parts, strict=False)):
        raise refuse(_('a stretch of hours, as in "08:30-12:00"'))
    return pairs[0][0] * 60 + pairs[0][1], pairs[1][0] * 60 + pairs[1][1]


class Department(Part):
    """A place in the organisation's tree."""

    code: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))
    kind: Literal["group", "company", "store", "desk", "department"] = Field(description=gettext_noop("What sort of place it is."))
    parent: Code | None = Field(None, description=gettext_noop("Code of the department above; one department has none."))


class Role(Part):
    """What a person may do, and how far that reaches."""

    code: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))
    acts: tuple[Words, ...] = Field(min_length=1, description=gettext_noop("The acts that the role may do; the list of acts is fixed."))
    scope: Scope = Field(description=gettext_noop("How far the acts reach: own, department, subtree or all."))
    rank: Whole = Field(0, description=gettext_noop("Standing among the roles; the higher is shown first."))
    chief: bool = Field(False, description=gettext_noop("Whoever holds the role is head of the department it is held in."))
    seats: tuple[Code, ...] = Field(min_length=1, description=gettext_noop("Departments in which somebody holds the role."))
    cites: tuple[Cite, ...] = Field((), description=CITES)

    @field_validator("acts")
    @classmethod
    def _known_acts(cls, acts: tuple[str, ...]) -> tuple[str, ...]:
        for act in acts:
            if act not in ACTS:
                raise refuse(_("acts from the fixed list, as in case.register (see the page on policies)"))
        return acts


class Tier(Condition):
    """A level that may settle a case; the first tier whose rule and authority suffice takes it."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))
    roles: tuple[Code, ...] = Field(min_length=1, description=gettext_noop("Roles that decide at this tier."))
    authority: Whole | None = Field(
        None, description=gettext_noop("Most that the tier may grant to one customer, in whole units of the currency; absent: no limit.")
    )
