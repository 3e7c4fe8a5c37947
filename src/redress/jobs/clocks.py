"""The sweep of clocks as a job."""

from django.utils import timezone

from redress.deadlines.operations import sweep


def sweep_clocks() -> str:
    """Take every step of a clock that has come; what was missed while nothing ran is taken now, in order."""
    done = sweep(timezone.now())
    return f"{done.steps} steps, {done.late} late, {done.failed} failed"
