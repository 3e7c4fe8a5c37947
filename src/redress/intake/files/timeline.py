"""The clocks of a past case, reckoned from what happened to it: the same rules as at the desk, without asking the database."""

from datetime import datetime

from redress.complaints.events import CaseEvent
from redress.complaints.facts import plain_facts
from redress.complaints.models import Case
from redress.complaints.people import People
from redress.deadlines.calendars import calendar_of
from redress.deadlines.models import Clock
from redress.deadlines.operations.running import begin
from redress.deadlines.states import ClockState
from redress.kernel.calendars import WorkCalendar
from redress.policies.policy import Policy
from redress.policies.schema.timing import Clock as ClockRule


class Timeline:
    """Reckons clocks under one policy; calendars are looked up once."""

    def __init__(self, policy: Policy, at: datetime) -> None:
        self.policy, self.people = policy, People(at)
        self._calendars: dict[str | None, WorkCalendar] = {}

    def clocks(self, case: Case, told: list[tuple[CaseEvent, datetime]]) -> list[Clock]:
        """Every clock that the events started, stopped where one stopped it; sets the case's next due moment."""
        facts = plain_facts(
            self.policy, kind=case.kind, channel=case.channel, category=case.category, axes=case.axes, fields=case.fields
        ) | {"grade": case.grade, "response": case.response, "tier": case.tier, "customer_kind": case.customer.kind}
        clocks: list[Clock] = []
        for happened, at in told:
            for mark in happened.marks:
                for clock in clocks:
                    self._hear(clock, mark, at)
                clocks += [self._begin(case, rule, mark, at) for rule in self.policy.clocks_on(mark, facts)]  # type: ignore[arg-type]
        running = [clock.due_at for clock in clocks if clock.state == ClockState.RUNNING]
        case.next_due_at = min(running, default=None)
        return clocks

    def _begin(self, case: Case, rule: ClockRule, mark: str, at: datetime) -> Clock:
        if rule.calendar not in self._calendars:
            self._calendars[rule.calendar] = calendar_of(self.policy, rule.calendar)
        return begin(case, rule, mark, at, self._calendars[rule.calendar], self.people)

    def _hear(self, clock: Clock, mark: str, at: datetime) -> None:
        if clock.state != ClockState.RUNNING:
            return
        rule = next(rule for rule in self.policy.clock_rules if rule.id == clock.rule)
        if mark in rule.until or mark in rule.resets_on:
            clock.state = ClockState.STOPPED if mark in rule.until else ClockState.VOID
            clock.stop_event, clock.stopped_at, clock.next_step_at = mark, max(at, clock.started_at), None
