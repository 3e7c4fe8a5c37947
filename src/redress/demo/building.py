"""Builds a demo organisation: founds it, hires its people, and plays a year of cases in the order in which things happened."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import translation

from redress.complaints.models import Case
from redress.deadlines.models import Clock
from redress.deadlines.operations import sweep
from redress.demo.cast import Cast
from redress.demo.people import hire
from redress.demo.play import Play
from redress.demo.plot import plans
from redress.demo.relating import batches
from redress.demo.texts import book
from redress.flows.founding import found
from redress.kernel.actor import SYSTEM
from redress.policies.store import policy_of

CHUNK = 400
"""Acts in one transaction."""
Told = Callable[[int, int], None]


def build(pack: str, *, now: datetime, cases: int, told: Told = lambda _done, _all: None) -> int:
    """Fill an empty database with the demo of ``pack`` as it stands at ``now``; returns the number of cases.

    The same pack, moment and number give the same content. ``told`` hears how many cases have been played.
    """
    begin = now - timedelta(days=420)
    version = found(pack, by=SYSTEM, at=begin)
    policy = policy_of(version.pk)
    with translation.override(policy.pack.language.lower()):
        hire(policy, at=begin)
        written = book(pack, policy.pack.language)
        cast = Cast(policy, now)
        plays = [Play(plan, written, cast) for plan in plans(written, pack, now=now, cases=cases)]
        _play(plays, now, told)
        with transaction.atomic():
            batches(cast, written, at=now)
            sweep(now)
    return Case.objects.count()


def _play(plays: list[Play], now: datetime, told: Told) -> None:
    """All acts of all cases by their moments; the clocks are swept whenever one has come to a step."""
    scripts = [play.run() for play in plays]
    waiting = [(play.at, number) for number, play in enumerate(plays)]
    heapq.heapify(waiting)
    done = 0
    while waiting:
        with transaction.atomic():
            for _turn in range(CHUNK):
                if not waiting:
                    break
                at, number = heapq.heappop(waiting)
                _sweep_until(at)
                plays[number].at = at
                pause = next(scripts[number], None)
                if pause is not None and at + pause < now:
                    heapq.heappush(waiting, (at + pause, number))
                else:
                    done += 1
        told(done, len(plays))


def _sweep_until(at: datetime) -> None:
    """Take every step of a clock that came before ``at``, at its own moment."""
    while (step := Clock.objects.aggregate(first=Min("next_step_at"))["first"]) is not None and step < at:
        sweep(step + timedelta(seconds=59 - step.second))
