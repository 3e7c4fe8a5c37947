"""Home: what needs me now, by the next clock to run out."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from redress.complaints.states import Stage
from redress.flows.acts import ACTS
from redress.insight.home import Need, Row, figures, needs_of
from redress.insight.queue import MOST_COUNTED, day_ends
from redress.intake.models import Call
from redress.intake.talks.waiting import waiting
from redress.web.casefile.packforms import speak
from redress.web.desk.noticelines import newest

SHOWN = 60
"""Rows on the page; the rest stands in the queue."""
SORTS: dict[str, tuple[Promise, str]] = {
    "extension": (_("Decide on more time: %(about)s"), "hourglass"),
    "arbitrate": (_("Returned %(about)s times: decide who takes it"), "scale"),
    "give-answer": (_("Give the answer to the customer"), "send"),
    "pass-answer": (_("Pass the answer on"), "arrow-right"),
    "accept": (_("Accept for %(about)s"), "clipboard-check"),
    "call-back": (_("Call back: %(about)s"), "phone-outgoing"),
    "step": (_("Measure: %(about)s"), "checklist"),
    "incomplete": (_("Complete the record"), "edit"),
    "clock": (_("%(about)s"), "clock"),
    "answerable": (_("You are answerable"), "user-check"),
}
"""What each need is called, and its picture."""
STOPPED_BY: dict[str, str] = {
    "record.completed": "correct-record", "record.confirmed": "confirm-record", "assessed": "assess", "assigned": "assign",
    "accepted": "accept", "plan.made": "plan-step", "investigated": "investigated", "decided": "decide",
    "verdict.satisfied": "verdict", "verdict.dissatisfied": "verdict", "confirmed": "verdict", "closed": "close",
    "archived": "archive", "callback.made": "make-call-back", "reception.ended": "end-reception",
}  # fmt: skip
"""The act that brings about the event which stops a clock; a link leads there once the case has come so far."""


def _need(row: Row, need: Need) -> dict[str, Any]:
    words, icon = SORTS[need.sort]
    about = speak(need.about) if isinstance(need.about, dict) else str(need.about)
    about = about[:57] + "…" if len(about) > 60 else about
    base = f"/cases/{row.case.number}/"
    if need.sort == "clock":
        acts = (STOPPED_BY.get(mark, "") for mark in need.given.split())
        act = next((code for code in acts if code and row.case.stage in ACTS[code].stages), "")
        url = f"{base}{act}/" if act else base
    else:
        url = f"{base}{need.act}/" + (f"?{need.given}" if need.given else "") if need.act else base
    return {"words": str(words) % {"about": about}, "icon": icon, "url": url, "sort": need.sort, "due": need.due}


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
    listed = [
        {"case": row.case, "due": row.due, "stage": Stage(row.case.stage).label, "needs": [_need(row, need) for need in row.needs]}
        for row in rows[:SHOWN]
    ]
    calls = Call.objects.waiting(at=now).filter(Q(agent__in=actor.people()) | Q(agent=None)).count() if actor.holds("case.register") else 0
    context = {
        "calls": calls, "tiles": tiles if actor.holds("case.see") else [], "rows": listed, "more": len(rows) > SHOWN,
        "notices": newest(request.user, unread=True, most=6),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "desk/home.html", context)
