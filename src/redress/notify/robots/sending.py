"""Saying in the groups what waits: each robot at most twenty times a minute; what goes beyond is gathered into one message.

Robots are spoken to side by side. What may have arrived is not said again by itself (see decision 005).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext, override, pgettext

from redress.accounts.queries import able
from redress.kernel.actor import SYSTEM
from redress.ledger.models import OutboxMessage, OutboxState
from redress.ledger.operations import RETRY, claim, doubt, doubt_lost_claims, journal, postpone, settle, waiting
from redress.notify.events import ROBOTS, RobotSwitched
from redress.notify.models import Robot, RobotCall, RobotPost
from redress.notify.operations import post as notice
from redress.notify.posting import Post, post_each
from redress.notify.robots.calling import CHANNEL
from redress.notify.robots.kinds import TEST
from redress.notify.robots.platforms import LATER, PLATFORMS, Verdict, Why

A_MINUTE = timedelta(minutes=1)
PER_MINUTE = 20
"""Messages that a robot says in a minute; all three platforms refuse more, and DingTalk then for ten minutes."""
MOST = 500
"""Notices of a robot taken up in one round."""
ENOUGH = 5
"""Refusals in a row after which a robot is switched off."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: by itself, and as a line among others."""

    whole: str
    line: str


Say = Callable[[RobotCall], Said | None]
"""The words of a notice in the language now active; None for one that is not to be told (any more)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did: messages said, and not."""

    sent: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Message:
    robot: Robot
    calls: tuple[RobotCall, ...]
    text: str


def deliver_robots(*, at: datetime, say: Say) -> Delivered:
    """Say what waits for each robot that is on, and the test messages of all."""
    doubt_lost_claims(CHANNEL, at=at)
    _note_lost(at, say)
    sent = failed = 0
    robots = Robot.objects.filter(Q(active=True) | Q(calls__kind=TEST), calls__message__in=waiting(CHANNEL, at=at)).distinct()
    for message, reply in post_each([_prepared(robot, at, say) for robot in robots]):
        if reply is None:
            for call in message.calls:
                postpone(call.message)
            continue
        verdict = PLATFORMS[message.robot.platform].judge(reply)
        _noted(message, verdict, at)
        sent, failed = sent + (not verdict.why), failed + bool(verdict.why)
    return Delivered(sent, failed)


def _note_lost(at: datetime, say: Say) -> None:
    """Put what was lost with its sender into the history, where a person decides."""
    for call in RobotCall.objects.filter(message__state=OutboxState.DOUBTFUL, post=None).select_related("robot", "message"):
        with override(call.robot.language):
            words = _worded(call, say)
        if words is not None:
            call.post = RobotPost.objects.create(robot=call.robot, at=at, text=words.whole, lines=1, why=Why.DOUBTFUL)
            call.save(update_fields=["post"])


def _worded(call: RobotCall, say: Say) -> Said | None:
    """The words of a notice. One that is not to be told is forgotten, and one that cannot be put into words holds up no other."""
    try:
        words = say(call)
    except Exception:
        log.exception("no words for the notice %s", call.message.key)
        OutboxMessage.objects.filter(pk=call.message_id).update(state=OutboxState.FAILED, error="no words")
        return None
    if words is None:
        call.message.delete()
    return words


def _prepared(robot: Robot, at: datetime, say: Say) -> list[tuple[_Message, Post]]:
    """What this robot says in this round."""
    room = PER_MINUTE - robot.posts.filter(at__gt=at - A_MINUTE, at__lte=at).count()
    if room <= 0:
        return []
    claimed = claim(CHANNEL, at=at, most=MOST, among=Q(robot_call__robot=robot) & (Q(robot_call__robot__active=True) | Q(robot_call__kind=TEST)))
    told = []
    with override(robot.language):
        for call in RobotCall.objects.filter(message__in=claimed).select_related("message").order_by("pk"):
            words = _worded(call, say)
            if words is not None:
                told.append((call, words))
        if len(told) <= room:
            messages = [_Message(robot, (call,), _opened(robot, words.whole)) for call, words in told]
        else:
            messages = [_Message(robot, tuple(call for call, _words in told), _gathered(robot, [words.line for _call, words in told]))]
    platform, mobiles = PLATFORMS[robot.platform], (robot.mobiles or "").split()
    return [(one, platform.post(robot.url, robot.secret or "", one.text, mobiles, at)) for one in messages]


def _opened(robot: Robot, text: str) -> str:
    return f"{robot.opening} {text}" if robot.opening else text


def _gathered(robot: Robot, lines: Sequence[str]) -> str:
    """Many notices as one message, as many of their lines as the platform takes."""
    head = _opened(robot, gettext("%(count)s notices at once") % {"count": len(lines)})
    foot = f"{settings.ENV.public_url.rstrip('/')}/cases/"
    left = PLATFORMS[robot.platform].longest - 300 - len(f"{head}{foot}".encode())
    shown: list[str] = []
    for line in lines:
        left -= len(line.encode()) + 1
        if left < 0:
            break
        shown.append(line)
    more = [pgettext("robot", "… and %(count)s more") % {"count": len(lines) - len(shown)}] if len(shown) < len(lines) else []
    return "\n".join([head, *shown, *more, foot])


@transaction.atomic
def _noted(message: _Message, verdict: Verdict, at: datetime) -> None:
    post = RobotPost.objects.create(
        robot=message.robot, at=at, text=message.text, lines=len(message.calls), why=verdict.why, code=verdict.code, words=verdict.words[:300],
    )  # fmt: skip
    RobotCall.objects.filter(pk__in=[call.pk for call in message.calls]).update(post=post)
    refused = bool(verdict.why) and verdict.why not in LATER and verdict.why != Why.DOUBTFUL
    for call in message.calls:
        if verdict.why == Why.DOUBTFUL:
            doubt(call.message, error=verdict.words)
        else:
            settle(call.message, at=at, error=f"{verdict.why} {verdict.code} {verdict.words}".strip() if verdict.why else "", final=refused)
    if not verdict.why:
        Robot.objects.filter(pk=message.robot.pk).exclude(failures=0).update(failures=0)
    elif refused or any(call.message.attempts > len(RETRY) for call in message.calls):
        _failed(message.robot, at)


def _failed(robot: Robot, at: datetime) -> None:
    """Count a failure; after ``ENOUGH`` in a row the robot rests and whoever administers people is told."""
    Robot.objects.filter(pk=robot.pk).update(failures=F("failures") + 1)
    if Robot.objects.filter(pk=robot.pk, active=True, failures__gte=ENOUGH).update(active=False, stopped_at=at):
        journal(ROBOTS, RobotSwitched(robot.name, False), by=SYSTEM, at=at)
        notice("robot.stopped", to=able("people.manage", at), at=at, key=f"robot:{robot.pk}:{at.isoformat()}", url=f"/robots/{robot.pk}/", name=robot.name, count=ENOUGH)
