"""Drafts: what somebody is typing, kept on the server as well as in the browser."""

from datetime import datetime

from redress.accounts.models import User
from redress.complaints.models import Draft

LONGEST = 400_000
"""Characters of all values together beyond which a draft is kept in the browser only."""


def draft_of(user: User, form: str) -> Draft | None:
    """The draft of a form, if any."""
    return Draft.objects.filter(user=user, form=form).first()


def save_draft(user: User, form: str, data: dict[str, list[str]], *, at: datetime) -> datetime:
    """Keep the values of a form; returns when. The first save says when typing began."""
    if sum(len(item) for listed in data.values() for item in listed) <= LONGEST:
        clean = {name: [item.replace("\x00", "") for item in listed] for name, listed in data.items()}
        Draft.objects.update_or_create(
            user=user, form=form, defaults={"data": clean, "saved_at": at}, create_defaults={"data": clean, "saved_at": at, "begun_at": at}
        )
    return at


def discard_draft(user: User, form: str) -> None:
    """Throw a draft away, once it was sent or is no longer wanted."""
    draft = Draft.objects.filter(user=user, form=form)
    if draft.exists():  # looking takes no lock; most forms are sent before they were ever kept
        draft.delete()
