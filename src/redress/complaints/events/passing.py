"""What bodies outside the house do with a case: pass it on, set a deadline, report more; and what they are told back."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent
from redress.ledger.events import event

_STATES = {
    "accepted": _("accepted by the department"), "answered": _("the answer to the customer"), "closed": _("closed, with the result"),
    "withdrawn": _("withdrawn by the customer"), "not_a_complaint": _("found to be no complaint"),
}  # fmt: skip


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


@event
@dataclass(frozen=True)
class ReportedBack(CaseEvent):
    kind = "case.reported_back"
    sentence = _("%(source)s was told by machine: %(state)s")
    labels = {"state": _STATES}
    source: str
    state: str


@event
@dataclass(frozen=True)
class ReportBackFailed(CaseEvent):
    kind = "case.report_back_failed"
    sentence = _("%(source)s could not be told by machine: %(state)s. Tell it yourself; administrators see the reason.")
    labels = {"state": _STATES}
    source: str
    state: str
