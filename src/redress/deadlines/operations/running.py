"""Starting, stopping and beginning anew: what an event of a case does to its clocks."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from redress.complaints.events import Reopened
from redress.complaints.facts import facts_of
from redress.complaints.models import Case, CaseEntry
from redress.complaints.people import People
from redress.deadlines.calendars import Calendars
from redress.deadlines.models import Clock, Extension
from redress.deadlines.operations.keeping import change, set_next_due
from redress.deadlines.rules import course, moment_of
from redress.deadlines.states import ACTIVE, ClockState, ExtensionState
from redress.kernel.actor import Actor
from redress.kernel.calendars import WorkCalendar
from redress.kernel.durations import parse
from redress.ledger.events import KINDS
from redress.policies.policy import Policy
from redress.policies.schema.timing import Clock as ClockRule
from redress.policies.store import policy_of

MOVING = frozenset({"assigned", "accepted", "returned", "reopened", "handed.over"})
"""Events after which a promise may belong to somebody else whom only the tree or the roles can tell."""
AT_HAND = frozenset({"first-contact", "handler", "lead-department"})
"""Owners that the case itself names."""
_GRADED = re.compile(r"\b(grade|response|tier)\b")


@transaction.atomic
def on_event(case: Case, *events: str, by: Actor, at: datetime, since: datetime | None = None) -> list[Clock]:
    """Let the clocks of ``case`` hear that these events happened; see ``on_events``. ``since`` is when, if before ``at``."""
    return on_events(case, [(event, since) for event in events], by=by, at=at)


@transaction.atomic
def on_events(
    case: Case,
    heard: Iterable[tuple[str, datetime | None]],
    *,
    by: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> list[Clock]:
    """Let the clocks of ``case`` hear events in this order, each with its moment (None: now); returns those started.

    Call it once an act, inside its transaction, with the case as the act left it and with its timeline
    written. "received" without a moment is counted from the receipt of the case. ``facts`` are those of
    the case after the act, when the caller has them.
    """
    heard = list(heard)
    hearing = _Hearing(case, policy_of(case.policy_id), at, facts, new=bool(heard) and heard[0][0] == "received")
    for event, moment in heard:
        hearing.hear(event, moment or (case.received_at if event == "received" else at))
    hearing.finish()
    return hearing.started


@transaction.atomic
def refresh_owners(case: Case, *, by: Actor, at: datetime) -> None:
    """Give each clock to whom it belongs now."""
    hearing = _Hearing(case, policy_of(case.policy_id), at)
    hearing.moved = True
    hearing.finish()


def begin(
    case: Case,
    rule: ClockRule,
    event: str,
    since: datetime,
    calendar: WorkCalendar,
    people: People,
    *,
    at: datetime | None = None,
) -> Clock:
    """A clock of ``rule`` that starts at ``since``, not yet stored; rungs before ``at`` are passed over."""
    path = course(since, parse(rule.within), [step.at for step in rule.escalate], [], calendar)
    step = path.first_after(at) if at is not None else 0
    owner = people.owner(rule.owner, case)
    return Clock(
        case=case,
        rule=rule.id,
        title=dict(rule.title),
        start_event=event,
        started_at=since,
        due_at=path.due.at,
        span=rule.within,
        calendar=calendar.code,
        why=list(path.due.why),
        ladder=path.ladder(),
        step=step,
        next_step_at=moment_of(path.ladder(), step),
        owner=rule.owner,
        owner_user_id=owner.user,
        owner_department_id=owner.department,
        owner_role=owner.role,
    )


class _Hearing:
    """One act's look at the clocks of a case: they are read once, whatever the number of events."""

    def __init__(
        self, case: Case, policy: Policy, at: datetime, facts: dict[str, object] | None = None, *, new: bool = False
    ) -> None:
        self.case, self.policy, self.at = case, policy, at
        self.people = People(at)
        self.rules = {rule.id: rule for rule in policy.clock_rules}
        self.active = [] if new else list(Clock.objects.filter(case=case, state__in=ACTIVE))
        self.started: list[Clock] = []
        self._entries: list[CaseEntry] | None = None
        self.moved = False
        self._facts = facts
        self._calendars: Calendars | None = None

    def hear(self, event: str, moment: datetime) -> None:
        """Stop, begin anew, then start."""
        self.moved = self.moved or event in MOVING
        anew = [self.rules[clock.rule] for clock in self.active if event in self.rules[clock.rule].resets_on]
        for clock in list(self.active):
            self._end(clock, event, moment)
        if event == "regraded" or (event == "assessed" and len(self._heard(event)) > 1):
            self._regrade(moment)
            return
        running = {clock.rule for clock in self.active}
        starting = [rule for rule in self.rules.values() if rule.starts == event and self._holds(rule)]
        for rule in {rule.id: rule for rule in [*anew, *starting]}.values():
            if rule.id not in running:
                self._start(rule, event, moment)

    def finish(self) -> None:
        """Store what began, give each clock to its owner, and tell the case which one runs out first."""
        Clock.objects.bulk_create(self.started)
        for clock in self.active:
            if clock in self.started or (clock.owner not in AT_HAND and not self.moved):
                continue
            owner = self.people.owner(clock.owner, self.case)
            was = (clock.owner_user_id, clock.owner_department_id, clock.owner_role)
            if was != (owner.user, owner.department, owner.role):
                change(clock, owner_user_id=owner.user, owner_department_id=owner.department, owner_role=owner.role)
        set_next_due(
            self.case, min((clock.due_at for clock in self.active if clock.state == ClockState.RUNNING), default=None)
        )

    def _end(self, clock: Clock, event: str, moment: datetime) -> None:
        rule = self.rules[clock.rule]
        if event in rule.until:
            self._stop(clock, ClockState.STOPPED, event, moment)
        elif event in rule.resets_on or event == "withdrawn":
            self._stop(clock, ClockState.VOID, event, moment)
        elif event == "archived" or (event == "closed" and "archived" not in rule.until):
            # Nothing is left to promise: the matter is settled, in time or late.
            self._stop(clock, ClockState.STOPPED, event, moment)

    def _stop(self, clock: Clock, to: ClockState, event: str, moment: datetime) -> None:
        paused = moment - clock.paused_at if clock.paused_at else timedelta()
        changes: dict[str, object] = {
            "state": to,
            "stop_event": event,
            "stopped_at": max(moment, clock.started_at),
            "paused_at": None,
            "paused_until": None,
            "paused_seconds": clock.paused_seconds + max(0, int(paused.total_seconds())),
            "next_step_at": None,
            "trouble": "",
        }
        self.active.remove(clock)
        if clock.pk is None:
            for name, value in changes.items():
                setattr(clock, name, value)
            return
        change(clock, **changes)
        Extension.objects.filter(clock=clock, state=ExtensionState.ASKED).update(
            state=ExtensionState.LAPSED, decided_at=self.at
        )

    def _start(self, rule: ClockRule, event: str, moment: datetime, *, at: datetime | None = None) -> None:
        if self._calendars is None:
            self._calendars = Calendars(self.policy)
        clock = begin(self.case, rule, event, moment, self._calendars.get(rule.calendar), self.people, at=at)
        self.active.append(clock)
        self.started.append(clock)

    def _regrade(self, moment: datetime) -> None:
        """Promises of the old grade are void; those of the new one start as if it had always held."""
        graded = [rule for rule in self.rules.values() if rule.when and _GRADED.search(rule.when)]
        for clock in list(self.active):
            if self.rules[clock.rule] in graded and not self._holds(self.rules[clock.rule]):
                self._stop(clock, ClockState.VOID, "regraded", moment)
        running = {clock.rule for clock in self.active}
        for rule in graded:
            begun = self._heard(rule.starts)
            if rule.id in running or not begun or not self._holds(rule):
                continue
            # Judging anew is no new beginning; being assigned anew is one.
            first = begun[0] if rule.starts == "assessed" else begun[-1]
            if not any(entry.seq > first.seq for event in rule.until for entry in self._heard(event)):
                self._start(
                    rule, rule.starts, self.case.received_at if rule.starts == "received" else first.at, at=moment
                )

    def _heard(self, event: str) -> list[CaseEntry]:
        """The lines of the timeline that stand for ``event``, since the case was last reopened."""
        if self._entries is None:
            self._entries = list(CaseEntry.objects.filter(case=self.case).only("kind", "seq", "at", "case"))
            opened = [entry.seq for entry in self._entries if entry.kind == Reopened.kind]
            self._entries = [entry for entry in self._entries if entry.seq >= max(opened, default=0)]
        kinds = {kind for kind, happened in KINDS.items() if event in getattr(happened, "marks", ())}
        return [entry for entry in self._entries if entry.kind in kinds]

    def _holds(self, rule: ClockRule) -> bool:
        if rule.when is None:
            return True
        if self._facts is None:
            self._facts = facts_of(self.case, self.policy, at=self.at)
        return self.policy.holds(rule.when, self._facts)  # type: ignore[arg-type]
