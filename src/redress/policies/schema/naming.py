"""What a case is called and sorted by: numbers, channels, kinds, categories, axes."""

import re
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import Field, field_validator

from redress.policies.schema.base import (
    CITES,
    Choice,
    Cite,
    Code,
    Condition,
    Named,
    Part,
    Recipient,
    Rule,
    Text,
    Words,
    refuse,
)

_NUMBER = re.compile(r"[A-Z0-9-]*(\{(prefix|yyyy|yy|mm|dd)\}[A-Z0-9-]*)*\{seq:0[3-9]\}\Z")


class Numbering(Part):
    """How a case gets its number."""

    format: Words = Field(description=gettext_noop('Pattern such as "TS{yyyy}{mm}{dd}-{seq:04}"; {prefix} is the prefix of the kind.'))
    reset: Literal["day", "month", "year"] = Field(description=gettext_noop("When counting starts again at 1."))

    @field_validator("format")
    @classmethod
    def _well_formed(cls, pattern: str) -> str:
        if not _NUMBER.match(pattern):
            raise refuse(_("capital letters, digits, hyphens, {prefix} {yyyy} {yy} {mm} {dd}, and {seq:04} at the end"))
        return pattern


class Channel(Named):
    """A way in which complaints come in."""

    direct: bool = Field(True, description=gettext_noop("The customer is there while the record is made: on the phone, in a chat or in person."))
    form: Literal["oral", "written", "electronic"] = Field(description=gettext_noop("Form of what comes in: oral, written or electronic."))
    email: bool = Field(False, description=gettext_noop("E-mail: what is said to the customer this way leaves from here."))
    door: Literal["hotline", "post", "reception"] | None = Field(
        None, description=gettext_noop("The page that takes in what comes this way: hotline (calls), post (letters on paper) or reception (in person).")
    )
    hours: Text | None = Field(None, description=gettext_noop("When the channel is open, as told to customers."))
    public: bool = Field(True, description=gettext_noop("Customers are told of this way on the portal."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Kind(Choice):
    """What a matter is in principle: complaint, report of wrongdoing, enquiry …"""

    confidential: bool = Field(False, description=gettext_noop("Only the people named for it may see such a case."))
    named_roles: tuple[Code, ...] = Field((), description=gettext_noop("Roles that may be named for a confidential kind."))
    internal: bool = Field(False, description=gettext_noop("Raised by a colleague; hidden from the person complained about."))
    number_prefix: str = Field("", pattern=r"^[A-Z]{0,4}$", description=gettext_noop("Capital letters put for {prefix} in the number."))
    form: Text | None = Field(None, description=gettext_noop("Title of the form or slip that such a case is written on."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Category(Named):
    """A branch of the category tree; its ids are joined by a dot only on pages, each id is unique in the whole tree."""

    owner: Code | None = Field(None, description=gettext_noop("Department that answers for the category; its sub-categories inherit it."))
    kinds: tuple[Code, ...] = Field((), description=gettext_noop("Kinds for which it may be chosen; empty: all."))
    watch: bool = Field(False, description=gettext_noop("A matter that may become public opinion."))
    words: tuple[Words, ...] = Field((), description=gettext_noop("Words for which it is suggested while there are too few closed cases to learn from."))
    within: tuple["Category", ...] = Field((), description=gettext_noop("Sub-categories."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Suggestion(Condition):
    """Proposes a value; a person decides."""

    value: Code = Field(description=gettext_noop("The value proposed when the rule holds."))


class Axis(Named):
    """One way of classifying a case; several axes hold at once."""

    options: tuple[Choice, ...] = Field(min_length=2, description=gettext_noop("Values that may be chosen."))
    suggest: tuple[Suggestion, ...] = Field((), description=gettext_noop("Proposals; the first whose rule holds is shown, with its reason."))
    required_at: Words | None = Field(None, description=gettext_noop("Event before which a value must be chosen."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


CaseColumn = Literal[
    "customer-name", "customer-phone", "customer-email", "customer-address", "title", "account", "wish", "occurred-at", "place",
]  # fmt: skip


class CustomerKind(Part):
    """Who complains; the ids are fixed, a pack chooses among them and names them."""

    id: Literal["customer", "vendor", "colleague", "third_party", "group", "anonymous"] = Field(
        description=gettext_noop("One of customer, vendor, colleague, third_party, group, anonymous.")
    )
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))


class RecordField(Named):
    """A field of the record."""

    type: Literal["text", "longtext", "int", "money", "date", "datetime", "bool", "choice", "phone", "place"] = Field(
        description=gettext_noop("What may be typed: text, longtext, int, money, date, datetime, bool, choice, phone or place.")
    )
    fills: CaseColumn | None = Field(
        None, description=gettext_noop("The part of every case file that this field fills.")
    )
    hint: Text | None = Field(None, description=gettext_noop("Help beside the field."))
    asked: Literal["record", "assessment"] = Field(
        "record", description=gettext_noop("On which page it is asked: record (by the clerk) or assessment (by whoever judges).")
    )
    options: tuple[Choice, ...] = Field((), description=gettext_noop("Values of a choice."))
    personal: bool = Field(False, description=gettext_noop("Personal data: masked, encrypted, never used in rules."))
    required: tuple["Requirement", ...] = Field((), description=gettext_noop("When it must be filled."))
    default: Words | bool | int | None = Field(None, description=gettext_noop("Value put in beforehand."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Requirement(Part):
    """Before which event a field must be filled, and under which rule."""

    at: Words = Field(description=gettext_noop("Event before which it must be filled, as in registered or answered."))
    when: Rule | None = Field(None, description=gettext_noop("Rule in CEL over the facts; without it the entry always holds."))


class Confirmation(Part):
    """How the customer confirms the written record."""

    required_for: Rule = Field(description=gettext_noop("Rule in CEL: cases whose record the customer must confirm."))
    ways: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Ways in which the customer may confirm."))
    signature_ways: tuple[Code, ...] = Field((), description=gettext_noop("Those ways that ask for a signature."))
    asks: Recipient = Field("first-contact", description=gettext_noop("Who asks the customer."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
