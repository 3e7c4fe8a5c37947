"""How cases hang together."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from redress.complaints.events.base import CaseEvent
from redress.ledger.events import event


@event
@dataclass(frozen=True)
class Merged(CaseEvent):
    kind = "case.merged"
    sentence = _("Merged into %(into)s")
    marks = ("withdrawn", "closed")
    into: str


@event
@dataclass(frozen=True)
class TookIn(CaseEvent):
    kind = "case.took_in"
    sentence = _("%(number)s was merged into this case")
    number: str


@event
@dataclass(frozen=True)
class SplitOff(CaseEvent):
    kind = "case.split_off"
    sentence = _("Split: %(number)s carries on with “%(title)s”")
    number: str
    title: str


@event
@dataclass(frozen=True)
class Linked(CaseEvent):
    kind = "case.linked"
    sentence = _("Linked with %(number)s: %(reason)s")
    number: str
    reason: str


@event
@dataclass(frozen=True)
class JoinedBatch(CaseEvent):
    kind = "case.joined_batch"
    sentence = _("Now part of the batch led by %(number)s")
    number: str


@event
@dataclass(frozen=True)
class BatchGrew(CaseEvent):
    kind = "case.batch_grew"
    sentence = _("%(number)s joined this batch")
    number: str


@event
@dataclass(frozen=True)
class SlipMade(CaseEvent):
    kind = "case.slip_made"
    sentence = _("The customer asked again; enquiry slip %(number)s was made, no new order")
    marks = ("slip.made",)
    private = ("text",)
    number: str
    text: str


@event
@dataclass(frozen=True)
class SlipAnswered(CaseEvent):
    kind = "case.slip_answered"
    sentence = _("Enquiry slip %(number)s was answered")
    marks = ("slip.answered",)
    private = ("answer",)
    number: str
    answer: str
