"""The clocks of a complaint from a file, by the same rules as at the desk, without asking the database.

A file tells when a complaint came in, was answered and ended. Promises between these moments are reckoned, kept or
missed. Of what lies between (a record read back, a department that accepted) it tells nothing: such promises are
not reckoned once the answer is given.
"""

from datetime import datetime

from redress.complaints.models import Case
from redress.complaints.people import People
from redress.deadlines.calendars import Calendars
from redress.deadlines.models import Clock
from redress.deadlines.operations.running import begin
from redress.deadlines.states import ClockState
from redress.intake.files.judging import Judge
from redress.policies.schema.timing import Clock as ClockRule

Mark = tuple[str, datetime]
TOLD = frozenset({"answered", "closed"})
"""Marks whose moments are those of the file; the others are taken to have come with the complaint."""
AFTER_END = frozenset({"archived", "reopened"})
AFTER_ANSWER = AFTER_END | {"verdict.satisfied", "verdict.dissatisfied", "confirmed", "closed", "withdrawn"}
"""What may still happen to a complaint then."""


class Timeline:
    """Reckons clocks under one policy; calendars and people are looked up once."""

    def __init__(self, judge: Judge, at: datetime) -> None:
        self.judge, self.at, self.people = judge, at, People(at)
        self.rules = {rule.id: rule for rule in judge.policy.clock_rules}
        self._calendars = Calendars(judge.policy)

    def reckon(self, case: Case, marks: list[Mark], active: list[Clock]) -> list[Clock]:
        """Follow ``marks`` in order: ends those of the ``active`` clocks that they end, returns the clocks they start.

        Sets the case's next due moment. Rungs of a ladder that lie in the past are passed over.
        """
        for clock in active:
            self._end(clock, self.rules[clock.rule], marks, case)
        had = {clock.rule for clock in active}
        started: dict[str, Clock] = {}
        for place, (mark, moment) in enumerate(marks):
            for rule in self.judge.clocks(case, mark):
                if rule.id not in started and rule.id not in had and (clock := self._start(case, rule, mark, moment, marks[place + 1 :])):
                    started[rule.id] = clock
        running = [clock.due_at for clock in [*active, *started.values()] if clock.state == ClockState.RUNNING]
        case.next_due_at = min(running, default=None)
        return list(started.values())

    def _start(self, case: Case, rule: ClockRule, mark: str, moment: datetime, later: list[Mark]) -> Clock | None:
        stop = _stop(rule, later)
        if stop and stop[0] not in TOLD or not stop and not _may_end(rule, case):
            return None
        clock = begin(case, rule, mark, moment, self._calendars.get(rule.calendar), self.people, at=self.at)
        if stop:
            _over(clock, ClockState.STOPPED, *stop)
        return clock

    def _end(self, clock: Clock, rule: ClockRule, marks: list[Mark], case: Case) -> None:
        stop = _stop(rule, marks)
        if stop and stop[0] in TOLD:
            _over(clock, ClockState.STOPPED, *stop)
        elif stop or not _may_end(rule, case):
            _over(clock, ClockState.VOID, stop[0] if stop else marks[-1][0], self.at)


def _stop(rule: ClockRule, marks: list[Mark]) -> Mark | None:
    return next((mark for mark in marks if mark[0] in rule.until), None)


def _may_end(rule: ClockRule, case: Case) -> bool:
    """Whether something may still happen that keeps the promise."""
    if case.ended:
        return bool(AFTER_END.intersection(rule.until))
    return case.stage != "answered" or bool(AFTER_ANSWER.intersection(rule.until))


def _over(clock: Clock, state: ClockState, mark: str, at: datetime) -> None:
    clock.state, clock.stop_event, clock.stopped_at, clock.next_step_at = state, mark, max(at, clock.started_at), None
