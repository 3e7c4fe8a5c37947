"""The slip with which a customer follows a case: number, key and a code to scan, shown once."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from redress.complaints.models import Case
from redress.policies.store import policy_of
from redress.web.codes import follow_address, public_address, qr
from redress.web.hx import render_part


def slip(request: HttpRequest, case: Case, key: str, *, mailed: bool | None = None, back: str = "") -> HttpResponse:
    """Number, key and code to print or to read out, this once; ``mailed`` says whether the link left by e-mail, where it should.
    ``back`` is the page to go on with, the case itself without it.
    """
    link = follow_address(request, case.number, key)
    code = qr(link)
    organisation = policy_of(case.policy_id).pack.organisation
    context = {"case": case, "key": key, "code": code, "organisation": organisation, "back": back, "link": link, "mailed": mailed, "follow": public_address(request, reverse("help"))}
    response = render_part(request, "casefile/slip.html", "slip", context)
    patch_cache_control(response, no_store=True, private=True)
    return response
