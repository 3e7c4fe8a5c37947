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

from redress.complaints.events import Escalated
from redress.complaints.models import Case
from redress.complaints.operations.writing import hold, write
from redress.deadlines.models import Clock, ClockStep
from redress.deadlines.operations.keeping import change, rule_of, shown
from redress.deadlines.operations.pausing import go_on
from redress.deadlines.people import People
from redress.deadlines.rules import is_late, moment_of
from redress.deadlines.states import ClockState
from redress.kernel.actor import SYSTEM
from redress.kernel.durations import parse_mark
from redress.notify.operations import post
from redress.policies.policy import Policy
from redress.policies.schema.timing import Step
from redress.policies.store import policy_of

Regrade = Callable[[Case, datetime], None]

BATCH = 50
RETRY_FIRST, RETRY_LAST = timedelta(minutes=5), timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What a sweep did."""

    steps: int = 0
    late: int = 0
    resumed: int = 0
    failed: int = 0


def sweep(at: datetime, *, regrade: Regrade | None = None, batch: int = BATCH) -> Swept:
    """Take every step that is due at ``at``.

    ``regrade`` judges the grade of a case anew where a rung asks for it. A clock that fails is logged,
    noted in ``trouble`` and tried again after a growing pause; it holds up no other.
    """
    done, people = Swept(), People(at)
    last: tuple[datetime, int] | None = None
    while rows := _waiting(at, last, batch):
        last = rows[-1]
        with transaction.atomic():
            _Batch(at, people, regrade, done).run([pk for _moment, pk in rows], horizon=last[0])
    return done


def _waiting(at: datetime, last: tuple[datetime, int] | None, most: int) -> list[tuple[datetime, int]]:
    """The next clocks to look at after ``last``, by moment."""
    due = Clock.objects.filter(next_step_at__lte=at)
    if last is not None:
        due = due.filter(Q(next_step_at__gt=last[0]) | Q(next_step_at=last[0], pk__gt=last[1]))
    return list(due.order_by("next_step_at", "pk").values_list("next_step_at", "pk")[:most])  # type: ignore[arg-type]


@dataclass
class _Batch:
    at: datetime
    people: People
    regrade: Regrade | None
    done: Swept

    def run(self, pks: list[int], *, horizon: datetime) -> None:
        """Take the rungs of these clocks up to ``horizon`` in the order of their moments."""
        wanted = Case.objects.filter(clocks__in=pks)
        locked = Case.objects.filter(pk__in=wanted.values("pk")).select_for_update(skip_locked=True, of=("self",))
        cases = {case.pk: case for case in locked.select_related("department", "customer")}
        # Read again under the lock: what another process did in between shows now.
        clocks = Clock.objects.filter(pk__in=pks, case__in=cases, next_step_at__lte=horizon)
        waiting = []
        for clock in clocks:
            clock.case = cases[clock.case_id]
            waiting.append((clock.next_step_at, clock.pk, clock))
        heapq.heapify(waiting)
        while waiting:
            _moment, pk, clock = heapq.heappop(waiting)
            clock = self._try(clock)
            if clock.next_step_at is not None and clock.next_step_at <= horizon:
                heapq.heappush(waiting, (clock.next_step_at, pk, clock))

    def _try(self, clock: Clock) -> Clock:
        try:
            with transaction.atomic():
                self._step(clock)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("clock %s could not take its step", clock.pk)
            self.done.failed += 1
            return self._push_on(clock, error)
        return clock

    def _push_on(self, clock: Clock, error: Exception) -> Clock:
        """Try a failing clock again later; its case is read anew, because what was half done is undone."""
        fresh = hold(clock.case)
        clock.case.__dict__.update(fresh.__dict__)
        found = Clock.objects.get(pk=clock.pk)
        found.case = clock.case
        wait = min(RETRY_FIRST * 2 ** min(found.failures, 10), RETRY_LAST)
        trouble = f"{type(error).__name__}: {error}"[:300]
        return change(found, failures=found.failures + 1, trouble=trouble, next_step_at=self.at + wait)

    def _step(self, clock: Clock) -> None:
        if clock.state == ClockState.PAUSED:
            go_on(clock, since=clock.paused_until or self.at, by=SYSTEM, at=self.at)
            self.done.resumed += 1
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
        lap = clock.lap
        change(
            clock, step=clock.step + 1, next_step_at=moment_of(clock.ladder, clock.step + 1), failures=0, trouble=""
        )
        ClockStep.objects.create(
            clock=clock, lap=lap, rung=number, mark=rung.at, due_at=moment, taken_at=self.at, late=late, told=names
        )
        happened = Escalated(
            clock=clock.title, step=rung.at, told="、".join(names), due=shown(clock.due_at, policy), late=late
        )
        write(case, happened, by=SYSTEM, at=self.at)
        self._tell(clock, rung, number, told, late, policy)
        if rung.regrade and self.regrade is not None:
            self.regrade(case, self.at)
        self.done.steps += 1
        self.done.late += late

    def _tell(self, clock: Clock, rung: Step, number: int, told: list[int], late: bool, policy: Policy) -> None:
        mark = parse_mark(rung.at)
        early = mark.before or (mark.percent or 100) < 100
        kind = "case.due-warning" if early and self.at <= clock.due_at else "case.overdue"
        if rung.say:
            kind = "case.clock-says"
        if late and kind != "case.due-warning":
            kind += "-late"
        post(
            kind,
            to=told,
            at=self.at,
            key=f"clock:{clock.pk}:{clock.lap}:{number}",
            url=f"/cases/{clock.case.number}/",
            number=clock.case.number,
            clock=clock.title,
            due=shown(clock.due_at, policy),
            told=shown(self.at, policy),
            say=rung.say or clock.title,
        )
