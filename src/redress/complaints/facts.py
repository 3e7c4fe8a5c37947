"""What a policy may ask about a case: the named facts, read from the case file at one moment."""

from datetime import datetime

from django.db import connection

from redress.complaints.models import Case
from redress.policies.policy import Policy


def months_between(start: datetime, end: datetime) -> int:
    """Full calendar months from ``start`` to ``end``; 31 January to 28 February is none, to 1 March one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - ((end.day, end.time()) < (start.day, start.time()))


def facts_of(case: Case, policy: Policy, *, at: datetime) -> dict[str, object]:
    """The facts of a stored case. Two queries: the counts of its work, and its customer when not yet loaded."""
    zone = policy.pack.zone
    start, end = case.received_at.astimezone(zone), at.astimezone(zone)
    return {
        **plain_facts(policy, kind=case.kind, channel=case.channel, category=case.category, axes=case.axes, fields=case.fields),
        **_work(case),
        "grade": case.grade,
        "response": case.response,
        "tier": case.tier,
        "stage": case.stage,
        "department": case.department.code,
        "store": case.store.code if case.store_id else "",
        "customer_kind": case.customer.kind,
        "customer_tier": case.customer.tier,
        "mood": case.mood,
        "result": case.result,
        "repeat": case.repeat_of_id is not None,
        "returns": case.returns,
        "round": case.round,
        "record_confirmed": case.record_confirmed_at is not None,
        "satisfied": case.satisfied is True,
        "exhausted": case.satisfied is False and case.stage in ("confirmed", "closed"),
        "open_days": max(0, (end - start).days),
        "open_months": max(0, months_between(start, end)),
    }


def plain_facts(
    policy: Policy, *, kind: str, channel: str, category: str, axes: dict[str, str], fields: dict[str, object]
) -> dict[str, object]:
    """The facts that a record alone gives, before there is a case: used while typing."""
    facts: dict[str, object] = {
        "kind": kind,
        "channel": channel,
        "categories": [category] if category else [],
    }
    known = policy.vocabulary
    for code, value in [*fields.items(), *axes.items()]:
        name = code.replace("-", "_")
        if name in known and known[name].fits(value):
            facts[name] = value
    facts["times_raised"] = max(1, int(facts.get("times_raised") or 1))
    return facts


_COUNTS: dict[str, tuple[str, str]] = {
    "points_open": ("complaints_point", "finding = 'open'"),
    "plan_steps": ("complaints_planstep", "NOT dropped"),
    "plan_steps_open": ("complaints_planstep", "NOT dropped AND done_at IS NULL"),
    "parts_open": ("complaints_part", "state IN ('offered', 'accepted')"),
    "callbacks_open": ("complaints_callback", "made_at IS NULL"),
    "given": ("complaints_answer", "given_at IS NOT NULL AND round = %(round)s"),
    "signed": ("complaints_decision", "received_at IS NOT NULL AND round = %(round)s"),
    "corrected": ("complaints_decision", "correction <> ''"),
}
_WORK = ", ".join(
    f"(SELECT COUNT(*) FROM {table} WHERE case_id = %(case)s AND {which}) AS {name}" for name, (table, which) in _COUNTS.items()
)
_WORK = (
    f"SELECT {_WORK}, (SELECT COUNT(DISTINCT id) FROM complaints_part WHERE case_id = %(case)s AND state <> 'released')"
    " AS departments_involved, (SELECT COUNT(*) FROM complaints_case WHERE master_id = %(case)s) AS batch_size"
)
"""All counts in one statement written once: it is asked at every act, and building it anew costs more than running it."""


def _work(case: Case) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute(_WORK, {"case": case.pk, "round": case.round})
        counts: dict[str, int] = dict(zip((*_COUNTS, "departments_involved", "batch_size"), cursor.fetchone(), strict=True))
    return {
        **{name: counts[name] for name in ("points_open", "plan_steps", "plan_steps_open", "parts_open", "callbacks_open")},
        "departments_involved": max(1, counts["departments_involved"]),
        "answered": counts["given"] > 0,
        "signature": counts["signed"] > 0,
        "correction_recorded": counts["corrected"] > 0,
        "batch_size": counts["batch_size"] + 1 if counts["batch_size"] or case.master_id else 0,
        "batch": bool(counts["batch_size"] or case.master_id),
    }
