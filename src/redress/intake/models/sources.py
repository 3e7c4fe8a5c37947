"""Systems of others that pass matters on, what each passed on, and what was refused."""

from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedCharField

from redress.accounts.models import Department
from redress.complaints.models import Case
from redress.notify.models import Delivery, Hook


class Source(models.Model):
    """A system that passes matters on by signed messages: a public hotline, a consumer platform, a watch on public opinion.

    ``returns`` leads back to it, where it wants to hear what became of its matters. ``mapping`` gives for each of ``sources.reading.FIELDS`` the dotted path at which its messages hold it.
    """

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    secret = EncryptedCharField(max_length=400)
    channel = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    place = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    mapping = models.JSONField(default=dict)
    active = models.BooleanField(default=False)
    returns = models.ForeignKey(Hook, models.PROTECT, null=True, blank=True, related_name="+")
    refused = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PassedMatter(models.Model):
    """A matter that a source passed on: its ``number`` there, its case here. ``said`` is the fingerprint of the account last given.

    ``told`` is the entry of the case's timeline up to which the source heard of it.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="matters")
    number = models.CharField(max_length=100)
    case = models.ForeignKey(Case, models.PROTECT, related_name="passed_matters")
    state = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "number"], name="passed_matter_once")]


class MatterReport(models.Model):
    """What a source was told of a matter: its ``state`` (of ``sources.returning.STATES``); ``noted`` is what the timeline says came of it."""

    matter = models.ForeignKey(PassedMatter, models.CASCADE, related_name="reports")
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    noted = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-pk",)


class SourceMessage(models.Model):
    """A message taken: its id, the fingerprint of its body, and the matter it told of. It is taken once, however often it comes."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="messages")
    ident = models.CharField(max_length=120)
    body = models.CharField(max_length=64)
    matter = models.ForeignKey(PassedMatter, models.CASCADE, related_name="messages")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "ident"], name="source_message_once")]


class SourceRefusal(models.Model):
    """A message refused: why (a word of ``sources.refusing.REASONS``) and which fields; nothing of what it said."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="refusals")
    reason = models.CharField(max_length=20)
    fields = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
