"""What people decide about what leaves the house, as the journals tell it."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.ledger.events import event

STREAM = "hooks"


@event
@dataclass(frozen=True)
class HookAdded:
    kind: ClassVar[str] = "hook.added"
    sentence: ClassVar[str] = _("added the webhook %(url)s for %(kinds)s")
    private: ClassVar[tuple[str, ...]] = ()
    url: str
    kinds: list[str]


@event
@dataclass(frozen=True)
class HookSwitched:
    kind: ClassVar[str] = "hook.switched"
    sentence: ClassVar[str] = _("switched the webhook %(url)s: %(active)s")
    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {"active": {True: _("on"), False: _("off")}}
    url: str
    active: bool


@event
@dataclass(frozen=True)
class HookReplayed:
    kind: ClassVar[str] = "hook.replayed"
    sentence: ClassVar[str] = _("sent %(told)s of %(number)s to the webhook %(url)s again")
    private: ClassVar[tuple[str, ...]] = ()
    url: str
    told: str
    number: str


MAIL = "mail"
"""The journal of outgoing mail."""


@event
@dataclass(frozen=True)
class MailSentAgain:
    """Somebody decided to send a message again that had failed or was in doubt; ``trouble`` is why it was."""

    kind: ClassVar[str] = "mail.sent_again"
    sentence: ClassVar[str] = _("sent the outgoing message %(number)s again, which had failed: %(trouble)s")
    private: ClassVar[tuple[str, ...]] = ()
    number: int
    trouble: str


CHATS = "chats"
"""The journal of chat accounts."""


@event
@dataclass(frozen=True)
class ChatSentAgain:
    """Somebody decided to send a text again that had not arrived; ``trouble`` is why it was."""

    kind: ClassVar[str] = "chat.sent_again"
    sentence: ClassVar[str] = _("sent the message %(number)s of %(account)s again, which had not arrived: %(trouble)s")
    private: ClassVar[tuple[str, ...]] = ()
    account: str
    number: int
    trouble: str


@event
@dataclass(frozen=True)
class ChatAccountSet:
    """A chat account was entered or changed; its secrets are never written down."""

    kind: ClassVar[str] = "chat.set"
    sentence: ClassVar[str] = _("set the chat account %(name)s: %(platform)s, %(app)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    platform: str
    app: str


@event
@dataclass(frozen=True)
class ChatAccountSwitched:
    """A chat account is listened to from now on, or no longer."""

    kind: ClassVar[str] = "chat.switched"
    sentence: ClassVar[str] = _("switched the chat account %(name)s: %(active)s")
    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {"active": {True: _("on"), False: _("off")}}
    name: str
    active: bool


ROBOTS = "robots"
"""The journal of group robots."""


@event
@dataclass(frozen=True)
class RobotSet:
    kind: ClassVar[str] = "robot.set"
    sentence: ClassVar[str] = _("entered or changed the group robot “%(name)s” (%(platform)s), told of %(kinds)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    platform: str
    kinds: list[str]


@event
@dataclass(frozen=True)
class RobotSwitched:
    kind: ClassVar[str] = "robot.switched"
    sentence: ClassVar[str] = _("switched the group robot “%(name)s”: %(active)s")
    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {"active": {True: _("on"), False: _("off")}}
    name: str
    active: bool


@event
@dataclass(frozen=True)
class RobotTried:
    kind: ClassVar[str] = "robot.tried"
    sentence: ClassVar[str] = _("sent a test message by the group robot “%(name)s”")
    private: ClassVar[tuple[str, ...]] = ()
    name: str


@event
@dataclass(frozen=True)
class RobotSaidAgain:
    kind: ClassVar[str] = "robot.said_again"
    sentence: ClassVar[str] = _("sent a message of the group robot “%(name)s” again, of %(count)s notices")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    count: int


@event
@dataclass(frozen=True)
class RobotRemoved:
    kind: ClassVar[str] = "robot.removed"
    sentence: ClassVar[str] = _("removed the group robot “%(name)s” with its history")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
