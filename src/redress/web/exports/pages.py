"""Asking for an export, with one's password once more; how far it is; fetching it while it is there."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_q.tasks import async_task

from redress.accounts.operations import sign_in
from redress.intake.models import Export
from redress.intake.whole import taking
from redress.intake.whole.part import seen_by
from redress.kernel.errors import DomainError, Invalid
from redress.web.formacts import done
from redress.web.hx import go, render_part
from redress.web.rights import needs

SHOWN = 10
IDLE = timedelta(minutes=2)
"""An export that nobody has begun for so long waits for a worker that does not run."""


class AskForm(forms.Form):
    """One's own password."""

    password = forms.CharField(
        label=gettext_lazy("Your password"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("Asked once more, because the file holds names and contact data in the clear."),
    )  # fmt: skip


@needs(taking.RIGHT)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """One's exports; POST begins one."""
    form, status = AskForm(request.POST or None), 200
    if request.method == "POST":
        made: list[Export] = []
        status = done(form, lambda: made.append(_asked(request, form.cleaned_data["password"])))
        if made:
            async_task("redress.jobs.exporting.run", made[0].pk)
            return go(request, "exports")
    return _page(request, form, status)


def _asked(request: HttpRequest, password: str) -> Export:
    stamp: dict[str, Any] = {"at": request.now}  # type: ignore[attr-defined]
    try:
        sign_in(
            request.user.get_username(), password, tries=settings.ENV.sign_in_tries, lock=timedelta(minutes=settings.ENV.sign_in_lock_minutes), **stamp
        )
    except DomainError as no:
        words = _("This is not your password. Nothing was begun.") if no.code == "wrong" else str(no)
        raise Invalid("password", words, {"password": words}) from None
    return taking.ask(by=request.actor, **stamp)  # type: ignore[attr-defined]


def _page(request: HttpRequest, form: AskForm, status: int) -> HttpResponse:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    own = list(Export.objects.filter(person=request.user.pk)[:SHOWN])
    under_way = next((one for one in own if one.ended_at is None), None)
    context = {
        "form": form, "under_way": under_way, "cases": seen_by(actor).count(), "hours": round(taking.THERE_FOR.total_seconds() / 3600),
        "percent": round(taking.share(under_way) * 100) if under_way else 0,
        "idle": bool(under_way and under_way.begun_at is None and under_way.asked_at < now - IDLE),
        "own": [{"export": one, "until": one.ended_at + taking.THERE_FOR if one.sha256 and not one.gone_at else None} for one in own if one.ended_at],
        "able": request.user.has_usable_password(),  # type: ignore[union-attr]
    }  # fmt: skip
    return render_part(request, "exports/exports.html", "exports", context, status=status)


@needs(taking.RIGHT)
@never_cache
@require_http_methods(["GET"])
def file(request: HttpRequest, pk: int) -> Any:
    """The file; each time is written in the journal."""
    export = _own(request, pk)
    try:
        path = taking.fetch(export, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except DomainError as no:
        messages.error(request, str(no))
        return go(request, "exports")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"redress-{export.asked_at:%Y%m%d}-{export.pk}.zip", content_type="application/zip")


@needs(taking.RIGHT)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the file before its time."""
    taking.drop(_own(request, pk), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The file is deleted."))
    return go(request, "exports")


def _own(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(Export, pk=pk, person=request.user.pk)
