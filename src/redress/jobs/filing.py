"""A long month filed in the background."""

from django.utils import timezone

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.flows.filing import file_month_and_tell


def run(month: str, user: int, url: str) -> None:
    """File ``month`` with the rights that the person has now."""
    at = timezone.now()
    file_month_and_tell(month, by=actor_for(User.objects.get(pk=user), at), at=at, url=url)
