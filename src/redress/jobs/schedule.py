"""What runs by itself, and how often."""

from django_q.models import Schedule

JOBS: dict[str, tuple[str, int]] = {
    "sweep-clocks": ("redress.jobs.clocks.sweep_clocks", 1),
}
"""Function and minutes by name."""


def register() -> None:
    """Enter the jobs in the schedule, once each; jobs no longer named are taken out."""
    for name, (function, minutes) in JOBS.items():
        row = {"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
        found = Schedule.objects.filter(name=name)
        if not found.update(func=function, minutes=minutes):
            Schedule.objects.create(name=name, **row)
    Schedule.objects.exclude(name__in=JOBS).filter(func__startswith="redress.jobs.").delete()
