"""Entering mailboxes, opening and closing them, and taking what was held."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.intake.events import STREAM, MailboxClosed, MailboxOpened, MailboxSet
from redress.intake.mail.fetching import letter_of
from redress.intake.mail.taking import take
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove
from redress.ledger.operations import journal

RIGHT = "people.manage"


@transaction.atomic
def set_mailbox(box: Mailbox, *, by: Actor, at: datetime, **data: Any) -> Mailbox:
    """Enter a mailbox, or change it; without a password in ``data`` the one known stays. Raises NotAllowed.

    Another server, user or folder is read from its beginning again; letters known already come in no second time.
    """
    require(by, RIGHT)
    if not data.get("password"):
        data.pop("password", None)
    moved = any(name in data and data[name] != getattr(box, name) for name in ("host", "port", "username", "folder"))
    for name, value in data.items():
        setattr(box, name, value)
    if moved:
        box.uid_validity = box.last_uid = 0
    box.save()
    journal(STREAM, MailboxSet(box.name, box.address, box.host, box.folder), by=by, at=at)
    return box


@transaction.atomic
def open_mailbox(box: Mailbox, *, active: bool, by: Actor, at: datetime) -> None:
    """Read a mailbox from now on, or no longer. Raises NotAllowed."""
    require(by, RIGHT)
    if Mailbox.objects.filter(pk=box.pk, active=not active).update(active=active, trouble=""):
        journal(STREAM, MailboxOpened(box.name) if active else MailboxClosed(box.name), by=by, at=at)


def take_held(entry: MailIn, *, by: Actor, at: datetime) -> MailIn:
    """A person decides that a held letter comes in after all. Raises NotAllowed, IllegalMove where it is no longer in the mailbox."""
    require(by, RIGHT)
    letter = letter_of(entry, at=at) if entry.outcome == Outcome.HELD else None
    if letter is None:
        raise IllegalMove("gone", _("This letter is no longer in the mailbox, or was taken already."))
    return take(entry.mailbox, letter, uid=entry.uid, held=entry, at=at)
