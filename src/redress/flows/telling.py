"""Who is told of what. One function a kind of event; kinds not listed are told to nobody."""

from collections.abc import Callable, Sequence
from datetime import datetime

from redress.accounts.queries import holders
from redress.complaints import events
from redress.complaints.facts import facts_of
from redress.complaints.models import Case, CaseEntry
from redress.complaints.people import People
from redress.complaints.queries import group_may_hear
from redress.complaints.states import ENDED, PartState
from redress.kernel.actor import Actor
from redress.notify.kinds import ASKING
from redress.notify.operations import post, settle
from redress.notify.robots.calling import Heard, call_out, listening
from redress.notify.robots.kinds import ALERT
from redress.policies.store import policy_of

Told = tuple[str, Sequence[int | None], dict[str, object]]


_OUTSIDE = (events.DeadlineGiven, events.PassedOn, events.OutsideReported)
"""What a body outside does at one moment is told once, by the first of these."""


_DONE: dict[type, tuple[str, ...]] = {
    events.Assigned: ("case.returned", "case.arbitrate"),
    events.Arbitrated: ("case.returned", "case.arbitrate"),
    events.AnswerPassed: ("case.answer-waiting",),
    events.AnswerSentBack: ("case.answer-waiting",),
    events.Answered: ("case.answer-waiting",),
}
"""What an event settles: the kinds of notices that asked for it. The end of a case settles all that asked for something."""


def tell(case: Case, written: Sequence[tuple[events.CaseEvent, CaseEntry]], *, by: Actor, at: datetime) -> None:
    """Write the notices that events written together call for, after those that they settle. People kept out of the case are never told of it."""
    done = ASKING if written and case.stage in ENDED else {kind for happened, _entry in written for kind in _DONE.get(type(happened), ())}
    if done:
        settle(_page(case), done, at=at)
    kinds = {type(happened) for happened, _entry in written}
    said_already = {kind for place, kind in enumerate(_OUTSIDE) if kinds & set(_OUTSIDE[:place])}
    for happened, entry in written:
        say = None if type(happened) in said_already else _SAYS.get(type(happened))
        alerts = _alerts(case, happened, at)
        _call_out(case, alerts, entry, at)
        _post(case, entry, [*(say(case, happened, at) if say else []), *alerts], by=by, at=at)


def _page(case: Case) -> str:
    return f"/cases/{case.number}/"


def _post(case: Case, entry: CaseEntry, told: Sequence[Told], *, by: Actor, at: datetime) -> None:
    if not told:
        return
    shut_out = case.subject_ids()
    named = case.named_ids()
    for kind, people, params in told:
        allowed = [pk for pk in people if pk not in shut_out and (named is None or pk in named)]
        post(
            kind, to=allowed, at=at, key=f"{case.pk}:{entry.seq}:{kind}:{params.get('alert', '')}", url=_page(case), besides=by.id,
            number=case.number, **({"title": case.title} | params),
        )  # fmt: skip


def _alerts(case: Case, happened: events.CaseEvent, at: datetime) -> list[Told]:
    """Who the pack wants told at once: the shift leader of a hall, the manager of a serious matter …"""
    policy = policy_of(case.policy_id)
    if not any(alert.on in happened.marks for alert in policy.pack.alerts):
        return []
    facts = facts_of(case, policy, at=at)
    people = People(at)
    return [
        ("case.alert", [pk for to in alert.to for pk in people.persons(to, case)], {"say": dict(alert.say), "alert": alert.id})
        for mark in happened.marks
        for alert in policy.alerts_on(mark, facts)
    ]


def _call_out(case: Case, alerts: Sequence[Told], entry: CaseEntry, at: datetime) -> None:
    """Let group robots repeat alerts."""
    if alerts and group_may_hear(case) and (robots := listening([ALERT])):
        heard = [Heard(ALERT, case.number, entry.seq, case.department_id, said=params["say"], mark=str(params["alert"])) for _kind, _to, params in alerts]  # type: ignore[arg-type]
        call_out(robots, heard, at=at)


def _assigned(case: Case, _happened: object, at: datetime) -> list[Told]:
    told: list[Told] = []
    for part in case.parts.filter(state=PartState.OFFERED).select_related("department"):
        people = [part.person_id] if part.person_id else People(at).accepting(part.department_id, case)
        told.append(("case.assigned", people, {"department": part.department.title}))
    return told


def _returned(case: Case, happened: events.Returned, at: datetime) -> list[Told]:
    told: list[Told] = [
        ("case.returned", [case.first_contact_id], {"department": happened.department, "reason": happened.reason})
    ]
    if happened.arbitrate:
        role = policy_of(case.policy_id).pack.arbitration.role
        told.append(("case.arbitrate", [user.pk for user in holders(role, at, case.department)], {"count": happened.count}))
    return told


def _handed_over(case: Case, happened: events.HandedOver, _at: datetime) -> list[Told]:
    return [("case.handed-over", [case.answerable_id], {"by": happened.was})]


def _part_done(case: Case, happened: events.PartDone, _at: datetime) -> list[Told]:
    return [("case.part-done", [case.answerable_id], {"department": happened.department})]


def _heard(case: Case, _happened: object, _at: datetime) -> list[Told]:
    return [("case.message", [case.answerable_id, case.handler_id], {})]


def _outside(case: Case, happened: events.PassedOn | events.OutsideReported, _at: datetime) -> list[Told]:
    return [("case.outside", [case.answerable_id, case.handler_id], {"source": happened.source})]


def _deadline(case: Case, happened: events.DeadlineGiven, _at: datetime) -> list[Told]:
    return [("case.deadline-given", [case.answerable_id, case.handler_id], {"source": happened.source, "due": happened.due})]


def _reopened(case: Case, _happened: object, _at: datetime) -> list[Told]:
    return [("case.reopened", [case.answerable_id, case.handler_id, case.department.head_id], {})]


def _step_planned(case: Case, happened: events.StepPlanned, _at: datetime) -> list[Told]:
    step = case.plan.order_by("-pk").first()
    return [("case.step-given", [step.person_id if step else None], {"due": happened.due, "measure": happened.measure})]


def _answer_waits(case: Case, _happened: object, at: datetime) -> list[Told]:
    answer = case.answers.filter(round=case.round).first()
    if answer is None or answer.step >= len(answer.path):
        return []
    return [("case.answer-waiting", People(at).holding(answer, case), {})]


def _answer_back(case: Case, happened: events.AnswerSentBack, _at: datetime) -> list[Told]:
    answer = case.answers.filter(round=case.round).first()
    return [("case.answer-refused", [answer.drafted_by_id if answer else None], {"reason": happened.reason})]


_SAYS: dict[type, Callable[..., list[Told]]] = {
    events.Assigned: _assigned,
    events.Arbitrated: _assigned,
    events.PartAsked: _assigned,
    events.Returned: _returned,
    events.HandedOver: _handed_over,
    events.PartDone: _part_done,
    events.Heard: _heard,
    events.PassedOn: _outside,
    events.OutsideReported: _outside,
    events.DeadlineGiven: _deadline,
    events.Reopened: _reopened,
    events.StepPlanned: _step_planned,
    events.AnswerDrafted: _answer_waits,
    events.AnswerPassed: _answer_waits,
    events.AnswerSentBack: _answer_back,
}
