"""Acts on the data of a party: show it in the clear, correct it. Both are written into the journal ``customers``."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.complaints.customers import correct_customer
from redress.complaints.events.parties import CustomerCorrected, CustomerOpened, CustomerRevealed
from redress.complaints.models import Case, Customer
from redress.complaints.search import index
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid, Stale
from redress.ledger.operations import journal

STREAM = "customers"


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("reason", _("Say why; it is logged."), {"reason": _("Say why; it is logged.")})
    return reason.strip()


@transaction.atomic(durable=True)
def reveal(customer: Customer, *, reason: str, by: Actor, at: datetime) -> Customer:
    """Log that somebody saw contact data in the clear. Raises NotAllowed, or Invalid without a reason."""
    require(by, "customer.reveal")
    journal(STREAM, CustomerRevealed(number=customer.number, reason=_reason(reason)), by=by, at=at)
    return customer


@transaction.atomic(durable=True)
def open_for_correction(customer: Customer, *, by: Actor, at: datetime) -> None:
    """Log that the data were shown in the clear to be corrected. Raises NotAllowed."""
    require(by, "customer.edit")
    journal(STREAM, CustomerOpened(number=customer.number), by=by, at=at)


@transaction.atomic(durable=True)
def correct(
    customer: Customer, *, name: str, contact: dict[str, str], tier: str, preferences: dict[str, str], reason: str, by: Actor,
    at: datetime, seen: int | None = None,
) -> Customer:  # fmt: skip
    """Write corrected data; the party's cases are found under them from now on.

    Raises NotAllowed, Invalid without name or reason, Stale when somebody corrected it since ``seen``.
    """
    require(by, "customer.edit")
    why = _reason(reason)
    fresh = Customer.objects.select_for_update().get(pk=customer.pk)
    if seen is not None and seen != fresh.revision:
        raise Stale("stale", _("Somebody else corrected these data in the meantime. Your input is kept below; send it again if it still holds."))
    if not name.strip():
        raise Invalid("name", _("Nothing was changed."), {"name": _("Give a name.")})
    before, after = _data(fresh), {"name": name, "contact": contact, "tier": tier, "preferences": preferences}
    correct_customer(fresh, name=name, contact={**fresh.contact, **contact}, tier=tier, preferences=preferences)
    journal(STREAM, CustomerCorrected(number=fresh.number, reason=why, before=before, after=after), by=by, at=at)
    index(Case.objects.filter(customer=fresh).select_related("customer"))
    return fresh


def _data(customer: Customer) -> dict[str, object]:
    return {"name": customer.name, "contact": customer.contact, "tier": customer.tier, "preferences": customer.preferences}
