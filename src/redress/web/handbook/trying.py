"""A draft tried over past cases: started here, done at once or in the background, shown as a table."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django_q.tasks import async_task

from redress.complaints.models import Case
from redress.flows.concluding import recipient_title
from redress.insight.inquiries import run
from redress.insight.replay import past_cases
from redress.kernel.localised import say
from redress.ledger.models import Inquiry
from redress.ledger.operations import ask
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import current_version, policy_of
from redress.web.handbook.book import policy_for, reading, tabs
from redress.web.hx import go, render_part
from redress.web.rights import needs

AT_ONCE = 200
"""So many cases are tried while the reader waits; more go to the background."""
A_PAGE = 100
KINDS = {
    "grade": _("Grade"), "response": _("Response level"), "tier": _("Tier"), "lead": _("Lead department"), "answers": _("Who answers"),
    "deadline": _("Deadline"),
}  # fmt: skip
SECTIONS = {"grade": "grades", "response": "responses", "tier": "tiers", "lead": "departments"}


@needs("policy.edit")
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the draft over all cases against the running version."""
    draft = reading(request, pk)
    if draft.state != "draft" or draft.errors:
        raise Http404
    at = request.now  # type: ignore[attr-defined]
    about = {"draft": draft.pk, "revision": draft.revision, "against": current_version(at).pk}
    inquiry = ask("replay", about, total=past_cases(), by=request.actor, at=at)  # type: ignore[attr-defined]
    if inquiry.total <= AT_ONCE:
        run(inquiry, at=at, end=timezone.now)
    else:
        async_task("redress.jobs.inquiries.run", inquiry.pk)
    return go(request, "policy-replayed", inquiry.pk)


@needs("policy.read")
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the trial is, then its table. Cases that the reader may not see have no link; confidential ones are left out."""
    if not (request.actor.holds("policy.edit") or request.actor.holds("policy.publish")):  # type: ignore[attr-defined]
        raise Http404
    inquiry = get_object_or_404(Inquiry, pk=pk, kind="replay")
    old = policy_of(inquiry.about["against"])
    draft = PolicyVersion.objects.filter(pk=inquiry.about["draft"]).first()
    context: dict[str, Any] = {"tabs": tabs(request.actor), "inquiry": inquiry, "draft": draft, "report": inquiry.report}  # type: ignore[attr-defined]
    if inquiry.report.get("listed") is not None:
        new = (policy_for(draft) if draft else None) or old
        context |= _table(request, inquiry.report, old, new)
    return render_part(request, "handbook/replay.html", "replay", context)


def _table(request: HttpRequest, report: dict[str, Any], old: Policy, new: Policy) -> dict[str, Any]:
    wanted = request.GET.get("what", "")
    rows = [row for row in report["listed"] if not wanted or row["what"].partition(".")[0] == wanted]
    numbers = {row["number"] for row in rows}
    seen: set[str] = set()
    shut: set[str] = set()
    listed = sorted(numbers)
    for start in range(0, len(listed), 500):
        some = Case.objects.filter(number__in=listed[start : start + 500])
        seen |= set(some.visible_to(request.actor).values_list("number", flat=True))  # type: ignore[attr-defined]
        shut |= set(some.filter(guarded=True).values_list("number", flat=True))
    shut -= seen
    page = Paginator([row for row in rows if row["number"] not in shut], A_PAGE).get_page(request.GET.get("page"))
    counts = [{"key": key, "label": KINDS[key], "count": report["counts"].get(key, 0)} for key in KINDS]
    return {"page": page, "rows": [_said(row, old, new, seen) for row in page], "counts": counts, "wanted": wanted, "shut": len(shut)}


def _said(row: dict[str, Any], old: Policy, new: Policy, seen: set[str]) -> dict[str, Any]:
    what, _dot, clock = row["what"].partition(".")
    label = str(KINDS[what])
    if clock:
        policy = new if any(one.id == clock for one in new.pack.clocks) else old
        label = f"{label} · {say(policy.title('clocks', clock), get_language() or '')}"
    return {
        **row, "label": label, "linked": row["number"] in seen, "was": _value(what, row["before"], old), "now": _value(what, row["after"], new),
    }  # fmt: skip


def _value(what: str, value: str | None, policy: Policy) -> Any:
    if value is None:
        return "—"
    if what == "deadline":
        return datetime.fromisoformat(value)
    if what == "answers":
        return recipient_title(policy, value)
    return policy.title(SECTIONS[what], value) if value else "—"
