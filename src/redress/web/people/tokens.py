"""Access tokens: one's own, and for administrators everybody's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.accounts.models import Token
from redress.accounts.operations import make_token, revoke_token
from redress.accounts.scopes import SCOPES
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.tree import A_PAGE, tabs
from redress.web.rights import needs

DAYS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("one year")))


class TokenForm(forms.Form):
    """What a token is for, what it may be used for, how long it lives."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=80, help_text=gettext_lazy("For instance the program that will use it."))
    scopes = forms.MultipleChoiceField(label=gettext_lazy("May be used to"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=gettext_lazy("Ends after"), choices=DAYS, coerce=int, initial=90)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own tokens; POST makes one, and shows its key this once."""
    form, made = TokenForm(request.POST or None), []
    status = 200
    if request.method == "POST":
        stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
        status = done(form, lambda: made.append(make_token(request.user, **form.cleaned_data, **stamp))) or 200  # type: ignore[arg-type]
    key = made[0][1] if made else ""
    tokens = Token.objects.filter(owner=request.user)[:A_PAGE]
    context = {"form": TokenForm() if key else form, "key": key, "rows": _rows(request, tokens)}
    return render(request, "people/tokens.html", context, status=status)


@needs("people.manage")
@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """Every token there is, newest first."""
    page = Paginator(Token.objects.select_related("owner"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/tokens_all.html", {"tabs": tabs(), "page": page, "rows": _rows(request, page)})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token: one's own, or with the right anybody's."""
    everyone = request.actor.holds("people.manage")  # type: ignore[attr-defined]
    token = get_object_or_404(Token.objects.select_related("owner"), pk=pk, **({} if everyone else {"owner": request.user}))
    revoke_token(token, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return go(request, "tokens-all" if request.POST.get("from") == "all" and everyone else "tokens")


def _rows(request: HttpRequest, tokens: Any) -> list[dict[str, Any]]:
    at = request.now  # type: ignore[attr-defined]
    return [{"token": token, "alive": token.alive(at), "scopes": [SCOPES[scope] for scope in token.scopes]} for token in tokens]
