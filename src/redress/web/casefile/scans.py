"""Scans of letters beside what the machine read of them: a suggestion, until a person takes it over."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from redress.accounts.rules import may
from redress.complaints.models import Case, Evidence
from redress.complaints.queries import seen_case
from redress.flows.acts import ACTS
from redress.intake.scans.reading import readings_of
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

PICTURES = ("image/png", "image/jpeg")
"""What every browser shows."""
TAKEN_OVER_BY = "correct-record"


def scans_of(case: Case, actor: Actor) -> dict[int, dict[str, Any]]:
    """What a page shows of each file of the case that is, or will be, read by machine; by its id."""
    policy = policy_of(case.policy_id)
    post = policy.door("post")
    act = ACTS[TAKEN_OVER_BY]
    letter = not case.ended and post is not None and case.channel == post.id
    files = {one.pk: one for one in case.evidence.all()}
    able = may(actor, act.right, case) and act.possible(case)
    return {
        pk: {"item": files[pk], "reading": reading, "shown": files[pk].mime in PICTURES, "able": able}
        for pk, reading in readings_of(files.values(), letter=letter).items()
    }


@login_required
@never_cache
@require_GET
def reading(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """How far the machine is with a scan; asked again by the page until it is read."""
    case = _case(request, number)
    scan = scans_of(case, request.actor).get(pk)  # type: ignore[attr-defined]
    if scan is None:
        raise Http404
    return render(request, "casefile/parts/reading.html", {"case": case, "scan": scan, "take": "take" in request.GET})


@login_required
@require_GET
def picture(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A scan as a picture within a page. Only kinds that cannot hold anything that runs, as was checked when they came in."""
    kept: Evidence | None = _case(request, number).evidence.filter(pk=pk, mime__in=PICTURES).exclude(file="").first()
    if kept is None:
        raise Http404
    return FileResponse(kept.file.open("rb"), content_type=kept.mime)


def _case(request: HttpRequest, number: str) -> Case:
    case = seen_case(number, request.actor)  # type: ignore[attr-defined]
    if case is None:
        raise Http404
    return case
