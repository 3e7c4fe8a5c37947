"""The address to which systems of others send signed messages that pass a matter on."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from redress.api.problems import Problem, answer_with, of_refusal, of_status
from redress.intake.models import Source
from redress.intake.sources.reading import LARGEST
from redress.intake.sources.refusing import REASONS, note_refusal
from redress.intake.sources.signing import check
from redress.intake.sources.taking import Outcome, take
from redress.kernel.errors import DomainError

_PROBLEMS = {"signature": "not-signed", "moment": "not-signed", "reused": "key-reused", "too-large": "too-large", "unreadable": "unreadable"}


@csrf_exempt
@require_POST
def receive(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a message once. Answers with the case's number, or with a problem that is kept for the administrator."""
    source, at = Source.objects.filter(slug=slug).first(), request.now  # type: ignore[attr-defined]
    if source is None:
        return answer_with(of_status(404))
    try:
        body = _body(request)
        outcome, matter = take(source, check(source, request.headers, body, at=at), body, at=at)
    except DomainError as no:
        problem = of_refusal(no)
        problem.kind = _PROBLEMS.get(no.code, problem.kind)
        return _refused(source, problem, at)
    except Problem as problem:
        return _refused(source, problem, at)
    told = {"outcome": outcome, "number": matter.number, "case": matter.case.number, "deadline": matter.due_at}
    return JsonResponse(told, status=201 if outcome == Outcome.NEW else 200)


def _body(request: HttpRequest) -> bytes:
    size = request.headers.get("Content-Length", "")
    if size.isdigit() and int(size) > LARGEST:
        raise Problem("too-large", REASONS["too-large"], code="too-large")
    return request.body


def _refused(source: Source, problem: Problem, at: datetime) -> HttpResponse:
    reason = problem.code if problem.code in REASONS else "fields" if problem.errors else "not-now"
    note_refusal(source, reason, ", ".join(problem.errors), at=at)
    return answer_with(problem)
