"""Whoever plays a case of the demo: knows its plan, its words and its people, and does its acts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.demo.cast import Cast
from redress.demo.filling import Filling
from redress.demo.plot import Plan
from redress.demo.texts import Book
from redress.flows.acts import ACTS
from redress.policies.policy import Policy

Wait = Iterator[timedelta]
HOUR = timedelta(hours=1)
OPENS, CLOSES = 8, 20
"""Hours of the day between which people act."""


class Halt(Exception):
    """The script rests here: the case stays as it is for whoever opens the demo."""


class Player:
    """A case being played; ``at`` is the moment of its next act, set by whoever lets it go on."""

    def __init__(self, plan: Plan, book: Book, cast: Cast) -> None:
        self.plan, self.book, self.cast = plan, book, cast
        self.policy: Policy = cast.policy
        self.chance = Random(plan.seed)
        self.at = plan.received_at
        self._case: Case
        self.text = Filling(plan, book, self.chance)

    def word(self, name: str) -> str:
        """A sentence of the book's common words."""
        return self.chance.choice(self.book.words[name])

    def do(self, code: str, by: User | None = None, **data: Any) -> None:
        """One act by the person named, or by the first contact, the handler or whoever may."""
        who = by or self.cast.able(code, self.case, [self.case.answerable_id, self.case.first_contact_id, self.case.handler_id])
        run: Any = ACTS[code].run
        self.case = run.inside(self.case, by=self.cast.actor(who), at=self.at, **data)

    @property
    def case(self) -> Case:
        """The case as the last act left it, with what rights are asked about."""
        return self._case

    @case.setter
    def case(self, case: Case) -> None:
        prefetch_related_objects([case], "parts", "subjects", "let_in")
        self._case = case

    def rest(self, after: str) -> None:
        """Stop here where the plan says so. Raises Halt."""
        if self.plan.halt == after:
            raise Halt

    def wait(self, low: float, high: float) -> timedelta:
        """A stretch of ``low`` to ``high`` hours at the pace of this case."""
        return timedelta(minutes=max(1, round(self.chance.uniform(low, high) * 60 * self.plan.pace)))

    def moment(self, pause: timedelta) -> datetime:
        """When the next act happens: after the pause, by day. Of a live case also by night, so that it comes as far as planned."""
        local = (self.at + pause).astimezone(self.policy.pack.zone)
        if self.plan.halt or OPENS <= local.hour < CLOSES:
            return self.at + pause
        morning = local.replace(hour=OPENS, minute=self.chance.randrange(60)) + timedelta(days=local.hour >= CLOSES)
        return morning.astimezone(UTC)
