"""Mail that did not leave: why, and the decision to send it again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from redress.complaints.customers import mask
from redress.notify.operations import mail_again
from redress.notify.queries import has_server, undelivered, waiting, with_readers
from redress.web.hx import go
from redress.web.people.tree import tabs
from redress.web.rights import needs

A_PAGE = 50


@needs("people.manage")
@require_GET
def outgoing(request: HttpRequest) -> HttpResponse:
    """Messages that failed for good or are in doubt. What they say stays closed: it may be about a confidential case."""
    page = Paginator(undelivered(), A_PAGE).get_page(request.GET.get("page"))
    rows = [{"message": one.message, "user": one.user, "address": mask("email", one.address)} for one in with_readers(page)]
    context = {"tabs": tabs(), "page": page, "rows": rows, "waiting": waiting(), "has_server": has_server()}
    return render(request, "people/outgoing.html", context)


@needs("people.manage")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one again."""
    if mail_again(get_object_or_404(undelivered(), pk=pk), by=request.actor, at=request.now):  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again within a minute or so."))
    return go(request, "outgoing")
