"""Imports of files, and templates for them."""

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy
from encrypted_fields.fields import EncryptedTextField

from redress.accounts.models import User


class SealedJSON(EncryptedTextField):
    """Any JSON value, encrypted as one text; numbers stay numbers."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value))

    def from_db_value(self, value: Any, *given: Any) -> Any:
        return json.loads(super().from_db_value(value, *given))


class ImportState(models.TextChoices):
    """How far an import is. Those that end in *-ing* are on their way, by themselves."""

    FILE = "file", pgettext_lazy("import", "file taken")
    LOOKING = "looking", pgettext_lazy("import", "being looked through")
    ASKED = "asked", pgettext_lazy("import", "questions open")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked, waits for your word")
    RUNNING = "running", pgettext_lazy("import", "being brought in")
    DONE = "done", pgettext_lazy("import", "brought in")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")
    DROPPED = "dropped", pgettext_lazy("import", "dropped")


UNDER_WAY = (ImportState.LOOKING, ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


class Import(models.Model):
    """One file brought in, from upload to undo; its id is the number of the import, which its cases carry.

    ``found`` is how the file is read, ``answers`` the mapping as far as it is known, ``looked`` what the columns hold, ``shown`` the
    first rows as cases, ``counts`` what became of the rows. ``batches`` of its rows are in the register for good; ``share`` of the work
    under way is done (0 to 1), and it last moved at ``moved_at``. ``mark`` is the fingerprint of the names of its columns, ``digest``
    that of the cases taken out again by an undo.
    """

    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.FILE)
    found = SealedJSON(default=dict)
    answers = models.JSONField(default=dict)
    looked = SealedJSON(default=dict)
    shown = SealedJSON(default=list)
    counts = models.JSONField(default=dict)
    batches = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    trouble = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    run_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known")]


class BroughtOn(models.Model):
    """A case that was there before and that an import brought on: how it stood, so that an undo sets it back.

    ``was`` holds the fields that were changed, ``clocks`` all its clocks, ``revision`` is that of the case afterwards.
    """

    brought_by = models.ForeignKey(Import, models.CASCADE, related_name="brought_on")
    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    was = models.JSONField()
    clocks = models.JSONField(default=list)


class ImportTemplate(models.Model):
    """A mapping remembered under a name; suggested for files whose columns have the same fingerprint (``mark``)."""

    name = models.CharField(max_length=80, unique=True)
    mark = models.CharField(max_length=64, db_index=True)
    answers = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
