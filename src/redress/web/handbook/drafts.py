"""A draft of the policy: written, checked, published or thrown away. What was typed is kept even when it is wrong."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redress.flows import founding
from redress.insight.replay import past_cases
from redress.kernel.errors import DomainError, Invalid, NotAllowed, Stale
from redress.policies import operations as policies
from redress.policies.models import PolicyVersion
from redress.policies.queries import open_draft
from redress.policies.store import current_version
from redress.web.handbook.book import reading, tabs
from redress.web.hx import go
from redress.web.rights import needs


@needs("policy.edit")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the running version, or go on with the one that is open."""
    at = request.now  # type: ignore[attr-defined]
    running = current_version(at)
    found = open_draft(running.pack)
    if found is None:
        based_on = PolicyVersion.objects.get(pk=running.pk)
        found = policies.start_draft(running.pack, based_on=based_on, by=request.actor, at=at)  # type: ignore[attr-defined]
    return go(request, "policy-draft", found.pk)


@needs("policy.read")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with what is wrong with it; POST keeps the text and checks it."""
    found = _draft(request, pk)
    if request.method == "GET":
        return _page(request, found)
    source, seen = request.POST.get("source", ""), request.POST.get("seen", "")
    try:
        policies.save_draft(found, source=source, seen=int(seen) if seen.isdigit() else None, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except DomainError as no:
        status = 409 if isinstance(no, Stale) else 403 if isinstance(no, NotAllowed) else 422
        return _page(request, _draft(request, pk), typed=source, refused=str(no), status=status)
    if found.errors:
        messages.warning(request, _("Kept. The text has errors and cannot be published yet."))
    else:
        messages.success(request, _("Kept. The text is in order."))
    return go(request, "policy-draft", pk)


def _draft(request: HttpRequest, pk: int) -> PolicyVersion:
    found = reading(request, pk)
    if found.state != "draft":
        raise Http404
    return found


def _page(request: HttpRequest, found: PolicyVersion, *, typed: str | None = None, refused: str = "", status: int = 200, **more: Any) -> HttpResponse:
    running = current_version(request.now)  # type: ignore[attr-defined]
    own = f"{found.pack}.yaml"
    context = {
        "tabs": tabs(request.actor), "draft": found, "source": found.source if typed is None else typed, "refused": refused,  # type: ignore[attr-defined]
        "errors": [{**error, "here": error["file"] == own} for error in found.errors], "running": running,
        "same": found.digest and found.digest == running.digest, "cases": past_cases(), **more,
    }  # fmt: skip
    return render(request, "handbook/draft.html", context, status=status)


@needs("policy.publish")
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the draft whole, or refuse it whole; the running version stays until then."""
    found = _draft(request, pk)
    seen = request.POST.get("seen", "")
    note = request.POST.get("note", "").replace("\x00", "")[:300]
    try:
        made = founding.publish(found, note=note, seen=int(seen) if seen.isdigit() else None, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except DomainError as no:
        fresh = _draft(request, pk)
        if isinstance(no, Invalid):
            fresh.errors = no.errors.get("source", fresh.errors)
        return _page(request, fresh, refused=str(no), note=note, status=422 if isinstance(no, Invalid) else 409)
    messages.success(request, _("Version %(number)s is published. Cases received before keep theirs.") % {"number": made.number})
    return go(request, "policy-versions")


@needs("policy.edit")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    policies.drop_draft(_draft(request, pk), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The draft is thrown away."))
    return go(request, "policy-versions")
