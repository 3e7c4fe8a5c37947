"""Reads about clocks: those of a case, those that need somebody, and why they are due then."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from redress.complaints.models import Case
from redress.deadlines.models import Clock, Extension
from redress.deadlines.states import ACTIVE, ClockState, ExtensionState
from redress.kernel.actor import Actor
from redress.kernel.reasons import lines, sentence
from redress.policies.schema.timing import Clock as ClockRule
from redress.policies.store import policy_of

_PAGES = 10
"""Pages of clocks on hidden cases to read past before the home page goes without the rest."""


def of_case(case: Case) -> QuerySet[Clock]:
    """All clocks of a case with their steps and requests, those still active first, by due moment."""
    return (
        Clock.objects.filter(case=case)
        .order_by(F("stopped_at").asc(nulls_first=True), "due_at", "pk")
        .select_related("owner_user", "owner_department")
        .prefetch_related("steps", "extensions__asked_by", "extensions__decided_by")
    )


def running(case: Case) -> QuerySet[Clock]:
    """The clocks of a case that still have to be kept, by due moment; paused ones among them."""
    return Clock.objects.filter(case=case, state__in=ACTIVE).order_by("due_at", "pk")


def next_for(case: Case) -> Clock | None:
    """The running clock of the case that runs out first."""
    return Clock.objects.filter(case=case, state=ClockState.RUNNING).order_by("due_at", "pk").first()


def promised(case: Case) -> Clock | None:
    """The next promise that the customer was told of: the running clock of a rule that is public."""
    public = {rule.id for rule in policy_of(case.policy_id).clock_rules if rule.public}
    return Clock.objects.filter(case=case, state=ClockState.RUNNING, rule__in=public).order_by("due_at", "pk").first()


def due(at: datetime) -> QuerySet[Clock]:
    """Clocks at which the sweep has something to do, in order."""
    return Clock.objects.filter(next_step_at__lte=at).order_by("next_step_at", "pk")


class Waiting(NamedTuple):
    """What a list says of a running clock."""

    pk: int
    case_id: int
    rule: str
    title: dict[str, str]
    due_at: datetime


def for_home(actor: Actor, most: int = 50) -> list[Waiting]:
    """The ``most`` next running clocks that this person must keep, by due moment; only on cases they may see.

    One index answers for each way of owning a clock, so the cost does not grow with their number. Of clocks on cases that are
    hidden from the person a few pages are read past.
    """
    ways = [Q(owner_user__in=actor.people()), Q(owner_role__in=actor.roles())]
    if actor.department is not None:
        ways.append(Q(owner_department=actor.department))
    for pages in (1, _PAGES):
        listed = [list(_first(way, most * pages)) for way in ways]
        asked = {case for page in listed for _due, _pk, case in page}
        shown = set(Case.objects.visible_to(actor).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        wanted = sorted({(due, pk) for page in listed for due, pk, case in page if case in shown})[:most]
        if len(shown) == len(asked) or all(len(page) < most * pages for page in listed):
            break
    rows = Clock.objects.filter(pk__in=[pk for _due, pk in wanted]).values_list(*Waiting._fields)
    found = {row[0]: Waiting(*row) for row in rows}
    return [found[pk] for _due, pk in wanted if pk in found]


def _first(way: Q, most: int) -> QuerySet[Clock, tuple[datetime, int, int]]:
    """Due moment, id and case of the first ``most`` running clocks of one way of owning."""
    mine = Clock.objects.filter(way, state=ClockState.RUNNING).order_by("due_at", "pk")
    return mine.values_list("due_at", "pk", "case_id")[:most]


def waiting_extensions(actor: Actor) -> QuerySet[Extension]:
    """Requests for more time that this person may decide: on cases they see, not their own."""
    if not actor.holds("clock.approve"):
        return Extension.objects.none()
    return (
        Extension.objects.filter(
            Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("clock__case_id"))), state=ExtensionState.ASKED
        )
        .exclude(asked_by=actor.id)
        .select_related("clock", "clock__case", "asked_by")
        .order_by("was_due_at", "pk")
    )


def rule_of(clock: Clock | Waiting, policy: int) -> ClockRule:
    """The clock's rule in the policy version (id) of its case."""
    return next(rule for rule in policy_of(policy).clock_rules if rule.id == clock.rule)


def why(clock: Clock) -> str:
    """Why it is due then, as one sentence in the current language."""
    return sentence(clock.why)


def why_lines(clock: Clock) -> list[str]:
    """Why it is due then, step by step, in the current language."""
    return lines(clock.why)


def troubled() -> QuerySet[Clock]:
    """Clocks whose step failed and is being tried again."""
    return Clock.objects.filter(failures__gt=0).order_by("next_step_at")


def values_of(case: Case) -> list[dict[str, object]]:
    """What every clock of the case came to, as the closing entry keeps it: rule, start, due, stop, whether in time."""
    return [value_of(clock) for clock in Clock.objects.filter(case=case).order_by("pk")]


def value_of(clock: Clock) -> dict[str, object]:
    """One clock's line in ``values_of``."""
    return {
        "rule": clock.rule, "lap": clock.lap, "started": clock.started_at.isoformat(), "due": clock.due_at.isoformat(),
        "stopped": clock.stopped_at.isoformat() if clock.stopped_at else "", "state": clock.state,
        "in_time": clock.stopped_at is None or clock.stopped_at <= clock.due_at,
    }  # fmt: skip
