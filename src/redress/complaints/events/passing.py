"""What bodies outside the house do with a case: pass it on, set a deadline, report more."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class PassedOn(CaseEvent):
    kind = "case.passed_on"
    sentence = _("%(source)s passed it on under its number %(number)s")
    marks = ("passed.on",)
    source: str
    number: str


@event
@dataclass(frozen=True)
class DeadlineGiven(CaseEvent):
    """After an answer was given, a new deadline begins the promise anew."""

    kind = "case.deadline_given"
    sentence = _("%(source)s wants it answered by %(due)s")
    marks = ("passed.on",)
    source: str
    due: str


@event
@dataclass(frozen=True)
class OutsideReported(CaseEvent):
    kind = "case.outside_reported"
    sentence = _("%(source)s reported")
    private = ("text",)
    source: str
    text: str
