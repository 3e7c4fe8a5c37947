"""The poster for the wall of a store or desk: whoever scans it tells about this place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redress.flows.outside import department_of_place, portal_of
from redress.policies.store import current_policy
from redress.web.codes import lodge_address, qr
from redress.web.rights import needs


@needs("people.manage")
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """A page to print for the department of this code; 404 for one that is unknown or closed."""
    place = department_of_place(code)
    if place is None:
        raise Http404
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    address = lodge_address(request, place.code)
    context = {"place": place, "door": portal_of(policy), "organisation": policy.pack.organisation, "address": address, "code": qr(address)}
    return render(request, "people/poster.html", context)
