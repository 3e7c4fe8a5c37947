"""What came in from chat platforms: messages already taken, files still to be fetched, callbacks refused."""

from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedCharField

from redress.complaints.models import Case
from redress.intake.models.talks import Talk
from redress.notify.models import ChatAccount


class ChatHeard(models.Model):
    """A message or event taken, by the fingerprint of its id: it is taken once, however often the platform tells of it."""

    account = models.ForeignKey(ChatAccount, models.CASCADE, related_name="heard")
    mark = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "mark"], name="chat_heard_once")]


class ChatRefusal(models.Model):
    """A callback refused: why, a word of ``chats.refusing.REASONS``; nothing of what it said."""

    account = models.ForeignKey(ChatAccount, models.CASCADE, related_name="refusals")
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)


class TalkFile(models.Model):
    """A file sent in a talk of a chat. The platform keeps it as ``media`` for three days; the worker fetches it.

    It stays with the talk until there is a ``case``, whose evidence it becomes (``kept_at``). ``trouble`` says why it was not fetched or not kept.
    """

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="files")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    media = EncryptedCharField(max_length=1000)
    name = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="talks/%Y/%m", blank=True, max_length=300)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes: ClassVar = [models.Index(fields=["try_at"], condition=models.Q(try_at__isnull=False), name="talk_file_waiting")]
