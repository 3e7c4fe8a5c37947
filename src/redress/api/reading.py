"""What rarely changes: the policy, its lists, departments, people; and parties."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from redress.accounts.models import Department, User
from redress.accounts.rules import require
from redress.api import shapes
from redress.api.bearer import Bearer
from redress.complaints.customers import look_up
from redress.complaints.models import Case
from redress.insight.customers import seen_customer, shown_to
from redress.kernel.texts import clean_text
from redress.policies.queries import versions
from redress.policies.store import current_policy

router = Router(tags=["reference"])
LISTS = (
    "kinds", "channels", "grades", "responses", "tiers", "moods", "customer_kinds", "customer_tiers", "results", "third_parties", "pauses",
    "return_reasons", "withdrawal_reasons", "dismissal_reasons", "evidence",
)  # fmt: skip


class TokenOut(Schema):
    """The token that asks."""

    name: str
    owner: str
    scopes: list[str]
    expires_at: Any


class Choice(Schema):
    """A code and its words in the three languages."""

    id: str
    title: dict[str, str]


class CategoryOut(Choice):
    """A branch of the category tree, by the id above it."""

    within: str


class AxisOut(Choice):
    """A way of classifying, with its values."""

    options: list[Choice]


class FieldOut(Choice):
    """A field of the record; ``fills`` names the part of the case file that it is."""

    type: str
    fills: str | None
    personal: bool
    options: list[Choice]


class Reference(Schema):
    """Every list of codes of the policy now in force."""

    policy: str
    lists: dict[str, list[Choice]]
    categories: list[CategoryOut]
    axes: list[AxisOut]
    fields: list[FieldOut]
    record_ways: list[Choice]
    verdict_ways: list[Choice]
    marks: list[int]


class DepartmentOut(Choice):
    """A department, by the code of the one above it."""

    kind: str
    within: str | None


class PersonOut(Schema):
    """Somebody who works here; ``username`` is what acts take."""

    username: str
    name: str
    department: str


class VersionOut(Schema):
    """A version of a policy."""

    id: int
    pack: str
    number: int | None
    state: str
    valid_from: Any


@router.get("/token", auth=Bearer(), response=TokenOut, summary=_("Read what your token is good for"))
def token(request: HttpRequest) -> Any:
    """Any token may ask this."""
    mine = request.token  # type: ignore[attr-defined]
    return {"name": mine.name, "owner": mine.owner.username, "scopes": mine.scopes, "expires_at": mine.expires_at}


@router.get("/reference", auth=Bearer("cases:read", "policies:read"), response=Reference, summary=_("Read the lists of codes"))
def reference(request: HttpRequest) -> Any:
    """Kinds, channels, categories, grades, axes, fields, results and the rest."""
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    pack = policy.pack
    paths = {code: policy.category_path(code) for code in policy.categories}
    return {
        "policy": policy.code, "lists": {name: [_choice(item) for item in getattr(pack, name)] for name in LISTS},
        "categories": [
            {"id": code, "title": dict(path[-1].title), "within": path[-2].id if len(path) > 1 else ""} for code, path in paths.items()
        ],
        "axes": [_choice(axis) | {"options": [_choice(one) for one in axis.options]} for axis in pack.axes],
        "fields": [
            _choice(item) | {"type": item.type, "fills": item.fills, "personal": item.personal, "options": [_choice(one) for one in item.options]}
            for item in pack.fields
        ],
        "record_ways": [_choice(way) for way in pack.record.ways], "verdict_ways": [_choice(way) for way in pack.satisfaction.ways],
        "marks": [mark.value for mark in pack.satisfaction.scale],
    }  # fmt: skip


def _choice(item: Any) -> dict[str, Any]:
    return {"id": item.id, "title": dict(item.title)}


@router.get("/departments", auth=Bearer("cases:read"), response=list[DepartmentOut], summary=_("List departments"))
def departments(request: HttpRequest) -> Any:
    """Open departments in the order of the tree."""
    require(request.actor, "case.see")  # type: ignore[attr-defined]
    found = Department.objects.filter(active=True).select_related("parent").order_by("place")
    return [{"id": one.code, "title": one.title, "kind": one.kind, "within": one.parent.code if one.parent else None} for one in found]


@router.get("/people", auth=Bearer("cases:read"), response=list[PersonOut], summary=_("List people"))
def people(request: HttpRequest) -> Any:
    """Everybody who works here now."""
    require(request.actor, "case.see")  # type: ignore[attr-defined]
    found = User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name")
    return [{"username": one.username, "name": one.name, "department": one.department.code} for one in found]


@router.get("/policies", auth=Bearer("policies:read"), response=list[VersionOut], summary=_("List policy versions"))
def policies(request: HttpRequest) -> Any:
    """Those that the owner may read, newest first."""
    found = versions(request.actor)[:200]  # type: ignore[attr-defined]
    return [{"id": one.pk, "pack": one.pack, "number": one.number, "state": one.state, "valid_from": one.valid_from} for one in found]


@router.get("/policies/current", auth=Bearer("policies:read"), response=dict[str, Any], summary=_("Read the policy now in force"))
def policy(request: HttpRequest) -> Any:
    """The whole policy as its file says it, with everything it extends."""
    require(request.actor, "policy.read")  # type: ignore[attr-defined]
    return current_policy(request.now).content  # type: ignore[attr-defined]


@router.get("/customers", auth=Bearer("customers:read"), response=list[shapes.PartyOut], tags=["customers"], summary=_("Find customers"))
def customers(request: HttpRequest, q: Annotated[str, Field(min_length=2, max_length=100)]) -> Any:
    """By whole telephone number, its last four digits, whole name, or number; at most eight."""
    require(request.actor, "customer.see")  # type: ignore[attr-defined]
    found = look_up(clean_text(q))
    return [shapes.party(one) for one in shown_to(found, request.actor)]  # type: ignore[attr-defined]


class CustomerOut(shapes.PartyOut):
    """A party with the numbers of its cases that the owner may see, newest first, at most 100."""

    cases: list[str]


@router.get("/customers/{number}", auth=Bearer("customers:read"), response=CustomerOut, tags=["customers"], summary=_("Read a customer"))
def customer(request: HttpRequest, number: str) -> Any:
    """Masked; the act ``reveal`` of a case shows contact data, with a reason that is logged."""
    require(request.actor, "customer.see")  # type: ignore[attr-defined]
    found = seen_customer(number, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    mine = Case.objects.visible_to(request.actor).filter(customer=found)  # type: ignore[attr-defined]
    return shapes.party(found) | {"cases": list(mine.order_by("-pk").values_list("number", flat=True)[:100])}
