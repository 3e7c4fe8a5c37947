"""Receipt, record and assessment."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent, Text
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class Received(CaseEvent):
    kind = "case.received"
    sentence = _("The complaint came in by %(channel)s")
    marks = ("received",)
    channel: Text
    moment: str


@event
@dataclass(frozen=True)
class Registered(CaseEvent):
    kind = "case.registered"
    sentence = _("Registered as %(number)s, first contact %(first_contact)s, at %(department)s")
    marks = ("registered",)
    private = ("account", "wish")
    number: str
    first_contact: str
    department: Text
    policy: str
    account: str
    wish: str


@event
@dataclass(frozen=True)
class Imported(CaseEvent):
    kind = "case.imported"
    sentence = _("Brought in from “%(source)s” (number there: %(key)s); what happened before is as recorded there, assessed by our rules")
    source: str
    key: str


@event
@dataclass(frozen=True)
class Labelled(CaseEvent):
    kind = "case.labelled"
    sentence = _("Also labelled there: %(words)s")
    words: str


@event
@dataclass(frozen=True)
class ReceptionEnded(CaseEvent):
    kind = "case.reception_ended"
    sentence = _("Reception of the customer ended")
    marks = ("reception.ended",)
    moment: str


@event
@dataclass(frozen=True)
class RecordCompleted(CaseEvent):
    kind = "case.record_completed"
    sentence = _("The record is complete")
    marks = ("record.completed",)


@event
@dataclass(frozen=True)
class RecordCorrected(CaseEvent):
    kind = "case.record_corrected"
    sentence = _("The record was corrected: %(names)s")
    private = ("before", "after")
    names: str
    before: dict[str, object]
    after: dict[str, object]


@event
@dataclass(frozen=True)
class RecordConfirmed(CaseEvent):
    kind = "case.record_confirmed"
    sentence = _("The customer confirmed the record: %(way)s")
    marks = ("record.confirmed",)
    private = ("signed",)
    way: Text
    signed: str


@event
@dataclass(frozen=True)
class RecordDisputed(CaseEvent):
    kind = "case.record_disputed"
    sentence = _("The customer wants the record corrected")
    private = ("correction",)
    correction: str


@event
@dataclass(frozen=True)
class Assessed(CaseEvent):
    kind = "case.assessed"
    sentence = _("Assessed: %(category)s, graded “%(grade)s”")
    marks = ("assessed",)
    category: Text
    grade: Text
    tier: Text
    axes: dict[str, str]
    rulings: dict[str, object]


@event
@dataclass(frozen=True)
class Regraded(CaseEvent):
    kind = "case.regraded"
    sentence = _("Regraded from “%(was)s” to “%(grade)s”: %(reason)s")
    marks = ("regraded",)
    was: Text
    grade: Text
    reason: str


@event
@dataclass(frozen=True)
class SubjectNamed(CaseEvent):
    kind = "case.subject_named"
    sentence = _("A person complained about was named and is kept out of this case")
    private = ("person",)
    person: str


@event
@dataclass(frozen=True)
class PersonLetIn(CaseEvent):
    kind = "case.let_in"
    sentence = _("%(person)s was named for this confidential case")
    person: str


@event
@dataclass(frozen=True)
class Revealed(CaseEvent):
    kind = "case.revealed"
    sentence = _("Contact data of the customer was shown: %(what)s. Reason: %(reason)s")
    what: str
    reason: str


@event
@dataclass(frozen=True)
class RepresentativeNamed(CaseEvent):
    kind = "case.representative_named"
    sentence = _("A representative of the group was named")
    private = ("name",)
    name: str


@event
@dataclass(frozen=True)
class SignerNamed(CaseEvent):
    kind = "case.signer_named"
    sentence = _("It was said which representative signs for the group")
    private = ("name",)
    name: str


@event
@dataclass(frozen=True)
class CallAdded(CaseEvent):
    kind = "case.call_added"
    sentence = _("The call of %(began)s, answered by %(agent)s, belongs to this case")
    began: str
    agent: str


@event
@dataclass(frozen=True)
class RecordingOpened(CaseEvent):
    kind = "case.recording_opened"
    sentence = _("The recording of the call of %(began)s was opened")
    began: str


@event
@dataclass(frozen=True)
class ConfirmationAsked(CaseEvent):
    kind = "case.confirmation_asked"
    sentence = _("The customer was asked to confirm the record: %(mailed)s")
    labels = {"mailed": {True: _("by a link that was sent"), False: _("by a link that was handed over")}}
    mailed: bool


@event
@dataclass(frozen=True)
class KeyGiven(CaseEvent):
    kind = "case.key_given"
    sentence = _("A key was made with which the customer follows the case")
