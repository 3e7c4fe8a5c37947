"""What is done to the doors, in the journal ``doors``."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.ledger.events import event

STREAM = "doors"


@event
@dataclass(frozen=True)
class MailboxSet:
    """A mailbox was entered or changed; its password is never written down."""

    kind: ClassVar[str] = "mailbox.set"
    sentence: ClassVar[str] = _("set the mailbox %(name)s: %(address)s at %(host)s, folder %(folder)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    address: str
    host: str
    folder: str


@event
@dataclass(frozen=True)
class MailboxOpened:
    """A mailbox is read from now on."""

    kind: ClassVar[str] = "mailbox.opened"
    sentence: ClassVar[str] = _("began to read the mailbox %(name)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str


@event
@dataclass(frozen=True)
class MailboxClosed:
    """A mailbox is no longer read."""

    kind: ClassVar[str] = "mailbox.closed"
    sentence: ClassVar[str] = _("stopped reading the mailbox %(name)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
