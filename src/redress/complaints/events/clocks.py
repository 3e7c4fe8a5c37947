"""What happens to the clocks of a case."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent, Text
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class ClockPaused(CaseEvent):
    kind = "clock.paused"
    sentence = _("Clock “%(clock)s” paused: %(reason)s")
    clock: Text
    reason: Text
    words: str


@event
@dataclass(frozen=True)
class ClockResumed(CaseEvent):
    kind = "clock.resumed"
    sentence = _("Clock “%(clock)s” goes on, now due %(due)s")
    clock: Text
    due: str


@event
@dataclass(frozen=True)
class ExtensionAsked(CaseEvent):
    kind = "clock.extension_asked"
    sentence = _("More time asked for “%(clock)s”: %(reason)s")
    clock: Text
    reason: str


@event
@dataclass(frozen=True)
class ExtensionGranted(CaseEvent):
    kind = "clock.extension_granted"
    sentence = _("More time granted for “%(clock)s”, now due %(due)s")
    clock: Text
    due: str


@event
@dataclass(frozen=True)
class ExtensionRefused(CaseEvent):
    kind = "clock.extension_refused"
    sentence = _("More time refused for “%(clock)s”: %(reason)s")
    clock: Text
    reason: str


@event
@dataclass(frozen=True)
class Escalated(CaseEvent):
    kind = "clock.escalated"
    sentence = _("“%(clock)s”: %(step)s reached; told %(told)s")
    clock: Text
    step: str
    told: str
    due: str
    late: bool
