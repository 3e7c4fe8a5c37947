"""Exports of everything that a person may see."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User


class Export(models.Model):
    """A file that somebody asked for: built in the background, there for a while, then gone.

    ``cases`` are in it, ``sha256`` and ``size`` (bytes) are of the file; ``gone_at`` is when the file was deleted. One at a time for a person.
    """

    TROUBLES: ClassVar = {
        "disk": _("The file could not be written; perhaps the disk is full. Nothing was kept of it. Make room on the server, then start again."),
        "lost": _("The work stopped half-way, perhaps because the server was restarted. Nothing was kept of it. Start again."),
        "rights": _("You no longer hold the right to it. Nothing was kept of it."),
        "fault": _("It failed; the log of the server says why. Nothing was kept of it."),
    }

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="export_one_at_a_time"),
        ]

    @property
    def why(self) -> object:
        """Why there is no file, in words."""
        return self.TROUBLES.get(self.trouble, "")
