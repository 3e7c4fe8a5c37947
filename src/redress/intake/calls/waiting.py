"""Calls that wait for their record: by when the policy wants it, and who is reminded."""

from datetime import datetime

from redress.accounts.queries import chief_of, holders
from redress.deadlines.calendars import Calendars
from redress.intake.models import Call
from redress.kernel.clockwork import due
from redress.kernel.durations import parse
from redress.notify.operations import post
from redress.policies.policy import Policy
from redress.policies.store import current_policy

AT_ONCE = 200
"""Calls looked at in one run."""


class RecordLimit:
    """By when the record of a call must stand under the policy now in force, as its clocks say for the hotline."""

    def __init__(self, policy: Policy) -> None:
        channel = policy.door("hotline")
        facts: dict[str, object] = {"kind": policy.pack.kinds[0].id, "channel": channel.id if channel else ""}
        self._calendars = Calendars(policy)
        self._after_start = [rule for rule in policy.clocks_on("received", facts) if "registered" in rule.until]
        self._after_end = [rule for rule in policy.clocks_on("reception.ended", facts) if "record.completed" in rule.until]

    def of(self, call: Call) -> datetime | None:
        """The first moment by which something of the record is due; None where the policy sets no time."""
        rules = [(rule, call.started_at) for rule in self._after_start]
        rules += [(rule, call.ended_at) for rule in self._after_end if call.ended_at]
        moments = (due(start, parse(rule.within), self._calendars.get(rule.calendar)).at for rule, start in rules)
        return min(moments, default=None)


def remind(*, at: datetime) -> int:
    """Tell of calls whose record is late, once each: the agent and the agent's chief; of nobody's calls everybody who
    receives what customers lodge themselves. Returns how many calls.
    """
    calls = list(Call.objects.waiting(at=at).filter(reminded_at=None).select_related("agent__department")[:AT_ONCE])
    if not calls:
        return 0
    policy = current_policy(at)
    limit, door = RecordLimit(policy), policy.pack.portal
    everybody = [user.pk for user in holders(door.receives, at)] if door else []
    late = [call for call in calls if (moment := limit.of(call)) and moment <= at]
    for call in late:
        chief = chief_of(call.agent) if call.agent else None
        people = [call.agent_id, chief.pk if chief else None] if call.agent else everybody
        began = f"{call.started_at.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}"
        post("call.waiting", to=people, at=at, key=f"call:{call.pk}:late", url=f"/calls/{call.pk}/", began=began)
    return Call.objects.filter(pk__in=[call.pk for call in late]).update(reminded_at=at)
