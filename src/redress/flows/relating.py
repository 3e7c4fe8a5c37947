"""Cases that hang together."""

from datetime import datetime

from redress.complaints.models import Case
from redress.complaints.operations import relations
from redress.complaints.operations.receipt import Record
from redress.complaints.states import Stage
from redress.flows.acting import KEPT, OPEN, act, follow
from redress.flows.receiving import enter
from redress.kernel.actor import Actor


@act("merge", "case.relate", OPEN - {Stage.ANSWERED, Stage.CONFIRMED})
def merge(case: Case, *, other: Case, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Merge this case into another of the same customer."""
    return relations.merge(case, into=other, by=by, at=at, seen=seen)


@act("link", "case.relate", KEPT)
def link(case: Case, *, other: Case, reason: str, by: Actor, at: datetime) -> Case:
    """Link two cases."""
    return relations.link(case, other=other, reason=reason, by=by, at=at)


@act("join-batch", "case.relate", OPEN, lambda case: case.master_id is None)
def join_batch(case: Case, *, other: Case, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Put this case into the batch of a master."""
    return relations.join_batch(case, master=other, by=by, at=at, seen=seen)


@act("split", "case.relate", OPEN - {Stage.ANSWERED, Stage.CONFIRMED})
def split(case: Case, *, title: str, account: str, category: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Register part of this case as a case of its own, of the same customer; it gets its own number and clocks."""
    record = Record(
        kind=case.kind, channel=case.channel, title=title, account=account, name=case.customer.name,
        contact=case.customer.contact, customer=case.customer, customer_kind=case.customer.kind, wish=case.wish,
        occurred_at=case.occurred_at, place=case.place, category=category, mood=case.mood, store=case.store,
        fields=dict(case.fields),
    )  # fmt: skip
    part = enter(
        record, by=by, at=at, finish=False, received_at=case.received_at, first_contact=case.first_contact,
        department=case.department,
    )  # fmt: skip
    done = relations.split_off(case, into=part, by=by, at=at, seen=seen)
    follow(part, by=by, at=at)
    return done
