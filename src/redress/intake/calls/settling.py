"""What becomes of a call: its record, words in the thread of an open case, or the reason why it needs neither."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.complaints.models import Case, Customer
from redress.complaints.operations import receipt
from redress.complaints.operations.receipt import Record
from redress.flows.acting import follow
from redress.flows.acts import ACTS
from redress.flows.receiving import register_inside
from redress.insight.customers import shown_to
from redress.intake.events import CallDismissed, CallTakenOver, RecordingOpened
from redress.intake.models import Call
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.ledger.operations import journal
from redress.policies.store import policy_of

STREAM = "calls"
REVEAL = "customer.reveal"


def seen_call(pk: int, actor: Actor) -> Call | None:
    """The call, or None for one that is unknown or not this actor's to see."""
    return Call.objects.visible_to(actor).select_related("agent__department", "case").filter(pk=pk).first()


def heard_call(pk: int, actor: Actor) -> Call | None:
    """The call with a recording that the actor may open: one of their own reach, or of a case that they may see; else None."""
    mine = Q(pk__in=Call.objects.visible_to(actor).values("pk"), case=None) | Q(case__in=Case.objects.visible_to(actor))
    return Call.objects.select_related("case").exclude(recording=None).filter(mine, pk=pk).first()


def callers(call: Call, actor: Actor) -> list[Customer]:
    """Known parties of this telephone number of whom the actor may know, newest first, at most eight."""
    found = Customer.objects.filter(phone_index=call.caller_index).order_by("-pk")[:8] if call.caller_index else []
    return shown_to(list(found), actor)


def write_record(call: Call, record: Record, *, by: Actor, at: datetime, **more: Any) -> Case:
    """Register the complaint of a call; see ``flows.receiving.register``. Raises NotAllowed for a call of somebody else, IllegalMove
    for one that is settled, and what registering raises; then nothing was kept.
    """
    with transaction.atomic(durable=True):
        held = _hold(call, by)
        case = register_inside(record, by=by, at=at, **more)
        return _belongs(held, case, by=by, at=at)


def add_to_case(call: Call, case: Case, *, text: str, call_back_at: datetime | None = None, by: Actor, at: datetime) -> Case:
    """What the caller said goes into the thread of a case, with the call-back promised. Raises NotAllowed, IllegalMove, Invalid."""
    with transaction.atomic(durable=True):
        held = _hold(call, by)
        channel = policy_of(case.policy_id).door("hotline")
        said = ACTS["hear"].run.inside(case, text=text, channel=channel.id if channel else case.channel, by=by, at=at)  # type: ignore[attr-defined]
        if call_back_at is not None:
            said = ACTS["promise-call-back"].run.inside(said, due_at=call_back_at, about=case.title, by=by, at=at)  # type: ignore[attr-defined]
        return _belongs(held, said, by=by, at=at)


@transaction.atomic
def dismiss(call: Call, *, reason: str, by: Actor, at: datetime) -> None:
    """Say why a call needs no record. Raises NotAllowed, IllegalMove, and Invalid without a reason."""
    held = _hold(call, by)
    if not reason.strip():
        raise Invalid("reason", _("Nothing was saved."), {"reason": _("Say why this call needs no record; it is kept.")})
    _settle(held, by=by, at=at, reason=reason.strip()[:300])
    journal(STREAM, CallDismissed(held.key, held.started_at.isoformat(), reason), by=by, at=at)


@transaction.atomic
def take_over(call: Call, *, by: Actor, at: datetime) -> None:
    """Write up a call that somebody else answered, or that is nobody's; its number is then shown to this person. Raises NotAllowed, IllegalMove."""
    held = _hold(call, by, own=False)
    if held.agent_id == by.id:
        return
    journal(STREAM, CallTakenOver(held.key, held.started_at.isoformat(), held.agent.name if held.agent else held.agent_given or "–"), by=by, at=at)
    Call.objects.filter(pk=held.pk).update(agent=by.id)


@transaction.atomic
def open_recording(call: Call, *, by: Actor, at: datetime) -> str:
    """The web address of the recording; that it was opened is kept, on the timeline of the case where there is one. Raises NotAllowed."""
    require(by, REVEAL, call.case)
    if call.case is not None:
        case = receipt.open_recording(call.case, began=call.started_at, by=by, at=at)
        follow(case, by=by, at=at)
    else:
        journal(STREAM, RecordingOpened(call.key, call.started_at.isoformat()), by=by, at=at)
    return call.recording or ""


def _hold(call: Call, by: Actor, *, own: bool = True) -> Call:
    """The call as it stands now, locked until the transaction ends, unsettled, and ``own`` to the actor."""
    require(by, "case.register")
    held = Call.objects.visible_to(by).select_for_update(of=("self",)).select_related("agent").filter(pk=call.pk).first()
    if held is None or (own and held.agent_id not in by.people()):
        raise NotAllowed("not-own-call", _("This is not your call. Take it over first."))
    if held.settled_at is not None:
        raise IllegalMove("settled", _("This call is settled already; look at what became of it."))
    return held


def _belongs(call: Call, case: Case, *, by: Actor, at: datetime) -> Case:
    case = receipt.add_call(case, began=call.started_at, agent=call.agent.name if call.agent else "", by=by, at=at)
    follow(case, by=by, at=at)
    _settle(call, by=by, at=at, case=case)
    return case


def _settle(call: Call, *, by: Actor, at: datetime, **done: Any) -> None:
    Call.objects.filter(pk=call.pk).update(settled_at=at, settled_by=by.id, **done)
