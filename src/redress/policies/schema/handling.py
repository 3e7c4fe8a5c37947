"""How a case is judged and worked: grades, responses, routes, who answers, hand-over, repeats and batches."""

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
    Words,
)

Tone = Literal["calm", "notice", "warning", "serious"]


class Grade(Condition, Named):
    """How serious a case is; listed from the most serious to the least, the first whose rule holds is it."""

    tone: Tone = Field(description=gettext_noop("How loudly it is shown: calm, notice, warning or serious."))
    meaning: Text = Field(description=gettext_noop("When to choose it, in a sentence."))


class Response(Condition, Named):
    """How fast the organisation responds; the first level whose rule holds is it."""

    tone: Tone = Field("calm", description=gettext_noop("How loudly it is shown: calm, notice, warning or serious."))


class Route(Condition):
    """Which department leads; the first route whose rule holds and whose department is known is taken."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    lead: Code = Field(
        description=gettext_noop("Code of a department, or same-store (the store where it happened) or category-owner (owner of the category).")
    )
    assist: tuple[Code, ...] = Field((), description=gettext_noop("Departments that help; the lead department coordinates them."))


class Answering(Condition):
    """Who answers the customer, and by which path the answer travels."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    answers: Recipient = Field(description=gettext_noop("Who speaks to the customer."))
    path: tuple[Recipient, ...] = Field(min_length=1, description=gettext_noop("Stations of the answer in order; the last one tells the customer."))
    note: Text | None = Field(None, description=gettext_noop("What to mind when answering."))


class HandOver(Part):
    """How a case passes from one to the next without the customer telling it twice."""

    accept_within: Duration = Field(description=gettext_noop("Time in which the receiving department accepts or returns it."))
    calendar: Code | None = Field(None, description=gettext_noop("Calendar for working hours and days; absent: the first calendar."))
    ways: tuple[Choice, ...] = Field(min_length=1, description=gettext_noop("How the customer is passed on."))
    note: Text = Field(description=gettext_noop("What stays with the one who hands over."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Arbitration(Part):
    """What happens when departments keep returning a case."""

    after_returns: Count = Field(description=gettext_noop("Number of returns after which a superior decides."))
    role: Code = Field(description=gettext_noop("Role that decides which department takes it."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Plan(Part):
    """When a handling plan is needed: measures, each with a time and a person."""

    required_when: Rule = Field(description=gettext_noop("Rule in CEL: cases that need a plan before the decision."))
    hint: Text = Field(description=gettext_noop("Help beside the plan."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Correction(Part):
    """When cause, correction and prevention must be written on the case before it closes."""

    required_when: Rule = Field(description=gettext_noop("Rule in CEL: cases that need a cause analysis and measures before closing."))
    hint: Text = Field(description=gettext_noop("Help beside the analysis."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Repeat(Part):
    """What counts as the same complaint again, and what is then made of it."""

    within: Duration = Field(description=gettext_noop("How far back earlier cases are looked for."))
    same: tuple[Literal["customer", "category", "department", "store", "matter"], ...] = Field(
        min_length=1, description=gettext_noop("What must be the same: customer, category, department, store, matter.")
    )
    action: Literal["slip", "link", "new-case"] = Field(
        description=gettext_noop("slip: a slip on the earlier case and no new one; link: a new case linked to it; new-case: only counted.")
    )
    form: Text | None = Field(None, description=gettext_noop("Title of the form or slip that such a case is written on."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Batch(Part):
    """When many complaints are one matter."""

    at_least: Count = Field(description=gettext_noop("Number of cases that make a batch."))
    within: Duration = Field(description=gettext_noop("Stretch of time in which they must come in."))
    same: tuple[Literal["category", "department", "store", "matter"], ...] = Field(
        min_length=1, description=gettext_noop("What must be the same: category, department, store, matter.")
    )
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Alert(Condition):
    """People who are told at once when something happens."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    on: Words = Field(description=gettext_noop("Event at which they are told."))
    to: tuple[Recipient, ...] = Field(min_length=1, description=gettext_noop("Who is told."))
    say: Text = Field(description=gettext_noop("What is said."))
