"""Reads of the case file: one case with all that its page shows, and its history."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from redress.complaints.models import Case, CaseEntry, Evidence, Message, Note, Part, PlanStep, Presence
from redress.kernel.actor import Actor
from redress.ledger.chain import Break, first_break

PRESENT_FOR = timedelta(seconds=45)


RELATIONS: dict[str, tuple[str, str]] = {
    "parts": ("complaints_part", "case_id"), "plan": ("complaints_planstep", "case_id"),
    "evidence": ("complaints_evidence", "case_id"), "messages": ("complaints_message", "case_id"),
    "notes": ("complaints_note", "case_id"), "third_parties": ("complaints_thirdparty", "case_id"),
    "points": ("complaints_point", "case_id"), "decisions": ("complaints_decision", "case_id"),
    "answers": ("complaints_answer", "case_id"), "verdicts": ("complaints_verdict", "case_id"),
    "confirmations": ("complaints_recordconfirmation", "case_id"), "call_backs": ("complaints_callback", "case_id"),
    "slips": ("complaints_slip", "case_id"), "subjects": ("complaints_subject", "case_id"),
    "let_in": ("complaints_letin", "case_id"), "repeats": ("complaints_case", "repeat_of_id"),
    "batch": ("complaints_case", "master_id"), "absorbed": ("complaints_case", "merged_into_id"),
    "split_off": ("complaints_case", "split_from_id"), "links_out": ("complaints_link", "one_id"),
    "links_in": ("complaints_link", "other_id"),
}  # fmt: skip
"""What hangs on a case, by table and column; most cases have only some of it."""
_WHICH = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %(case)s)" for table, column in RELATIONS.values()
)


def _fetches() -> dict[str, Prefetch | str]:
    return {
        "parts": Prefetch("parts", Part.objects.select_related("department", "person")),
        "plan": Prefetch("plan", PlanStep.objects.select_related("person")),
        "evidence": Prefetch("evidence", Evidence.objects.select_related("added_by").prefetch_related("custody")),
        "messages": Prefetch("messages", Message.objects.select_related("author")),
        "notes": Prefetch("notes", Note.objects.select_related("author")),
        "let_in": "let_in__user", "links_out": "links_out__other", "links_in": "links_in__one",
    }  # fmt: skip


def page_case(number: str, actor: Actor) -> Case | None:
    """The case with everything its page shows, or None where the actor may not see it.

    One statement asks which relations have rows; only those are fetched, the others are known to be empty.
    """
    found = (
        Case.objects.visible_to(actor)
        .select_related(
            "customer", "department", "department__head", "store", "first_contact", "answerable", "answerable__department",
            "handler", "policy",
        )
        .defer("policy__source", "policy__content")
        .filter(number=number)
        .first()
    )  # fmt: skip
    if found is not None:
        fetch_relations(found)
    return found


def fetch_relations(case: Case) -> None:
    """Fetch what hangs on a case, each relation at most once."""
    with connection.cursor() as cursor:
        cursor.execute(_WHICH, {"case": case.pk})
        there = dict(zip(RELATIONS, cursor.fetchone(), strict=True))
    fetches = _fetches()
    prefetch_related_objects([case], *(fetches.get(name, name) for name, some in there.items() if some))
    case.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, some in there.items():
        if not some:
            case._prefetched_objects_cache[name] = getattr(case, name).none()  # type: ignore[attr-defined]


def seen_case(number: str, actor: Actor) -> Case | None:
    """The case alone, or None where the actor may not see it."""
    return Case.objects.visible_to(actor).select_related("customer", "department", "policy").defer("policy__source", "policy__content").filter(number=number).first()


def history(case: Case, *, newest: int | None = None) -> list[CaseEntry]:
    """The timeline, newest first; ``newest`` limits it."""
    entries = case.entries.order_by("-seq")
    return list(entries[:newest] if newest else entries)


def broken(case: Case) -> Break | None:
    """The first broken entry of a case's chain, its remembered end included."""
    return first_break(case.entries.order_by("seq").iterator(), count=case.entry_count, head=case.entry_head)


def present(case: Case, *, besides: int, at: datetime) -> QuerySet[Presence]:
    """Others who have the case open just now."""
    return Presence.objects.filter(case=case, seen_at__gte=at - PRESENT_FOR).exclude(user=besides).select_related("user")
