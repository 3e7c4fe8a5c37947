"""Reads about clocks: those of a case, those that need somebody, and why they are due then."""

from datetime import datetime

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


def due(at: datetime) -> QuerySet[Clock]:
    """Clocks at which the sweep has something to do, in order."""
    return Clock.objects.filter(next_step_at__lte=at).order_by("next_step_at", "pk")


def for_home(actor: Actor, most: int = 50) -> list[Clock]:
    """The ``most`` next running clocks that this person must keep, by due moment; only on cases they may see.

    One index answers for each way of owning a clock, so the cost does not grow with their number.
    """
    ways = [Q(owner_user__in=actor.people()), Q(owner_role__in=actor.roles())]
    if actor.department is not None:
        ways.append(Q(owner_department=actor.department))
    wanted = {pk for way in ways for pk in _seen(way, actor, most)}
    found = Clock.objects.filter(pk__in=wanted).select_related("case", "case__department", "owner_user")
    return list(found.order_by("due_at", "pk")[:most])


def _seen(way: Q, actor: Actor, most: int) -> list[int]:
    """Ids of the first ``most`` running clocks of one way of owning, page by page past the cases that are not shown."""
    mine = Clock.objects.filter(way, state=ClockState.RUNNING).order_by("due_at", "pk").values_list("pk", "case_id")
    found: list[int] = []
    for start in range(0, _PAGES * most, most):
        page = list(mine[start : start + most])
        asked = Case.objects.filter(pk__in={case for _pk, case in page}).visible_to(actor)
        shown = set(asked.values_list("pk", flat=True)) if page else set()
        found += [pk for pk, case in page if case in shown]
        if len(found) >= most or len(page) < most:
            break
    return found[:most]


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


def rule_of(clock: Clock) -> ClockRule:
    """The clock's rule in the policy version of its case."""
    return next(rule for rule in policy_of(clock.case.policy_id).clock_rules if rule.id == clock.rule)


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
