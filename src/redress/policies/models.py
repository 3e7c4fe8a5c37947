"""Numbered versions of a policy pack. A published version never changes; a case keeps the one it was opened under."""

from typing import ClassVar, NoReturn

from django.db import models
from django.db.models import Q


class PolicyState(models.TextChoices):
    """A draft may change; published and retired versions may not."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PublishedIsFinal(TypeError):
    """Somebody tried to change or delete a published version."""


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Fetching versions; bulk changes are refused where they would touch a published one."""

    def drafts(self) -> "PolicyVersionQuerySet":
        """Versions that may still change."""
        return self.filter(state=PolicyState.DRAFT)

    def published(self) -> "PolicyVersionQuerySet":
        """Versions that hold, held, or will hold."""
        return self.filter(state=PolicyState.PUBLISHED)

    def update(self, **changes: object) -> int:
        if self.exclude(state=PolicyState.DRAFT).exists():
            raise PublishedIsFinal("a published policy version never changes")
        return super().update(**changes)

    def bulk_update(self, *_rows: object, **_options: object) -> NoReturn:
        raise PublishedIsFinal("policy versions are changed one at a time")

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.exclude(state=PolicyState.DRAFT).exists():
            raise PublishedIsFinal("a published policy version is never deleted")
        return super().delete()

    def retire(self, pk: int) -> int:
        """Mark one published version as taken back; the only change that is open to it."""
        return super().filter(pk=pk, state=PolicyState.PUBLISHED)._retire()

    def _retire(self) -> int:
        return super().update(state=PolicyState.RETIRED)


class PolicyVersion(models.Model):
    """One version: its source text word for word, what the reader made of it, its digest, and from when it holds.

    ``content`` is the whole policy with everything it extends, so that a later change of a base changes no published
    version. ``errors`` are those of a draft that does not pass the reader; a draft keeps its text all the same.
    """

    pack = models.SlugField(max_length=60)
    number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    source = models.TextField()
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="drafts")
    errors = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    edited_by = models.CharField(max_length=80, blank=True)
    edited_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ("pack", "-number")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PolicyState.values), name="policy_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, published_at=None)
                | (~Q(state="draft") & Q(number__isnull=False, published_at__isnull=False, valid_from__isnull=False)),
                name="policy_numbered_iff_published",
            ),
            models.CheckConstraint(condition=Q(state="draft") | (Q(errors=[]) & ~Q(digest="")), name="policy_published_whole"),
            models.UniqueConstraint(fields=["pack", "number"], name="policy_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-valid_from", "-number"], condition=Q(state="published"), name="policy_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.pack} v{self.number}" if self.number else f"{self.pack} draft"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise PublishedIsFinal("policy versions change through operations only")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        return type(self).objects.filter(pk=self.pk).delete()
