"""Pages for what went wrong: what happened, what was kept, what to do next."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from redress.kernel.errors import DomainError, IllegalMove, Invalid, NotAllowed, Stale
from redress.web.hx import wants_part

log = logging.getLogger("redress.web")
STATUS: dict[type[DomainError], int] = {NotAllowed: 403, IllegalMove: 409, Stale: 409, Invalid: 422}


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence of a refused act: a message over the page for htmx, else a page of its own."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
    if wants_part(request):
        response = render(
            request, "shell/components/toast.html", {"text": error.message, "tone": "error"}, status=status
        )
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response
    return render(request, "shell/errors/refused.html", {"error": error}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists and the reader may not open it."""
    return render(request, "shell/errors/403.html", status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing here, or nothing that the reader may see."""
    return render(request, "shell/errors/404.html", status=404)


def too_much(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    if request.path == "/imports/":
        return render(request, "imports/too_large.html", {"most": settings.ENV.import_limit_mb}, status=400)
    return render(request, "portal/too_large.html" if _outside(request) else "shell/errors/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: drawn without the frame, since whatever failed may be needed for the frame; without style, where even its files are missing."""
    seen = {"language": get_language(), "theme": request.COOKIES.get("redress_theme", "auto"), "outside": _outside(request)}
    try:
        page = render_to_string("shell/errors/500.html", seen)
    except ValueError:  # the list of static files is missing or lacks one
        log.exception("the files of the pages are not in place")
        page = render_to_string("shell/errors/500_bare.html", seen)
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old, mostly after signing out in another tab."""
    log.warning("refused a form without a valid token: %s (%s)", request.path, reason)
    return render(request, "portal/cookies.html" if _outside(request) else "shell/errors/csrf.html", status=403)


def _outside(request: HttpRequest) -> bool:
    """Whether a customer asks, who is shown no way into the staff's pages."""
    return request.path.startswith("/help/")
