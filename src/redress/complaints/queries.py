"""Reads of the case file: one case with all that its page shows, and its history."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from redress.accounts.models import User
from redress.complaints.models import (
    Case,
    CaseEntry,
    Customer,
    Evidence,
    Message,
    Note,
    Part,
    PlanStep,
    Presence,
    Subject,
)
from redress.kernel.actor import Actor
from redress.ledger.chain import Break, first_break
from redress.policies.store import policy_of

PRESENT_FOR = timedelta(seconds=45)


def group_may_hear(case: Case) -> bool:
    """Whether a case may be spoken of where one does not know who listens: it is neither confidential nor internal, nor about
    somebody of the house, from whom it is kept.
    """
    return not case.guarded and not policy_of(case.policy_id).kind(case.kind).internal and not Subject.objects.filter(case=case).exists()


RELATIONS: dict[str, tuple[str, str]] = {
    "parts": ("complaints_part", "case_id"), "plan": ("complaints_planstep", "case_id"),
    "evidence": ("complaints_evidence", "case_id"), "messages": ("complaints_message", "case_id"),
    "notes": ("complaints_note", "case_id"), "third_parties": ("complaints_thirdparty", "case_id"),
    "points": ("complaints_point", "case_id"), "decisions": ("complaints_decision", "case_id"),
    "answers": ("complaints_answer", "case_id"), "verdicts": ("complaints_verdict", "case_id"),
    "confirmations": ("complaints_recordconfirmation", "case_id"), "call_backs": ("complaints_callback", "case_id"),
    "slips": ("complaints_slip", "case_id"), "subjects": ("complaints_subject", "case_id"), "representatives": ("complaints_representative", "case_id"),
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
        "representatives": "representatives__customer", "let_in": "let_in__user", "links_out": "links_out__other", "links_in": "links_in__one",
    }  # fmt: skip


_UNREAD = tuple(
    f"{person}__{name}" for person in ("first_contact", "answerable", "handler", "department__head")
    for name in ("password", "last_login", "email", "phone", "date_joined", "must_change_password")
    if name in {item.name for item in User._meta.get_fields()}
)  # fmt: skip


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
        .defer("policy__source", "policy__content", *_UNREAD)
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
    case._prefetched_objects_cache |= {name: nothing for name, nothing in _nothing().items() if not there[name]}  # type: ignore[attr-defined]


@cache
def _nothing() -> dict[str, Any]:
    """For each relation its empty answer; made once, for it is the same for every case."""
    return {name: Case._meta.get_field(name).related_model.objects.none() for name in RELATIONS}  # type: ignore[union-attr]


def seen_case(number: str, actor: Actor) -> Case | None:
    """The case alone, or None where the actor may not see it, or no number is given."""
    if not number:
        return None
    cases = Case.objects.visible_to(actor).select_related("customer", "department", "policy")
    return cases.defer("policy__source", "policy__content").filter(number=number).first()


def history(case: Case, *, newest: int | None = None) -> list[CaseEntry]:
    """The timeline, newest first; ``newest`` limits it."""
    entries = case.entries.order_by("-seq")
    return list(entries[:newest] if newest else entries)


def broken(case: Case) -> Break | None:
    """The first broken entry of a case's chain, its remembered end included."""
    return first_break(case.entries.order_by("seq").iterator(), count=case.entry_count, head=case.entry_head)


def come_in(case: Case, user: User, *, at: datetime) -> list[User]:
    """Note that somebody has the case open; who else has it open just now.

    A presence is written anew only when a third of its time is over, so that reading seldom has to write.
    """
    there = list(Presence.objects.filter(case=case, seen_at__gte=at - PRESENT_FOR).select_related("user"))
    if not any(one.user_id == user.pk and one.seen_at > at - PRESENT_FOR / 3 for one in there):
        mine = Presence(case=case, user=user, seen_at=at)
        Presence.objects.bulk_create([mine], update_conflicts=True, unique_fields=["case", "user"], update_fields=["seen_at"])
    return [one.user for one in there if one.user_id != user.pk]


def least_busy(people: Sequence[User]) -> User:
    """Of these people whoever is answerable for the fewest open cases; the first of several."""
    open_cases = Case.objects.open().filter(answerable__in=people).order_by().values("answerable").annotate(n=Count("pk"))
    busy = dict(open_cases.values_list("answerable", "n"))
    return min(people, key=lambda user: busy.get(user.pk, 0))


def earlier_cases(customer: Customer, actor: Actor, *, before: datetime, besides: int | None = None) -> dict[str, int]:
    """How many cases of a party up to ``before`` the actor may see: ``all``, still ``open``, and ``repeats`` of one before."""
    cases = Case.objects.visible_to(actor).filter(customer=customer, received_at__lte=before).exclude(pk=besides)
    return cases.aggregate(all=Count("pk"), open=Count("pk", filter=Q(ended_at=None)), repeats=Count("pk", filter=Q(repeat_of__isnull=False)))
