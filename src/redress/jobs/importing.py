"""An import brought on in the background, a while at a time."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override
from django_q.tasks import async_task

from redress.intake.imports import work
from redress.intake.models import UNDER_WAY, Import

WHILE = timedelta(minutes=8)
"""A run ends after this time and queues itself again, well before the worker's own limit."""


def run(number: int) -> None:
    """Do what the import waits for; reasons are written in the language of whoever brought the file."""
    until = timezone.now() + WHILE
    person = Import.objects.select_related("person").get(pk=number).person
    with override(person.language if person else None):
        record = work(number, now=timezone.now, stop=lambda: timezone.now() > until)
    if record.state in UNDER_WAY and not record.trouble:
        async_task("redress.jobs.importing.run", number)
