"""How cases hang together: merged, split, linked, in a batch, asked about again on a slip."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints import events
from redress.complaints.models import Case, Link, Slip
from redress.complaints.numbers import slip_number
from redress.complaints.operations.writing import hold, require_open, write
from redress.complaints.states import Stage
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid


def _another(case: Case, other: Case) -> None:
    if case.pk == other.pk:
        raise Invalid("same", _("Nothing was done."), {"other": _("Name another case, not this one.")})


def _both(case: Case, other: Case, seen: int | None) -> tuple[Case, Case]:
    """Both cases, locked in the order of their ids so that two people cannot wait for each other."""
    _another(case, other)
    if case.pk < other.pk:
        return hold(case, seen), hold(other)
    later = hold(other)
    return hold(case, seen), later


@transaction.atomic
def merge(case: Case, *, into: Case, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Merge ``case`` into another open one of the same customer, where handling goes on. Its history stays.

    Raises Invalid for another customer's case, IllegalMove for one that has ended.
    """
    case, target = _both(case, into, seen)
    require_open(target)
    if target.customer_id != case.customer_id:
        raise Invalid("customer", _("Not merged."), {"other": _("Only cases of the same customer can be merged. Make a batch of different customers' cases.")})
    if target.guarded != case.guarded:
        raise Invalid("guarded", _("Not merged."), {"other": _("A confidential case cannot be merged with an open one.")})
    write(target, events.TookIn(number=case.number), by=by, at=at)
    return write(case, events.Merged(into=target.number), by=by, at=at, stage=Stage.MERGED, merged_into=target)


@transaction.atomic
def link(case: Case, *, other: Case, reason: str, by: Actor, at: datetime) -> Case:
    """Link two cases that have to do with each other."""
    case, other = _both(case, other, None)
    if not reason.strip():
        raise Invalid("reason", _("Not linked."), {"reason": _("Say what the two have to do with each other.")})
    low, high = sorted((case, other), key=lambda each: each.pk)
    _row, made = Link.objects.get_or_create(one=low, other=high, defaults={"reason": reason[:200], "at": at})
    if not made:
        raise Invalid("linked", _("Not linked."), {"other": _("These two are already linked.")})
    write(other, events.Linked(number=case.number, reason=reason), by=by, at=at)
    return write(case, events.Linked(number=other.number, reason=reason), by=by, at=at)


@transaction.atomic
def join_batch(case: Case, *, master: Case, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Put a case into the batch of a master: many customers, one matter (D2). Raises Invalid for a chain of batches."""
    case, master = _both(case, master, seen)
    require_open(case)
    if master.master_id:
        raise Invalid("chain", _("Not joined."), {"other": _("That case is itself part of a batch; name its master.")})
    if case.master_id or case.batch.exists():
        raise Invalid("batched", _("Not joined."), {"other": _("This case already belongs to a batch.")})
    if master.guarded != case.guarded:
        raise Invalid("guarded", _("Not joined."), {"other": _("A confidential case cannot share a batch with an open one.")})
    write(master, events.BatchGrew(number=case.number), by=by, at=at)
    return write(case, events.JoinedBatch(number=master.number), by=by, at=at, master=master)


@transaction.atomic
def split_off(case: Case, *, into: Case, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Note that part of ``case`` carries on as the newly registered ``into``."""
    case, part = _both(case, into, seen)
    Case.objects.filter(pk=part.pk).update(split_from=case)
    return write(case, events.SplitOff(number=part.number, title=part.title), by=by, at=at)


@transaction.atomic
def make_slip(case: Case, *, text: str, channel: str, by: Actor, at: datetime) -> Slip:
    """The customer asks again about an earlier case: a slip on that case, and no new order (E5)."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("That case is archived; register a new one and link it."))
    if not text.strip():
        raise Invalid("text", _("No slip was made."), {"text": _("Write what the customer asked.")})
    slip = Slip.objects.create(
        case=case, number=slip_number(case.number), text=text, channel=channel, by_id=by.id, at=at
    )  # fmt: skip
    write(case, events.SlipMade(number=slip.number, text=text), by=by, at=at)
    slip.case = case
    return slip


@transaction.atomic
def answer_slip(case: Case, *, slip: int, answer: str, by: Actor, at: datetime) -> Case:
    """What the customer was told on the slip."""
    case = hold(case)
    if not answer.strip():
        raise Invalid("answer", _("Not saved."), {"answer": _("Write what the customer was told.")})
    if not Slip.objects.filter(pk=slip, case=case, answered_at=None).update(answer=answer, answered_at=at):
        raise IllegalMove("slip", _("This slip was already answered."))
    number = Slip.objects.values_list("number", flat=True).get(pk=slip)
    return write(case, events.SlipAnswered(number=number, answer=answer), by=by, at=at)
