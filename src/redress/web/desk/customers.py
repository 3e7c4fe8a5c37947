"""Customers: looked up by name, phone or number; and all about one of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from redress.accounts.rules import require
from redress.complaints.customers import look_up, mask, mask_name
from redress.complaints.models import Customer
from redress.complaints.search import customers_named
from redress.flows import parties
from redress.insight.customers import seen_customer, shown_to, whole
from redress.kernel.errors import DomainError, Invalid, Stale
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.policies.store import current_policy, policy_of
from redress.web.casefile.packforms import mail_warning, speak
from redress.web.desk.forms import CustomerForm, RevealForm
from redress.web.desk.table import Table

MOST = 30
"""Customers shown; a longer list wants a narrower question."""
CONTACT = ("phone", "email", "address")


@login_required
@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Look a customer up."""
    require(request.actor, "customer.see")  # type: ignore[attr-defined]
    text = clean_text(request.GET.get("q", "")).strip()[:200]
    found = shown_to(_found(text), request.actor) if text else []  # type: ignore[attr-defined]
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    rows = [
        {"customer": item, "name": mask_name(item.name), "phone": mask("phone", str(item.contact.get("phone", ""))), "tier": _tier(policy, item)}
        for item in found
    ]  # fmt: skip
    return render(request, "desk/customers.html", {"text": text, "rows": rows, "full": len(rows) == MOST})


def _found(text: str) -> list[Customer]:
    """Those whom the whole text fits first, then those of whose name it is a part."""
    whole_first = {item.pk: item for item in [*look_up(text, most=MOST), *customers_named(text, MOST)]}
    return list(whole_first.values())[:MOST]


def _customer(request: HttpRequest, number: str) -> Customer:
    """The party asked for. Raises NotAllowed, or Http404 where there is none for this reader."""
    require(request.actor, "customer.see")  # type: ignore[attr-defined]
    found = seen_customer(number, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _tier(policy: Policy, customer: Customer) -> str:
    return speak(policy.title("customer_tiers", customer.tier)) if customer.tier else ""


def _contact(customer: Customer, policy: Policy, *, clear: bool) -> list[dict[str, str]]:
    """Name and contact data, masked unless ``clear``; the pack's own personal fields by their titles."""
    labels = {"phone": _("Phone"), "email": _("E-mail"), "address": _("Address")}
    labels |= {item.id: speak(item.title) for item in policy.pack.fields if item.personal and item.id not in labels}
    rows = [{"label": _("Name"), "value": customer.name if clear else mask_name(customer.name)}]
    return rows + [
        {"label": labels.get(key, key), "value": str(value) if clear else mask(key, str(value))}
        for key, value in customer.contact.items()
        if value
    ]


def _shown(request: HttpRequest, customer: Customer, *, clear: bool = False, form: RevealForm | None = None, status: int = 200) -> HttpResponse:
    found = whole(customer, request.actor)  # type: ignore[attr-defined]
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    table = Table(request.now)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "customer": customer, "whole": found, "rows": table.rows(found.cases), "clear": clear, "reveal_form": form or RevealForm(),
        "contact": _contact(customer, policy, clear=clear), "mail_warning": mail_warning(customer), "name": mask_name(customer.name), "tier": _tier(policy, customer),
        "preferences": _preferences(customer, policy),
        "verdicts": [{"verdict": said, "mark": _mark(said)} for said in found.verdicts],
    }  # fmt: skip
    return render(request, "desk/customer.html", context, status=status)


def _mark(verdict: Any) -> str:
    scale = policy_of(verdict.case.policy_id).pack.satisfaction.scale
    return next((speak(mark.title) for mark in scale if mark.value == verdict.score), "")


def _preferences(customer: Customer, policy: Policy) -> list[dict[str, str]]:
    given = customer.preferences
    rows = [
        {"label": _("Prefers to be reached by"), "value": speak(policy.title("channels", given.get("channel", ""))) if given.get("channel") else ""},
        {"label": _("Best time to call"), "value": given.get("time", "")},
        {"label": _("What to know when talking"), "value": given.get("remarks", "")},
    ]
    return [row for row in rows if row["value"]]


@login_required
@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """All about one customer; contact data masked."""
    return _shown(request, _customer(request, number))


@login_required
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The page with contact data in the clear, once; loading it again hides them."""
    customer = _customer(request, number)
    if request.method != "POST":
        return redirect("customer", number)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _shown(request, customer, form=form, status=422)
    parties.reveal(customer, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return _shown(request, customer, clear=True)


@login_required
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Correct the data; whoever may do so sees them in the clear here, which is logged as well."""
    customer = _customer(request, number)
    require(request.actor, "customer.edit")  # type: ignore[attr-defined]
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    if request.method != "POST":
        parties.open_for_correction(customer, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return _form_shown(request, customer, CustomerForm(initial=_initial(customer), policy=policy))
    form = CustomerForm(request.POST, policy=policy)
    if not form.is_valid():
        return _form_shown(request, customer, form, status=422)
    data = form.cleaned_data
    try:
        parties.correct(
            customer, name=data["name"], contact={key: data[key] for key in CONTACT}, tier=data["tier"],
            preferences={"channel": data["preferred_channel"], "time": data["preferred_time"], "remarks": data["remarks"]},
            reason=data["reason"], seen=data["seen"], by=request.actor, at=request.now,  # type: ignore[attr-defined]
        )  # fmt: skip
    except DomainError as no:
        return _refused(request, customer, form, no)
    messages.success(request, _("The data are corrected."))
    return redirect("customer", number)


def _refused(request: HttpRequest, customer: Customer, form: CustomerForm, no: DomainError) -> HttpResponse:
    for name, why in (no.errors if isinstance(no, Invalid) else {}).items():
        form.add_error(name if name in form.fields else None, str(why))
    if not form.errors:
        form.add_error(None, str(no))
    if isinstance(no, Stale):
        form.data = form.data.copy()
        form.data["seen"] = str(Customer.objects.values_list("revision", flat=True).get(pk=customer.pk))
    return _form_shown(request, customer, form, status=409 if isinstance(no, Stale) else 422)


def _initial(customer: Customer) -> dict[str, Any]:
    wishes = customer.preferences
    return {
        "name": customer.name, **{key: customer.contact.get(key, "") for key in CONTACT}, "tier": customer.tier,
        "preferred_channel": wishes.get("channel", ""), "preferred_time": wishes.get("time", ""),
        "remarks": wishes.get("remarks", ""), "seen": customer.revision,
    }  # fmt: skip


def _form_shown(request: HttpRequest, customer: Customer, form: CustomerForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/correct.html", {"customer": customer, "form": form, "name": mask_name(customer.name)}, status=status)
