"""Notices: what one was told, read or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from redress.notify.models import Notice
from redress.notify.operations import read
from redress.web.desk.noticelines import newest

PAGE = 50
MOST_PAGES = 100


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Unread ones, or all, newest first."""
    whole = request.GET.get("show") == "all"
    given = request.GET.get("page", "")
    number = min(max(int(given), 1), MOST_PAGES) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    rows = newest(request.user, unread=not whole, most=PAGE + 1, start=(number - 1) * PAGE)  # type: ignore[arg-type]
    context = {
        "rows": rows[:PAGE], "more": len(rows) > PAGE and number < MOST_PAGES, "number": number, "whole": whole,
        "tabs": [{"key": "unread", "label": pgettext("tab", "Unread"), "url": "?"}, {"key": "all", "label": pgettext("tab", "All"), "url": "?show=all"}],
        "tab": "all" if whole else "unread",
    }  # fmt: skip
    return render(request, "desk/notices.html", context)


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as read, and go where it leads when asked."""
    notice = Notice.objects.filter(pk=pk, user=request.user).first()  # type: ignore[misc]
    if notice is None:
        raise Http404
    read(request.user, at=request.now, notice=pk)  # type: ignore[attr-defined,arg-type]
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()})
    if "stay" in request.POST or not notice.url or not safe:
        return redirect("notices")
    return redirect(notice.url)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    read(request.user, at=request.now)  # type: ignore[attr-defined,arg-type]
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices")
