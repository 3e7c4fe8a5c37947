"""The ledger: its journals as readable lines, and the proof that nothing was touched."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django_q.tasks import async_task

from redress.insight.inquiries import run
from redress.insight.verify import chains
from redress.ledger.models import Inquiry
from redress.ledger.operations import ask
from redress.ledger.queries import journal_of, streams
from redress.web.casefile.story import line
from redress.web.handbook.book import tabs
from redress.web.hx import go, render_part
from redress.web.rights import needs

AT_ONCE = 500
"""So many chains are verified while the reader waits; more go to the background."""
A_PAGE = 50
NAMES: dict[str, Promise] = {
    "people": _("People and departments"), "policies": _("Policies"), "customers": _("Customers"), "calendars": _("Working calendars"), "doors": _("Doors"),
    "cases": _("Cases"), "hooks": _("Webhooks"), "robots": _("Group robots"), "mail": _("Outgoing mail"),
}  # fmt: skip
FAULTS: dict[str, Promise] = {
    "missing": _("an entry before it is missing"), "changed": _("its content was changed"), "unlinked": _("it does not follow from the entry before it"),
    "private-changed": _("its personal part was changed"), "end-missing": _("the entries from here on were cut off, or the remembered end was changed"),
}  # fmt: skip


@needs("ledger.verify")
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The journals, one of them open, and the last proofs."""
    listed = [{**one, "label": NAMES.get(str(one["stream"]), one["stream"])} for one in streams()]
    names = [one["stream"] for one in listed]
    asked = request.GET.get("stream", "")
    stream = asked if asked in names else (names[0] if names else "")
    page = Paginator(journal_of(stream), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request.actor), "streams": listed, "stream": stream, "title": NAMES.get(str(stream), stream), "page": page,  # type: ignore[attr-defined]
        "story": [line(entry) for entry in page], "proofs": Inquiry.objects.filter(kind="verify")[:5], "chains": chains(),
    }  # fmt: skip
    return render(request, "handbook/ledger.html", context)


@needs("ledger.verify")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Verify every chain now."""
    at = request.now  # type: ignore[attr-defined]
    inquiry = ask("verify", {}, total=chains(), by=request.actor, at=at)  # type: ignore[attr-defined]
    if inquiry.total <= AT_ONCE:
        run(inquiry, at=at, end=timezone.now)
    else:
        async_task("redress.jobs.inquiries.run", inquiry.pk)
    return go(request, "ledger-verified", inquiry.pk)


@needs("ledger.verify")
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the proof is, then what it found."""
    inquiry = get_object_or_404(Inquiry, pk=pk, kind="verify")
    broken = [
        {**one, "where": NAMES.get(one["stream"], one["stream"]), "words": FAULTS.get(one["fault"], one["fault"])}
        for one in inquiry.report.get("broken", [])
    ]
    context = {"tabs": tabs(request.actor), "inquiry": inquiry, "report": inquiry.report, "broken": broken}  # type: ignore[attr-defined]
    return render_part(request, "handbook/verified.html", "verified", context)
