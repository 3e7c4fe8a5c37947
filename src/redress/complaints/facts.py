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
        "signals": signals_of(case, policy),
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


def signal_ids(policy: Policy, *texts: str) -> list[str]:
    """Ids of the signals in what a customer said."""
    return [noticed.signal.id for noticed in policy.notice(*texts)]


def signals_of(case: Case, policy: Policy) -> list[str]:
    """Ids of the signals in the record of a case."""
    return signal_ids(policy, case.title, case.account, case.wish)


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


_NOTHING_YET: dict[str, object] = {
    "points_open": 0, "plan_steps": 0, "plan_steps_open": 0, "parts_open": 0, "callbacks_open": 0, "departments_involved": 1,
    "answered": False, "signature": False, "correction_recorded": False, "batch_size": 0, "batch": False,
}  # fmt: skip


_COUNTS = (
    "SELECT "
    "(SELECT COUNT(*) FROM complaints_point WHERE case_id = %(case)s AND finding = 'open'), "
    "(SELECT COUNT(*) FROM complaints_planstep WHERE case_id = %(case)s AND NOT dropped), "
    "(SELECT COUNT(*) FROM complaints_planstep WHERE case_id = %(case)s AND NOT dropped AND done_at IS NULL), "
    "(SELECT COUNT(*) FROM complaints_part WHERE case_id = %(case)s AND state IN ('offered', 'accepted')), "
    "(SELECT COUNT(*) FROM complaints_part WHERE case_id = %(case)s AND state <> 'released'), "
    "(SELECT COUNT(*) FROM complaints_callback WHERE case_id = %(case)s AND made_at IS NULL), "
    "(SELECT COUNT(*) FROM complaints_answer WHERE case_id = %(case)s AND round = %(round)s AND given_at IS NOT NULL), "
    "(SELECT COUNT(*) FROM complaints_decision WHERE case_id = %(case)s AND round = %(round)s AND received_at IS NOT NULL), "
    "(SELECT COUNT(*) FROM complaints_decision WHERE case_id = %(case)s AND correction <> ''), "
    "(SELECT COUNT(*) FROM complaints_case WHERE master_id = %(case)s)"
)
"""One statement that both engines read; facts are asked for in every act, and ten counts through the ORM cost more than the act."""


def _work(case: Case) -> dict[str, object]:
    if case.entry_count == len(getattr(case, "written", ())):
        return _NOTHING_YET  # entered in this very act: there can be no work on it
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"case": case.pk, "round": case.round})
        points, steps, steps_open, parts, involved, calls, given, signed, corrected, batch = cursor.fetchone()
    return {
        "points_open": points, "plan_steps": steps, "plan_steps_open": steps_open, "parts_open": parts,
        "callbacks_open": calls, "departments_involved": max(1, involved), "answered": given > 0, "signature": signed > 0,
        "correction_recorded": corrected > 0, "batch_size": batch + 1 if batch or case.master_id else 0,
        "batch": bool(batch or case.master_id),
    }  # fmt: skip
