"""What bodies outside the house do with a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints.events import CaseEvent
from redress.complaints.models import Case
from redress.complaints.operations.writing import hold, write
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove


@transaction.atomic
def write_passing(case: Case, *happened: CaseEvent, by: Actor, at: datetime) -> Case:
    """Write down what a body outside did. Raises IllegalMove for an archived case."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("An archived case cannot be written on; register a new one and link it."))
    return write(case, *happened, by=by, at=at)
