"""Tables of the case file, by subject."""

from redress.complaints.models.case import Case, CaseEntry, LetIn, Subject
from redress.complaints.models.customer import Customer, Representative
from redress.complaints.models.desk import (
    CaseKey,
    CaseSignal,
    Draft,
    Knock,
    NumberSeries,
    Presence,
    SavedView,
    SearchText,
)
from redress.complaints.models.relations import Link, OutsideMatter, Slip
from redress.complaints.models.talk import CallBack, Message, Note
from redress.complaints.models.verdict import Answer, Decision, Point, RecordConfirmation, Verdict
from redress.complaints.models.work import Custody, Evidence, Part, PlanStep, ThirdParty

__all__ = [
    "Answer", "CallBack", "Case", "CaseEntry", "CaseKey", "CaseSignal", "Custody", "Customer", "Decision", "Draft", "Evidence", "Knock", "LetIn", "Link",
    "Message", "Note", "NumberSeries", "OutsideMatter", "Part", "PlanStep", "Point", "Presence", "RecordConfirmation", "Representative", "SavedView",
    "SearchText", "Slip", "Subject", "ThirdParty", "Verdict",
]  # fmt: skip
