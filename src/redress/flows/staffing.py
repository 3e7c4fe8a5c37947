"""Acts on people and departments that must look at their cases first."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redress.accounts import operations as accounts
from redress.accounts.models import Department, User
from redress.accounts.rules import require
from redress.complaints.models import Case, Part
from redress.complaints.states import PartState
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove


def open_cases_of(user: User) -> QuerySet[Case]:
    """Open cases for which somebody is answerable, which they work on, or of which they took a part, by next clock."""
    part = Part.objects.filter(person=user, state=PartState.ACCEPTED).values("case_id")
    return Case.objects.open().filter(Q(answerable=user) | Q(handler=user) | Q(pk__in=part)).order_by("next_due_at", "pk")


def open_cases_at(department: Department) -> QuerySet[Case]:
    """Open cases that a department leads or of which it has a part to do, by next clock."""
    part = Part.objects.filter(department=department, state__in=[PartState.OFFERED, PartState.ACCEPTED]).values("case_id")
    return Case.objects.open().filter(Q(department=department) | Q(pk__in=part)).order_by("next_due_at", "pk")


def deactivate(user: User, *, by: Actor, at: datetime) -> None:
    """Close an account. Raises NotAllowed, and IllegalMove while open cases hang on the person, or for one's own."""
    require(by, "people.manage")
    with transaction.atomic():
        count = open_cases_of(user).count()
        if count:
            raise IllegalMove(
                "person-has-cases",
                _("%(name)s is still answerable for open cases (%(count)s). Hand them over first.")
                % {"name": user.name, "count": count},
            )
        accounts.deactivate(user, by=by, at=at)


def close_department(department: Department, *, by: Actor, at: datetime) -> None:
    """Take a department out of use. Raises NotAllowed, and IllegalMove while it has cases, people or departments below."""
    require(by, "people.manage")
    with transaction.atomic():
        count = open_cases_at(department).count()
        if count:
            raise IllegalMove(
                "department-has-cases",
                _("The department still has open cases (%(count)s). They must be handed to another one first.")
                % {"count": count},
            )
        accounts.close_department(department, by=by, at=at)
