"""How a case ends: satisfaction, results, closing conditions, archive, retention."""

from typing import Literal

from django.utils.translation import gettext_noop
from pydantic import Field

from redress.policies.schema.base import (
    CITES,
    Choice,
    Cite,
    Code,
    Condition,
    Count,
    Duration,
    Named,
    Part,
    Recipient,
    Rule,
    Text,
    Whole,
)


class Mark(Part):
    """One mark that a customer may give."""

    value: Whole = Field(description=gettext_noop("The figure; higher is better."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))


class Outside(Named):
    """Where a customer may turn when nothing more can be done here."""

    contact: Text = Field(description=gettext_noop("Telephone, address or web page."))


class Exhausted(Part):
    """What the customer is told when the rounds are used up."""

    text: Text = Field(description=gettext_noop("The sentence told to the customer."))
    outside: tuple[Outside, ...] = Field(min_length=1, description=gettext_noop("Places outside the organisation that can help."))


class Satisfaction(Part):
    """How the customer's verdict is asked for and what counts as satisfied."""

    ways: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("Ways of asking."))
    scale: tuple[Mark, ...] = Field(min_length=2, description=gettext_noop("Marks, from the lowest to the highest."))
    satisfied_from: Whole = Field(description=gettext_noop("Lowest mark that counts as satisfied."))
    ask_within: Duration = Field(description=gettext_noop("Time after the answer in which the customer is asked."))
    asks: Recipient = Field("first-contact", description=gettext_noop("Who asks the customer."))
    rounds_max: Count = Field(description=gettext_noop("Rounds of handling before the outside route is told."))
    exhausted: Exhausted = Field(description=gettext_noop("What the customer is told when the rounds are used up."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Closing(Part):
    """Something that must hold before a case closes."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    must: Rule = Field(description=gettext_noop("Rule in CEL that must hold."))
    message: Text = Field(description=gettext_noop("What the reader is told when it does not hold."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Result(Choice):
    """With what a case closed."""

    verdict: Literal["upheld", "partly", "not-upheld", "none"] = Field(
        description=gettext_noop("Whether the complaint was justified: upheld, partly, not-upheld, none.")
    )


class Archive(Part):
    """How closed cases are filed."""

    every: Literal["month"] = Field("month", description=gettext_noop("How often closed cases are filed."))
    by: tuple[Literal["kind", "category", "grade", "department", "result"], ...] = Field(
        min_length=1, description=gettext_noop("What they are filed by: kind, category, grade, department, result.")
    )
    role: Code = Field(description=gettext_noop("Role that files them."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Retention(Condition):
    """How long a filed case is kept; the first rule that holds applies."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    years: Count = Field(description=gettext_noop("Full years after closing."))
    then: Literal["review", "destroy"] = Field(description=gettext_noop("review: a person decides; destroy: it is destroyed by protocol."))


__all__ = ["Archive", "Closing", "Exhausted", "Mark", "Outside", "Result", "Retention", "Satisfaction"]
