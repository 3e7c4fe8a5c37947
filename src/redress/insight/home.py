"""What needs a person now, case by case, the next clock first. Its cost does not grow with the register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from redress.accounts.queries import nearest_holders
from redress.complaints.models import Answer, CallBack, Case, Part, PlanStep
from redress.complaints.states import Stage
from redress.deadlines.queries import for_home, rule_of, waiting_extensions
from redress.insight.queue import MOST_COUNTED, waiting_for
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

MOST = 50
"""Things of one sort that the page reads; the tiles count further and lead to the queue."""
STEP_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: ``sort`` of thing, the act that does it (empty: the case itself), what it is about, by when.

    ``given`` fills the act's form beforehand; for a clock it names the events that stop it.
    """

    sort: str
    act: str = ""
    about: Any = ""
    due: datetime | None = None
    given: str = ""


@dataclass(slots=True)
class Row:
    """A case with what it needs from this person."""

    case: Case
    needs: list[Need] = field(default_factory=list)

    @property
    def due(self) -> datetime | None:
        """The next moment by which something here must be done."""
        moments = [need.due for need in self.needs if need.due] or [self.case.next_due_at]
        return min((moment for moment in moments if moment), default=None)


def needs_of(actor: Actor, at: datetime) -> list[Row]:
    """The cases that need this person, with each need, by the next clock; those without one come last."""
    rows: dict[int, Row] = {}
    for case, need in _all(actor, at):
        row = rows.setdefault(case.pk, Row(case))
        if need.sort != "answerable" or not row.needs:
            row.needs.append(need)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(rows.values(), key=lambda row: (row.due or far, row.case.pk))


def _all(actor: Actor, at: datetime) -> Iterable[tuple[Case, Need]]:
    """Every need, the most particular first; that a case is simply one's own comes last."""
    for extension in waiting_extensions(actor)[:MOST]:
        given = f"extension={extension.pk}"
        yield extension.clock.case, Need("extension", "decide-extension", extension.clock.title, extension.was_due_at, given)
    for case in _arbitrations(actor):
        yield case, Need("arbitrate", "arbitrate", case.returns, case.next_due_at)
    for answer in _answers(actor, at):
        last = answer.step >= len(answer.path) - 1
        yield answer.case, Need("give-answer" if last else "pass-answer", "give-answer" if last else "pass-answer", due=answer.case.next_due_at)
    for part in _parts(actor):
        yield part.case, Need("accept", "accept", part.department.title, part.due_at or part.case.next_due_at, f"part={part.pk}")
    for call in _calls(actor):
        yield call.case, Need("call-back", "make-call-back", call.about, call.promised_for, f"call_back={call.pk}")
    for step in _steps(actor, at):
        yield step.case, Need("step", "settle-step", step.measure, step.due_at, f"step={step.pk}")
    for case in _incomplete(actor):
        yield case, Need("incomplete", "correct-record", due=case.next_due_at)
    for clock in for_home(actor, MOST):
        yield clock.case, Need("clock", about=clock.title, due=clock.due_at, given=" ".join(rule_of(clock).until))
    for case in _answerable(actor):
        yield case, Need("answerable", due=case.next_due_at)


def _visible(actor: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(actor).open()


def _seen(actor: Actor) -> Exists:
    """For what hangs on a case: the case is open and the actor may see it; asked row by row, not for all cases."""
    return Exists(_visible(actor).filter(pk=OuterRef("case_id")))


def _lean(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.order_by("next_due_at", "pk")[:MOST])


def _arbitrations(actor: Actor) -> list[Case]:
    """Cases returned so often that this person decides who takes them."""
    if not actor.holds("case.arbitrate"):
        return []
    returned = _lean(_visible(actor).filter(stage=Stage.RETURNED).select_related("customer"))
    return [case for case in returned if case.returns >= policy_of(case.policy_id).pack.arbitration.after_returns]


def _answers(actor: Actor, at: datetime) -> list[Answer]:
    """Answers on their way that stand at this person."""
    waiting = (
        Answer.objects.filter(_seen(actor), given_at=None, sent_back="", case__stage=Stage.DECIDED)
        .select_related("case", "case__department", "case__answerable__department")
        .order_by("case__next_due_at", "pk")[: 4 * MOST]
    )
    holders = nearest_holders(actor.roles(), at)
    mine = [answer for answer in waiting if answer.round == answer.case.round and _stands_at(answer, actor, holders)]
    return mine[:MOST]


def _stands_at(answer: Answer, actor: Actor, holders: Any) -> bool:
    """Whether the answer's station is this person; mirrors who is told of it."""
    case, people = answer.case, actor.people()
    station = answer.path[answer.step] if answer.step < len(answer.path) else ""
    if station == "first-contact":
        return case.first_contact_id in people
    if station == "handler" or (station == "lead-department" and case.handler_id):
        return (case.handler_id or case.answerable_id) in people
    if station == "lead-department":
        return actor.department == case.department_id
    if station == "department-head":
        return (case.department.head_id or case.answerable_id) in people
    if station == "supervisor":
        return case.answerable.department.head_id in people
    return any(pk in people for pk in holders(station.removeprefix("role:"), case.department))


def _parts(actor: Actor) -> list[Part]:
    waiting = waiting_for(actor).filter(_seen(actor)).select_related("case", "department")
    return list(waiting.order_by("case__next_due_at", "pk")[:MOST])


def _calls(actor: Actor) -> list[CallBack]:
    people = list(actor.people())
    mine = Q(by__in=people) | Q(case__answerable__in=people) | Q(case__handler__in=people)
    calls = CallBack.objects.filter(mine, _seen(actor), made_at=None).select_related("case")
    return list(calls.order_by("promised_for", "pk")[:MOST])


def _steps(actor: Actor, at: datetime) -> list[PlanStep]:
    steps = PlanStep.objects.filter(
        _seen(actor), person__in=list(actor.people()), done_at=None, dropped=False, due_at__lt=at + STEP_SOON
    )
    return list(steps.select_related("case").order_by("due_at", "pk")[:MOST])


def _incomplete(actor: Actor) -> list[Case]:
    return _lean(_visible(actor).filter(first_contact__in=list(actor.people()), completed_at=None))


def _answerable(actor: Actor) -> list[Case]:
    return _lean(_visible(actor).filter(answerable__in=list(actor.people())))


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts on the tiles; each is at most one more than ``MOST_COUNTED``."""

    overdue: int
    today: int
    mine: int
    waiting: int


def figures(actor: Actor, at: datetime, today_ends: datetime) -> Figures:
    """How much is overdue, due today, mine in all, and waiting for acceptance: the same selections as in the queue."""
    people = list(actor.people())
    mine = _visible(actor).filter(Q(answerable__in=people) | Q(handler__in=people))

    def count(cases: QuerySet[Any]) -> int:
        return cases.order_by().values("pk")[: MOST_COUNTED + 1].count()

    return Figures(
        overdue=count(mine.filter(next_due_at__lt=at)),
        today=count(mine.filter(next_due_at__gte=at, next_due_at__lt=today_ends)),
        mine=count(mine),
        waiting=count(_visible(actor).filter(pk__in=waiting_for(actor).values("case_id"))),
    )
