"""The timetable: which job runs how often. Called at start; running it again changes nothing."""

from django_q.models import Schedule

MINUTES: dict[str, int] = {
    "follow_calendars": 1, "sweep_clocks": 1, "drain_outbox": 1, "report_to_sources": 1, "send_hooks": 1, "send_chats": 1, "call_groups": 1,
    "fetch_mail": 1, "fetch_chat_files": 1, "read_scans": 1, "remind_calls": 1, "remind_talks": 1, "follow_imports": 1, "clear_exports": 5,
    "send_digests": 5, "learn_from_history": 1440, "forget_talks": 1440,
}  # fmt: skip
"""Minutes between two runs of each job of ``tasks.py``."""


def set_timetable() -> None:
    """Bring the schedules in line with ``MINUTES``; a job no longer named is taken off."""
    for name, minutes in MINUTES.items():
        wanted = {"func": f"redress.jobs.tasks.{name}", "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
        kept = Schedule.objects.filter(name=f"redress:{name}").order_by("pk")
        if kept.count() > 1:
            kept.exclude(pk=kept[0].pk).delete()
        if not kept.exists():
            Schedule.objects.create(name=f"redress:{name}", **wanted)
        else:
            kept.exclude(**wanted).update(**wanted)
    Schedule.objects.filter(name__startswith="redress:").exclude(name__in=[f"redress:{name}" for name in MINUTES]).delete()
