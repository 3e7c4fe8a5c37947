"""Where an ended case is filed: by the month of its end and what its pack files by (A9)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from redress.complaints.models import Case
from redress.policies.policy import Policy


def archive_key(case: Case, policy: Policy) -> str:
    """The place of a case, as ``2026-02/product-quality/settled``."""
    ended = case.ended_at or case.received_at
    return "/".join([month_of(ended, policy.pack.zone), *(place or "-" for place in places_of(case, policy))])


def places_of(case: Case, policy: Policy) -> list[str]:
    """What the pack files by, in its order: codes of category, result and so on."""
    parts = {
        "kind": case.kind, "category": case.category, "grade": case.grade, "department": case.department.code,
        "result": case.result or case.stage,
    }  # fmt: skip
    return [parts[name] for name in policy.pack.archive.by]


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """The month of a moment, as ``2026-02``."""
    return f"{moment.astimezone(zone):%Y-%m}"


def bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of ``2026-02`` and the first moment after it. Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
