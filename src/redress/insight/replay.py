"""A draft of a policy tried over the cases there are: which would have gone another way."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from redress.complaints.facts import facts_of
from redress.complaints.models import Case, CaseEntry
from redress.ledger.events import KINDS
from redress.policies.policy import Policy
from redress.policies.replay import Difference, PastCase, replay

BATCH = 200
MOST = 2000
"""So many differences are listed; all are counted."""

Told = Callable[[int], None]


def past_cases() -> int:
    """How many cases there are to try a policy over."""
    return Case.objects.count()


def past_case(case: Case, entries: list[CaseEntry], policy: Policy, at: datetime) -> PastCase:
    """What the replay must know of a case, as it stands at ``at`` or stood at its end."""
    events: dict[str, datetime] = {}
    for entry in entries:
        moment = entry.payload.get("moment")
        for mark in getattr(KINDS[entry.kind], "marks", ()):
            events.setdefault(mark, datetime.fromisoformat(moment) if isinstance(moment, str) else entry.at)
    return PastCase(case.number, facts_of(case, policy, at=case.ended_at or at), events)


def _all(policy: Policy, at: datetime, told: Told) -> Iterator[PastCase]:
    """All cases in the order of receipt, batch by batch in constant memory."""
    after, done = 0, 0
    while True:
        cases = list(Case.objects.filter(pk__gt=after).select_related("customer", "department", "store").order_by("pk")[:BATCH])
        if not cases:
            return
        entries: dict[int, list[CaseEntry]] = {case.pk: [] for case in cases}
        rows = CaseEntry.objects.filter(case__in=list(entries)).defer("private").order_by("case_id", "seq")
        for entry in rows:
            entries[entry.case_id].append(entry)
        for case in cases:
            yield past_case(case, entries[case.pk], policy, at)
            done += 1
        told(done)
        after = cases[-1].pk


def tried(before: Policy, after: Policy, *, at: datetime, told: Told = lambda _done: None) -> dict[str, Any]:
    """The report: how many cases, how many would differ, in what, and the list (``number``, ``what``, ``before``, ``after``, rules)."""
    counts: Counter[str] = Counter()
    differing: set[str] = set()
    listed: list[dict[str, Any]] = []
    total = 0

    def counted() -> Iterator[PastCase]:
        nonlocal total
        for one in _all(before, at, told):
            total += 1
            yield one

    for found in replay(before, after, counted()):
        counts[found.what.partition(".")[0]] += 1
        differing.add(found.number)
        if len(listed) < MOST:
            listed.append(_plain(found))
    return {"total": total, "differing": len(differing), "counts": dict(counts), "listed": listed, "left_out": sum(counts.values()) - len(listed)}


def _plain(found: Difference) -> dict[str, Any]:
    def value(one: Any) -> str | None:
        return one.isoformat() if isinstance(one, datetime) else one

    return {
        "number": found.number, "what": found.what, "before": value(found.before), "after": value(found.after),
        "rule_before": found.rule_before, "rule_after": found.rule_after,
    }  # fmt: skip
