"""Numbered versions of a policy pack. A published version never changes; a case keeps the one it was opened under."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class PolicyState(models.TextChoices):
    """A draft may change; published and retired versions may not."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PolicyVersion(models.Model):
    """One version: its source text word for word, its digest, and from when it holds.

    ``errors`` are those of a draft that does not pass the reader; a draft keeps its text all the same.
    """

    pack = models.SlugField(max_length=60)
    number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    valid_from = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="drafts")
    errors = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    edited_by = models.CharField(max_length=80, blank=True)
    edited_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("pack", "-number")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PolicyState.values), name="policy_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, published_at=None)
                | (~Q(state="draft") & Q(number__isnull=False, published_at__isnull=False, valid_from__isnull=False)),
                name="policy_numbered_iff_published",
            ),
            models.UniqueConstraint(fields=["pack", "number"], name="policy_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack} v{self.number}" if self.number else f"{self.pack} draft"
