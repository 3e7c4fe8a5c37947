"""The body of each act, read off the act itself: one field a parameter. A new act needs nothing here but its lists of codes."""

from datetime import datetime
from inspect import Parameter, signature
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from pydantic import Field, create_model

from redress.accounts.models import Department, User
from redress.api.packvalues import check_axes, check_codes, own_values
from redress.api.values import Code, Flag, Given, Line, Moment, Text, Whole, bad, department, other_case, person
from redress.complaints.models import Case
from redress.complaints.operations.work import Asked
from redress.flows.acts import Act
from redress.kernel.actor import Actor
from redress.kernel.durations import parse
from redress.policies.policy import Policy

NOT_ASKED = frozenset({"case", "by", "at", "seen"})
SIGNATURE = Annotated[str, Field(max_length=300_000, pattern=r"^(data:image/png;base64,[A-Za-z0-9+/=]*)?$")]
SHORT: dict[str, int] = {
    "title": 200, "name": 120, "to": 120, "received_by": 120, "signed_by": 100, "phone": 60, "email": 200, "about": 300, "span": 40, "what": 80, "way": 40, "channel": 40,
    "result": 40, "finding": 80, "category": 80, "grade": 40, "response": 40, "tier": 40, "mood": 40,
}  # fmt: skip
"""Characters that a short text may have, by name; long texts may have 100,000."""
SHORT_HERE: dict[tuple[str, str], int] = {
    ("link", "reason"): 200, ("hand-on-evidence", "reason"): 300, ("send-answer-back", "reason"): 500, ("pause", "words"): 300,
    ("reveal", "reason"): 200, ("third-party", "kind"): 40, ("finish-part", "finding"): 20_000,
}  # fmt: skip


class AskedBody(Given):
    """A department that is asked to assist."""

    department: Code
    asked: Text = ""
    due_at: Moment | None = None


class CorrectionBody(Given):
    """What is corrected in the record; what is not named stays."""

    title: Annotated[Line, Field(min_length=1)] | None = None
    account: Annotated[Text, Field(min_length=1)] | None = None
    wish: Annotated[Text, Field(max_length=20_000)] | None = None
    category: Code | None = None
    mood: Code | None = None
    occurred_at: Moment | None = None
    place: Line | None = None


_SIMPLE: dict[Any, Any] = {int: Whole, bool: Flag, datetime: Moment, Department: Code, User: Code, Case: Code}


def asks(act: Act) -> dict[str, Any]:
    """What an act must be given, by name, with its type; files aside."""
    hints = get_type_hints(act.run)
    return {name: hints[name] for name in signature(act.run).parameters if name not in NOT_ASKED and UploadedFile not in get_args(hints[name])}


def takes_revision(act: Act) -> bool:
    """Whether the act is refused when somebody was faster."""
    return "seen" in signature(act.run).parameters


def body_of(act: Act) -> type[Given]:
    """The schema of an act's body."""
    parameters = signature(act.run).parameters
    fields: dict[str, Any] = {name: _field(act.code, name, hint, parameters[name].default) for name, hint in asks(act).items()}
    name = "".join(part.capitalize() for part in act.code.split("-")) + "Body"
    return create_model(name, __base__=Given, __doc__=(act.run.__doc__ or "").partition("\n")[0], **fields)


def _field(code: str, name: str, hint: Any, default: Any) -> tuple[Any, Any]:
    kind, optional = _without_none(hint)
    shape: Any = _shape(code, name, kind)
    if default is not Parameter.empty:
        return (shape | None if optional else shape), default
    return (Annotated[shape, Field(min_length=1)] if kind is str and name != "signature" else shape), ...


def _without_none(hint: Any) -> tuple[Any, bool]:
    parts = [part for part in get_args(hint) if part is not NoneType]
    return (parts[0], True) if get_origin(hint) is UnionType and len(parts) == 1 else (hint, False)


def _shape(code: str, name: str, kind: Any) -> Any:
    if name in ("score", "recommend"):
        return Annotated[Whole, Field(le=100)]
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if name == "signature":
        return SIGNATURE
    if kind is str:
        return Annotated[Text, Field(max_length=SHORT_HERE.get((code, name)) or SHORT.get(name, 100_000))]
    if name == "changes":
        return CorrectionBody
    if kind == list[Asked]:
        return Annotated[list[AskedBody], Field(max_length=50)]
    return Annotated[dict[Code, Code if kind == dict[str, str] else Any], Field(max_length=200)]


def arguments(act: Act, body: Given, *, case: Case, policy: Policy, actor: Actor) -> dict[str, Any]:
    """The keyword arguments of an act from its body: codes looked up, lists of the pack checked. Raises Invalid."""
    given = {name: getattr(body, name) for name in type(body).model_fields}
    check_codes(act.code, given, policy)
    return {name: _argument(act.code, name, hint, given[name], case, policy, actor) for name, hint in asks(act).items()}


def _argument(code: str, name: str, hint: Any, value: Any, case: Case, policy: Policy, actor: Actor) -> Any:
    kind, _optional = _without_none(hint)
    if value is None:
        return None
    if kind is Department:
        return department(name, value)
    if kind is User:
        return person(name, value, without=case.subject_ids())
    if kind is Case:
        return other_case(name, value, actor)
    if kind == list[Asked]:
        return [Asked(department=department(f"{name}.{at}", one.department), asked=one.asked, due_at=one.due_at) for at, one in enumerate(value)]
    if name == "changes":
        changes = value.model_dump(exclude_unset=True)
        check_codes(code, changes, policy)
        return {key: "" if one is None and key != "occurred_at" else one for key, one in changes.items()}
    if name == "axes":
        return check_axes(value, policy)
    if name == "fields":
        return own_values(value, policy)
    if name == "span":
        return _span(value)
    return value


def _span(value: str) -> str:
    try:
        span = parse(value)
    except ValueError:
        span = None
    if span is None or not 1 <= span.amount <= 9999:
        raise bad(span=_("Write a number and a unit, as in “3 working days”."))
    return str(span)
