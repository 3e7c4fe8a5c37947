"""Entering robots, switching them, trying them, and sending once more."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid
from redress.ledger.models import OutboxMessage, OutboxState
from redress.ledger.operations import journal, send_again
from redress.notify.events import ROBOTS, RobotRemoved, RobotSaidAgain, RobotSet, RobotSwitched, RobotTried
from redress.notify.models import Robot, RobotCall, RobotPost
from redress.notify.posting import check_url
from redress.notify.robots.calling import queue
from redress.notify.robots.kinds import KINDS, TEST
from redress.notify.robots.platforms import PLATFORMS

RIGHT = "people.manage"
STALE = timedelta(days=1)
"""What waited longer while a robot was off is not told any more."""
MOST_MENTIONED = 10
_MOBILE = re.compile(r"\+?\d{6,15}\Z")


@transaction.atomic
def set_robot(robot: Robot, *, by: Actor, at: datetime, url: str = "", secret: str = "", **data: Any) -> Robot:
    """Enter a robot, or change it; an empty address or secret leaves the one known. A new one is off. Raises NotAllowed, Invalid."""
    require(by, RIGHT)
    moved = bool(robot.pk) and data["platform"] != robot.platform
    for name, value in data.items():
        setattr(robot, name, value)
    if url or moved or not robot.pk:
        robot.url = check_robot_url(robot.platform, url)
    robot.secret = secret or (None if moved or not robot.secret else robot.secret)
    robot.mobiles = _mobiles(robot.mobiles or "") or None
    robot.kinds = [kind for kind in KINDS if kind in robot.kinds]
    _check(robot)
    robot.made_at = robot.made_at or at
    robot.failures = 0
    robot.save()
    journal(ROBOTS, RobotSet(robot.name, str(robot.platform), [str(kind) for kind in robot.kinds]), by=by, at=at)
    return robot


def _check(robot: Robot) -> None:
    platform = PLATFORMS[robot.platform]
    errors: dict[str, object] = {}
    if not robot.kinds:
        errors["kinds"] = _("Choose what is to be told.")
    if robot.secret and not platform.signs:
        errors["secret"] = _("Robots of this platform have no signing secret; leave it empty.")
    if robot.mobiles and not platform.mentions:
        errors["mobiles"] = _("Robots of this platform mention nobody by telephone number; leave it empty.")
    if errors:
        raise Invalid("robot", _("Nothing was saved."), errors)


def check_robot_url(platform: str, url: str) -> str:
    """The address, where it is one of the platform's. Raises Invalid."""
    known = PLATFORMS[platform]
    parts = check_url(url)
    if parts.hostname not in (*known.hosts, *settings.ENV.robot_hosts):
        sentence = _("Robots of this platform are at %(hosts)s. Others must be allowed by the setting REDRESS_ROBOT_HOSTS.") % {"hosts": ", ".join(known.hosts)}
        raise Invalid("url", sentence, {"url": sentence})
    if known.token not in f"{parts.path}?{parts.query}":
        sentence = _("This address is incomplete: copy the whole of it; it contains “%(token)s”.") % {"token": known.token}
        raise Invalid("url", sentence, {"url": sentence})
    return url


def masked(url: str) -> str:
    """An address of which only the host and the last four characters show."""
    return f"{urlsplit(url).hostname}/…{url[-4:]}"


def _mobiles(text: str) -> str:
    found = [one for one in re.split(r"[\s,，、;；]+", text.strip()) if one]
    if len(found) > MOST_MENTIONED or not all(_MOBILE.match(one) for one in found):
        sentence = _("Give at most %(most)s mobile numbers in digits, apart by spaces.") % {"most": MOST_MENTIONED}
        raise Invalid("mobiles", sentence, {"mobiles": sentence})
    return " ".join(dict.fromkeys(found))


@transaction.atomic
def switch_robot(robot: Robot, *, active: bool, by: Actor, at: datetime) -> None:
    """Let a robot speak from now on, or rest. What has waited for more than a day is told no more. Raises NotAllowed."""
    require(by, RIGHT)
    if not Robot.objects.filter(pk=robot.pk, active=not active).update(active=active, failures=0, stopped_at=None):
        return
    if active:
        OutboxMessage.objects.filter(robot_call__robot=robot, state=OutboxState.PENDING, created_at__lt=at - STALE).delete()
    journal(ROBOTS, RobotSwitched(robot.name, active), by=by, at=at)


@transaction.atomic
def remove_robot(robot: Robot, *, by: Actor, at: datetime) -> None:
    """Forget a robot with its history. Raises NotAllowed, IllegalMove while it is on."""
    require(by, RIGHT)
    if Robot.objects.select_for_update().get(pk=robot.pk).active:
        raise IllegalMove("robot-on", _("Switch it off first."))
    OutboxMessage.objects.filter(robot_call__robot=robot).delete()
    journal(ROBOTS, RobotRemoved(robot.name), by=by, at=at)
    robot.delete()


@transaction.atomic
def try_robot(robot: Robot, *, by: Actor, at: datetime) -> None:
    """Queue a message that only says that the robot works; it leaves whether the robot is on or off. Raises NotAllowed."""
    require(by, RIGHT)
    queue({f"robot:{robot.pk}:test:{at.timestamp()}": RobotCall(robot=robot, kind=TEST)}, at=at)
    journal(ROBOTS, RobotTried(robot.name), by=by, at=at)


@transaction.atomic
def say_again(post: RobotPost, *, by: Actor, at: datetime) -> bool:
    """Tell once more what a message told; False while it is on its way anyhow. Raises NotAllowed."""
    require(by, RIGHT)
    messages = [call.message for call in post.calls.select_related("message")]
    again = [message for message in messages if send_again(message, at=at)]
    if again:
        journal(ROBOTS, RobotSaidAgain(post.robot.name, len(again)), by=by, at=at)
    return bool(again)
