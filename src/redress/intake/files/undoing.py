"""Undoing a whole import: what it entered is taken out again for good, what it brought on is set back.

Only what nobody has worked on: complaints that came in by mistake are no complaints, and keeping them would mean keeping
personal data without a purpose. The journal keeps how many cases went, their numbers from and to, and a digest over the ends of
their chains, so that a copy of the register proves which ones they were. See docs/decisions/006-undo-of-an-import.md.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from redress.complaints import events
from redress.complaints.models import Answer, Case, CaseEntry, CaseSignal, Customer, LetIn, Presence, SearchText
from redress.deadlines.models import Clock, ClockStep, Extension
from redress.intake.files.known import NO_WORK
from redress.intake.models import BroughtOn, Import
from redress.kernel.errors import Stale
from redress.kernel.rows import remove_where, update_each

BATCH = 500
NAMED = 50
"""So many cases that somebody works on are named."""
_OURS = (SearchText, CaseSignal, Presence, LetIn, Answer, CaseEntry, Clock, BroughtOn)
"""What an import and a reader leave at a case; anything else there is somebody's work."""


def worked_on(number: int) -> list[str]:
    """Numbers of the cases of an import on which somebody has worked since, up to ``NAMED``."""
    changed = BroughtOn.objects.filter(brought_by=number).exclude(case__revision=F("revision")).values("case_id")
    touched = Case.objects.filter(import_number=number).filter(_touched()) | Case.objects.filter(pk__in=changed)
    return list(touched.order_by("pk").values_list("number", flat=True)[:NAMED])


def _touched() -> Q:
    """Somebody else's line stands on the timeline, or something hangs on the case that no import brings."""
    brought = CaseEntry.objects.filter(case=OuterRef("case"), operation=OuterRef("operation"), kind=events.Imported.kind)
    lines = CaseEntry.objects.filter(case=OuterRef("pk")).exclude(kind__in=NO_WORK).exclude(Exists(brought))
    found = Q(Exists(lines)) | Q(Exists(Extension.objects.filter(clock__case=OuterRef("pk"))))
    for relation in Case._meta.related_objects:
        model: Any = relation.related_model
        if model not in _OURS:
            found |= Q(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def take_out(number: int, *, told: Callable[[float], object] = lambda _share: None) -> None:
    """Take out what is left of an import that is being undone, batch by batch; killed at any point it goes on where it was.

    Raises Stale when somebody began to work on one of the cases meanwhile: what is out stays out, the rest stays in.
    """
    left = Case.objects.filter(import_number=number)
    whole = max(1, left.count() + BroughtOn.objects.filter(brought_by=number).count())
    done = 0
    for step in (_set_back, _remove):
        while count := step(number):
            done += count
            told(done / whole)


def _check(cases: QuerySet[Case]) -> None:
    if somebody := cases.filter(_touched()).values_list("number", flat=True).first():
        raise Stale("worked-on", _("Somebody began to work on %(number)s in the meantime. What was taken out until then is out; the rest stays.") % {"number": somebody})


@transaction.atomic(durable=True)
def _remove(number: int) -> int:
    """Take some cases out, the newest first, with all that hangs on them; returns how many."""
    record = Import.objects.select_for_update().get(pk=number)
    held = Case.objects.select_for_update().filter(import_number=number).order_by("-pk")[:BATCH]
    rows = list(held.values_list("pk", "number", "entry_head", "customer_id"))
    pks = [row[0] for row in rows]
    _check(Case.objects.filter(pk__in=pks))
    clocks = list(Clock.objects.filter(case__in=pks).values_list("pk", flat=True))
    remove_where(ClockStep, "clock", clocks)
    for model in _OURS:
        remove_where(model, "case", pks)
    remove_where(Case, "id", pks)
    _remove_customers({row[3] for row in rows})
    record.digest = _sealed(record.digest, ((name, head) for _pk, name, head, _customer in rows))
    undone = record.counts.get("undone", 0) + len(rows)
    counts = record.counts | {"undone": undone, "last": record.counts.get("last") or (rows[0][1] if rows else ""), "first": rows[-1][1] if rows else record.counts.get("first", "")}
    Import.objects.filter(pk=number).update(digest=record.digest, counts=counts)
    return len(rows)


def _sealed(before: str, cases: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the digest so far and, line by line, number and last hash of each case."""
    for name, head in cases:
        before = hashlib.sha256(f"{before}\n{name} {head}".encode()).hexdigest()
    return before


def _remove_customers(pks: Iterable[int]) -> None:
    """Parties that nothing refers to any more and nobody has edited."""
    alone = Customer.objects.filter(pk__in=list(pks), revision=0)
    for relation in Customer._meta.related_objects:
        model: Any = relation.related_model
        alone = alone.exclude(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    remove_where(Customer, "id", list(alone.values_list("pk", flat=True)))


@transaction.atomic(durable=True)
def _set_back(number: int) -> int:
    """Set some cases that the import brought on back to how they stood; returns how many."""
    rows = list(BroughtOn.objects.filter(brought_by=number).order_by("pk")[:BATCH])
    cases = Case.objects.select_for_update().in_bulk([row.case_id for row in rows])
    for row in rows:
        case, was = cases[row.case_id], dict(row.was)
        if case.revision != row.revision:
            raise Stale("worked-on", _("Somebody began to work on %(number)s in the meantime. What was taken out until then is out; the rest stays.") % {"number": case.number})
        _unwrite(case, was)
        clocks = [({"id": one.pop("pk")}, _typed(Clock, one)) for one in row.clocks]
        begun = Clock.objects.filter(case=case).exclude(pk__in=[held["id"] for held, _new in clocks])
        remove_where(Clock, "id", list(begun.values_list("pk", flat=True)))
        update_each(Clock, clocks)
    remove_where(BroughtOn, "id", [row.pk for row in rows])
    return len(rows)


def _unwrite(case: Case, was: dict[str, Any]) -> None:
    """Take the lines and the answer of an import off a case, and give its fields their former values."""
    lines = CaseEntry.objects.filter(case=case, seq__gt=was["entry_count"])
    if case.answers.exists() and not CaseEntry.objects.filter(case=case, seq__lte=was["entry_count"], kind=events.Answered.kind).exists():
        remove_where(Answer, "case", [case.pk])
    remove_where(CaseEntry, "id", list(lines.values_list("pk", flat=True)))
    Case.objects.filter(pk=case.pk).update(**_typed(Case, was))


def _typed(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}  # type: ignore[union-attr]


