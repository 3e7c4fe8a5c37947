"""What a person keeps at the desk: drafts, saved views, presence; and the running numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedJSONField

from redress.accounts.models import User


class Draft(models.Model):
    """What somebody was typing, kept through a crash or a lost connection; one a form and person.

    Names and numbers are among it, therefore it is encrypted.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=80)
    data = EncryptedJSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "form"], name="draft_once_a_form")]

    def values(self) -> dict[str, str | list[str]]:
        """What a form begins with to stand as it was left."""
        return {name: listed if len(listed) > 1 else (listed or [""])[0] for name, listed in self.data.items()}


class SavedView(models.Model):
    """A named selection of the queue; ``query`` is the part of the URL after ``?``."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="view_name_once")]


class Presence(models.Model):
    """Somebody has a case open just now; forgotten after a minute."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="presence_once")]


class CaseKey(models.Model):
    """The fingerprint of the key with which a customer follows a case."""

    case = models.OneToOneField("complaints.Case", models.CASCADE, related_name="key")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)


class Knock(models.Model):
    """How often somebody came to a door from outside until a moment; ``mark`` is a keyed hash, so no address is kept."""

    mark = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)


class NumberSeries(models.Model):
    """The last number given in a series such as ``case:TS20260213-``."""

    name = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(last__gte=0), name="series_counts_up")]


class SearchText(models.Model):
    """The searchable tokens of a case; see ``search.py``."""

    case = models.OneToOneField("complaints.Case", models.CASCADE, primary_key=True, related_name="+")
    tokens = models.TextField()


class CaseSignal(models.Model):
    """A signal in the words of a case, kept so that the queue finds it; the pages read the words themselves."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "code"], name="case_signal_once")]
        indexes: ClassVar = [models.Index(fields=["code", "case"], name="case_by_signal")]
