"""The small types from which the schema of a pack is made."""

import re
from string import Formatter
from typing import Annotated, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from redress.kernel.durations import parse
from redress.kernel.localised import LANGUAGES

RULE_LIMIT = 600
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_CITE = re.compile(r"[A-Z][0-9]{0,2}(\.[0-9]{1,2})?\Z")
_RECIPIENT = re.compile(r"(first-contact|handler|lead-department|department-head|supervisor|role:[a-z][a-z0-9-]*)\Z")
PLACEHOLDERS = frozenset({"number", "customer", "organisation", "department", "person", "due", "kind", "matter", "answer", "reason"})


def refuse(expected: object) -> PydanticCustomError:
    """The error to raise in a validator; ``expected`` is a translatable sentence."""
    return PydanticCustomError("refused", "refused", {"expected": expected})


class Part(BaseModel):
    """Any mapping in a pack: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_strip_whitespace=True)


def _text(value: Any) -> Any:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise refuse(_("a text in all three languages: zh-Hans, zh-Hant and en, and no other key"))
    if not all(isinstance(said, str) and said.strip() for said in value.values()):
        raise refuse(_("words in each of the three languages, none empty"))
    return {language: value[language].strip() for language in LANGUAGES}


def _placeholders(value: dict[str, str]) -> dict[str, str]:
    for said in value.values():
        try:
            named = {name for _literal, name, _spec, _conversion in Formatter().parse(said) if name is not None}
        except ValueError:
            raise refuse(_("braces that come in pairs, as in {number}")) from None
        if not named <= PLACEHOLDERS:
            raise refuse(format_lazy(_("only these names in braces: {names}"), names=", ".join(sorted(PLACEHOLDERS))))
    return value


def _matching(pattern: re.Pattern[str], expected: object) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.match(value):
            raise refuse(expected)
        return value

    return AfterValidator(check)


def _rule(value: str) -> str:
    if not value.strip():
        raise refuse(_("a rule in CEL, as in: loss >= 10000 || injury"))
    if len(value) > RULE_LIMIT:
        raise refuse(_("a rule of at most 600 characters"))
    return " ".join(value.split())


def _duration(value: str) -> str:
    try:
        return str(parse(value))
    except ValueError:
        raise refuse(_("a length of time: 10 min, 4 working hours, 7 working days, 1 month, day 5 of next month …")) from None


def _whole(value: Any) -> Any:
    """Numbers stay numbers: ``"3"`` and ``true`` are not whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(_("a whole number"))
    return value


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        raise refuse(_("words (put them in quotation marks when they look like a number or a date)"))
    return value


Text = Annotated[dict[str, str], BeforeValidator(_text)]
Letter = Annotated[dict[str, str], BeforeValidator(_text), AfterValidator(_placeholders)]
Words = Annotated[str, BeforeValidator(_words)]
Code = Annotated[
    str, BeforeValidator(_words), _matching(_CODE, _("a code of small letters, digits and single hyphens, as in sales-desk"))
]
Cite = Annotated[
    str, BeforeValidator(_words), _matching(_CITE, _("the number of a clause, as in C2.2"))
]
Rule = Annotated[str, BeforeValidator(_words), AfterValidator(_rule)]
Duration = Annotated[str, BeforeValidator(_words), AfterValidator(_duration)]
Recipient = Annotated[
    str,
    BeforeValidator(_words),
    _matching(_RECIPIENT, _("first-contact, handler, lead-department, department-head, supervisor or role:<code of a role>")),
]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0)]

CITES = gettext_noop("Clauses of the organisation's own rules that this comes from.")


class Named(Part):
    """Anything with an id and a title."""

    id: Code = Field(description=gettext_noop("Short code, unique in its list; never changed later, because cases keep it."))
    title: Text = Field(description=gettext_noop("What people read, in the three languages."))


class Choice(Named):
    """One value that may be chosen from a list."""

    meaning: Text | None = Field(None, description=gettext_noop("When to choose it, in a sentence."))


class Condition(Part):
    """Base of entries that hold only when a rule says so."""

    when: Rule | None = Field(None, description=gettext_noop("Rule in CEL over the facts; without it the entry always holds."))
    because: Text | None = Field(None, description=gettext_noop("The reason told to the reader when the rule decides."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
