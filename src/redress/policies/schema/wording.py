"""What is said: guidance at the clerk's hand, the organisation's own words, letters."""

from typing import Literal

from django.utils.translation import gettext_noop
from pydantic import Field

from redress.policies.schema.base import Condition, Letter, Named, Part, Text

Term = Literal[
    "case", "record", "customer", "first-contact", "lead-department", "assisting-department", "work-order", "slip",
    "plan", "answer", "confirmation", "correction", "archive", "queue",
]  # fmt: skip
LetterName = Literal[
    "acknowledgement", "record-confirmation", "progress", "answer", "refusal", "call-back", "satisfaction", "reopened",
    "closed", "exhausted", "handed-over",
]  # fmt: skip


class Guidance(Condition, Named):
    """What to ask, how to calm, what to avoid and phrases to say in one situation."""

    ask: tuple[Text, ...] = Field((), description=gettext_noop("Questions to ask."))
    calm: tuple[Text, ...] = Field((), description=gettext_noop("How to calm."))
    avoid: tuple[Text, ...] = Field((), description=gettext_noop("What to avoid."))
    say: tuple[Text, ...] = Field((), description=gettext_noop("Phrases that may be said as they stand."))


class Wording(Part):
    """The organisation's own terms and letters."""

    letterhead: Text | None = Field(None, description=gettext_noop("Address and telephone of the organisation, as they stand on its letters on paper."))
    terms: dict[Term, Text] = Field(description=gettext_noop("The organisation's own word for a thing, shown on its pages."))
    letters: dict[LetterName, Letter] = Field(description=gettext_noop("Letters to the customer; names in braces are filled in, a piece in square brackets is left out where a name in it is unknown."))
