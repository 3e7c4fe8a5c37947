"""Who must keep a promise, and who is told when it is in danger. Remembers what it looked up: make one for each act."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from redress.accounts.models import Department, User
from redress.accounts.queries import chief_of, holders
from redress.complaints.models import Case, LetIn, Subject

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
    _holders: dict[tuple[str, int | None], list[int]] = field(default_factory=dict)
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
        found = self._persons(recipient, case, None)
        return Owner(user=found[0]) if found else Owner(department=case.department_id)

    def told(self, recipient: str, case: Case, owner: int | None) -> list[int]:
        """Ids of the people to tell; somebody higher up when there is nobody, never one who may not know.

        A guarded case is told only to people let in, and to all of them when nobody else is left.
        """
        found = self._persons(recipient, case, owner) or self._heads(case.department_id)
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
        """Holders of ``role`` nearest to the case's department, else all of them."""
        key = (role, case.department_id)
        if key not in self._holders:
            near = holders(role, self.at, self.department(case.department_id)) or holders(role, self.at)
            self._users.update({user.pk: user for user in near})
            self._holders[key] = [user.pk for user in near]
        return self._holders[key]

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

    def _persons(self, recipient: str, case: Case, owner: int | None) -> list[int]:
        if recipient.startswith(ROLE):
            return self.holders(recipient.removeprefix(ROLE), case)
        if recipient == "first-contact":
            return [case.first_contact_id]
        if recipient == "handler":
            return [case.handler_id or case.answerable_id]
        if recipient == "supervisor":
            chief = chief_of(self.user(owner or case.handler_id or case.answerable_id))
            return [chief.pk] if chief else []
        heads = self._heads(case.department_id)
        if recipient == "lead-department" and case.handler_id:
            return [case.handler_id, *heads]
        return heads

    def _heads(self, department: int | None) -> list[int]:
        """The head of the department, or of the next one up that has a head."""
        while department is not None:
            here = self.department(department)
            if here.head_id:
                return [here.head_id]
            department = here.parent_id
        return []
