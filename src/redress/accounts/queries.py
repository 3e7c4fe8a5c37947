"""Reads about people: the actor of a request, the tree, who holds what."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from redress.accounts.models import Department, Held, Substitution, User
from redress.kernel.actor import Actor, Grant, Scope


def _held_at(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def actor_for(user: User, at: datetime) -> Actor:
    """The actor that ``user`` is at ``at``: own grants, and the grants of those stood in for.

    A substitute acts with the rights of the absent person, never with more. Two queries, plus one
    for the tree when a grant reaches a subtree.
    """
    absent = frozenset(
        Substitution.objects.filter(substitute=user, since__lte=at, until__gt=at).values_list("absent_id", flat=True)
    )
    rows = Held.objects.filter(_held_at(at), user_id__in=[user.pk, *absent]).values_list(
        "role__code", "role__acts", "scope", "department_id", "department__path"
    )
    below = _subtrees({path for *_, scope, _dep, path in rows if scope == Scope.SUBTREE})
    grants = tuple(
        Grant(role, frozenset(acts), Scope(scope), below[path] if scope == Scope.SUBTREE else _only(department))
        for role, acts, scope, department, path in rows
    )
    return Actor(user.pk, user.name, user.department_id, grants, absent, user.language)


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
    """People who hold ``role`` at ``at``; with ``department``, those nearest up the tree from it.

    Own people first, then those whose grant covers the department, then the next higher node, and at
    last those who hold the role for the whole organisation or as their own.
    """
    rows = list(
        Held.objects.filter(_held_at(at), role__code=role, user__is_active=True)
        .select_related("user", "department", "user__department")
        .order_by("user_id")
    )
    if department is None:
        return list({row.user_id: row.user for row in rows}.values())
    return _nearest(rows, department)


def _nearest(rows: list[Held], department: Department) -> list[User]:
    """People with the longest reach-path that is an ancestor of ``department``."""
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


def nearest_holders(roles: Iterable[str], at: datetime) -> Callable[[str, Department], set[int]]:
    """A question that answers as ``holders`` does (ids only) for any of ``roles``, after a single query."""
    rows = (
        Held.objects.filter(_held_at(at), role__code__in=list(roles), user__is_active=True)
        .select_related("user", "department", "user__department", "role")
        .order_by("user_id")
    )
    by_role: dict[str, list[Held]] = defaultdict(list)
    for row in rows:
        by_role[row.role.code].append(row)
    return lambda role, department: {user.pk for user in _nearest(by_role.get(role, []), department)}
