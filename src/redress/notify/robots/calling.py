"""Queueing what a group is to be told, in the transaction in which it happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from redress.accounts.models import Department
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import put_out
from redress.notify.models import Robot, RobotCall
from redress.notify.robots.kinds import KINDS

CHANNEL = "robot"


@dataclass(frozen=True, slots=True)
class Heard:
    """A line of a case's timeline, and in which department; ``said`` are words of the policy that go with it."""

    kind: str
    number: str
    seq: int
    department: int
    said: Mapping[str, str] | None = None
    mark: str = ""


def listening(kinds: Iterable[str]) -> list[Robot]:
    """Robots that are on and want to hear of any of these; no query where no robot could."""
    wanted = set(kinds) & set(KINDS)
    active = Robot.objects.filter(active=True).select_related("department") if wanted else ()
    return [robot for robot in active if wanted & set(robot.kinds)]


def call_out(robots: Sequence[Robot], heard: Sequence[Heard], *, at: datetime) -> None:
    """Queue for each robot what it wants to hear of, of the departments that it speaks of; each once."""
    paths = dict(Department.objects.filter(pk__in={one.department for one in heard}).values_list("pk", "path"))
    queue(
        {
            f"robot:{robot.pk}:{one.number}:{one.seq}:{one.mark}": RobotCall(robot=robot, kind=one.kind, number=one.number, seq=one.seq, said=dict(one.said or {}))
            for robot in robots
            for one in heard
            if one.kind in robot.kinds and (robot.department is None or paths[one.department].startswith(robot.department.path))
        },
        at=at,
    )


def queue(calls: Mapping[str, RobotCall], *, at: datetime) -> None:
    """Queue calls by their keys; a key already queued is not queued again."""
    if not calls:
        return
    put_out(*((key, CHANNEL, {}) for key in calls), at=at)
    fresh = OutboxMessage.objects.filter(key__in=calls, robot_call=None).only("pk", "key")
    for message in fresh:
        calls[message.key].message = message
    RobotCall.objects.bulk_create([calls[message.key] for message in fresh])
