"""The work on a case: routing, parts of departments, hand-over, plan, evidence, third parties."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.complaints import events
from redress.complaints.models import Case, Part, PlanStep, ThirdParty
from redress.complaints.operations.writing import hold, require_open, write
from redress.complaints.states import PartState, Stage
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed

LIVE = (PartState.OFFERED, PartState.ACCEPTED, PartState.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An assisting department, what it is asked and by when."""

    department: Department
    asked: str = ""
    due_at: datetime | None = None


def refuse_subject(case: Case, person: User | None) -> None:
    """The person complained about never handles the case. Raises Invalid."""
    if person is not None and person.pk in case.subject_ids():
        raise Invalid(
            "subject",
            _("Not saved: the person complained about cannot handle the case."),
            {"person": _("Choose somebody who has nothing to do with the matter.")},
        )


@transaction.atomic
def assign(
    case: Case, *, lead: Department, assisting: list[Asked], asked: str, rulings: dict[str, object], by: Actor, at: datetime,
    person: User | None = None, due_at: datetime | None = None, seen: int | None = None,
) -> Case:  # fmt: skip
    """Give the case to a lead department and ask others to assist; the lead coordinates (A4).

    First contact stays answerable until somebody of the lead accepts (D4). Earlier parts that are not
    done are released. Raises Invalid when a department is named twice or the person is complained about.
    """
    case = hold(case, seen)
    refuse_subject(case, person)
    codes = [lead.pk, *(part.department.pk for part in assisting)]
    if len(set(codes)) != len(codes):
        raise Invalid("twice", _("Not assigned."), {"assisting": _("Each department can be named once.")})
    case.parts.filter(state__in=(PartState.OFFERED, PartState.ACCEPTED)).update(state=PartState.RELEASED)
    case.parts.filter(lead=True, state=PartState.DONE).update(lead=False)
    Part.objects.create(case=case, department=lead, lead=True, asked=asked, person=person, due_at=due_at, offered_at=at)
    Part.objects.bulk_create(
        Part(case=case, department=part.department, asked=part.asked, due_at=part.due_at, offered_at=at) for part in assisting
    )
    happened = events.Assigned(
        department=lead.title, assisting=[part.department.title for part in assisting], asked=asked, rulings=rulings
    )
    return write(
        case, happened, by=by, at=at, stage=Stage.ASSIGNED, department=lead, handler=person,
        rulings={**case.rulings, **rulings},
    )  # fmt: skip


@transaction.atomic
def ask_assistance(case: Case, *, part: Asked, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Ask one more department to assist. Raises Invalid when it already has a part."""
    case = hold(case, seen)
    require_open(case)
    if case.parts.filter(department=part.department, state__in=LIVE).exists():
        raise Invalid("twice", _("Not asked."), {"department": _("This department already has a part in the case.")})
    Part.objects.create(case=case, department=part.department, asked=part.asked, due_at=part.due_at, offered_at=at)
    return write(case, events.PartAsked(department=part.department.title, asked=part.asked), by=by, at=at)


def _part(case: Case, part: int, *states: PartState) -> Part:
    found = case.parts.select_related("department", "person").filter(pk=part).first()
    if found is None or found.state not in states:
        raise IllegalMove("part", _("This part is no longer waiting for that. Look at how it stands now."))
    return found


@transaction.atomic
def accept_part(case: Case, *, part: int, person: User, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A named person takes a department's part. For the lead's part that person becomes answerable and handler (D4)."""
    case = hold(case, seen)
    require_open(case)
    refuse_subject(case, person)
    taken = _part(case, part, PartState.OFFERED)
    Part.objects.filter(pk=taken.pk).update(state=PartState.ACCEPTED, person=person, accepted_at=at)
    if not taken.lead:
        return write(case, events.PartAccepted(person=person.name, department=taken.department.title), by=by, at=at)
    happened = events.Accepted(person=person.name, department=taken.department.title)
    return write(case, happened, by=by, at=at, answerable=person, handler=person)


@transaction.atomic
def return_part(case: Case, *, part: int, reason: str, arbitrate_after: int, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A department gives its part back with a reason. The lead's return makes the first contact answerable again.

    From ``arbitrate_after`` returns on a superior decides. Raises Invalid without a reason.
    """
    case = hold(case, seen)
    require_open(case)
    given = _part(case, part, PartState.OFFERED, PartState.ACCEPTED)
    if not reason.strip():
        raise Invalid("reason", _("Not returned."), {"reason": _("Say why it is not yours, so that the next one need not ask.")})
    Part.objects.filter(pk=given.pk).update(state=PartState.RETURNED, reason=reason)
    if not given.lead:
        return write(case, events.PartReturned(department=given.department.title, reason=reason), by=by, at=at)
    count = case.returns + 1
    happened = events.Returned(
        department=given.department.title, reason=reason, count=count, arbitrate=count >= arbitrate_after
    )
    return write(
        case, happened, by=by, at=at, stage=Stage.RETURNED, returns=count, answerable=case.first_contact, handler=None
    )  # fmt: skip


@transaction.atomic
def arbitrate(case: Case, *, lead: Department, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A superior decides who takes a case that was returned too often; this department cannot return it again unseen."""
    case = hold(case, seen)
    if not reason.strip():
        raise Invalid("reason", _("Not decided."), {"reason": _("Give the reason of the decision.")})
    case.parts.filter(lead=True, state__in=LIVE).update(state=PartState.RELEASED)
    Part.objects.create(case=case, department=lead, lead=True, asked=reason, offered_at=at)
    happened = events.Arbitrated(department=lead.title, reason=reason)
    return write(case, happened, by=by, at=at, stage=Stage.ASSIGNED, department=lead, handler=None)


@transaction.atomic
def hand_over(case: Case, *, person: User, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Pass the whole case to another person, who becomes answerable. Raises Invalid without a reason."""
    case = hold(case, seen)
    require_open(case)
    refuse_subject(case, person)
    if not reason.strip():
        raise Invalid("reason", _("Not handed over."), {"reason": _("Say why, and what the next person must know.")})
    if person.pk == case.answerable_id:
        raise Invalid("same", _("Not handed over."), {"person": _("This person already has the case.")})
    case.parts.filter(lead=True, state=PartState.ACCEPTED).update(person=person)
    happened = events.HandedOver(was=case.answerable.name, person=person.name, reason=reason)
    return write(case, happened, by=by, at=at, answerable=person, handler=person)


@transaction.atomic
def finish_part(case: Case, *, part: int, finding: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A department reports what it found. Raises Invalid for an empty finding."""
    case = hold(case, seen)
    require_open(case)
    done = _part(case, part, PartState.ACCEPTED)
    if not finding.strip():
        raise Invalid("finding", _("Not finished."), {"finding": _("Write what your department found and did.")})
    Part.objects.filter(pk=done.pk).update(state=PartState.DONE, finding=finding, done_at=at)
    return write(case, events.PartDone(department=done.department.title, finding=finding), by=by, at=at)


@transaction.atomic
def plan_step(
    case: Case, *, measure: str, person: User, due_at: datetime, due_words: str, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Add a measure to the handling plan with its time node and responsible person (A5)."""
    case = hold(case, seen)
    require_open(case)
    refuse_subject(case, person)
    if not measure.strip():
        raise Invalid("measure", _("Not planned."), {"measure": _("Say what is to be done.")})
    PlanStep.objects.create(case=case, measure=measure, person=person, due_at=due_at)
    return write(case, events.StepPlanned(measure=measure, person=person.name, due=due_words), by=by, at=at)


@transaction.atomic
def settle_step(case: Case, *, step: int, done: bool, outcome: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A measure was carried out, or is dropped with a reason. Raises Invalid when a dropped one gives no reason."""
    case = hold(case, seen)
    require_open(case)
    found = case.plan.filter(pk=step, done_at=None, dropped=False).first()
    if found is None:
        raise IllegalMove("step", _("This measure is already settled."))
    if not done and not outcome.strip():
        raise Invalid("outcome", _("Not dropped."), {"outcome": _("Say why the measure is dropped.")})
    changes = {"done_at": at} if done else {"dropped": True}
    PlanStep.objects.filter(pk=found.pk).update(outcome=outcome, **changes)
    kind = events.StepDone if done else events.StepDropped
    return write(case, kind(measure=found.measure, outcome=outcome), by=by, at=at)


@transaction.atomic
def ask_third_party(
    case: Case, *, kind: str, name: str, asked: str, by: Actor, at: datetime, due_at: datetime | None = None, seen: int | None = None
) -> Case:
    """Bring in a test institute, an association, counsel … (D5)."""
    case = hold(case, seen)
    require_open(case)
    if not name.strip() or not asked.strip():
        raise Invalid("third-party", _("Not saved."), {"name": _("Name the third party and say what it is asked.")})
    ThirdParty.objects.create(case=case, kind=kind, name=name, asked=asked, asked_at=at, due_at=due_at)
    return write(case, events.ThirdPartyAsked(name=name, asked=asked), by=by, at=at)


@transaction.atomic
def third_party_says(case: Case, *, third_party: int, said: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Enter what a third party replied."""
    case = hold(case, seen)
    require_open(case)
    found = case.third_parties.filter(pk=third_party).first()
    if found is None or not said.strip():
        raise Invalid("said", _("Not saved."), {"said": _("Write what the third party said.")})
    ThirdParty.objects.filter(pk=found.pk).update(said=said, said_at=at)
    return write(case, events.ThirdPartySaid(name=found.name, said=said), by=by, at=at)


def require_person_of(department: Department, person: User, actor: Actor) -> None:
    """A part is accepted by somebody of its department, or of one above or below it. Raises NotAllowed."""
    theirs, here = person.department.path, department.path
    if not (theirs.startswith(here) or here.startswith(theirs)) and not actor.everywhere("case.work"):
        raise NotAllowed("not-of-department", _("Only people of the department that was asked can accept its part."))
