"""The hotline: the call of now with its caller, the calls that wait for their record, and one call."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.complaints.customers import mask, mask_name
from redress.complaints.models import Case, Customer
from redress.complaints.queries import seen_case
from redress.intake.calls import settling
from redress.intake.calls.waiting import RecordLimit
from redress.intake.models import Call
from redress.policies.store import current_policy
from redress.web.calls.forms import AddForm, DismissForm
from redress.web.casefile.packforms import speak
from redress.web.formacts import done
from redress.web.hx import go, wants_part
from redress.web.rights import needs

MOST = 50
"""Calls shown that wait for their record, the oldest first."""
CASES = 8
"""Cases shown of a caller, the open ones first."""


@needs("case.register")
@never_cache
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The page. Its part asks again every few seconds, saying what it shows (``?seen=``); nothing is sent while nothing changed."""
    actor, at = request.actor, request.now  # type: ignore[attr-defined]
    mine = Call.objects.live(at=at).filter(agent__in=actor.people()).select_related("case")
    waiting = list(Call.objects.visible_to(actor).waiting(at=at).select_related("agent")[:MOST])
    live = list(mine)
    seen = " ".join(f"{call.pk}.{call.agent_id}.{bool(call.ended_at)}.{bool(call.settled_at)}" for call in [*live, *waiting])
    if wants_part(request) and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    policy = current_policy(at)
    limit = RecordLimit(policy)
    rows = [{"call": one, "due": limit.of(one), "number": _number(one), "own": one.agent_id in actor.people()} for one in waiting]
    shown = set(Case.objects.visible_to(actor).filter(pk__in=[one.case_id for one in live]).values_list("pk", flat=True))
    context = {
        "live": [{"call": one, "case": one.case if one.case_id in shown else None, **_caller(one, request)} for one in live], "rows": sorted(rows, key=lambda row: not row["own"]), "seen": seen,
        "channel": policy.door("hotline"), "full": len(rows) == MOST,
    }  # fmt: skip
    return render(request, "calls/calls.html#now" if wants_part(request) else "calls/calls.html", context)


def _number(call: Call) -> str:
    return mask("phone", call.caller) if call.caller else ""


def _caller(call: Call, request: HttpRequest) -> dict[str, Any]:
    """Who calls: number and known parties, masked, with the cases that the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    parties = [
        {"customer": one, "name": mask_name(one.name), "tier": speak(policy.title("customer_tiers", one.tier)) if one.tier else "", "cases": _cases(one, actor)}
        for one in settling.callers(call, actor)
    ]
    return {"number": _number(call), "parties": parties, "own": call.agent_id in actor.people()}


def _cases(customer: Customer, actor: Any) -> list[Case]:
    mine: QuerySet[Case] = Case.objects.visible_to(actor).filter(customer=customer)
    return sorted(mine.order_by("ended_at", "-received_at")[:CASES], key=lambda case: case.ended)


def _call(request: HttpRequest, pk: int) -> Call:
    found = settling.seen_call(pk, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@needs("case.register")
@never_cache
@require_GET
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: who called, and what is to become of it."""
    return _shown(request, _call(request, pk))


@needs("case.register")
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a call over, add it to a case, or say why it needs no record."""
    found = _call(request, pk)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if code == "take":
        form: BaseForm = Form(request.POST)
        status = done(form, lambda: settling.take_over(found, **stamp))
        words, there = _("The call is yours now."), ("call", pk)
    elif code == "add":
        form = AddForm(request.POST, cases=_open_cases(found, request))
        status = done(form, lambda: _add(found, form, stamp))
        words, there = _("Added to the case."), ("case", form.cleaned_data["case"].number) if not status else ("call", pk)
    elif code == "dismiss":
        form = DismissForm(request.POST)
        status = done(form, lambda: settling.dismiss(found, reason=form.cleaned_data["reason"], **stamp))
        words, there = _("Kept: this call needs no record."), ("calls",)
    else:
        raise Http404
    if status:
        return _shown(request, found, status=status, **{code: form})
    messages.success(request, words)
    return go(request, *there)


def _add(found: Call, form: BaseForm, stamp: dict[str, Any]) -> None:
    data = form.cleaned_data
    settling.add_to_case(found, data["case"], text=data["text"], call_back_at=data["call_back_at"], **stamp)


def _open_cases(found: Call, request: HttpRequest) -> list[Case]:
    actor = request.actor  # type: ignore[attr-defined]
    return [case for one in settling.callers(found, actor) for case in _cases(one, actor) if case.archived_at is None]


@needs(settling.REVEAL)
@never_cache
@require_http_methods(["GET", "POST"])
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    """The recording: asked for on GET; on POST its address is shown once, and that it was opened is kept."""
    found = settling.heard_call(pk, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    link = settling.open_recording(found, by=request.actor, at=request.now) if request.method == "POST" else ""  # type: ignore[attr-defined]
    return render(request, "calls/recording.html", {"call": found, "link": link})


def _shown(request: HttpRequest, found: Call, *, status: int = 200, **tried: BaseForm) -> HttpResponse:
    cases = _open_cases(found, request)
    asked = request.GET.get("case", "")
    initial = {"case": next((case.number for case in cases if case.number == asked), cases[0].number if len(cases) == 1 else None)}
    context: dict[str, Any] = {
        "call": found, **_caller(found, request), "add": AddForm(cases=cases, initial=initial) if cases else None, "dismiss": DismissForm(), "live": Call.objects.live(at=request.now).filter(pk=found.pk).exists(),  # type: ignore[attr-defined]
        "case": seen_case(found.case.number, request.actor) if found.case else None,  # type: ignore[attr-defined]
        "due": RecordLimit(current_policy(request.now)).of(found) if found.settled_at is None else None, **tried,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "calls/call.html", context, status=status)
