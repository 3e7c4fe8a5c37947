"""Webhooks: who outside is told what, what became of each delivery, and once more."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.ledger.models import OutboxState
from redress.notify.hooks import KINDS, add_hook, message_id, replay, switch_hook
from redress.notify.models import Delivery, Hook
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.tree import A_PAGE, tabs
from redress.web.rights import needs

STATES = {
    OutboxState.PENDING: (gettext_lazy("waiting"), "soon"), OutboxState.SENDING: (gettext_lazy("being sent"), "info"),
    OutboxState.SENT: (gettext_lazy("delivered"), "good"), OutboxState.FAILED: (gettext_lazy("failed for good"), "late"),
}  # fmt: skip


class HookForm(forms.Form):
    """Where to, and what."""

    url = forms.CharField(label=gettext_lazy("Web address"), max_length=400, help_text=gettext_lazy("Begins with https://."))
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Is told when a case is, or when"), choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple)


@needs("people.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """All webhooks; POST adds one, and shows its secret this once."""
    form, made = HookForm(request.POST or None), []
    status = 200
    if request.method == "POST":
        stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
        status = done(form, lambda: made.append(add_hook(form.cleaned_data["url"], form.cleaned_data["kinds"], **stamp))) or 200
    secret = made[0][1] if made else ""
    rows = [{"hook": hook, "kinds": [KINDS[kind] for kind in hook.kinds]} for hook in Hook.objects.filter(line=False)[:A_PAGE]]
    context = {"tabs": tabs(), "form": HookForm() if secret else form, "secret": secret, "rows": rows}
    return render(request, "people/hooks.html", context, status=status)


@needs("people.manage")
@require_GET
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """What a webhook was told, with every try."""
    found = get_object_or_404(Hook.objects.select_related("made_by"), pk=pk, line=False)
    told = found.deliveries.select_related("message").prefetch_related("attempts")
    page = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    rows = [{"delivery": one, "id": message_id(one.message), "kind": KINDS[one.kind], "state": STATES[one.message.state]} for one in page]
    context = {"tabs": tabs(), "hook": found, "kinds": [KINDS[kind] for kind in found.kinds], "page": page, "rows": rows}
    return render(request, "people/hook.html", context)


@needs("people.manage")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it rest, or be told again."""
    found = get_object_or_404(Hook, pk=pk, line=False)
    switch_hook(found, active=not found.active, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("Saved."))
    return go(request, "hook", pk)


@needs("people.manage")
@require_POST
def again(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Send a delivery again."""
    found = get_object_or_404(Delivery.objects.select_related("message", "hook"), pk=one, hook=pk, hook__line=False)
    if replay(found, by=request.actor, at=request.now):  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again within a minute."))
    else:
        messages.info(request, _("It is on its way already."))
    return go(request, "hook", pk)
