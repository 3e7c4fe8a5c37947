"""The sweep: every rung whose moment has come is taken once, in order, whatever happened in between.

It may be killed at any point and run again, or run twice at the same time. A batch is one transaction:
either its steps, timeline entries and notices are all there, or none is. A rung found long after its
moment is taken all the same and marked late.
"""

import heapq
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.complaints.events import Escalated
from redress.complaints.models import Case
from redress.complaints.operations.writing import write_many
from redress.complaints.people import People
from redress.deadlines.models import Clock, ClockStep
from redress.deadlines.operations.keeping import change, rule_of, shown
from redress.deadlines.operations.pausing import go_on
from redress.deadlines.rules import is_late, moment_of
from redress.deadlines.states import ClockState
from redress.kernel.actor import SYSTEM
from redress.kernel.durations import parse_mark
from redress.kernel.errors import Stale
from redress.kernel.rows import update_each
from redress.notify.operations import Telling, post_all
from redress.policies.policy import Policy
from redress.policies.schema.timing import Step
from redress.policies.store import policy_of

Regrade = Callable[[Case, datetime], None]

BATCH = 50
RETRY_FIRST, RETRY_LAST = timedelta(minutes=5), timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    steps: int = 0
    late: int = 0
    resumed: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            self.steps + other.steps, self.late + other.late, self.resumed + other.resumed, self.failed + other.failed
        )


def sweep(at: datetime, *, regrade: Regrade | None = None, batch: int = BATCH) -> Swept:
    """Take every step that is due at ``at``.

    ``regrade`` judges the grade of a case anew where a rung asks for it. A clock that fails is logged,
    noted in ``trouble`` and tried again after a growing pause; it holds up no other.
    """
    done, people = Swept(), People(at)
    last: tuple[datetime, int] | None = None
    while rows := _waiting(at, last, batch):
        last = rows[-1]
        pks = [pk for _moment, pk in rows]
        try:
            done += _Batch(at, people, regrade, horizon=last[0]).run(pks)
        except OperationalError:
            raise
        except Exception:
            # Nothing of the batch was kept. One by one, so that only the clock at fault is put off.
            log.exception("a batch of %s clocks failed and is taken one by one", len(pks))
            done += _one_by_one(pks, at, people, regrade, last[0])
    return done


def _waiting(at: datetime, last: tuple[datetime, int] | None, most: int) -> list[tuple[datetime, int]]:
    """The next clocks to look at after ``last``, by moment."""
    due = Clock.objects.filter(next_step_at__lte=at)
    if last is not None:
        due = due.filter(Q(next_step_at__gt=last[0]) | Q(next_step_at=last[0], pk__gt=last[1]))
    return list(due.order_by("next_step_at", "pk").values_list("next_step_at", "pk")[:most])  # type: ignore[arg-type]


def _one_by_one(pks: list[int], at: datetime, people: People, regrade: Regrade | None, horizon: datetime) -> Swept:
    """The steps of a batch, each in a transaction of its own, still in the order of their moments."""
    done = Swept()
    while row := _waiting_among(pks, horizon):
        moment, pk = row
        try:
            done += _Batch(at, people, regrade, horizon=moment).run([pk])
        except OperationalError:
            raise
        except Exception as error:
            log.exception("clock %s could not take its step", pk)
            done += Swept(failed=1)
            _put_off(pk, error, at)
        still = _waiting_among([pk], horizon)
        if still and still[0] <= moment:
            pks = [one for one in pks if one != pk]
    return done


def _waiting_among(pks: list[int], horizon: datetime) -> tuple[datetime, int] | None:
    waiting = Clock.objects.filter(pk__in=pks, next_step_at__lte=horizon).order_by("next_step_at", "pk").first()
    return (waiting.next_step_at, waiting.pk) if waiting is not None and waiting.next_step_at is not None else None


def _put_off(pk: int, error: Exception, at: datetime) -> None:
    """Try a failing clock again later, each time later still."""
    clock = Clock.objects.get(pk=pk)
    wait = min(RETRY_FIRST * 2 ** min(clock.failures, 10), RETRY_LAST)
    trouble = f"{type(error).__name__}: {error}"[:300]
    change(clock, failures=clock.failures + 1, trouble=trouble, next_step_at=at + wait)


class _Batch:
    """One transaction of a sweep: the rungs of some clocks up to ``horizon``, by moment."""

    def __init__(self, at: datetime, people: People, regrade: Regrade | None, *, horizon: datetime) -> None:
        self.at, self.people, self.regrade, self.horizon = at, people, regrade, horizon
        self.done = Swept()
        self.moved: dict[int, tuple[Clock, dict[str, object]]] = {}
        self.happened: list[tuple[Case, Escalated]] = []
        self.taken: list[ClockStep] = []
        self.tellings: list[Telling] = []

    @transaction.atomic
    def run(self, pks: list[int]) -> Swept:
        """Take them, write what was taken, and tell whom it concerns."""
        waiting = [(clock.next_step_at, clock.pk, clock) for clock in self._locked(pks)]
        heapq.heapify(waiting)
        while waiting:
            _moment, pk, clock = heapq.heappop(waiting)
            self._step(clock)
            if clock.next_step_at is not None and clock.next_step_at <= self.horizon:
                heapq.heappush(waiting, (clock.next_step_at, pk, clock))
        self._write()
        return self.done

    def _write(self) -> None:
        """Store what was taken so far, each clock only if it is still as it was read."""
        changes = [(was, _step_of(clock)) for clock, was in self.moved.values()]
        if update_each(Clock, changes) != len(changes):
            raise Stale("stale-clock", _("A clock changed while the sweep held its case."))
        ClockStep.objects.bulk_create(self.taken)
        write_many(self.happened, by=SYSTEM, at=self.at)
        post_all(self.tellings, at=self.at)
        self.moved, self.taken, self.happened, self.tellings = {}, [], [], []

    def _locked(self, pks: list[int]) -> list[Clock]:
        """The clocks whose cases nobody else holds, read again under the lock: what happened meanwhile shows now."""
        wanted = list(Clock.objects.filter(pk__in=pks).values_list("case_id", flat=True))
        locked = Case.objects.filter(pk__in=wanted).select_for_update(skip_locked=True, of=("self",))
        cases = {case.pk: case for case in locked.select_related("department")}
        self.people.forget_cases()
        self.people.look_up(cases.values())
        clocks = list(Clock.objects.filter(pk__in=pks, case__in=cases, next_step_at__lte=self.horizon))
        for clock in clocks:
            clock.case = cases[clock.case_id]
        return clocks

    def _step(self, clock: Clock) -> None:
        if clock.state == ClockState.PAUSED:
            self._write()
            go_on(clock, since=clock.paused_until or self.at, by=SYSTEM, at=self.at)
            self.done += Swept(resumed=1)
        elif (moment := moment_of(clock.ladder, clock.step)) is not None:
            self._take(clock, moment)
        else:
            change(clock, next_step_at=None)

    def _take(self, clock: Clock, moment: datetime) -> None:
        case, policy = clock.case, policy_of(clock.case.policy_id)
        number = int(str(clock.ladder[clock.step][0]))
        rung = rule_of(policy, clock).escalate[number]
        late = is_late(moment, self.at)
        told = self.people.told(rung.to, case, clock.owner_user_id)
        names = self.people.names(told)
        self.moved.setdefault(
            clock.pk, (clock, {"id": clock.pk, "state": clock.state, "lap": clock.lap, "step": clock.step})
        )
        clock.step, clock.next_step_at = clock.step + 1, moment_of(clock.ladder, clock.step + 1)
        clock.failures, clock.trouble = 0, ""
        self.taken.append(
            ClockStep(
                clock=clock,
                lap=clock.lap,
                rung=number,
                mark=rung.at,
                due_at=moment,
                taken_at=self.at,
                late=late,
                told=names,
            )
        )
        happened = Escalated(
            clock=clock.title, step=rung.at, told="、".join(names), due=shown(clock.due_at, policy), late=late
        )
        self.happened.append((case, happened))
        self.tellings.append(self._telling(clock, rung, number, told, late, policy))
        self.done += Swept(steps=1, late=int(late))
        if rung.regrade and self.regrade is not None:
            self._write()
            self.regrade(case, self.at)

    def _telling(self, clock: Clock, rung: Step, number: int, told: list[int], late: bool, policy: Policy) -> Telling:
        mark = parse_mark(rung.at)
        early = mark.before or (mark.percent or 100) < 100
        kind = "case.due-warning" if early and self.at <= clock.due_at else "case.overdue"
        if rung.say:
            kind = "case.clock-says"
        if late and kind != "case.due-warning":
            kind += "-late"
        return Telling(
            kind,
            to=tuple(told),
            key=f"clock:{clock.pk}:{clock.lap}:{number}",
            url=f"/cases/{clock.case.number}/",
            params={
                "number": clock.case.number,
                "clock": clock.title,
                "due": shown(clock.due_at, policy),
                "told": shown(self.at, policy),
                "say": rung.say or clock.title,
            },
        )


def _step_of(clock: Clock) -> dict[str, object]:
    return {
        "step": clock.step,
        "next_step_at": clock.next_step_at,
        "failures": clock.failures,
        "trouble": clock.trouble,
    }
