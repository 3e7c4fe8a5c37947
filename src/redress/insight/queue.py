"""The queue: which cases a person sees under which filters. Its cost does not grow with the register."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Ranked
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from redress.accounts.models import Department
from redress.complaints.models import Case, CaseSignal, LetIn, Part
from redress.complaints.models.case import open_with
from redress.complaints.search import found, newest_first
from redress.complaints.states import PartState
from redress.kernel.actor import Actor
from redress.policies.policy import Policy

TABS = ("open", "overdue", "mine", "department", "ended", "all")
SORTS = ("due", "received", "number", "grade")
PAGE = 50
MOST_PAGES = 200
DENSE = 2000
"""Somebody who reaches more cases than this is shown them along the order of the list."""
MOST_COUNTED = 1000
"""Counts stop here, so that their cost does not grow with the register."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A selection of the queue. Empty means any; ``category`` and ``department`` mean their branches too.

    ``received_from`` is the first moment and ``received_to`` the first moment after; ``today_ends`` closes the day
    in the organisation's zone.
    """

    at: datetime
    today_ends: datetime
    tab: str = "open"
    stages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    category: str = ""
    department: int | None = None
    person: int | None = None
    due: str = ""
    mine: bool = False
    waiting: bool = False
    again: bool = False
    related: str = ""
    signal: str = ""
    import_number: int | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    text: str = ""
    sort: str = ""
    categories: tuple[str, ...] = field(default=())


def branch(policy: Policy, category: str) -> tuple[str, ...]:
    """The ids of a category and of all below it."""
    return tuple(code for code in policy.categories if any(above.id == category for above in policy.category_path(code)))


def _is_mine(actor: Actor) -> Q:
    people = list(actor.people())
    return Q(answerable__in=people) | Q(handler__in=people)


def _tab(wanted: Wanted, actor: Actor) -> Q:
    match wanted.tab:
        case "overdue":
            return Q(ended_at=None, next_due_at__lt=wanted.at)
        case "mine":
            return open_with(actor.people())
        case "department":
            return Q(ended_at=None, department=actor.department)
        case "ended":
            return Q(ended_at__isnull=False)
        case "all":
            return Q()
        case _:
            return Q(ended_at=None)


def _filters(wanted: Wanted, actor: Actor) -> Q:
    plain = {
        "stage__in": wanted.stages, "kind__in": wanted.kinds, "grade__in": wanted.grades, "channel__in": wanted.channels,
        "category__in": wanted.categories, "received_at__gte": wanted.received_from, "received_at__lt": wanted.received_to,
    }  # fmt: skip
    found = Q(**{name: value for name, value in plain.items() if value})
    if wanted.category and not wanted.categories:
        found &= Q(category=wanted.category)
    if wanted.import_number is not None:
        found &= Q(import_number=wanted.import_number)
    if wanted.person is not None:
        found &= Q(answerable=wanted.person) | Q(handler=wanted.person)
    if wanted.due == "overdue":
        found &= Q(ended_at=None, next_due_at__lt=wanted.at)
    elif wanted.due == "today":
        found &= Q(ended_at=None, next_due_at__lt=wanted.today_ends, next_due_at__gte=wanted.at)
    if wanted.mine:
        found &= _is_mine(actor)
    if wanted.again:
        found &= Q(round__gt=1)
    if wanted.related == "repeat":
        found &= Q(repeat_of__isnull=False)
    elif wanted.related == "batch":
        found &= Q(master__isnull=False) | Exists(Case.objects.filter(master=OuterRef("pk")))
    if wanted.signal:
        found &= Exists(CaseSignal.objects.filter(case=OuterRef("pk"), code=wanted.signal))
    return found


def waiting_for(actor: Actor) -> QuerySet[Part]:
    """Parts offered to this person by name, or to a department for which they may accept."""
    reached = set(actor.departments_for("case.work"))
    if actor.holds("case.work") and actor.department is not None:
        reached.add(actor.department)
    to_me = Q(person__in=list(actor.people()))
    return Part.objects.filter(state=PartState.OFFERED).filter(to_me | Q(person=None, department__in=reached))


def _reach(actor: Actor, *, open_only: bool) -> QuerySet[Case] | None:
    """Ids of the cases in the reach of somebody who does not see all, each way found by its index; None for who does.

    It only makes lists quick: ``visible_to`` still decides.
    """
    if actor.everywhere("case.see"):
        return None
    people, state = list(actor.people()), Q(ended_at=None) if open_only else Q()
    own = [Q(first_contact__in=people), Q(answerable__in=people), Q(handler__in=people)]
    joined = [LetIn.objects.filter(user__in=people).order_by().values("case_id")]
    reached = sorted(actor.departments_for("case.see"))
    if reached:
        own.append(Q(department__in=reached))
        joined.append(Part.objects.filter(department__in=reached).exclude(state="released").order_by().values("case_id"))
    first, *others = (Case.objects.filter(state, way).values("pk") for way in own)
    return first.union(*others, *joined)  # type: ignore[return-value]


def _narrowed(actor: Actor, *, open_only: bool, sparse: bool) -> Q:
    """Begin from the reach itself: always right for counting; for a page in order only where the reach is small.

    Somebody who reaches many cases finds a page sooner along the order than by sorting the whole reach.
    """
    reach = _reach(actor, open_only=open_only)
    if reach is None or (sparse and reach[: DENSE + 1].count() > DENSE):
        return Q()
    return Q(pk__in=reach)


def selected(wanted: Wanted, actor: Actor, *, to_count: bool = False) -> QuerySet[Case]:
    """The cases of a selection that ``actor`` may see, in no order; ``to_count`` when no page of them is wanted."""
    open_only = wanted.tab not in ("ended", "all")
    cases = Case.objects.filter(_narrowed(actor, open_only=open_only, sparse=not to_count)).visible_to(actor)
    cases = cases.filter(_tab(wanted, actor)).filter(_filters(wanted, actor))
    if wanted.department is not None:
        path = Department.objects.filter(pk=wanted.department).values_list("path", flat=True).first() or "-"
        below = list(Department.objects.filter(path__startswith=path).values_list("pk", flat=True))
        cases = cases.filter(department__in=below)
    if wanted.waiting:
        cases = cases.filter(pk__in=waiting_for(actor).values("case_id"))
    if wanted.text:
        cases = found(cases, wanted.text)
    return cases


def usual_order(wanted: Wanted) -> str:
    """The order where none is asked for: by the next clock; ended cases, and those that hold words sought, newest first."""
    return "newest" if wanted.text else "-received" if wanted.tab in ("ended", "all") else "due"


def ordered(cases: QuerySet[Case], wanted: Wanted, grades: tuple[str, ...] = ()) -> QuerySet[Case]:
    """In the order asked for; ``grades`` from the gravest."""
    sort = wanted.sort or usual_order(wanted)
    if sort == "newest":
        return newest_first(cases)
    down, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "due":
        due = F("next_due_at").desc(nulls_last=True) if down else F("next_due_at").asc(nulls_last=True)
        return cases.order_by(due, "-pk" if down else "pk")
    if key == "grade":
        rank = Ranked(
            *(When(grade=code, then=Value(place)) for place, code in enumerate(grades)),
            default=Value(len(grades)), output_field=IntegerField(),
        )  # fmt: skip
        return cases.order_by(rank.desc() if down else rank.asc(), *_within_grade(wanted))
    if key == "number":
        return cases.order_by("-number" if down else "number")
    return cases.order_by("-received_at" if down else "received_at", "pk" if down else "-pk")


def _within_grade(wanted: Wanted) -> tuple[Any, ...]:
    return ("-received_at", "pk") if wanted.tab in ("ended", "all") else (F("next_due_at").asc(nulls_last=True), "pk")


def counted(cases: QuerySet[Case]) -> int:
    """How many, at most one more than ``MOST_COUNTED``."""
    return cases.order_by().values("pk")[: MOST_COUNTED + 1].count()


ROW = (
    "pk", "number", "title", "stage", "grade", "kind", "category", "channel", "round", "guarded", "policy_id", "tier",
    "department_id", "answerable__name", "customer__name", "next_due_at", "received_at", "ended_at", "returns",
)  # fmt: skip
"""What a row of the queue shows; nothing else is read."""


def rows(cases: QuerySet[Case], wanted: Wanted, grades: tuple[str, ...], page: int) -> tuple[list[dict[str, Any]], bool]:
    """The rows of one page in order, and whether there are more."""
    start = (page - 1) * PAGE
    if wanted.sort.removeprefix("-") == "grade":
        pks = _by_grade(cases, wanted, grades, start + PAGE + 1)[start:]
        found = {row["pk"]: row for row in Case.objects.filter(pk__in=pks).values(*ROW)}
        listed = [found[pk] for pk in pks if pk in found]
    else:
        listed = list(ordered(cases, wanted).values(*ROW)[start : start + PAGE + 1])
    return listed[:PAGE], len(listed) > PAGE


def _by_grade(cases: QuerySet[Case], wanted: Wanted, grades: tuple[str, ...], most: int) -> list[int]:
    """The first ids by grade: one question a grade, answered from its index, until there are enough."""
    ways = [*(Q(grade=grade) for grade in grades), ~Q(grade__in=grades)]
    pks: list[int] = []
    for way in reversed(ways) if wanted.sort.startswith("-") else ways:
        pks += cases.filter(way).order_by(*_within_grade(wanted)).values_list("pk", flat=True)[: most - len(pks)]
        if len(pks) >= most:
            break
    return pks


def day_ends(local_now: datetime) -> datetime:
    """The first moment of the next day, in the zone of ``local_now``."""
    return local_now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
