"""The abstract entry that rooms make concrete, the journal of the organisation, and the outbox."""

from typing import ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedTextField


class AppendOnly(models.QuerySet):
    """Entries are written once; nothing but redaction touches them again."""

    def update(self, **_changes: object) -> NoReturn:
        raise TypeError("ledger entries are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("ledger entries are never deleted")

    def bulk_update(self, *_rows: object, **_options: object) -> NoReturn:
        raise TypeError("ledger entries are never changed")


class Entry(models.Model):
    """One line of a history. ``hash`` covers the line and the line before it; see ``chain.py``."""

    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    operation = models.CharField(max_length=36)
    payload = models.JSONField(default=dict)
    # The field writes an empty text as NULL; an event without personal data has none.
    private = EncryptedTextField(blank=True, null=True)
    private_digest = models.CharField(max_length=64, blank=True, default="")
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True
        ordering = ("seq",)

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("ledger entries are never changed")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("ledger entries are never deleted")


class JournalEntry(Entry):
    """History of what belongs to no case: people, departments, policies. ``stream`` names the chain."""

    stream = models.CharField(max_length=40)

    class Meta(Entry.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "seq"], name="journal_seq_once")]


class Stream(models.Model):
    """A journal's own memory of its end, so that lines cut off there are missed."""

    name = models.CharField(max_length=40, unique=True)
    count = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class Inquiry(models.Model):
    """A long reading that somebody asked for on a page: how far it is, and what it found.

    ``kind`` is ``verify`` (the chains) or ``replay`` (a draft of a policy over past cases); ``about`` names
    what is read, ``report`` is what the page shows at the end.
    """

    kind = models.CharField(max_length=10)
    about = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["verify", "replay"]), name="inquiry_kind_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "-asked_at"], name="inquiry_newest")]


class OutboxState(models.TextChoices):
    """What became of a message that must leave the house."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    FAILED = "failed"


class OutboxMessage(models.Model):
    """Something to be sent after commit, each once: ``key`` is unique, a claim is a conditional update.

    A message whose sender died between claim and receipt is *doubtful*: it is shown and not sent
    again by itself, because it may have left.
    """

    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=20)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["try_at"], condition=Q(state="pending"), name="outbox_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="outbox_claimed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_state_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outbox_sent_at_iff_sent",
            ),
        ]
