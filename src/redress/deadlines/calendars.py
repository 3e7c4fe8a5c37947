"""The working calendars of a policy with what was set right by hand."""

from redress.deadlines.models import CalendarDay, ConfirmedYear
from redress.kernel.calendars import WorkCalendar
from redress.policies.policy import Policy


class Calendars:
    """Every calendar of a policy as it stands now. Two queries, whatever the number of calendars asked for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._days = list(CalendarDay.objects.order_by("calendar").values_list("calendar", "day", "working"))
        self._years = list(ConfirmedYear.objects.values_list("country", "year"))
        self._made: dict[str, WorkCalendar] = {}

    def get(self, code: str | None) -> WorkCalendar:
        """The calendar ``code``; the first one when ``code`` is empty or unknown."""
        wanted = next((one for one in self._policy.pack.calendars if one.id == code), self._policy.pack.calendars[0])
        if wanted.id not in self._made:
            self._made[wanted.id] = WorkCalendar.of(
                wanted.id,
                country=wanted.country,
                timezone=self._policy.pack.timezone,
                days=",".join(wanted.days),
                hours=wanted.hours,
                exceptions={day: working for calendar, day, working in self._days if calendar in ("", wanted.id)},
                confirmed_years=[year for country, year in self._years if country == wanted.country],
            )
        return self._made[wanted.id]


def calendar_of(policy: Policy, code: str | None) -> WorkCalendar:
    """One calendar of a policy; ``Calendars`` for several."""
    return Calendars(policy).get(code)
