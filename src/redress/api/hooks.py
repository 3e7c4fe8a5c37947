"""Webhooks: what is told to whom, what became of it, and once more."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from redress.accounts.rules import require
from redress.api.bearer import Bearer
from redress.api.once import Answer, once
from redress.api.paging import page
from redress.api.revisions import IDEMPOTENCY_KEY
from redress.api.values import Code, Flag, Given
from redress.kernel.errors import IllegalMove
from redress.kernel.texts import clean_text
from redress.notify.hooks import KINDS, add_hook, message_id, replay, switch_hook
from redress.notify.models import Delivery, Hook

router = Router(tags=["webhooks"], auth=Bearer("hooks:manage"))
KEYED = {"parameters": [IDEMPOTENCY_KEY]}


class HookBody(Given):
    """Where to, and which kinds of the timeline."""

    url: Annotated[str, Field(max_length=400)]
    kinds: Annotated[list[Code], Field(min_length=1, max_length=len(KINDS))]


class SwitchBody(Given):
    """Whether it is told anything from now on."""

    active: Flag


class HookOut(Schema):
    """A webhook; ``secret`` is there once, in the answer to adding it."""

    id: int
    url: str
    kinds: list[str]
    active: bool
    made_at: datetime
    secret: str | None = None


class AttemptOut(Schema):
    """One try."""

    at: datetime
    status: int | None
    error: str
    took: int


class DeliveryOut(Schema):
    """One thing told, with every try; ``message`` is the header webhook-id."""

    id: int
    message: str
    kind: str
    number: str
    state: str
    attempts: list[AttemptOut]


class DeliveryPage(Schema):
    """Deliveries, newest first."""

    items: list[DeliveryOut]
    next: str


def _out(hook: Hook, secret: str | None = None) -> dict[str, Any]:
    return {"id": hook.pk, "url": hook.url, "kinds": hook.kinds, "active": hook.active, "made_at": hook.made_at, "secret": secret}


def _delivery(one: Delivery) -> dict[str, Any]:
    tries = [{"at": try_.at, "status": try_.status, "error": try_.error, "took": try_.took} for try_ in one.attempts.all()]
    return {"id": one.pk, "message": message_id(one.message), "kind": one.kind, "number": one.number, "state": one.message.state, "attempts": tries}


def _hook(request: HttpRequest, pk: int) -> Hook:
    require(request.actor, "people.manage")  # type: ignore[attr-defined]
    found = Hook.objects.filter(pk=pk, line=False).first()
    if found is None:
        raise Http404
    return found


@router.get("", response=list[HookOut], summary=_("List webhooks"))
def hooks(request: HttpRequest) -> Any:
    """All of the organisation; it takes the right to administer people."""
    require(request.actor, "people.manage")  # type: ignore[attr-defined]
    return [_out(hook) for hook in Hook.objects.filter(line=False)[:200]]


@router.post("", response={201: HookOut}, summary=_("Add a webhook"), openapi_extra=KEYED)
def add(request: HttpRequest, body: HookBody) -> HttpResponse:
    """The answer carries the signing secret, this once."""

    def do() -> Answer:
        made = add_hook(clean_text(body.url), body.kinds, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return Answer(_out(*made), 201)

    return once(request, do)


@router.post("/{int:pk}/switch", response=HookOut, summary=_("Switch a webhook on or off"), openapi_extra=KEYED)
def switch(request: HttpRequest, pk: int, body: SwitchBody) -> HttpResponse:
    """What happens while it rests is not told afterwards."""

    def do() -> Answer:
        hook = _hook(request, pk)
        switch_hook(hook, active=body.active, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return Answer(_out(Hook.objects.get(pk=hook.pk)))

    return once(request, do)


@router.get("/{int:pk}/deliveries", response=DeliveryPage, summary=_("List what a webhook was told"))
def deliveries(request: HttpRequest, pk: int, cursor: Annotated[str, Field(max_length=40)] = "") -> Any:
    """Newest first, with every try."""
    told = _hook(request, pk).deliveries.select_related("message").prefetch_related("attempts")
    rows, after = page(told, by="pk", cursor=cursor, limit=50)
    return {"items": [_delivery(one) for one in rows], "next": after}


@router.post("/{int:pk}/deliveries/{int:one}/replay", response=DeliveryOut, summary=_("Tell it again"), openapi_extra=KEYED)
def again(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """Queued anew with the same id; refused while it is on its way anyhow."""

    def do() -> Answer:
        found = _hook(request, pk).deliveries.select_related("message", "hook").filter(pk=one).first()
        if found is None:
            raise Http404
        if not replay(found, by=request.actor, at=request.now):  # type: ignore[attr-defined]
            raise IllegalMove("on-its-way", _("It is still on its way; wait for what comes of it."))
        return Answer(_delivery(Delivery.objects.select_related("message").get(pk=found.pk)))

    return once(request, do)
