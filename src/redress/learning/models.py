"""What was learned, and how well: one row for each time that somebody, or the timetable, had it learned."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Target(models.TextChoices):
    """What is suggested."""

    CATEGORY = "category", pgettext_lazy("suggestion", "Category")
    DEPARTMENT = "department", pgettext_lazy("suggestion", "Lead department")


class Training(models.Model):
    """One training: on how many cases, what cross-validation measured, and the model as plain numbers.

    The newest that ended without trouble is in force; it suggests nothing while ``model`` is empty (``report`` says why).
    """

    target = models.CharField(max_length=12, choices=Target)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    progress = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    cases = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    model = models.BinaryField(default=bytes)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(target__in=Target.values), name="training_target_known")]
        indexes: ClassVar = [models.Index(fields=["target", "-ended_at"], name="training_newest")]
