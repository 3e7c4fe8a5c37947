"""Values that a policy pack rules: its lists of codes, its own fields, its axes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from redress.api.values import bad, one_of
from redress.complaints.states import Finding
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.policies.schema.naming import RecordField


def _ids(items: Iterable[Any]) -> set[str]:
    return {item.id for item in items}


CHOICES: dict[tuple[str, str], Callable[[Policy], set[str]]] = {
    ("assess", "category"): lambda policy: set(policy.categories),
    ("assess", "grade"): lambda policy: _ids(policy.pack.grades),
    ("assess", "response"): lambda policy: _ids(policy.pack.responses),
    ("assess", "tier"): lambda policy: _ids(policy.pack.tiers),
    ("assess", "mood"): lambda policy: _ids(policy.pack.moods),
    ("split", "category"): lambda policy: set(policy.categories),
    ("confirm-record", "way"): lambda policy: _ids(policy.pack.record.ways),
    ("verdict", "way"): lambda policy: _ids(policy.pack.satisfaction.ways),
    ("give-answer", "way"): lambda policy: _ids(policy.pack.channels),
    ("tell", "channel"): lambda policy: _ids(policy.pack.channels),
    ("hear", "channel"): lambda policy: _ids(policy.pack.channels),
    ("slip", "channel"): lambda policy: _ids(policy.pack.channels),
    ("third-party", "kind"): lambda policy: _ids(policy.pack.third_parties),
    ("pause", "reason"): lambda policy: _ids(policy.pack.pauses),
    ("close", "result"): lambda policy: _ids(policy.pack.results),
    ("withdraw", "reason"): lambda policy: _ids(policy.pack.withdrawal_reasons),
    ("dismiss", "reason"): lambda policy: _ids(policy.pack.dismissal_reasons),
    ("find-point", "finding"): lambda _policy: {finding.value for finding in Finding if finding != Finding.OPEN},
    ("correct-record", "category"): lambda policy: set(policy.categories),
    ("correct-record", "mood"): lambda policy: _ids(policy.pack.moods),
    ("register", "kind"): lambda policy: _ids(policy.pack.kinds),
    ("register", "channel"): lambda policy: _ids(policy.pack.channels),
    ("register", "category"): lambda policy: set(policy.categories),
    ("register", "mood"): lambda policy: _ids(policy.pack.moods),
    ("register", "customer_kind"): lambda policy: _ids(policy.pack.customer_kinds),
    ("register", "customer_tier"): lambda policy: _ids(policy.pack.customer_tiers),
}
"""Which values of which act are codes of the pack, and of which list."""


def check_codes(code: str, values: Mapping[str, Any], policy: Policy) -> None:
    """Refuse a value that is no code of its list; an empty one is the act's business. Raises Invalid."""
    for name, value in values.items():
        listed = CHOICES.get((code, name))
        if listed and value:
            one_of(name, value, listed(policy))


def check_axes(axes: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """Values of the pack's axes. Raises Invalid."""
    known = {axis.id: _ids(axis.options) | {""} for axis in policy.pack.axes}
    for axis, value in axes.items():
        one_of(f"axes.{axis}", value if axis in known else "\x00", known.get(axis, set()))
    return dict(axes)


def own_values(given: Mapping[str, Any], policy: Policy, *, personal: bool = False) -> dict[str, Any]:
    """Values of the pack's own fields as a case keeps them. Raises Invalid for an unknown field or a value that does not fit."""
    fields = {item.id: item for item in policy.pack.fields if not item.fills and item.personal == personal}
    unknown = next((name for name in given if name not in fields), None)
    if unknown is not None:
        raise bad(**{f"fields.{unknown}": _("The policy has no such field.")})
    return {name: None if value is None else _fitting(fields[name], value) for name, value in given.items()}


def _fitting(item: RecordField, value: Any) -> Any:
    try:
        return _READ.get(item.type, _text)(item, value)
    except (TypeError, ValueError, OverflowError):
        raise bad(**{f"fields.{item.id}": _("This value does not fit the field.")}) from None


def _text(item: RecordField, value: Any) -> str:
    if not isinstance(value, str) or len(value) > (20_000 if item.type == "longtext" else 400):
        raise ValueError
    value.encode()
    return clean_text(value)


def _number(_item: RecordField, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**12:
        raise ValueError
    return value


def _flag(_item: RecordField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _option(item: RecordField, value: Any) -> str:
    if value not in {option.id for option in item.options}:
        raise ValueError
    return str(value)


_READ: dict[str, Callable[[RecordField, Any], Any]] = {
    "int": _number, "money": _number, "bool": _flag, "choice": _option,
    "date": lambda _item, value: date.fromisoformat(value).isoformat(),
    "datetime": lambda _item, value: datetime.fromisoformat(value).isoformat(),
}  # fmt: skip
