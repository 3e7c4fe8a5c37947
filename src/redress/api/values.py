"""Kinds of values that come in, each no larger than what the register keeps."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, Strict

from redress.accounts.models import Department, User
from redress.complaints.models import Case
from redress.complaints.queries import seen_case
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.kernel.texts import clean_text


def _written(value: Any) -> Any:
    """A moment is written as text: a number of seconds would be guessing."""
    return value if isinstance(value, str) else None


def _sensible(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise ValueError("out of reach")
    return value


Text = Annotated[str, Strict(), AfterValidator(clean_text), Field(max_length=100_000)]
Words = Annotated[str, Strict(), AfterValidator(clean_text)]
Line = Annotated[str, Strict(), AfterValidator(clean_text), Field(max_length=200)]
Code = Annotated[str, Strict(), AfterValidator(clean_text), Field(max_length=80)]
Whole = Annotated[int, Strict(), Field(ge=0, le=2**53 - 1)]
Flag = Annotated[bool, Strict()]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_sensible)]


Day = Annotated[date, BeforeValidator(_written)]


class Given(Schema):
    """Base of what comes in: a name that is not known is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


def bad(**errors: object) -> Invalid:
    """The refusal of single values, by name."""
    return Invalid("value", _("Nothing was changed."), errors)


def one_of(name: str, value: str, listed: set[str]) -> str:
    """A code of a list. Raises Invalid."""
    if value not in listed:
        raise bad(**{name: _("Take a code of the list; see the reference data.")})
    return value


def person(name: str, username: str, *, without: frozenset[int] = frozenset()) -> User:
    """Somebody who works here, by sign-in name. Raises Invalid."""
    found = User.objects.select_related("department").filter(username=username, is_active=True).exclude(pk__in=without).first()
    if found is None:
        raise bad(**{name: _("There is nobody of this sign-in name who could take it.")})
    return found


def department(name: str, code: str) -> Department:
    """An open department, by code. Raises Invalid."""
    found = Department.objects.filter(code=code, active=True).first()
    if found is None:
        raise bad(**{name: _("There is no open department of this code.")})
    return found


def other_case(name: str, number: str, actor: Actor) -> Case:
    """A case that the actor may see, by number. Raises Invalid."""
    found = seen_case(number, actor)
    if found is None:
        raise bad(**{name: _("There is no case of this number that you may see.")})
    return found
