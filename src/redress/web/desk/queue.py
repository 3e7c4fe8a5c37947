"""The queue: every case one may see, under filters that stand in the address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from redress.accounts.rules import require
from redress.complaints.savedviews import drop_view, save_view, views_for
from redress.insight import queue as insight
from redress.policies.store import current_policy
from redress.web.desk.bulk import BULK
from redress.web.desk.forms import FilterForm, ViewForm
from redress.web.desk.selection import Selection
from redress.web.desk.table import ALWAYS, COLUMNS, SORTED, Table, columns_from, grades_of
from redress.web.hx import render_part

PAGE = "desk/queue.html"
COOKIE = "redress_columns"
A_YEAR = 365 * 24 * 3600
TABS = {
    "open": pgettext_lazy("tab", "Open"),
    "overdue": pgettext_lazy("tab", "Overdue"),
    "mine": pgettext_lazy("tab", "Mine"),
    "department": pgettext_lazy("tab", "My department"),
    "ended": pgettext_lazy("tab", "Ended"),
    "all": pgettext_lazy("tab", "All"),
}


def selection_of(request: HttpRequest) -> Selection:
    """The selection that the address asks for, under the rules of today."""
    data = request.GET if request.method == "GET" else request.POST
    return Selection(data, current_policy(request.now), request.now)  # type: ignore[attr-defined]


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One page of the queue. The number of queries is fixed, and none counts further than a thousand."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    require(actor, "case.see")
    chosen = selection_of(request)
    cases = insight.selected(chosen.wanted, actor)
    number = min(chosen.page, insight.MOST_PAGES)
    found, more = insight.rows(cases, chosen.wanted, grades_of(chosen.policy), number)
    shown = columns_from(request.GET.get("columns") or request.COOKIES.get(COOKIE, ""))
    total = insight.counted(insight.selected(chosen.wanted, actor, to_count=True)) if more or number > 1 else len(found)
    table = Table(request.now)  # type: ignore[attr-defined]
    context = {
        "rows": [{"number": case["number"], "cells": table.cells(case, shown)} for case in found],
        "shown": shown,
        "heads": [{"key": name, "label": COLUMNS[name], "sort": SORTED.get(name)} for name in shown],
        "sort": chosen.sort or insight.usual_order(chosen.wanted),
        "chips": chosen.chips(),
        "total": _bounded(total),
        "total_number": total,
        "tab": chosen.tab,
        "tabs": _tabs(chosen, {chosen.tab: total}),
        "counts_url": reverse("queue-tabs") + chosen.query(),
        "number": number,
        "more": more and number < insight.MOST_PAGES,
        "cut": _cut() if more and number >= insight.MOST_PAGES else "",
        "clear_url": f"?tab={chosen.tab}",
        "query": chosen.query()[1:],
        "filters_url": reverse("queue-filters") + chosen.query(),
        "views": views_for(request.user),  # type: ignore[arg-type]
        "actions": [{"name": "do", "value": code, "label": act.label, "icon": act.icon} for code, act in BULK.items() if actor.holds(act.right)],
        "may_export": actor.holds("case.export"),
    }
    return render_part(request, PAGE, "list", context)


def _tabs(chosen: Selection, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": label, "url": f"?tab={key}", "count": _bounded(counts.get(key, 0))} for key, label in TABS.items()
    ]


def _cut() -> str:
    shown = insight.MOST_PAGES * insight.PAGE
    return _("The list shows %(shown)s cases and ends here, but there are more. Filters lead to them, or another order.") % {"shown": shown}


def _bounded(count: int) -> str | int:
    return f"{insight.MOST_COUNTED}+" if count > insight.MOST_COUNTED else count


@login_required
@require_GET
def tabs(request: HttpRequest) -> HttpResponse:
    """The tabs with their bounded counts, fetched once the list stands; the filters in force narrow the one in view only."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    require(actor, "case.see")
    chosen = selection_of(request)
    counts = {
        key: insight.counted(insight.selected(insight.Wanted(at=chosen.wanted.at, today_ends=chosen.wanted.today_ends, tab=key), actor, to_count=True))
        for key in ("open", "overdue", "mine", "department")
        if key != chosen.tab
    }
    counts[chosen.tab] = insight.counted(insight.selected(chosen.wanted, actor, to_count=True))
    return render(request, "desk/parts/tabs.html", {"tabs": _tabs(chosen, counts), "tab": chosen.tab})


@login_required
@require_GET
def filters(request: HttpRequest) -> HttpResponse:
    """The form for every filter; loaded into the queue when it is opened."""
    require(request.actor, "case.see")  # type: ignore[attr-defined]
    chosen = selection_of(request)
    shown = columns_from(request.GET.get("columns") or request.COOKIES.get(COOKIE, ""))
    context = {
        "form": FilterForm(request.GET, policy=chosen.policy),
        "tab": chosen.tab,
        "sort": chosen.sort,
        "columns": [{"key": key, "label": label, "on": key in shown, "fixed": key in ALWAYS} for key, label in COLUMNS.items()],
        "query": chosen.query()[1:],
    }
    return render_part(request, "desk/filters.html", "filters", context)


def _back(request: HttpRequest) -> HttpResponse:
    """The queue under the selection that the form came from."""
    query = request.POST.get("query", "")
    url = f"{reverse('queue')}?{query}" if query else reverse("queue")
    return redirect(url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else "queue")


@login_required
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep the choice of columns in this browser."""
    response = _back(request)
    chosen = ",".join(columns_from(",".join(request.POST.getlist("column"))))
    response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    return response


@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Name the selection in view, to come back to it; share it where one may."""
    require(request.actor, "case.see")  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = ViewForm(data, initial={"query": request.GET.urlencode()}, may_share=request.actor.holds("view.share"))  # type: ignore[attr-defined]
    if form.is_valid():
        save_view(request.user, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined,arg-type]
        return _back(request)
    return render_part(request, "desk/view.html", "view", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved selection of one's own."""
    drop_view(request.user, pk)  # type: ignore[arg-type]
    return _back(request)
