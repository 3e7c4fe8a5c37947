"""Notices: what one was told, read or not, and how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from redress.accounts.preferences import set_language, set_notify_by
from redress.notify.models import Notice
from redress.notify.operations import read
from redress.web.desk.forms import NoticesForm
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


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """At once by e-mail, once a day, or only in the app; and in which language."""
    user = request.user
    form = NoticesForm(request.POST or None, initial={"notify_by": user.notify_by, "language": user.language})  # type: ignore[union-attr]
    if form.is_valid():
        set_notify_by(user, form.cleaned_data["notify_by"])  # type: ignore[arg-type]
        set_language(user, form.cleaned_data["language"])  # type: ignore[arg-type]
        messages.success(request, _("Your settings are kept."))
        return redirect("notices-settings")
    return render(request, "desk/settings.html", {"form": form}, status=422 if form.errors else 200)
