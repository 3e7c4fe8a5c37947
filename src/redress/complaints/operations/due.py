"""The next clock of a case, kept on its row so that lists sort by it without looking at the clocks."""

from datetime import datetime

from redress.complaints.models import Case


def set_next_due(case_id: int, due_at: datetime | None) -> None:
    """Write when the next running clock of a case runs out; this is derived data and no event."""
    Case.objects.filter(pk=case_id).update(next_due_at=due_at)
