"""Everybody's own page: language, notices, who stands in while away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redress.accounts import operations as accounts
from redress.accounts.models import Substitution
from redress.accounts.queries import held_now
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.forms import OwnForm, SubstituteForm
from redress.web.people.words import SCOPES


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The page; POST saves language, notices and telephone."""
    if request.method == "GET":
        return _page(request)
    form = OwnForm(request.POST, instance=request.user)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    status = done(form, lambda: accounts.edit_person(request.user, **form.cleaned_data, **stamp))  # type: ignore[arg-type]
    if status:
        return _page(request, form=form, status=status)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Saved."))
    return go(request, "preferences")


@login_required
@require_POST
def substitute_me(request: HttpRequest) -> HttpResponse:
    """Name one's own substitute, or end a substitution (``row``)."""
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    row = request.POST.get("row", "")
    if row.isdigit():
        accounts.end_substitution(get_object_or_404(Substitution, pk=row, absent=request.user), **stamp)
        messages.success(request, _("The substitution is ended."))
        return go(request, "preferences")
    form = SubstituteForm(request.POST, absent=request.user)  # type: ignore[arg-type]
    status = done(
        form,
        lambda: accounts.substitute(
            request.user, form.cleaned_data["substitute"], reason=form.cleaned_data["reason"], **form.span(), **stamp  # type: ignore[arg-type]
        ),
    )  # fmt: skip
    if status:
        return _page(request, substitute=form, status=status)
    messages.success(request, _("Saved. Your substitute sees your cases and gets your notices during these days."))
    return go(request, "preferences")


def _page(request: HttpRequest, *, status: int = 200, **tried: object) -> HttpResponse:
    at, user = request.now, request.user  # type: ignore[attr-defined]
    context = {
        "form": OwnForm(instance=user), "substitute": SubstituteForm(absent=user),
        "absences": user.absences.filter(until__gt=at).select_related("substitute").order_by("since"),
        "stands_in": user.substitutes_for.filter(until__gt=at).select_related("absent").order_by("since"),
        "grants": [
            {"held": one, "scope": SCOPES[one.scope]} for one in held_now(at).filter(user=user).select_related("role", "department")
        ],
        **tried,
    }  # fmt: skip
    return render(request, "people/me.html", context, status=status)
