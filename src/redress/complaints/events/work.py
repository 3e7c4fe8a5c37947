"""The work on a case: parts, plan, evidence, third parties, talk."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent, Text
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class Assigned(CaseEvent):
    kind = "case.assigned"
    sentence = _("Assigned to %(department)s as lead")
    marks = ("assigned",)
    department: Text
    assisting: list[Text]
    asked: str
    rulings: dict[str, object]


@event
@dataclass(frozen=True)
class PartAsked(CaseEvent):
    kind = "case.part_asked"
    sentence = _("%(department)s was asked to assist")
    department: Text
    asked: str


@event
@dataclass(frozen=True)
class Accepted(CaseEvent):
    kind = "case.accepted"
    sentence = _("%(person)s accepted for %(department)s and is now answerable")
    marks = ("accepted",)
    person: str
    department: Text


@event
@dataclass(frozen=True)
class PartAccepted(CaseEvent):
    kind = "case.part_accepted"
    sentence = _("%(person)s accepted the part of %(department)s")
    person: str
    department: Text


@event
@dataclass(frozen=True)
class Returned(CaseEvent):
    kind = "case.returned"
    sentence = _("%(department)s returned it (%(count)s. time): %(reason)s")
    marks = ("returned",)
    department: Text
    reason: str
    count: int
    arbitrate: bool


@event
@dataclass(frozen=True)
class PartReturned(CaseEvent):
    kind = "case.part_returned"
    sentence = _("%(department)s returned its part: %(reason)s")
    department: Text
    reason: str


@event
@dataclass(frozen=True)
class Arbitrated(CaseEvent):
    kind = "case.arbitrated"
    sentence = _("Decided: %(department)s takes it. %(reason)s")
    marks = ("assigned",)
    department: Text
    reason: str


@event
@dataclass(frozen=True)
class HandedOver(CaseEvent):
    kind = "case.handed_over"
    sentence = _("Handed over with the whole case from %(was)s to %(person)s: %(reason)s")
    marks = ("handed.over",)
    was: str
    person: str
    reason: str


@event
@dataclass(frozen=True)
class PartDone(CaseEvent):
    kind = "case.part_done"
    sentence = _("%(department)s finished its part")
    private = ("finding",)
    department: Text
    finding: str


@event
@dataclass(frozen=True)
class StepPlanned(CaseEvent):
    kind = "case.step_planned"
    sentence = _("Measure planned for %(person)s, due %(due)s: %(measure)s")
    marks = ("plan.made",)
    measure: str
    person: str
    due: str


@event
@dataclass(frozen=True)
class StepDone(CaseEvent):
    kind = "case.step_done"
    sentence = _("Measure carried out: %(measure)s. %(outcome)s")
    measure: str
    outcome: str


@event
@dataclass(frozen=True)
class StepDropped(CaseEvent):
    kind = "case.step_dropped"
    sentence = _("Measure dropped: %(measure)s. %(outcome)s")
    measure: str
    outcome: str


@event
@dataclass(frozen=True)
class EvidenceAdded(CaseEvent):
    kind = "case.evidence_added"
    sentence = _("Evidence added: %(title)s")
    title: str
    file_name: str
    sha256: str
    size: int


@event
@dataclass(frozen=True)
class EvidenceHandedOn(CaseEvent):
    kind = "case.evidence_handed_on"
    sentence = _("Evidence “%(title)s” was handed to %(to)s. %(reason)s")
    title: str
    to: str
    reason: str


@event
@dataclass(frozen=True)
class ThirdPartyAsked(CaseEvent):
    kind = "case.third_party_asked"
    sentence = _("%(name)s was brought in: %(asked)s")
    name: str
    asked: str


@event
@dataclass(frozen=True)
class ThirdPartySaid(CaseEvent):
    kind = "case.third_party_said"
    sentence = _("%(name)s replied: %(said)s")
    name: str
    said: str


@event
@dataclass(frozen=True)
class Noted(CaseEvent):
    kind = "case.noted"
    sentence = _("Internal note")
    private = ("text",)
    text: str


@event
@dataclass(frozen=True)
class Told(CaseEvent):
    kind = "case.told"
    sentence = _("Message to the customer (%(channel)s)")
    marks = ("customer.told",)
    private = ("text",)
    channel: Text
    text: str


@event
@dataclass(frozen=True)
class Heard(CaseEvent):
    kind = "case.heard"
    sentence = _("Message from the customer (%(channel)s)")
    marks = ("customer.wrote",)
    private = ("text",)
    channel: Text
    text: str


@event
@dataclass(frozen=True)
class Transcribed(CaseEvent):
    kind = "case.transcribed"
    sentence = _("A talk with the customer was taken into the thread (%(channel)s, %(count)s lines)")
    private = ("text",)
    channel: Text
    count: int
    text: str


@event
@dataclass(frozen=True)
class CallBackPromised(CaseEvent):
    kind = "case.call_back_promised"
    sentence = _("A call-back was promised for %(due)s: %(about)s")
    marks = ("callback.promised",)
    due: str
    about: str


@event
@dataclass(frozen=True)
class CallNeeded(CaseEvent):
    kind = "case.call_needed"
    sentence = _("The customer cannot be reached by e-mail and is to be called by %(due)s: %(about)s")
    marks = ("callback.promised",)
    due: str
    about: str


@event
@dataclass(frozen=True)
class CallBackMade(CaseEvent):
    kind = "case.call_back_made"
    sentence = _("The promised call-back was made")
    marks = ("callback.made",)
    private = ("outcome",)
    outcome: str
