"""The doors by which customers come in: their own pages, and the reception."""

from django.utils.translation import gettext_noop
from pydantic import Field

from redress.policies.schema.base import CITES, Cite, Code, Part, Text, Whole


class Portal(Part):
    """The customers' own pages: lodging a complaint, following it, answering. No account is needed."""

    greeting: Text = Field(description=gettext_noop("What customers read first on the portal."))
    privacy: Text = Field(description=gettext_noop("What is done with their personal data, as told before they lodge."))
    channel: Code = Field(description=gettext_noop("Channel under which the register keeps what customers lodge themselves."))
    kinds: tuple[Code, ...] = Field(min_length=1, description=gettext_noop("Kinds that a customer may lodge; the first is the usual one."))
    reports: Code | None = Field(None, description=gettext_noop("Confidential kind for reports of wrongdoing, which may stay anonymous; without it none are taken."))
    receives: Code = Field(description=gettext_noop("Role that receives it; of its people near the place, whoever has the fewest open cases."))
    confirm_way: Code = Field(description=gettext_noop("The way of confirming the record that stands for a confirmation on the portal."))
    verdict_way: Code = Field(description=gettext_noop("The way of asking for the verdict that stands for an answer on the portal."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Reception(Part):
    """Receiving customers in person: who is told, and how many may speak for a group."""

    tells: tuple[Code, ...] = Field(min_length=1, description=gettext_noop("Roles told at once when a reception begins; of each the people nearest to the place."))
    representatives: Whole = Field(5, description=gettext_noop("Most people who may speak for a group of visitors."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
