"""Talks that nobody has answered: who waits, since when, and who is told of it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from redress.accounts.queries import holders
from redress.deadlines.calendars import calendar_of
from redress.intake.models import Talk
from redress.kernel.actor import Actor
from redress.notify.operations import post
from redress.policies.store import current_policy

KEY_KEPT = timedelta(days=1)
"""For so long a visitor who comes back finds the key of the case; then it is gone."""


def waiting(actor: Actor) -> QuerySet[Talk]:
    """Talks that nobody has taken and in which somebody waits for an answer, the longest wait first."""
    return Talk.objects.visible_to(actor).waiting().filter(agent=None).select_related("peer__account").order_by("waiting_since", "pk")


def offered(actor: Actor) -> QuerySet[Talk]:
    """Talks that a colleague would like the actor to take over."""
    return Talk.objects.visible_to(actor).open().filter(offered_to=actor.id).select_related("agent", "peer__account")


def own(actor: Actor) -> QuerySet[Talk]:
    """Talks that the actor has."""
    return Talk.objects.visible_to(actor).open().filter(agent=actor.id).select_related("case__customer", "offered_to", "peer__account")


def remind(*, at: datetime) -> int:
    """Tell of talks that wait longer than the pack allows, in office time, once a wait; and forget keys that nobody came back for."""
    Talk.objects.filter(key__isnull=False, case__registered_at__lt=at - KEY_KEPT).update(key=None)
    talks = list(Talk.objects.waiting().order_by("waiting_since"))
    if not talks:
        return 0
    policy = current_policy(at)
    rule = policy.pack.portal.messenger if policy.pack.portal else None
    if rule is None:
        return 0
    calendar, told = calendar_of(policy, rule.calendar), 0
    for talk in talks:
        since = talk.waiting_since or talk.began_at
        if calendar.count_working(since, at) >= timedelta(minutes=rule.wait_minutes):
            to = [talk.agent_id] if talk.agent_id else [user.pk for user in holders(talk.role, at)]
            post(
                "talk.waiting",
                to=to,
                at=at,
                key=f"talk:{talk.pk}:{since:%Y%m%d%H%M%S%f}:waiting",
                url="/talks/",
                since=f"{since.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}",
            )
            told += 1
    return told
