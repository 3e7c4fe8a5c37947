"""Lodging a complaint, and reporting wrongdoing."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from redress.accounts.models import Department
from redress.flows import outside
from redress.kernel.errors import DomainError, Invalid
from redress.web.portal.brakes import address_of
from redress.web.portal.following import remember, send_to_receipt
from redress.web.portal.forms import Lodge, Report
from redress.web.portal.start import nothing, private, public, show


@public
@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest) -> HttpResponse:
    """The guided form; ``?place=`` is the code of the store or desk whose poster was scanned."""
    scanned = outside.department_of_place(request.GET.get("place", "")[:60])
    form = Lodge(
        request.POST or None, request.FILES or None, who=address_of(request), at=request.now, policy=request.policy,  # type: ignore[attr-defined]
        stores=Department.objects.filter(kind="store", active=True), scanned=scanned, auto_id="lodge_%s",
    )  # fmt: skip
    return _sent(request, form) or show(request, "lodge", {"form": form, "scanned": scanned}, status=status_of(form))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The confidential form; only where the pack takes reports."""
    if not request.policy.pack.portal.reports:  # type: ignore[attr-defined]
        return nothing(request, "report/")
    form = Report(
        request.POST or None, request.FILES or None, who=address_of(request), at=request.now, policy=request.policy, auto_id="report_%s",  # type: ignore[attr-defined]
    )  # fmt: skip
    return _sent(request, form) or show(request, "report", {"form": form, "readers": _readers(request)}, status=status_of(form))


def _readers(request: HttpRequest) -> list[Mapping[str, str]]:
    """Titles of the roles that read reports."""
    policy = request.policy  # type: ignore[attr-defined]
    return [policy.title("roles", code) for code in policy.kind(policy.pack.portal.reports).named_roles]


def _sent(request: HttpRequest, form: Lodge | Report) -> HttpResponse | None:
    """The way to the receipt; None while something is wrong, which then stands on the form."""
    if not form.is_valid():
        return None
    try:
        case, key = outside.lodge(form.record(), files=form.cleaned_data["files"], at=request.now, once=form.once)  # type: ignore[attr-defined]
    except DomainError as no:
        form.put(no.errors if isinstance(no, Invalid) else {}, no)
        return None
    form.count()
    return remember(send_to_receipt(case, key), case)


def status_of(form: Lodge | Report) -> int:
    """429 for too much, 422 for something to mend, else 200."""
    return 429 if form.busy else 422 if form.errors else 200
