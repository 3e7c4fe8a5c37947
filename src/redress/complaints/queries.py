"""Reads of the case file: one case with all that its page shows, and its history."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from redress.complaints.models import Case, CaseEntry, Evidence, Message, Note, Part, PlanStep, Presence
from redress.kernel.actor import Actor
from redress.ledger.chain import Break, first_break

PRESENT_FOR = timedelta(seconds=45)


def page_case(number: str, actor: Actor) -> Case | None:
    """The case with everything its page shows, or None where the actor may not see it. A fixed number of queries."""
    return (
        Case.objects.visible_to(actor)
        .select_related(
            "customer", "department", "department__head", "store", "first_contact", "answerable", "answerable__department",
            "handler", "repeat_of", "master", "merged_into", "split_from", "policy",
        )
        .prefetch_related(
            Prefetch("parts", Part.objects.select_related("department", "person")),
            Prefetch("plan", PlanStep.objects.select_related("person")),
            Prefetch("evidence", Evidence.objects.select_related("added_by").prefetch_related("custody")),
            Prefetch("messages", Message.objects.select_related("author")), Prefetch("notes", Note.objects.select_related("author")),
            "third_parties", "points", "decisions", "answers", "verdicts", "confirmations", "call_backs", "slips",
            "subjects", "let_in__user", "repeats", "batch", "absorbed", "split_off", "links_out__other", "links_in__one",
        )
        .defer("policy__source")
        .filter(number=number)
        .first()
    )  # fmt: skip


def seen_case(number: str, actor: Actor) -> Case | None:
    """The case alone, or None where the actor may not see it."""
    return Case.objects.visible_to(actor).select_related("customer", "department", "policy").defer("policy__source").filter(number=number).first()


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
