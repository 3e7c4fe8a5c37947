"""The archive by month: what waits to be filed and what is filed, by type and result."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr, TruncMonth

from redress.complaints.filing import bounds, places_of
from redress.complaints.models import Case
from redress.complaints.states import ENDED, Stage
from redress.insight.queue import ROW
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

ENTRY = (*ROW, "result", "archive_key", "archived_at", "keep_until")
"""What a line of a month's list shows."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, as ``2026-02``, with how many cases wait and how many are filed."""

    month: str
    waiting: int
    filed: int


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of a month that go to the same place: pairs of what the pack files by and its code; the newest version names them."""

    policy: int
    places: tuple[tuple[str, str], ...]
    waiting: int
    filed: int


def months(actor: Actor, zone: ZoneInfo) -> list[Month]:
    """The months with ended cases that ``actor`` may see, newest first."""
    seen = Case.objects.visible_to(actor).order_by()
    waiting = (
        seen.filter(stage__in=sorted(ENDED - {Stage.ARCHIVED})).annotate(month=TruncMonth("ended_at", tzinfo=zone)).values("month").annotate(n=Count("pk"))
    )
    filed = seen.exclude(archive_key="").filter(stage=Stage.ARCHIVED).annotate(month=Substr("archive_key", 1, 7)).values("month").annotate(n=Count("pk"))
    wait = Counter({f"{row['month']:%Y-%m}": row["n"] for row in waiting})
    kept = Counter({row["month"]: row["n"] for row in filed})
    return [Month(month, wait[month], kept[month]) for month in sorted(wait.keys() | kept.keys(), reverse=True)]


def of_month(actor: Actor, month: str, zone: ZoneInfo) -> QuerySet[Case]:
    """The cases of a month, those filed first, in the order of the archive. Raises ValueError for what is no month."""
    start, end = bounds(month, zone)
    seen = Case.objects.visible_to(actor)
    filed = Q(stage=Stage.ARCHIVED, archive_key__startswith=f"{month}/")
    return seen.filter(filed | Q(pk__in=Case.objects.unfiled(start, end).values("pk"))).order_by("-archive_key", "number")


def groups(cases: QuerySet[Case]) -> list[Group]:
    """The cases of a month by type and result, as each case's own pack files them."""
    fields = ("policy_id", "kind", "category", "grade", "department", "department__code", "result", "stage", "archive_key")
    counted: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for case in cases.select_related("department").only(*fields):
        policy = policy_of(case.policy_id)
        filed = case.stage == Stage.ARCHIVED
        codes = case.archive_key.split("/")[1:] if filed else places_of(case, policy)
        row = counted.setdefault(tuple(zip(policy.pack.archive.by, codes, strict=False)), [0, 0, 0])
        row[0] = max(row[0], case.policy_id)
        row[1 + filed] += 1
    return [Group(policy, places, waiting, kept) for places, (policy, waiting, kept) in sorted(counted.items())]


def lines(cases: QuerySet[Case], most: int) -> list[dict[str, Any]]:
    """The first ``most`` lines of a month's list."""
    return list(cases.values(*ENTRY)[:most])
