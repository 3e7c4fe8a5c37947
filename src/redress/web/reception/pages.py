"""Receiving a customer in person, step by step: the shift leader told, the room, the record, reading back, the slip, the end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress.complaints.customers import mask, mask_name
from redress.complaints.models import Case, Representative
from redress.complaints.queries import page_case
from redress.flows import outside
from redress.flows.acts import ACTS, open_acts
from redress.intake import visits
from redress.intake.models import Visit
from redress.policies.policy import Policy
from redress.policies.store import current_policy, policy_of
from redress.web.casefile.actforms import PAGES, ActForm
from redress.web.casefile.forms.concluding import kwargs_of
from redress.web.casefile.forms.receiving import ConfirmRecord
from redress.web.casefile.packforms import Words
from redress.web.casefile.slips import slip
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.rights import needs


class RoomForm(forms.Form):
    """Where they talk undisturbed."""

    room = Words(label=gettext_lazy("Quiet room"), required=False, max_length=100, help_text=gettext_lazy("The room to which you took the customer; empty when you talk at the desk."))


GROUP = {"add-representative": gettext_lazy("The representative is named."), "name-signer": gettext_lazy("Kept who signs for the group.")}
"""Acts on a group's case that are done on this page, and what is said of them."""


class EndForm(forms.Form):
    """Why no record was written."""

    reason = Words(label=gettext_lazy("Why no record is needed"), required=False, max_length=300)


@needs(visits.RIGHT)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """One's open receptions; POST begins one, and tells the people whom the pack names."""
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    form, made = forms.Form(request.POST or None), []
    status = 200
    if request.method == "POST":
        form = forms.Form(request.POST)
        status = done(form, lambda: made.append(visits.begin(**stamp)))
        if made:
            return go(request, "visit", made[0].pk)
    context = {"form": form, "possible": policy.pack.reception is not None, "open": visits.open_visits(request.actor)}  # type: ignore[attr-defined]
    return render(request, "reception/start.html", context, status=status)


@needs(visits.RIGHT)
@never_cache
@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A reception with its steps."""
    return _shown(request, _visit(request, pk))


@needs(visits.RIGHT)
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Note the room, or end the reception."""
    found = _visit(request, pk)
    if code == "room":
        form: forms.Form = RoomForm(request.POST)
        status = done(form, lambda: visits.note_room(found, form.cleaned_data["room"], by=request.actor))  # type: ignore[attr-defined]
        words, there = _("The room is noted."), ("visit", pk)
    elif code == "end":
        form = EndForm(request.POST)
        status = done(form, lambda: visits.end(found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now))  # type: ignore[attr-defined]
        words, there = _("The reception has ended."), ("case", found.case.number) if found.case else ("reception",)
    elif code in GROUP:
        case = _case(request, found)
        if not ACTS[code].possible(case):
            raise Http404
        form = _group_form(request, case, code, request.POST)
        status = done(form, lambda: ACTS[code].run(case, by=request.actor, at=request.now, **kwargs_of(form)))  # type: ignore[attr-defined,arg-type]
        words, there = GROUP[code], ("visit", pk)
    else:
        raise Http404
    if status:
        return _shown(request, found, status=status, **{code.replace("-", "_"): form})
    messages.success(request, words)
    return go(request, *there)


@needs(visits.RIGHT)
@never_cache
@require_http_methods(["GET", "POST"])
def read_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The record over the whole screen, turned to the customer, who signs if willing."""
    case = _case(request, _visit(request, pk))
    policy = policy_of(case.policy_id)
    options: dict[str, Any] = {"case": case, "policy": policy, "actor": request.actor, "now": request.now}  # type: ignore[attr-defined]
    signing = next(iter(policy.pack.record.signature_ways), policy.pack.record.ways[0].id)
    form = ConfirmRecord(request.POST or None, initial={"way": signing, "seen": case.revision}, **options)
    status = 200
    if request.method == "POST":
        status = done(form, lambda: ACTS["confirm-record"].run(case, by=request.actor, at=request.now, **kwargs_of(form)))  # type: ignore[attr-defined]
        if not status:
            messages.success(request, _("Kept what the customer said of the record."))
            return go(request, "visit", pk)
    signer = next((mask_name(one.customer.name) for one in case.representatives.all() if one.signs), "")
    return render(request, "reception/readback.html", {"case": case, "form": form, "visit": pk, "policy": policy, "signer": signer}, status=status)


@needs(visits.RIGHT)
@require_POST
def hand_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, key and code to hand over, this once."""
    case = _case(request, _visit(request, pk))
    key = outside.new_key(case, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return slip(request, case, key, back=reverse("visit", args=[pk]))


def _visit(request: HttpRequest, pk: int) -> Visit:
    found = visits.seen_visit(pk, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _case(request: HttpRequest, found: Visit) -> Case:
    case = page_case(found.case.number, request.actor) if found.case else None  # type: ignore[attr-defined]
    if case is None:
        raise Http404
    return case


def _group_form(request: HttpRequest, case: Case, code: str, data: Any = None) -> ActForm:
    return PAGES[code].form(data, case=case, policy=policy_of(case.policy_id), actor=request.actor, now=request.now)  # type: ignore[attr-defined]


def _representative(one: Representative) -> dict[str, Any]:
    contact = one.customer.contact
    return {"pk": one.pk, "name": mask_name(one.customer.name), "signs": one.signs, "contact": [mask(key, str(contact[key])) for key in ("phone", "email") if contact.get(key)]}


def _shown(request: HttpRequest, found: Visit, *, status: int = 200, **tried: forms.Form) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    case = page_case(found.case.number, actor) if found.case else None
    policy: Policy = policy_of(case.policy_id) if case else current_policy(request.now)  # type: ignore[attr-defined]
    channel, rule = policy.door("reception"), policy.pack.reception
    facts: dict[str, Any] = {"kind": policy.pack.kinds[0].id, "channel": channel.id if channel else "", "mood": case.mood if case else "", "categories": []}
    context = {
        "visit": found, "case": case, "room": RoomForm(initial={"room": found.room}), "end": EndForm(), "guidance": policy.guidance_for(facts),
        "acts": set(open_acts(case, actor)) if case else set(), "most": rule.representatives if rule else 0,
        "representatives": [_representative(one) for one in case.representatives.all()] if case else [],
        "add_representative": _group_form(request, case, "add-representative") if case else None,
        "confirmed": bool(case and case.record_confirmed_at), **tried,
    }  # fmt: skip
    return render(request, "reception/visit.html", context, status=status)
