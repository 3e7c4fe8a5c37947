"""From the points to the verdict and the end."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent, Text
from redress.complaints.states import Finding
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class PointAdded(CaseEvent):
    kind = "case.point_added"
    sentence = _("Point %(number)s taken up")
    private = ("text",)
    number: int
    text: str


@event
@dataclass(frozen=True)
class PointFound(CaseEvent):
    kind = "case.point_found"
    sentence = _("Point %(number)s: %(finding)s")
    private = ("reason",)
    labels = {"finding": Finding}
    number: int
    finding: str
    reason: str


@event
@dataclass(frozen=True)
class Investigated(CaseEvent):
    kind = "case.investigated"
    sentence = _("Investigation finished")
    marks = ("investigated",)
    private = ("summary",)
    summary: str


@event
@dataclass(frozen=True)
class SentBackToInvestigation(CaseEvent):
    kind = "case.sent_back"
    sentence = _("Sent back for more investigation: %(reason)s")
    reason: str


@event
@dataclass(frozen=True)
class Decided(CaseEvent):
    kind = "case.decided"
    sentence = _("Decided (round %(round)s): %(verdict)s")
    marks = ("decided",)
    private = ("solution", "reasons")
    labels = {"verdict": {"justified": _("justified"), "unjustified": _("not justified")}}
    round: int
    verdict: str
    solution: str
    reasons: str
    correction: str


@event
@dataclass(frozen=True)
class RemedyReceived(CaseEvent):
    kind = "case.remedy_received"
    sentence = _("The customer signed for what was received")
    private = ("received_by", "signature")
    received_by: str
    signature: str


@event
@dataclass(frozen=True)
class AnswerDrafted(CaseEvent):
    kind = "case.answer_drafted"
    sentence = _("Answer drafted (round %(round)s); next: %(next)s")
    private = ("text",)
    round: int
    next: Text
    text: str


@event
@dataclass(frozen=True)
class AnswerPassed(CaseEvent):
    kind = "case.answer_passed"
    sentence = _("Answer passed on to: %(next)s")
    next: Text


@event
@dataclass(frozen=True)
class AnswerSentBack(CaseEvent):
    kind = "case.answer_sent_back"
    sentence = _("Answer sent back: %(reason)s")
    reason: str


@event
@dataclass(frozen=True)
class Answered(CaseEvent):
    kind = "case.answered"
    sentence = _("Answer given to the customer (%(way)s)")
    marks = ("answered",)
    private = ("text",)
    way: Text
    round: int
    text: str


@event
@dataclass(frozen=True)
class NotReached(CaseEvent):
    kind = "case.not_reached"
    sentence = _("The customer could not be reached (%(way)s)")
    way: Text
    round: int


@event
@dataclass(frozen=True)
class Satisfied(CaseEvent):
    kind = "case.satisfied"
    sentence = _("The customer is satisfied (round %(round)s, score %(score)s)")
    marks = ("verdict.satisfied", "confirmed")
    private = ("words",)
    round: int
    score: int
    words: str
    recommend: int | None = None


@event
@dataclass(frozen=True)
class Dissatisfied(CaseEvent):
    kind = "case.dissatisfied"
    sentence = _("The customer is not satisfied (round %(round)s, score %(score)s)")
    marks = ("verdict.dissatisfied",)
    private = ("words",)
    round: int
    score: int
    words: str
    recommend: int | None = None


@event
@dataclass(frozen=True)
class Exhausted(CaseEvent):
    kind = "case.exhausted"
    sentence = _("All %(rounds)s rounds are used; the customer was told where else to turn: %(outside)s")
    marks = ("confirmed",)
    rounds: int
    outside: str


@event
@dataclass(frozen=True)
class Reopened(CaseEvent):
    kind = "case.reopened"
    sentence = _("Reopened, round %(round)s: %(reason)s")
    marks = ("reopened",)
    round: int
    reason: str


@event
@dataclass(frozen=True)
class Closed(CaseEvent):
    kind = "case.closed"
    sentence = _("Closed: %(result)s")
    marks = ("closed",)
    result: Text
    clocks: list[dict[str, object]]


@event
@dataclass(frozen=True)
class Archived(CaseEvent):
    kind = "case.archived"
    sentence = _("Filed under %(key)s, to be kept until %(keep_until)s")
    marks = ("archived",)
    key: str
    keep_until: str


@event
@dataclass(frozen=True)
class Withdrawn(CaseEvent):
    kind = "case.withdrawn"
    sentence = _("Withdrawn by the customer: %(reason)s. %(words)s")
    marks = ("withdrawn", "closed")
    reason: Text
    words: str


@event
@dataclass(frozen=True)
class NotAComplaint(CaseEvent):
    kind = "case.not_a_complaint"
    sentence = _("Found to be no complaint: %(reason)s. %(words)s")
    marks = ("withdrawn", "closed")
    reason: Text
    words: str


@event
@dataclass(frozen=True)
class AnswerPrinted(CaseEvent):
    kind = "case.answer_printed"
    sentence = _("The answer was printed as a letter, with name and address of the customer")
