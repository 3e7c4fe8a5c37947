"""What bodies outside the house do with a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints.events import CaseEvent
from redress.complaints.models import Case, OutsideMatter
from redress.complaints.operations.writing import hold, write
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid
from redress.kernel.tokens import fold


@transaction.atomic
def write_passing(case: Case, *happened: CaseEvent, by: Actor, at: datetime) -> Case:
    """Write down what a body outside did. Raises IllegalMove for an archived case."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("An archived case cannot be written on; register a new one and link it."))
    return write(case, *happened, by=by, at=at)


def key_of(authority: str) -> str:
    """A body's name as it is compared."""
    return "".join(fold(authority).split())[:100]


def held_under(authority: str, number: str) -> Case | None:
    """The case that a body outside knows under this number of its own."""
    known = OutsideMatter.objects.filter(key=key_of(authority), number=number).select_related("case").first()
    return known.case if known else None


@transaction.atomic
def own_number(case: Case, *, authority: str, number: str, due_at: datetime | None, by: Actor, at: datetime) -> tuple[bool, bool]:
    """Note under which number, and until when, a body outside wants an answer; whether the number is new, and whether the deadline is.

    Raises Invalid where the number belongs to another case.
    """
    case = hold(case)
    given = {"case": case, "authority": authority[:100], "due_at": due_at, "at": at}
    matter, new = OutsideMatter.objects.select_related("case").get_or_create(key=key_of(authority), number=number, defaults=given)
    if matter.case_id != case.pk:
        seen = Case.objects.visible_to(by).filter(pk=matter.case_id).exists()
        sentence = _belongs_to(matter) if seen else _("This number of %(authority)s belongs to another case already, which you may not see.") % {"authority": matter.authority}
        raise Invalid("number-taken", _("Nothing was saved."), {"number": sentence})
    moved = due_at is not None and (new or due_at != matter.due_at)
    if moved and not new:
        OutsideMatter.objects.filter(pk=matter.pk).update(due_at=due_at, at=at)
    return new, moved


def _belongs_to(matter: OutsideMatter) -> object:
    return _("This number of %(authority)s belongs to %(case)s already; enter the new deadline there.") % {"authority": matter.authority, "case": matter.case.number}
