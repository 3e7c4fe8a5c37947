"""Who does what in the demo: people, their rights looked up once, and the one who would do a certain act."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from redress.accounts.models import Department, User
from redress.accounts.queries import actor_for
from redress.accounts.rules import may
from redress.complaints.models import Answer, Case
from redress.complaints.people import People
from redress.flows import handling, receiving, relating, timing
from redress.flows.acts import ACTS
from redress.flows.concluding import may_decide
from redress.kernel.actor import Actor
from redress.policies.policy import Policy

_ROOMS = (handling, receiving, relating, timing)
"""Named here because they declare the acts that the table holds."""


class Cast:
    """The people of the demo organisation. Their grants hold from the beginning, so each actor is looked up once."""

    def __init__(self, policy: Policy, at: datetime) -> None:
        self.policy, self.at = policy, at
        self.users = list(User.objects.select_related("department").order_by("pk"))
        self.by_id = {user.pk: user for user in self.users}
        self.departments = {department.code: department for department in Department.objects.order_by("place")}
        self.stores = [place for place in self.departments.values() if place.kind == "store"]
        self._actors: dict[int, Actor] = {}

    def actor(self, user: User) -> Actor:
        """The person as an actor."""
        if user.pk not in self._actors:
            self._actors[user.pk] = actor_for(user, self.at)
        return self._actors[user.pk]

    def holders(self, role: str) -> list[User]:
        """People who hold a role."""
        return [user for user in self.users if role in self.actor(user).roles()]

    def able(self, code: str, case: Case, first: Iterable[int | None] = ()) -> User:
        """Who does an act on a case: one of ``first`` (ids) who may, else the first person who may.

        Raises StopIteration when nobody may.
        """
        right = ACTS[code].right
        wanted = [self.by_id[pk] for pk in dict.fromkeys(first) if pk]
        return next(user for user in (*wanted, *self.users) if may(self.actor(user), right, case))

    def receiver(self, chance: Random, *, confidential: bool, store: Department | None) -> User:
        """A person who registers; for confidential matters one who may be named for them."""
        if confidential:
            named = [user for user in self.users if self.actor(user).holds("report.see") and self.actor(user).holds("case.register")]
            if named:
                return chance.choice(named)
        clerks = self.holders("clerk")
        near = [user for user in clerks if store is not None and user.department.path.startswith(store.path)]
        return chance.choice(near or clerks)

    def worker(self, case: Case) -> User:
        """Somebody of the lead department who may work on the case."""
        here = case.department.path
        staff = [user.pk for user in self.users if user.department.path.startswith(here)]
        juniors = sorted(staff, key=lambda pk: self.by_id[pk].pk != case.department.head_id, reverse=True)
        return self.able("investigated", case, [case.handler_id, *juniors, case.first_contact_id])

    def decider(self, case: Case) -> User:
        """Somebody whose tier reaches the case, the handler where possible."""
        wanted = [case.handler_id, case.first_contact_id, case.department.head_id]
        people = [*(self.by_id[pk] for pk in wanted if pk), *self.users]
        return next(
            user for user in people
            if may(self.actor(user), "case.decide", case) and may_decide(self.policy, case, self.actor(user))
        )  # fmt: skip

    def station(self, case: Case, answer: Answer, at: datetime) -> User:
        """Who holds the waiting answer now."""
        return self.by_id[People(at).holding(answer, case)[0]]
