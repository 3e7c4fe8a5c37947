"""What needs a person now, case by case, the next clock first. Its cost does not grow with the register."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from redress.complaints.models import Answer, CallBack, Case, PlanStep
from redress.complaints.models.case import CaseQuerySet, open_with
from redress.complaints.people import People
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
    """A case, of which only ``SHOWN`` was read, with what it needs from this person."""

    case: Any
    needs: list[Need] = field(default_factory=list)

    @property
    def due(self) -> datetime | None:
        """The next moment by which something here must be done."""
        moments = [need.due for need in self.needs if need.due] or [self.case.next_due_at]
        return min((moment for moment in moments if moment), default=None)


def needs_of(actor: Actor, at: datetime) -> list[Row]:
    """The cases that need this person, with each need, by the next clock; those without one come last."""
    things = _Things(actor, at)
    rows: dict[int, Row] = {}
    for pk, need in things.needs():
        row = rows.setdefault(pk, Row(things.cases[pk]))
        if need.sort != "answerable" or not row.needs:
            row.needs.append(need)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(rows.values(), key=lambda row: (row.due or far, row.case.pk))


SHOWN = ("pk", "number", "title", "stage", "guarded", "next_due_at", "returns", "policy_id")
"""What the page needs of a case. Rows, not models: a model of forty fields costs ten times as much to make."""
WEIGHED = (
    "number", "stage", "guarded", "round", "policy_id", "first_contact_id", "answerable_id", "handler_id", "department_id", "store_id",
)  # fmt: skip
"""What must be known of a case to say at whose hands its answer is."""


class _Things:
    """All that may need a person: each sort is asked for by its own index, then the cases are fetched once, by right."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.actor, self.at = actor, at
        people = list(actor.people())
        own = Case.objects.open().order_by("next_due_at", "pk")
        self.extensions = list(waiting_extensions(actor)[:MOST])
        self.returned = list(_returned()) if actor.holds("case.arbitrate") else []
        self.answers = list(_answers(actor))
        self.parts = list(waiting_for(actor).select_related("department").order_by("case__next_due_at", "pk")[:MOST])
        self.calls = list(_calls(people))
        self.steps = list(_steps(people, at))
        self.incomplete = list(own.filter(first_contact__in=people, completed_at=None).values_list("pk", flat=True)[:MOST])
        self.clocks = for_home(actor, MOST)
        self.answerable = list(own.filter(answerable__in=people).values_list("pk", flat=True)[:MOST])
        hanging = [thing.case_id for thing in (*self.answers, *self.parts, *self.calls, *self.steps, *self.clocks)]
        asked = {*hanging, *self.returned, *self.incomplete, *self.answerable, *(one.clock.case_id for one in self.extensions)}
        self.cases = {row.pk: row for row in _visible(actor).filter(pk__in=asked).values_list(*SHOWN, named=True)} if asked else {}
        self.answered = _visible(actor).only(*WEIGHED).in_bulk({answer.case_id for answer in self.answers}) if self.answers else {}

    def needs(self) -> Iterator[tuple[int, Need]]:
        """Every need with its case, the most particular first; that a case is simply one's own comes last."""
        return ((pk, need) for pk, need in self._all() if pk in self.cases)

    def _all(self) -> Iterator[tuple[int, Need]]:
        cases = self.cases
        for extension in self.extensions:
            given = f"extension={extension.pk}"
            yield extension.clock.case_id, Need("extension", "decide-extension", extension.clock.title, extension.was_due_at, given)
        for case in (cases[pk] for pk in self.returned if pk in cases):
            if case.returns >= policy_of(case.policy_id).pack.arbitration.after_returns:
                yield case.pk, Need("arbitrate", "arbitrate", case.returns, case.next_due_at)
        yield from self._answers_here()
        for part in (part for part in self.parts if part.case_id in cases):
            yield part.case_id, Need("accept", "accept", part.department.title, part.due_at or cases[part.case_id].next_due_at, f"part={part.pk}")
        for call in self.calls:
            yield call.case_id, Need("call-back", "make-call-back", call.about, call.promised_for, f"call_back={call.pk}")
        for step in self.steps:
            yield step.case_id, Need("step", "settle-step", step.measure, step.due_at, f"step={step.pk}")
        for pk in (pk for pk in self.incomplete if pk in cases):
            yield pk, Need("incomplete", "correct-record", due=cases[pk].next_due_at)
        for clock in (clock for clock in self.clocks if clock.case_id in cases):
            rule = rule_of(clock, cases[clock.case_id].policy_id)
            yield clock.case_id, Need("clock", about=clock.title, due=clock.due_at, given=" ".join(rule.until))
        for pk in (pk for pk in self.answerable if pk in cases):
            yield pk, Need("answerable", due=cases[pk].next_due_at)

    def _answers_here(self) -> Iterator[tuple[int, Need]]:
        """Answers on their way that stand at this person."""
        people, mine = People(self.at), self.actor.people()
        for answer in self.answers:
            case = self.answered.get(answer.case_id)
            if case is None or answer.round != case.round or mine.isdisjoint(people.holding(answer, case)):
                continue
            act = "give-answer" if answer.step >= len(answer.path) - 1 else "pass-answer"
            yield case.pk, Need(act, act, due=self.cases[case.pk].next_due_at)


def _visible(actor: Actor) -> CaseQuerySet:
    return Case.objects.visible_to(actor).open()


def _returned() -> QuerySet[Any]:
    """Cases that departments sent back, perhaps so often that somebody must decide who takes them."""
    return Case.objects.filter(stage=Stage.RETURNED).order_by("next_due_at", "pk").values_list("pk", flat=True)[: 4 * MOST]


def _answers(actor: Actor) -> QuerySet[Answer]:
    """Answers on their way to the customer, on cases that the person may see."""
    seen = Exists(_visible(actor).filter(pk=OuterRef("case_id")))
    waiting = Answer.objects.filter(seen, given_at=None, sent_back="", case__stage=Stage.DECIDED)
    return waiting.order_by("case__next_due_at", "pk")[: 4 * MOST]


def _calls(people: list[int]) -> QuerySet[CallBack]:
    mine = Exists(Case.objects.filter(Q(answerable__in=people) | Q(handler__in=people), pk=OuterRef("case_id")))
    return CallBack.objects.filter(Q(by__in=people) | mine, made_at=None).order_by("promised_for", "pk")[:MOST]


def _steps(people: list[int], at: datetime) -> QuerySet[PlanStep]:
    steps = PlanStep.objects.filter(person__in=people, done_at=None, dropped=False, due_at__lt=at + STEP_SOON)
    return steps.order_by("due_at", "pk")[:MOST]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts on the tiles; each is at most one more than ``MOST_COUNTED``."""

    overdue: int
    today: int
    mine: int
    waiting: int


def figures(actor: Actor, at: datetime, today_ends: datetime) -> Figures:
    """How much is overdue, due today, mine in all, and waiting for acceptance: the same selections as in the queue."""
    mine = _visible(actor).filter(open_with(actor.people()))
    dues = list(mine.order_by().values_list("next_due_at", flat=True)[: MOST_COUNTED + 1])

    def count(cases: QuerySet[Any]) -> int:
        return cases.order_by().values("pk")[: MOST_COUNTED + 1].count()

    def due(since: datetime | None, until: datetime) -> int:
        if len(dues) > MOST_COUNTED:  # not all were read
            return count(mine.filter(**({"next_due_at__gte": since} if since else {}), next_due_at__lt=until))
        return sum(moment is not None and (since is None or moment >= since) and moment < until for moment in dues)

    waiting = _visible(actor).filter(pk__in=waiting_for(actor).values("case_id"))
    return Figures(overdue=due(None, at), today=due(at, today_ends), mine=len(dues), waiting=count(waiting))
