"""Working calendars: office hours, public holidays, make-up days, days set by hand, years confirmed."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from redress.deadlines.calendars import Calendars
from redress.deadlines.models import CalendarDay, ConfirmedYear
from redress.deadlines.operations import cases_to_follow, clear_day, confirm_year, follow_changes, set_day
from redress.kernel.calendars import WEEKDAYS, WorkCalendar
from redress.policies.labels import WORDS
from redress.policies.policy import Policy
from redress.policies.schema.organisation import Calendar
from redress.policies.store import current_policy
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.tree import tabs
from redress.web.rights import needs

FIRST, LAST = 2000, 2090
"""Years that the page shows."""
AT_ONCE = 200
"""So many cases are recomputed while the reader waits."""


class DayForm(forms.Form):
    """A day set by hand."""

    date = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    working = forms.ChoiceField(
        label=gettext_lazy("On this day"),
        choices=[("no", gettext_lazy("the office is closed")), ("yes", gettext_lazy("the office works")), ("clear", gettext_lazy("the public calendar holds again"))],
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False, help_text=gettext_lazy("For example which announcement."))
    everywhere = forms.BooleanField(label=gettext_lazy("For all calendars"), required=False)


def _known(policy: Policy, code: str) -> Calendar:
    found = next((one for one in policy.pack.calendars if one.id == code), None)
    if found is None:
        raise Http404
    return found


@needs("people.manage")
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar of the running policy."""
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    today = request.now.astimezone(policy.pack.zone).date()  # type: ignore[attr-defined]
    made = Calendars(policy)
    listed = [{"calendar": one, "country": WORDS[one.country], "days": [WORDS[day] for day in one.days], "year": _standing(made.get(one.id), today.year)} for one in policy.pack.calendars]
    return render(request, "people/calendars.html", {"tabs": tabs(), "calendars": listed, "policy": policy})


def _standing(work: WorkCalendar, year: int) -> list[dict[str, Any]]:
    return [{"year": one, "confirmed": work.year_confirmed(one)} for one in (year, year + 1)]


@needs("people.manage")
@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """A year of one calendar."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, form: DayForm | None = None, status: int = 200) -> HttpResponse:
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    one = _known(policy, code)
    today = request.now.astimezone(policy.pack.zone).date()  # type: ignore[attr-defined]
    asked = request.GET.get("year", "")
    year = min(max(int(asked), FIRST), LAST) if asked.isdecimal() and len(asked) <= 6 else today.year
    work = Calendars(policy).get(code)
    context = {
        "policy": policy, "calendar": one, "country": WORDS[one.country], "days": [WORDS[day] for day in one.days], "work": work, "year": year,
        "today": today, "months": _months(work, year), "named": _named(work, year), "tabs": tabs(),
        "confirmed": work.year_confirmed(year), "last": work.confirmed_through,
        "confirmation": ConfirmedYear.objects.filter(country=one.country, year=year).first(),
        "by_hand": CalendarDay.objects.filter(calendar__in=["", code], day__year=year),
        "form": form or DayForm(initial={"date": request.GET.get("day", "")}),
        "weekdays": [WORDS[day] for day in WEEKDAYS],
    }  # fmt: skip
    return render(request, "people/calendar.html", context, status=status)


def _months(work: WorkCalendar, year: int) -> list[dict[str, Any]]:
    return [
        {
            "title": date_format(date(year, month, 1), "F"),
            "weeks": [[_day(work, day) if day.month == month else None for day in week] for week in months.Calendar().monthdatescalendar(year, month)],
        }
        for month in range(1, 13)
    ]  # fmt: skip


def _day(work: WorkCalendar, day: date) -> dict[str, Any]:
    reason = work.explain(day)
    return {"day": day, "code": reason.code, "name": reason.name, "working": reason.working}


def _named(work: WorkCalendar, year: int) -> list[dict[str, Any]]:
    """The days of the year that are not ordinary, as a list."""
    day, found = date(year, 1, 1), []
    while day.year == year:
        one = _day(work, day)
        if one["code"] in ("holiday", "make-up", "by-hand"):
            found.append(one)
        day += timedelta(days=1)
    return found


@needs("people.manage")
@require_POST
def day(request: HttpRequest, code: str) -> HttpResponse:
    """Set a day by hand or give it back to the public calendar; clocks on its course move at once."""
    _known(current_policy(request.now), code)  # type: ignore[attr-defined]
    form = DayForm(request.POST)
    status = done(form, lambda: _set(request, code, form.cleaned_data))
    if status:
        return _page(request, code, form, status)
    messages.success(request, _follow(request))
    return go(request, _year_of(code, form.cleaned_data["date"].year))


def _year_of(code: str, year: int) -> str:
    return f"{reverse('calendar', args=[code])}?year={year}"


def _set(request: HttpRequest, code: str, data: dict[str, Any]) -> None:
    where = "" if data["everywhere"] else code
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if data["working"] == "clear":
        clear_day(data["date"], calendar=where, **stamp)
    else:
        set_day(data["date"], working=data["working"] == "yes", note=data["note"], calendar=where, **stamp)


def _follow(request: HttpRequest) -> str:
    """Let the clocks follow at once where they are few, else leave them to the scheduler; says which."""
    if cases_to_follow() > AT_ONCE:
        return _("Saved. Running deadlines are being recomputed in the background.")
    count = follow_changes(at=request.now)  # type: ignore[attr-defined]
    if not count:
        return _("Saved. No running deadline changed.")
    return ngettext("Saved. %(count)s running deadline moved.", "Saved. %(count)s running deadlines moved.", count) % {"count": count}


@needs("people.manage")
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Say that holidays and make-up days of a year are right as they stand; clocks that run into it are told so."""
    one = _known(current_policy(request.now), code)  # type: ignore[attr-defined]
    asked = request.POST.get("year", "")
    if not asked.isdecimal() or not FIRST <= int(asked[:6]) <= LAST:
        raise Http404
    confirm_year(one.country, int(asked), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _follow(request))
    return go(request, _year_of(code, int(asked)))
