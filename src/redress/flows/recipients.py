"""Whom a pack's word for people means in a case: ``first-contact``, ``handler``, ``role:x`` … One place for notices and for acts."""

from datetime import datetime

from redress.accounts.models import User
from redress.accounts.queries import actor_for, departments, holders
from redress.accounts.rules import may
from redress.complaints.models import Answer, Case
from redress.policies.store import policy_of


def people_at(case: Case, recipient: str, at: datetime) -> list[int | None]:
    """Ids of the people whom a pack's word means for this case: ``first-contact``, ``handler``, ``role:x`` …"""
    if recipient == "first-contact":
        return [case.first_contact_id]
    if recipient == "handler":
        return [case.handler_id or case.answerable_id]
    if recipient == "department-head":
        return [case.department.head_id or case.answerable_id]
    if recipient == "lead-department":
        return [case.handler_id] if case.handler_id else department_people(case, case.department_id, at)
    if recipient == "supervisor":
        return [case.answerable.department.head_id]
    role = recipient.removeprefix("role:")
    near = holders(role, at, case.department) or (holders(role, at, case.store) if case.store else [])
    return [user.pk for user in near or holders(role, at)]


def station_people(case: Case, answer: Answer, at: datetime) -> list[int]:
    """Ids of the people at whose hands the waiting answer is: those whom the pack names, if they may act on this case.

    A pack may name somebody who has no right here, as the store manager of another store. Then the answer waits for the first
    contact, then for the department, and at last for whoever may answer this case: it never waits for nobody.
    """
    right = "case.answer" if answer.step >= len(answer.path) - 1 else "case.see"
    for recipient in (answer.path[answer.step], "first-contact", "handler", "department-head"):
        able = _able(case, people_at(case, recipient, at), right, at)
        if able:
            return able
    roles = [role.code for role in policy_of(case.policy_id).pack.roles if right in role.acts]
    return sorted({pk for role in roles for pk in _able(case, [user.pk for user in holders(role, at)], right, at)})


def names(people: list[int]) -> list[str]:
    """The names of these people, for a sentence or a page."""
    return list(User.objects.filter(pk__in=people).order_by("pk").values_list("name", flat=True))


def _able(case: Case, people: list[int | None], right: str, at: datetime) -> list[int]:
    users = User.objects.filter(pk__in=[pk for pk in people if pk], is_active=True).order_by("pk")
    return [user.pk for user in users if may(actor_for(user, at), right, case)]


def department_people(case: Case, department_id: int, at: datetime) -> list[int | None]:
    """The people who can accept for a department: its head, and whoever holds case.work there and nowhere wider."""
    found = departments()[department_id]
    roles = {role.code for role in policy_of(case.policy_id).pack.roles if "case.work" in role.acts and role.scope != "all"}
    people: set[int | None] = {found.head_id}
    for role in roles:
        people |= {user.pk for user in holders(role, at, found) if user.department.path.startswith(found.path)}
    return sorted(pk for pk in people if pk is not None)
