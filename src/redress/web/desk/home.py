"""Home: what needs me now, by the next clock to run out."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from redress.insight.home import figures, needs_of
from redress.insight.queue import MOST_COUNTED, day_ends
from redress.intake.models import Call
from redress.intake.talks.waiting import waiting
from redress.web.desk.needs import drawn_row
from redress.web.desk.noticelines import newest

SHOWN = 60
"""Rows on the page; the rest stands in the queue."""


def _bounded(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Tiles that lead to the queue, the cases that need me, the newest unread notices."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = request.now  # type: ignore[attr-defined]
    rows = needs_of(actor, now)
    counts = figures(actor, now, day_ends(timezone.localtime(now)))
    tiles = [
        {"label": _("Mine, overdue"), "value": _bounded(counts.overdue), "url": "/cases/?tab=mine&due=overdue", "tone": "late" if counts.overdue else "quiet"},
        {"label": _("Mine, due today"), "value": _bounded(counts.today), "url": "/cases/?tab=mine&due=today", "tone": "soon" if counts.today else "quiet"},
        {"label": _("Waiting for acceptance"), "value": _bounded(counts.waiting), "url": "/cases/?waiting=1", "tone": "soon" if counts.waiting else "quiet"},
        {"label": _("Mine, open"), "value": _bounded(counts.mine), "url": "/cases/?tab=mine", "tone": "quiet"},
    ]  # fmt: skip
    visitors = waiting(actor)[: MOST_COUNTED + 1].count() if actor.holds("case.register") else 0
    if visitors:
        tiles.append(
            {"label": _("Visitors waiting in talks"), "value": _bounded(visitors), "url": "/talks/", "tone": "late"}
        )
    calls = Call.objects.waiting(at=now).filter(Q(agent__in=actor.people()) | Q(agent=None)).count() if actor.holds("case.register") else 0
    context = {
        "calls": calls, "tiles": tiles if actor.holds("case.see") else [], "rows": [drawn_row(row, now) for row in rows[:SHOWN]], "more": len(rows) > SHOWN,
        "notices": newest(request.user, unread=True, most=6),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "desk/home.html", context)
