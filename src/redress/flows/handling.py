"""Handling a case: routing, parts, hand-over, plan, evidence, third parties, talk."""

from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.accounts.queries import holders
from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.operations import talk, work
from redress.complaints.operations.work import Asked
from redress.complaints.states import PartState, Stage
from redress.deadlines.operations import refresh_owners
from redress.flows.acting import KEPT, OPEN, act
from redress.flows.letters import leave
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid, NotAllowed
from redress.kernel.localised import say
from redress.policies.policy import Policy, Routing
from redress.policies.store import policy_of

WORKING = {Stage.ASSIGNED, Stage.REOPENED, Stage.INVESTIGATED}


def suggested_route(case: Case, policy: Policy, *, at: datetime) -> Routing:
    """The lead department and those to assist, by the pack's routes."""
    return policy.route(facts_of(case, policy, at=at))


@act("assign", "case.assign", {Stage.ASSESSED, Stage.RETURNED, Stage.REOPENED, Stage.INVESTIGATED})
def assign(
    case: Case, *, lead: Department, by: Actor, at: datetime, assisting: list[Asked] | None = None, asked: str = "",
    person: User | None = None, due_at: datetime | None = None, seen: int | None = None,
) -> Case:  # fmt: skip
    """Give the case to a lead department, with the others that assist (A4).

    A case returned as often as the pack allows is decided by the pack's arbiter instead. Raises NotAllowed then.
    """
    policy = policy_of(case.policy_id)
    if needs_arbiter(case):
        raise NotAllowed(
            "arbitrate", _("This case was returned too often. %(role)s decides which department takes it.") % {"role": _role(policy)}
        )
    ruling = suggested_route(case, policy, at=at)
    rulings = {"route": ruling.ruling.as_json() | {"lead": ruling.lead, "chosen": lead.code}}
    return work.assign(
        case, lead=lead, assisting=assisting or [], asked=asked, rulings=rulings, person=person, due_at=due_at, by=by,
        at=at, seen=seen,
    )  # fmt: skip


def _role(policy: Policy) -> str:
    return say(policy.title("roles", policy.pack.arbitration.role), get_language() or "zh-hans")


def needs_arbiter(case: Case) -> bool:
    """Whether the case was returned as often as the pack allows."""
    return case.stage == Stage.RETURNED and case.returns >= policy_of(case.policy_id).pack.arbitration.after_returns


@act("arbitrate", "case.arbitrate", {Stage.RETURNED}, needs_arbiter)
def arbitrate(case: Case, *, lead: Department, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The pack's arbiter decides which department takes the case."""
    return work.arbitrate(case, lead=lead, reason=reason, by=by, at=at, seen=seen)


@act("ask-assistance", "case.assign", WORKING)
def ask_assistance(
    case: Case, *, department: Department, asked: str, by: Actor, at: datetime, due_at: datetime | None = None, seen: int | None = None
) -> Case:
    """Ask one more department to assist."""
    part = Asked(department=department, asked=asked, due_at=due_at)
    return work.ask_assistance(case, part=part, by=by, at=at, seen=seen)


def _offered(case: Case) -> bool:
    return any(part.state == PartState.OFFERED for part in case.parts.all())


def _held(case: Case) -> bool:
    return any(part.state in (PartState.OFFERED, PartState.ACCEPTED) for part in case.parts.all())


@act("accept", "case.work", WORKING | {Stage.DECIDED}, _offered)
def accept(case: Case, *, part: int, by: Actor, at: datetime, person: User | None = None, seen: int | None = None) -> Case:
    """Accept a department's part, for oneself or for a named colleague; for the lead this ends first contact's duty (D4)."""
    taken = case.parts.select_related("department").filter(pk=part).first()
    who = person or User.objects.select_related("department").get(pk=by.id)
    if taken is not None:
        work.require_person_of(taken.department, who, by)
    return work.accept_part(case, part=part, person=who, by=by, at=at, seen=seen)


@act("return", "case.work", {Stage.ASSIGNED}, _held)
def return_part(case: Case, *, part: int, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Give a part back with a reason."""
    limit = policy_of(case.policy_id).pack.arbitration.after_returns
    return work.return_part(case, part=part, reason=reason, arbitrate_after=limit, by=by, at=at, seen=seen)


@act("hand-over", "case.work")
def hand_over(case: Case, *, person: User, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Pass the whole case to another person."""
    done = work.hand_over(case, person=person, reason=reason, by=by, at=at, seen=seen)
    refresh_owners(done, by=by, at=at)
    return done


@act("finish-part", "case.work", OPEN, lambda case: any(part.state == PartState.ACCEPTED for part in case.parts.all()))
def finish_part(case: Case, *, part: int, finding: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Report what a department found."""
    return work.finish_part(case, part=part, finding=finding, by=by, at=at, seen=seen)


@act("plan-step", "case.work", OPEN - {Stage.RECEIVED})
def plan_step(
    case: Case, *, measure: str, person: User, due_at: datetime, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Add a measure to the handling plan (A5). Raises Invalid for a time that has passed."""
    if due_at <= at:
        raise Invalid("past", _("Not planned."), {"due_at": _("Choose a time in the future.")})
    return work.plan_step(
        case, measure=measure, person=person, due_at=due_at, due_words=_local(case, due_at), by=by, at=at, seen=seen
    )


def _open_step(case: Case) -> bool:
    return any(step.done_at is None and not step.dropped for step in case.plan.all())


@act("settle-step", "case.work", KEPT, _open_step)
def settle_step(case: Case, *, step: int, done: bool, outcome: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A measure was carried out or is dropped."""
    return work.settle_step(case, step=step, done=done, outcome=outcome, by=by, at=at, seen=seen)


@act("third-party", "case.work")
def ask_third_party(
    case: Case, *, kind: str, name: str, asked: str, by: Actor, at: datetime, due_at: datetime | None = None, seen: int | None = None
) -> Case:
    """Bring in a third party (D5)."""
    return work.ask_third_party(case, kind=kind, name=name, asked=asked, due_at=due_at, by=by, at=at, seen=seen)


@act("third-party-says", "case.work", OPEN, lambda case: any(third.said_at is None for third in case.third_parties.all()))
def third_party_says(case: Case, *, third_party: int, said: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Enter a third party's reply."""
    return work.third_party_says(case, third_party=third_party, said=said, by=by, at=at, seen=seen)


@act("evidence", "case.see")
def add_evidence(
    case: Case, *, title: str, by: Actor, at: datetime, source: str = "", holder: str = "", upload: UploadedFile | None = None
) -> Case:
    """Keep a file or a thing as evidence."""
    return talk.add_evidence(
        case, title=title, source=source, holder=holder, upload=upload, limit_mb=settings.ENV.upload_limit_mb, by=by, at=at
    )


@act("hand-on-evidence", "case.work", OPEN, lambda case: bool(case.evidence.all()))
def hand_on_evidence(case: Case, *, evidence: int, to: str, by: Actor, at: datetime, reason: str = "") -> Case:
    """Record a change of hands of a piece of evidence."""
    return talk.hand_on_evidence(case, evidence=evidence, to=to, reason=reason, by=by, at=at)


@act("note", "case.see", KEPT)
def note(case: Case, *, text: str, by: Actor, at: datetime) -> Case:
    """Add an internal remark."""
    return talk.note(case, text=text, by=by, at=at)


def _channel_title(case: Case, channel: str) -> dict[str, str]:
    return dict(policy_of(case.policy_id).title("channels", channel))


@act("tell", "case.talk", KEPT)
def tell_customer(case: Case, *, text: str, channel: str, by: Actor, at: datetime) -> Case:
    """Say something to the customer (A6): by e-mail, or in the customer's chat, it leaves from here; by another channel it is written down."""
    title = _channel_title(case, channel)
    told = talk.message(case, text=text, channel=channel, channel_title=title, inward=False, by=by, at=at)
    leave(told, text, channel, key=f"message:{told.entry_count}", at=at)
    return told


@act("hear", "case.talk", KEPT)
def hear_customer(case: Case, *, text: str, channel: str, by: Actor, at: datetime) -> Case:
    """Write down what the customer said."""
    title = _channel_title(case, channel)
    return talk.message(case, text=text, channel=channel, channel_title=title, inward=True, by=by, at=at)


@act("promise-call-back", "case.talk")
def promise_call_back(case: Case, *, due_at: datetime, about: str, by: Actor, at: datetime) -> Case:
    """Promise the customer a call (E6)."""
    return talk.promise_call_back(case, due_at=due_at, due_words=_local(case, due_at), about=about, by=by, at=at)


@act("make-call-back", "case.talk", KEPT, lambda case: any(call.made_at is None for call in case.call_backs.all()))
def make_call_back(case: Case, *, call_back: int, outcome: str, by: Actor, at: datetime) -> Case:
    """The promised call was made."""
    return talk.make_call_back(case, call_back=call_back, outcome=outcome, by=by, at=at)


def _local(case: Case, moment: datetime) -> str:
    return f"{moment.astimezone(policy_of(case.policy_id).pack.zone):%Y-%m-%d %H:%M}"


def arbiters(case: Case, at: datetime) -> list[User]:
    """Who may decide on a case returned too often."""
    return holders(policy_of(case.policy_id).pack.arbitration.role, at, case.department)
