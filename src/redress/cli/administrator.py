"""On whose behalf a command acts that tries a door: an administrator of the home folder."""

from datetime import datetime

from redress.accounts.models import User
from redress.accounts.queries import held_now


def administrator(at: datetime) -> User | None:
    """The first person who may manage people; None in a home folder without one."""
    held = held_now(at).filter(user__is_active=True).select_related("user", "role").order_by("user_id")
    return next((one.user for one in held if "people.manage" in one.role.acts), None)
