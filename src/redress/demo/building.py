"""Builds a demo organisation: founds it, hires its people, and plays a year of cases in the order in which things happened."""

import gc
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import translation

from redress.deadlines.models import Clock
from redress.deadlines.operations import sweep
from redress.demo.cast import Cast
from redress.demo.people import hire
from redress.demo.play import play
from redress.demo.player import Player
from redress.demo.plot import plans
from redress.demo.relating import batches
from redress.demo.texts import book
from redress.flows.founding import found
from redress.flows.timing import regrade
from redress.kernel.actor import SYSTEM
from redress.policies.policy import Policy
from redress.policies.store import current_policy, policy_of

CHUNK = 400
"""Acts in one transaction."""
LOOK = timedelta(minutes=5)
"""How often, in the time of the story, clocks are looked at."""
Told = Callable[[int, int], None]


def settle_in(pack: str, *, now: datetime) -> Policy:
    """Found the organisation in an empty database and hire its people."""
    begin = now - timedelta(days=420)
    policy = policy_of(found(pack, by=SYSTEM, at=begin).pk)
    with translation.override(policy.pack.language.lower()):
        hire(policy, at=begin)
    return policy


def play_cases(*, now: datetime, cases: int, part: int = 0, parts: int = 1, told: Told = lambda _done, _all: None) -> None:
    """Play the ``part``-th stretch of the year of the organisation that stands in the database.

    The same pack, moment and number give the same content. ``told`` hears how many cases have been played.
    """
    policy = current_policy(now)
    with translation.override(policy.pack.language.lower()):
        written = book(policy.code, policy.pack.language)
        cast = Cast(policy, now)
        shares = _shares([Player(plan, written, cast) for plan in plans(written, policy.code, policy.pack.zone, now=now, cases=cases)], parts)
        gc.disable()
        try:
            _play(shares[part], now, told)
        finally:
            gc.enable()


def _shares(players: list[Player], parts: int) -> list[list[Player]]:
    """The cases in stretches of about the same number, cut between months, so that no running number is given twice."""
    shares: list[list[Player]] = [[]]
    for player in players:
        local = player.at.astimezone(player.policy.pack.zone)
        new_month = bool(shares[-1]) and shares[-1][-1].at.astimezone(player.policy.pack.zone).month != local.month
        if new_month and len(shares) < parts and len(shares[-1]) >= len(players) / parts * 0.85:
            shares.append([])
        shares[-1].append(player)
    return [*shares, *([[]] * (parts - len(shares)))]


def tie(*, now: datetime) -> None:
    """What needs all the cases: batches, a split, and the steps of clocks up to ``now``."""
    policy = current_policy(now)
    with translation.override(policy.pack.language.lower()), transaction.atomic():
        batches(Cast(policy, now), book(policy.code, policy.pack.language), at=now)
        sweep(now, regrade=regrade)


def build(pack: str, *, now: datetime, cases: int, told: Told = lambda _done, _all: None) -> None:
    """The whole demo in this process and this database."""
    settle_in(pack, now=now)
    play_cases(now=now, cases=cases, told=told)
    tie(now=now)


def _play(players: list[Player], now: datetime, told: Told) -> None:
    """All acts of all cases by their moments; the clocks are swept whenever one has come to a step."""
    scripts = [play(player) for player in players]
    waiting = [(player.at, number) for number, player in enumerate(players)]
    heapq.heapify(waiting)
    done, looked = 0, now - timedelta(days=800)
    while waiting:
        with transaction.atomic():
            for _turn in range(CHUNK):
                if not waiting:
                    break
                at, number = heapq.heappop(waiting)
                if at - looked >= LOOK:
                    _sweep_until(at)
                    looked = at
                players[number].at = at
                pause = next(scripts[number], None)
                then = players[number].moment(pause) if pause is not None else now
                if then < now:
                    heapq.heappush(waiting, (then, number))
                else:
                    done += 1
                    told(done, len(players))


def _sweep_until(at: datetime) -> None:
    """Take every step of a clock that came before ``at``, at its own moment."""
    while (step := Clock.objects.aggregate(first=Min("next_step_at"))["first"]) is not None and step < at:
        sweep(step + timedelta(seconds=59 - step.second), regrade=regrade)
