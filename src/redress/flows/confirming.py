"""Confirming the written record with the customer: read back, or sent to be confirmed on the customer's own page (A2, E4)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from redress.complaints.keys import give_key
from redress.complaints.models import Case
from redress.complaints.operations import receipt
from redress.flows.acting import OPEN, act
from redress.flows.letters import fill, follow_link, post
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.policies.store import policy_of


@act("confirm-record", "case.confirm")
def confirm_record(
    case: Case, *, way: str, agreed: bool, by: Actor, at: datetime, correction: str = "", signature: str = "", signed_by: str = "",
    declined_to_sign: bool = False, seen: int | None = None,
) -> Case:  # fmt: skip
    """The record was read back to the customer (A2, E4). Raises Invalid when a way that needs a signature has none."""
    policy = policy_of(case.policy_id)
    needs = way in policy.pack.record.signature_ways
    if needs and agreed and not signature and not signed_by.strip() and not declined_to_sign:
        raise Invalid(
            "signature", _("The confirmation was not saved."),
            {"signature": _("Let the customer sign or type the name, or tick that the customer does not wish to sign.")},
        )  # fmt: skip
    title = _title(policy.pack.record.ways, way)
    with override(policy.pack.language.lower()):
        kept_as = gettext("Signature of the customer")
    return receipt.confirm_record(
        case, way=way, way_title=title, agreed=agreed, correction=correction, signature=signature,
        signed_by=signed_by.strip(), declined_to_sign=declined_to_sign, kept_as=kept_as, by=by, at=at, seen=seen,
    )  # fmt: skip


def _title(choices: Any, wanted: str) -> dict[str, str]:
    for choice in choices:
        if choice.id == wanted:
            return dict(choice.title)
    raise Invalid("choice", _("Not saved."), {"way": _("Choose one of the ways listed.")})


def _unconfirmed(case: Case) -> bool:
    return case.record_confirmed_at is None and policy_of(case.policy_id).pack.portal is not None


@act("ask-confirmation", "case.talk", OPEN, _unconfirmed)
def ask_confirmation(case: Case, *, by: Actor, at: datetime) -> Case:
    """Send the customer a link to the written record: in the chat or by e-mail where one can go, else it is on the case returned to be handed over.

    ``key_given`` holds the key made for it, this once, ``mailed`` whether it left; an earlier key ends.
    """
    key = give_key(case, by=by, at=at)
    words = fill(case, "record-confirmation", policy_of(case.policy_id).pack.language)
    mailed = bool(post(case, f"{words}\n\n{follow_link(case, key)}", key=f"confirm:{case.entry_count}", at=at))
    asked = receipt.ask_confirmation(case, mailed=mailed, by=by, at=at)
    asked.key_given, asked.mailed = key, mailed  # type: ignore[attr-defined]
    return asked
