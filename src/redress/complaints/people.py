"""Whom a pack's words for people mean in a case: ``first-contact``, ``handler``, ``lead-department``, ``role:x`` …

One place for who keeps a clock, who is told, and at whose hands an answer waits. It remembers what it looked up: make one for
each act or page.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from redress.accounts.models import Department, Held, User
from redress.accounts.queries import actors_for, chief_of, holdings, nearest
from redress.accounts.rules import may
from redress.complaints.models import Answer, Case, LetIn, Subject
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

ROLE = "role:"


@dataclass(frozen=True, slots=True)
class Owner:
    """A person, or whoever holds a role, or a department as a whole."""

    user: int | None = None
    department: int | None = None
    role: str = ""


@dataclass
class People:
    """The organisation as it stands at ``at``."""

    at: datetime
    _holdings: dict[str, list[Held]] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)
    _users: dict[int, User] = field(default_factory=dict)
    _kept_out: dict[int, set[int]] = field(default_factory=dict)
    _let_in: dict[int, set[int]] = field(default_factory=dict)
    _departments: dict[int, Department] = field(default_factory=dict)

    def owner(self, recipient: str, case: Case) -> Owner:
        """Who ``recipient`` of a clock rule is on this case."""
        if recipient.startswith(ROLE):
            role = recipient.removeprefix(ROLE)
            found = self.holders(role, case)
            return Owner(user=found[0]) if len(found) == 1 else Owner(role=role)
        if recipient == "lead-department":
            return Owner(department=case.department_id)
        found = self.persons(recipient, case)
        return Owner(user=found[0]) if found else Owner(department=case.department_id)

    def told(self, recipient: str, case: Case, owner: int | None) -> list[int]:
        """Ids of the people to tell; somebody higher up when there is nobody, never one who may not know.

        A guarded case is told only to people let in, and to all of them when nobody else is left.
        """
        nobody_yet = recipient == "lead-department" and not case.handler_id
        found = [] if nobody_yet else self.persons(recipient, case, owner)
        found = found or self._heads(case.department_id)
        if case.pk not in self._kept_out:
            self.look_up([case])
        if case.guarded:
            let_in = self._let_in.get(case.pk, set())
            found = [one for one in found if one in let_in] or sorted(let_in)
        kept_out = self._kept_out[case.pk]
        return list(dict.fromkeys(one for one in found if one not in kept_out and self.user(one).is_active))

    def look_up(self, cases: Collection[Case]) -> None:
        """Read at once who is kept out of and let into these cases."""
        self._kept_out.update({case.pk: set() for case in cases})
        for pk, user in Subject.objects.filter(case__in=[case.pk for case in cases]).values_list("case_id", "user_id"):
            self._kept_out[pk].add(user)
        guarded = [case.pk for case in cases if case.guarded]
        if guarded:
            for pk, user in LetIn.objects.filter(case__in=guarded).values_list("case_id", "user_id"):
                self._let_in.setdefault(pk, set()).add(user)

    def forget_cases(self) -> None:
        """Let go of what was read of cases, when their locks are gone."""
        self._kept_out, self._let_in = {}, {}

    def names(self, ids: Iterable[int]) -> list[str]:
        """Names of people, in order."""
        return [self.user(one).name for one in ids]

    def holders(self, role: str, case: Case) -> list[int]:
        """Holders of ``role`` nearest to the case's department, else to its store, else all of them."""
        rows = self._held(role)
        places = (place for place in (case.department_id, case.store_id) if place)
        near = next((found for place in places if (found := nearest(rows, self.department(place)))), [])
        return list(dict.fromkeys(user.pk for user in near or [row.user for row in rows]))

    def _held(self, role: str) -> list[Held]:
        if role not in self._holdings:
            self._holdings[role] = holdings(role, self.at)
            self._users.update({row.user_id: row.user for row in self._holdings[role]})
        return self._holdings[role]

    def accepting(self, department: int, case: Case) -> list[int]:
        """Who can accept for a department: its head, and whoever holds ``case.work`` there and nowhere wider."""
        here = self.department(department)
        roles = [role.code for role in policy_of(case.policy_id).pack.roles if "case.work" in role.acts and role.scope != "all"]
        found = {user.pk for role in roles for user in nearest(self._held(role), here) if user.department.path.startswith(here.path)}
        return sorted({*found, *([here.head_id] if here.head_id else [])})

    def holding(self, answer: Answer, case: Case) -> list[int]:
        """At whose hands the waiting answer is: of those whom the pack names, whoever may act on this case.

        A pack may name somebody who has no right here, as the manager of another store. Then the answer waits for the first
        contact, then for the handler, the department, and at last for whoever may answer this case: it never waits for nobody.
        """
        right = "case.answer" if answer.step >= len(answer.path) - 1 else "case.see"
        for word in (answer.path[answer.step], "first-contact", "handler", "department-head"):
            able = self._able(self.persons(word, case), right, case)
            if able:
                return able
        roles = [role.code for role in policy_of(case.policy_id).pack.roles if right in role.acts]
        return self._able(dict.fromkeys(row.user_id for role in roles for row in self._held(role)), right, case)

    def _able(self, people: Iterable[int], right: str, case: Case) -> list[int]:
        people = [one for one in people if self.user(one).is_active]
        new = [self.user(one) for one in people if one not in self._actors]
        if new:
            self._actors.update(actors_for(new, self.at))
        return [one for one in people if may(self._actors[one], right, case)]

    def user(self, pk: int) -> User:
        """A person by id."""
        if pk not in self._users:
            self._users[pk] = User.objects.select_related("department").get(pk=pk)
        return self._users[pk]

    def department(self, pk: int) -> Department:
        """A department by id."""
        if pk not in self._departments:
            self._departments = {one.pk: one for one in Department.objects.all()}
        return self._departments[pk]

    def persons(self, word: str, case: Case, of: int | None = None) -> list[int]:
        """Ids of the people whom a pack's word means; ``of`` is whose chief ``supervisor`` is, else the handler's."""
        if word.startswith(ROLE):
            return self.holders(word.removeprefix(ROLE), case)
        if word == "first-contact":
            return [case.first_contact_id]
        if word == "handler":
            return [case.handler_id or case.answerable_id]
        if word == "supervisor":
            chief = chief_of(self.user(of or case.handler_id or case.answerable_id))
            return [chief.pk] if chief else []
        if word == "lead-department" and not case.handler_id:
            return self.accepting(case.department_id, case)
        heads = self._heads(case.department_id)
        return list(dict.fromkeys([case.handler_id, *heads])) if word == "lead-department" else heads

    def _heads(self, department: int | None) -> list[int]:
        """The head of the department, or of the next one up that has a head."""
        while department is not None:
            here = self.department(department)
            if here.head_id:
                return [here.head_id]
            department = here.parent_id
        return []
