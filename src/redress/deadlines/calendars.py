"""The working calendars of a policy with what was set right by hand."""

from redress.deadlines.models import CalendarDay, ConfirmedYear
from redress.kernel.calendars import WorkCalendar
from redress.policies.policy import Policy


def calendar_of(policy: Policy, code: str | None) -> WorkCalendar:
    """The calendar ``code`` of the policy, its first one when ``code`` is empty. Two queries."""
    wanted = next((one for one in policy.pack.calendars if one.id == code), policy.pack.calendars[0])
    days = CalendarDay.objects.filter(calendar__in=["", wanted.id]).order_by("calendar").values_list("day", "working")
    years = ConfirmedYear.objects.filter(country=wanted.country).values_list("year", flat=True)
    return WorkCalendar.of(
        wanted.id,
        country=wanted.country,
        timezone=policy.pack.timezone,
        days=",".join(wanted.days),
        hours=wanted.hours,
        exceptions=dict(days),
        confirmed_years=years,
    )
