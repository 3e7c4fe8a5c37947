"""All about one customer, as far as the reader may see the cases. A fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from redress.complaints.models import Case, Customer, Decision, Slip, Verdict
from redress.deadlines.models import Clock
from redress.deadlines.states import ACTIVE
from redress.insight.queue import ROW
from redress.kernel.actor import Actor

MOST = 50
"""Rows of each sort on the page, the newest; the queue holds the rest."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A customer's cases with what hangs on them."""

    cases: list[dict[str, Any]]
    more: bool
    clocks: list[Clock]
    verdicts: list[Verdict]
    decisions: list[Decision]
    slips: list[Slip]


def seen_customer(number: str, actor: Actor) -> Customer | None:
    """The party, or None for one that is unknown or known from guarded cases only that the actor may not see."""
    customer = Customer.objects.filter(number=number[:40].replace("\x00", "")).first()
    return customer if customer is not None and shown_to([customer], actor) else None


def shown_to(customers: list[Customer], actor: Actor) -> list[Customer]:
    """Those whose existence the actor may know of: everybody but who only came with guarded cases kept from the actor."""
    ids = [customer.pk for customer in customers]
    guarded = set(Case.objects.filter(customer__in=ids, guarded=True).values_list("customer_id", flat=True))
    if not guarded:
        return customers
    known = set(Case.objects.visible_to(actor).filter(customer__in=guarded).values_list("customer_id", flat=True))
    known |= set(Case.objects.filter(customer__in=guarded, guarded=False).values_list("customer_id", flat=True))
    return [customer for customer in customers if customer.pk not in guarded or customer.pk in known]


def whole(customer: Customer, actor: Actor) -> Whole:
    """Cases, open clocks, verdicts, remedies and enquiry slips, newest first; the clocks by what runs out next."""
    mine = Case.objects.visible_to(actor).filter(customer=customer)
    cases = list(mine.order_by("-received_at", "-pk").values(*ROW)[: MOST + 1])
    ids = [case["pk"] for case in cases[:MOST]]
    return Whole(
        cases=cases[:MOST],
        more=len(cases) > MOST,
        clocks=list(Clock.objects.filter(case__in=ids, state__in=ACTIVE).select_related("case").order_by("due_at", "pk")[:MOST]),
        verdicts=list(Verdict.objects.filter(case__in=ids, reached=True).select_related("case").order_by("-at", "-pk")[:MOST]),
        decisions=list(Decision.objects.filter(case__in=ids).select_related("case").order_by("-at", "-pk")[:MOST]),
        slips=list(Slip.objects.filter(case__in=ids).select_related("case").order_by("-at", "-pk")[:MOST]),
    )
