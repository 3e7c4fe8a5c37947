"""The answer as a letter on paper, in the language of the organisation, for the browser to print."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from redress.complaints.models import Case
from redress.policies.store import policy_of
from redress.web.hx import render_part


def answer_letter(request: HttpRequest, case: Case) -> HttpResponse:
    """The newest answer that was given, with letterhead, address, number and subject."""
    pack = policy_of(case.policy_id).pack
    answer = case.answers.exclude(given_at=None).select_related("given_by__department").latest("round")
    context = {"case": case, "answer": answer, "pack": pack, "customer": case.customer, "tongue": pack.language.lower()}
    response = render_part(request, "casefile/letter.html", "letter", context)
    patch_cache_control(response, no_store=True, private=True)
    return response
