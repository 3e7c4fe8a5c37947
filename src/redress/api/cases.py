"""Cases: list, register, read, with clocks and timeline."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from redress.accounts.models import Department, User
from redress.api import shapes
from redress.api.bearer import Bearer
from redress.api.once import Answer, once
from redress.api.packvalues import check_codes, own_values
from redress.api.paging import MOST, page
from redress.api.revisions import IDEMPOTENCY_KEY, etag, the_case
from redress.api.values import Code, Day, Flag, Given, Line, Moment, Text, bad, department, other_case, person
from redress.complaints.models import Case, CaseEntry, Customer
from redress.complaints.operations.receipt import Record
from redress.complaints.queries import page_case
from redress.complaints.states import Stage
from redress.deadlines.queries import of_case
from redress.flows.acts import open_acts
from redress.flows.receiving import register_inside
from redress.insight.customers import seen_customer
from redress.insight.queue import Wanted, branch, selected
from redress.kernel.actor import Actor
from redress.kernel.texts import clean_text
from redress.policies.policy import Policy
from redress.policies.store import current_policy

router = Router(tags=["cases"])
Cursor = Annotated[str, Field(max_length=40)]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class Filters(Given):
    """Which cases; what is not given does not matter."""

    which: Literal["all", "open", "overdue", "mine", "ended"] = "all"
    stage: Annotated[list[Stage], Field(max_length=20)] = []
    kind: Code = ""
    channel: Code = ""
    grade: Code = ""
    category: Code = ""
    department: Code = ""
    person: Code = ""
    customer: Code = ""
    signal: Code = ""
    received_from: Moment | None = None
    received_to: Moment | None = None
    text: Annotated[str, Field(max_length=200)] = ""
    cursor: Cursor = ""
    limit: Limit = 50


@router.get("", auth=Bearer("cases:read"), response=shapes.CasePage, summary=_("List cases, newest first"))
def cases(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Cases that the owner may see; a category or department means its branches too."""
    unknown = sorted(set(request.GET) - set(Filters.model_fields))
    if unknown:  # a filter with a slip of the pen would otherwise list everything
        raise bad(**{name: _("There is no such filter.") for name in unknown})
    wanted = _wanted(request, filters)
    found = selected(wanted, request.actor).select_related("department", "answerable", "handler")  # type: ignore[attr-defined]
    if filters.customer:
        found = found.filter(customer__number=clean_text(filters.customer))
    rows, after = page(found, by="pk", cursor=filters.cursor, limit=filters.limit)
    return {"items": [shapes.row(case) for case in rows], "next": after}


def _wanted(request: HttpRequest, asked: Filters) -> Wanted:
    at = request.now  # type: ignore[attr-defined]
    place = Department.objects.filter(code=asked.department).first() if asked.department else None
    who = User.objects.filter(username=asked.person).first() if asked.person else None
    if asked.department and place is None:
        raise bad(department=_("There is no department of this code."))
    if asked.person and who is None:
        raise bad(person=_("There is nobody of this sign-in name."))
    one = {name: (value,) if (value := getattr(asked, name)) else () for name in ("kind", "channel", "grade")}
    return Wanted(
        at=at, today_ends=at + timedelta(days=1), tab=asked.which, stages=tuple(asked.stage), kinds=one["kind"], channels=one["channel"],
        grades=one["grade"], category=asked.category, categories=branch(current_policy(at), asked.category) if asked.category else (),
        department=place.pk if place else None, person=who.pk if who else None, signal=asked.signal, received_from=asked.received_from,
        received_to=asked.received_to, text=clean_text(asked.text).strip(),
    )  # fmt: skip


class RecordBody(Given):
    """A complaint as it comes in. ``customer`` is the number of a known one; ``fields`` are the policy's own, by id."""

    kind: Code
    channel: Code
    account: Text
    title: Line = ""
    name: Annotated[str, Field(max_length=100)] = ""
    contact: Annotated[dict[Code, Annotated[str, Field(max_length=400)]], Field(max_length=40)] = {}
    customer: Code | None = None
    customer_kind: Code = "customer"
    customer_tier: Code = ""
    wish: Annotated[Text, Field(max_length=20_000)] = ""
    occurred_at: Moment | None = None
    posted_on: Day | None = None
    received_at: Moment | None = None
    reception_ended: Moment | None = None
    place: Line = ""
    category: Code = ""
    mood: Code = ""
    store: Code | None = None
    fields: Annotated[dict[Code, Any], Field(max_length=200)] = {}
    subjects: Annotated[list[Code], Field(max_length=20)] = []
    repeat_of: Code | None = None
    finish: Flag = True


@router.post(
    "", auth=Bearer("cases:write"), response={201: shapes.Done}, summary=_("Register a complaint"),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)  # fmt: skip
def register(request: HttpRequest, body: RecordBody) -> HttpResponse:
    """With ``finish`` every field that the policy asks for must be there; without, the record is completed later."""
    actor, at = request.actor, request.now  # type: ignore[attr-defined]

    def do() -> Answer:
        case = register_inside(
            _record(body, current_policy(at), actor), by=actor, at=at, finish=body.finish, received_at=body.received_at,
            subjects=[person("subjects", one) for one in body.subjects], reception_ended=body.reception_ended,
            repeat_of=other_case("repeat_of", body.repeat_of, actor) if body.repeat_of else None,
        )  # fmt: skip
        return done(case, actor, status=201)

    return once(request, do)


def _record(body: RecordBody, policy: Policy, actor: Actor) -> Record:
    check_codes("register", body.model_dump(include={"kind", "channel", "category", "mood", "customer_kind", "customer_tier"}), policy)
    known = {"phone", "email", "address"}
    contact = {name: clean_text(value) for name, value in body.contact.items() if name in known and value}
    own = own_values({name: value for name, value in body.contact.items() if name not in known}, policy, personal=True)
    return Record(
        kind=body.kind, channel=body.channel, title=body.title.strip() or body.account.strip()[:40], account=body.account,
        name=clean_text(body.name), contact={**contact, **own}, customer=_customer(body.customer, actor) if body.customer else None,
        customer_kind=body.customer_kind, customer_tier=body.customer_tier, wish=body.wish, occurred_at=body.occurred_at, posted_on=body.posted_on, place=body.place,
        category=body.category, mood=body.mood, store=department("store", body.store) if body.store else None,
        fields=own_values(body.fields, policy),
    )  # fmt: skip


def _customer(number: str, actor: Actor) -> Customer:
    found = seen_customer(number, actor)
    if found is None:
        raise bad(customer=_("There is no customer of this number that you may see."))
    return found


def done(case: Case, actor: Actor, *, status: int = 200, **more: Any) -> Answer:
    """What an act came to, with the case as its owner now sees it."""
    shown = page_case(case.number, actor)
    fresh = shown or case
    told = {"number": case.number, "revision": fresh.revision, "stage": fresh.stage, "key": None, "contact": None, **more}
    told["case"] = shapes.whole(shown, open_acts(shown, actor)) if shown else None
    return Answer(told, status, {"ETag": etag(fresh.revision), "Location": f"/api/v1/cases/{case.number}"})


@router.get("/{number}", auth=Bearer("cases:read"), response=shapes.CaseOut, summary=_("Read a case"))
def case(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The whole case, with its ETag."""
    found = page_case(number.replace("\x00", "")[:40], request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    response["ETag"] = etag(found.revision)
    if request.headers.get("If-None-Match", "") == etag(found.revision):
        return HttpResponse(status=304, headers={"ETag": etag(found.revision)})
    return shapes.whole(found, open_acts(found, request.actor))  # type: ignore[attr-defined]


@router.get("/{number}/clocks", auth=Bearer("cases:read"), response=list[shapes.ClockOut], summary=_("Read a case’s clocks"))
def clocks(request: HttpRequest, number: str) -> Any:
    """Every promise, and why it is due then."""
    return [shapes.clock(one) for one in of_case(the_case(request, number))]


@router.get("/{number}/entries", auth=Bearer("cases:read"), response=shapes.EntryPage, summary=_("Read a case’s timeline"))
def entries(request: HttpRequest, number: str, cursor: Cursor = "", limit: Limit = 50) -> Any:
    """Newest first."""
    mine = CaseEntry.objects.filter(case=the_case(request, number))
    rows, after = page(mine, by="seq", cursor=cursor, limit=limit)
    return {"items": [shapes.entry(one) for one in rows], "next": after}
