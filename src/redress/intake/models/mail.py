"""Mailboxes that are read, and what became of each letter."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from redress.accounts.models import Department


class Mailbox(models.Model):
    """A mailbox read over IMAP; letters stay in it as they are.

    Letters older than ``taken_from`` are left alone. ``uid_validity`` and ``last_uid`` say how far it was read.
    """

    name = models.CharField(max_length=100, unique=True)
    address = models.EmailField()
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    tls = models.BooleanField(default=True)
    username = models.CharField(max_length=200)
    password = EncryptedCharField(max_length=400)
    folder = models.CharField(max_length=200, default="INBOX")
    channel = models.CharField(max_length=40)
    place = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledge = models.BooleanField(default=True)
    taken_from = models.DateTimeField()
    active = models.BooleanField(default=False)
    uid_validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What became of a letter."""

    NEW = "new", _("new complaint")
    ADDED = "added", _("added to its case")
    BOUNCE = "bounce", _("could not be delivered")
    AUTOMATIC = "automatic", _("automatic reply, left alone")
    OWN = "own", _("our own letter, left alone")
    HELD = "held", _("held: too many from one sender")
    UNREADABLE = "unreadable", _("unreadable, left in the mailbox")


class MailIn(models.Model):
    """A letter that was read, once a mailbox; ``key`` is the fingerprint of its Message-ID, or of the whole letter.

    Encrypted fields keep an empty text as NULL.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="letters")
    key = models.CharField(max_length=64)
    uid = models.PositiveBigIntegerField()
    sender = EncryptedCharField(max_length=400, null=True)
    sender_index = models.CharField(max_length=64, db_index=True)
    subject = EncryptedCharField(max_length=1200, null=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    case = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["mailbox", "key"], name="mail_in_once")]
        indexes: ClassVar = [models.Index(fields=["mailbox", "-at"], name="mail_in_newest")]
