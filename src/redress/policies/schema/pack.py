"""The whole of a policy pack."""

from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import Field, field_validator

from redress.policies.schema.base import Choice, Code, Part, Text, Words, refuse
from redress.policies.schema.doors import Portal, Reception
from redress.policies.schema.ending import Archive, Closing, Result, Retention, Satisfaction
from redress.policies.schema.handling import (
    Alert,
    Answering,
    Arbitration,
    Batch,
    Correction,
    Grade,
    HandOver,
    Plan,
    Repeat,
    Response,
    Route,
)
from redress.policies.schema.naming import (
    Axis,
    Category,
    Channel,
    Confirmation,
    CustomerKind,
    Kind,
    Numbering,
    RecordField,
)
from redress.policies.schema.organisation import Calendar, Department, Role, Tier
from redress.policies.schema.signals import Signal
from redress.policies.schema.timing import Clock, Extensions, Pause
from redress.policies.schema.wording import Guidance, Wording


class Pack(Part):
    """One organisation's rules; every list keeps its order, which is the order in which rules are tried."""

    policy: Code = Field(description=gettext_noop("Code of the pack."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))
    summary: Text = Field(description=gettext_noop("What the organisation is and how it works, in a few sentences."))
    organisation: Text = Field(description=gettext_noop("Name of the organisation as it stands in letters."))
    language: Literal["zh-Hans", "zh-Hant", "en"] = Field(description=gettext_noop("Language of the organisation's staff."))
    timezone: Words = Field(description=gettext_noop("Time zone of the offices, as in Asia/Shanghai."))
    currency: Literal["CNY", "TWD", "HKD"] = Field(description=gettext_noop("Currency of all amounts: CNY, TWD or HKD."))
    valid_from: date = Field(description=gettext_noop("First day on which new cases follow these rules."))
    numbering: Numbering = Field(description=gettext_noop("How a case gets its number."))
    calendars: tuple[Calendar, ...] = Field(min_length=1, description=gettext_noop("Working calendars; the first is the ordinary one."))
    departments: tuple[Department, ...] = Field(min_length=1, description=gettext_noop("The organisation's tree."))
    roles: tuple[Role, ...] = Field(min_length=1, description=gettext_noop("What people may do."))
    tiers: tuple[Tier, ...] = Field(min_length=1, description=gettext_noop("Levels that settle cases, from the lowest to the highest."))
    channels: tuple[Channel, ...] = Field(min_length=1, description=gettext_noop("Ways in which complaints come in."))
    portal: Portal | None = Field(None, description=gettext_noop("The customers' own pages; without this part there are none."))
    reception: Reception | None = Field(None, description=gettext_noop("Receiving customers in person; without this part there is no reception."))
    kinds: tuple[Kind, ...] = Field(min_length=1, description=gettext_noop("What a matter is in principle."))
    categories: tuple[Category, ...] = Field(min_length=1, description=gettext_noop("The tree of subjects."))
    axes: tuple[Axis, ...] = Field((), description=gettext_noop("Ways of classifying a case, all at once."))
    customer_kinds: tuple[CustomerKind, ...] = Field(min_length=1, description=gettext_noop("Who complains."))
    customer_tiers: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Standing of a customer."))
    moods: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("The customer's mood as the clerk sees it."))
    signals: tuple[Signal, ...] = Field((), description=gettext_noop("Words at the door that call for attention."))
    fields: tuple[RecordField, ...] = Field(min_length=1, description=gettext_noop("Fields of the record."))
    record: Confirmation = Field(description=gettext_noop("How the customer confirms the written record."))
    evidence: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Kinds of evidence."))
    third_parties: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Outsiders who may be brought in."))
    grades: tuple[Grade, ...] = Field(min_length=1, description=gettext_noop("How serious a case is, most serious first."))
    responses: tuple[Response, ...] = Field(min_length=1, description=gettext_noop("How fast the organisation responds, fastest first."))
    routes: tuple[Route, ...] = Field(min_length=1, description=gettext_noop("Which department leads, which assist."))
    answering: tuple[Answering, ...] = Field(min_length=1, description=gettext_noop("Who answers the customer."))
    alerts: tuple[Alert, ...] = Field((), description=gettext_noop("Who is told at once of what."))
    hand_over: HandOver = Field(description=gettext_noop("How a case passes from one to the next."))
    arbitration: Arbitration = Field(description=gettext_noop("Who decides when departments keep returning a case."))
    plan: Plan = Field(description=gettext_noop("When a handling plan is needed."))
    correction: Correction = Field(description=gettext_noop("When cause and measures are needed."))
    clocks: tuple[Clock, ...] = Field(min_length=1, description=gettext_noop("Promises in time."))
    pauses: tuple[Pause, ...] = Field(min_length=1, description=gettext_noop("Accepted reasons for stopping a clock."))
    extensions: Extensions = Field(description=gettext_noop("More time, asked for and approved."))
    repeat: Repeat = Field(description=gettext_noop("What counts as the same complaint again."))
    batch: Batch = Field(description=gettext_noop("When many complaints are one matter."))
    satisfaction: Satisfaction = Field(description=gettext_noop("How the customer's verdict is asked for."))
    results: tuple[Result, ...] = Field(min_length=1, description=gettext_noop("With what a case may close."))
    closing: tuple[Closing, ...] = Field(min_length=1, description=gettext_noop("What must hold before a case closes."))
    archive: Archive = Field(description=gettext_noop("How closed cases are filed."))
    retention: tuple[Retention, ...] = Field(min_length=1, description=gettext_noop("How long cases are kept."))
    return_reasons: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Reasons for returning a case to whoever sent it."))
    withdrawal_reasons: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Why a customer withdraws."))
    dismissal_reasons: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Why a matter is not a complaint."))
    guidance: tuple[Guidance, ...] = Field(min_length=1, description=gettext_noop("Help at the clerk's hand."))
    wording: Wording = Field(description=gettext_noop("The organisation's own terms and letters."))

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise refuse(_("the name of a time zone, as in Asia/Shanghai"))
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the offices."""
        return ZoneInfo(self.timezone)
