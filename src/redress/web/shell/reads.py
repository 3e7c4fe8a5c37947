"""What the frame and the sign-in page read."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from redress.accounts.models import Held, User
from redress.notify.models import Notice


def unread(user: User) -> int:
    """How many notices wait for ``user``."""
    return Notice.objects.filter(user=user, read_at=None).count()


def demo_people(at: datetime) -> list[dict[str, Any]]:
    """Enough people to sign in as every role held at ``at``: each with department and the titles of the roles, by rank."""
    rows = (
        Held.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at, user__is_active=True)
        .select_related("user__department", "role")
        .order_by("role__rank", "role__code", "user_id")
    )
    people: dict[int, dict[str, Any]] = {}
    shown: set[int] = set()
    for row in rows:
        if row.user_id not in people and row.role_id in shown:
            continue
        person = people.setdefault(
            row.user_id,
            {
                "username": row.user.username,
                "name": row.user.name,
                "department": row.user.department.title,
                "roles": [],
            },
        )
        if row.role.title not in person["roles"]:
            person["roles"].append(row.role.title)
        shown.add(row.role_id)
    return list(people.values())
