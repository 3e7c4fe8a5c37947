"""What was read of scans by machine."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField


class Reading(models.Model):
    """The words of a file, read once whatever case it lies in; ``sha256`` names the file.

    ``pages`` are in the file, ``done`` of them were read, at most ``MOST_PAGES``. ``confidence`` (per cent) is the mean over ``weight``
    recognised characters; words that a PDF has with it are sure and stand apart in ``carried``, the number of such pages.
    ``tries`` counts beginnings of the page in hand. Who sees the evidence sees this, nobody else. An empty text is NULL.
    """

    MOST_PAGES = 20
    TROUBLES: ClassVar = {
        "damaged": _("The file cannot be read as a picture or PDF."),
        "protected": _("The PDF is protected by a password."),
        "too-large": _("The picture is too large to be read by machine."),
        "too-slow": _("Reading it took too long and was stopped."),
        "gone": _("The file is not there any more."),
    }

    sha256 = models.CharField(max_length=64, unique=True)
    text = EncryptedTextField(null=True)
    confidence = models.FloatField(default=0)
    weight = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    carried = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(trouble="") | Q(ended_at__isnull=False), name="reading_troubled_is_over"),
        ]
        indexes: ClassVar = [models.Index(fields=["moved_at"], condition=Q(ended_at=None), name="reading_going_on")]

    @property
    def sure(self) -> int:
        """How sure the machine is of what it recognised, per cent."""
        return round(self.confidence)

    @property
    def why(self) -> object:
        """Why there are no words, in words."""
        return self.TROUBLES.get(self.trouble, "")
