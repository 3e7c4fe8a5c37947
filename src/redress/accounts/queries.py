"""Reads about people: the actor of a request, the tree, who holds what."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from redress.accounts.models import Department, Held, Substitution, User
from redress.kernel.actor import Actor, Grant, Scope


def _held_at(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def actor_for(user: User, at: datetime) -> Actor:
    """The actor that ``user`` is at ``at``; see ``actors_for``."""
    return actors_for([user], at)[user.pk]


def actors_for(users: Collection[User], at: datetime) -> dict[int, Actor]:
    """By id the actors that these people are at ``at``: own grants, and the grants of those stood in for.

    A substitute acts with the rights of the absent person, never with more. Two queries, plus one
    for the tree when a grant reaches a subtree.
    """
    absent: dict[int, set[int]] = {user.pk: set() for user in users}
    stood = Substitution.objects.filter(substitute__in=absent, since__lte=at, until__gt=at)
    for substitute, away in stood.values_list("substitute_id", "absent_id"):
        absent[substitute].add(away)
    wanted = {*absent, *(one for away in absent.values() for one in away)}
    rows = Held.objects.filter(_held_at(at), user_id__in=wanted).values_list(
        "user_id", "role__code", "role__acts", "scope", "department_id", "department__path"
    )
    below = _subtrees({path for *_, scope, _dep, path in rows if scope == Scope.SUBTREE})
    grants: dict[int, list[Grant]] = defaultdict(list)
    for holder, role, acts, scope, department, path in rows:
        reached = below[path] if scope == Scope.SUBTREE else _only(department)
        grants[holder].append(Grant(role, frozenset(acts), Scope(scope), reached))
    return {
        user.pk: Actor(
            user.pk, user.name, user.department_id, tuple(grant for one in (user.pk, *sorted(absent[user.pk])) for grant in grants[one]),
            frozenset(absent[user.pk]), user.language,
        )
        for user in users
    }  # fmt: skip


def _only(department: int | None) -> frozenset[int]:
    return frozenset() if department is None else frozenset([department])


def _subtrees(paths: set[str]) -> dict[str, frozenset[int]]:
    """For each path the ids of the department and all below it."""
    found: dict[str, set[int]] = defaultdict(set)
    if paths:
        wanted = Q()
        for path in paths:
            wanted |= Q(path__startswith=path)
        for pk, path in Department.objects.filter(wanted).values_list("pk", "path"):
            for root in paths:
                if path.startswith(root):
                    found[root].add(pk)
    return {path: frozenset(found[path]) for path in paths}


def holders(role: str, at: datetime, department: Department | None = None) -> list[User]:
    """People who hold ``role`` at ``at``; with ``department``, those nearest up the tree from it; see ``nearest``."""
    rows = holdings(role, at)
    return nearest(rows, department) if department else list({row.user_id: row.user for row in rows}.values())


def holdings(role: str, at: datetime) -> list[Held]:
    """The grants of ``role`` to active people at ``at``, with person and department."""
    held = Held.objects.filter(_held_at(at), role__code=role, user__is_active=True)
    return list(held.select_related("user", "department", "user__department").order_by("user_id"))


def able(act: str, at: datetime) -> list[int]:
    """Ids of the active people whose roles hold ``act`` at ``at``, however far it reaches."""
    rows = Held.objects.filter(_held_at(at), user__is_active=True).select_related("role")
    return sorted({row.user_id for row in rows if act in row.role.acts})


def nearest(rows: list[Held], department: Department) -> list[User]:
    """Of these holders those nearest up the tree from ``department``: own people first, then those whose grant covers it, then
    the next higher node, and at last those who hold the role for the whole organisation or as their own.
    """
    best: list[User] = []
    best_length = -1
    for row in rows:
        anchor = (row.department or row.user.department).path
        if row.scope == Scope.ALL:
            length = 0 if not department.path.startswith(anchor) else 1
        elif department.path.startswith(anchor):
            length = len(anchor)
        else:
            continue
        if length > best_length:
            best, best_length = [], length
        if length == best_length and row.user not in best:
            best.append(row.user)
    return best


def held_now(at: datetime) -> QuerySet[Held]:
    """The grants in force at ``at``."""
    return Held.objects.filter(_held_at(at))


def away(users: list[int], at: datetime) -> set[int]:
    """Those of ``users`` for whom somebody stands in at ``at``."""
    return set(stand_ins(users, at))


def stand_ins(users: list[int], at: datetime) -> dict[int, int]:
    """For each absent id of ``users`` the id of the substitute at ``at``."""
    return dict(
        Substitution.objects.filter(absent_id__in=users, since__lte=at, until__gt=at).values_list(
            "absent_id", "substitute_id"
        )
    )


def chief_of(user: User) -> User | None:
    """The head of the person's department, or of the next one up where the person is the head."""
    department: Department | None = user.department
    while department is not None:
        if department.head_id and department.head_id != user.pk:
            return department.head
        department = department.parent
    return None


def departments() -> dict[int, Department]:
    """All departments by id, in the order of the tree."""
    return {department.pk: department for department in Department.objects.order_by("place")}
