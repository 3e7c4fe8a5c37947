"""One case of the home page with what it needs, drawn in Python: the page holds sixty of them."""

from datetime import datetime
from html import escape
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redress.complaints.states import Stage
from redress.flows.acts import ACTS
from redress.insight.home import Need, Row
from redress.web.casefile.packforms import speak
from redress.web.shell.drawn import clock, icon, state

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


def drawn_row(row: Row, now: datetime) -> SafeString:
    """The case with its clock, and a link for each need; every value is escaped here."""
    case = row.case
    locked = state(label=gettext("Confidential"), tone="late", icon="lock") if case.guarded else ""
    base, seen, links = f"/cases/{quote(case.number)}/", set(), []
    for need in row.needs:
        url = _url(row, need, base)
        path = url.partition("?")[0]
        if need.sort != "clock" or path == base or path not in seen:  # a clock whose act is asked for already says nothing new
            links.append(_link(need, url))
        seen.add(path)
    return mark_safe(
        f'<li class="need" data-row><div class="need-head"><a class="need-case" href="{base}" data-row-link>'
        f'<span class="num">{escape(case.number)}</span> <strong>{escape(Truncator(case.title).chars(60))}</strong></a> '
        f'<span class="state state-info">{escape(str(Stage(case.stage).label))}</span>{locked}{clock(due=row.due, now=now) if row.due else ""}</div>'
        f'<ul class="need-acts">{"".join(links)}</ul></li>'
    )


def _url(row: Row, need: Need, base: str) -> str:
    """The act's form, or the case itself."""
    if need.sort == "clock":
        acts = (STOPPED_BY.get(mark, "") for mark in need.given.split())
        act = next((code for code in acts if code and row.case.stage in ACTS[code].stages), "")
        return f"{base}{act}/" if act else base
    return f"{base}{need.act}/" + (f"?{need.given}" if need.given else "") if need.act else base


def _link(need: Need, url: str) -> str:
    words, picture = SORTS[need.sort]
    about = speak(need.about) if isinstance(need.about, dict) else str(need.about)
    about = about[:57] + "…" if len(about) > 60 else about
    return f'<li><a href="{escape(url)}">{icon(picture)}<span>{escape(str(words) % {"about": about})}</span></a></li>'
