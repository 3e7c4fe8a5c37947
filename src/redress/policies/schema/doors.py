"""The doors by which customers come in: their own pages, and the reception."""

from string import Formatter
from typing import Annotated

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import AfterValidator, Field

from redress.kernel.texts import PIECE
from redress.policies.schema.base import CITES, Cite, Code, Count, Named, Part, Text, Whole, refuse

SOMETIMES = frozenset({"name", "number", "promised"})
"""Places of a canned answer that a talk may not be able to fill; a piece in square brackets is left out with them."""
ALWAYS = frozenset({"me", "organisation"})


def _places(said: str) -> set[str]:
    try:
        return {name for _literal, name, _spec, _conversion in Formatter().parse(said) if name is not None}
    except ValueError:
        raise refuse(_("braces that come in pairs, as in {number}")) from None


def _canned(value: dict[str, str]) -> dict[str, str]:
    for said in value.values():
        if not _places(said) <= SOMETIMES | ALWAYS:
            raise refuse(format_lazy(_("only these names in braces: {names}"), names=", ".join(sorted(SOMETIMES | ALWAYS))))
        if not _places(PIECE.sub("", said)) <= ALWAYS:
            raise refuse(format_lazy(_("square brackets around each piece with {names}, so that it can be left out"), names=", ".join(sorted(SOMETIMES))))
    return value


def _only(*names: str) -> AfterValidator:
    def check(value: dict[str, str]) -> dict[str, str]:
        if not all(_places(said) <= set(names) for said in value.values()):
            raise refuse(format_lazy(_("only these names in braces: {names}"), names=", ".join(names)))
        return value

    return AfterValidator(check)


class Canned(Named):
    """An answer kept ready for talks; the title is what staff choose by."""

    text: Annotated[Text, AfterValidator(_canned)] = Field(
        description=gettext_noop(
            "The answer. {me} and {organisation} are always filled; a piece in square brackets with {name}, {number} or {promised} is left out where that is unknown."
        )
    )


class Messenger(Part):
    """Talks with visitors of a web page, answered by staff at their desk."""

    greeting: Text = Field(description=gettext_noop("What a visitor reads before writing."))
    calendar: Code = Field(description=gettext_noop("Calendar in whose hours talks are answered."))
    closed: Annotated[Text, _only("opens")] = Field(description=gettext_noop("What a visitor is told out of hours; {opens} is when somebody answers next."))
    signs: Annotated[Text, _only("surname")] = Field(description=gettext_noop("Under which name staff answer; {surname} is the person's, without it only the service's name shows."))
    wait_minutes: Count = Field(description=gettext_noop("Minutes of office time after which those who receive are told that a talk waits."))
    keep_days: Count | None = Field(None, description=gettext_noop("Days after its end that a talk without a case is kept; without it as long as an ordinary file."))
    replies: tuple[Canned, ...] = Field((), description=gettext_noop("Answers kept ready."))


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
    messenger: Messenger | None = Field(None, description=gettext_noop("Talks on web pages; without this part there are none."))
    cites: tuple[Cite, ...] = Field((), description=CITES)


class Reception(Part):
    """Receiving customers in person: who is told, and how many may speak for a group."""

    tells: tuple[Code, ...] = Field(min_length=1, description=gettext_noop("Roles told at once when a reception begins; of each the people nearest to the place."))
    representatives: Whole = Field(5, description=gettext_noop("Most people who may speak for a group of visitors."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
