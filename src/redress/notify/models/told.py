"""What a person is told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from redress.accounts.models import User
from redress.ledger.models import OutboxMessage


class Notice(models.Model):
    """A line for one person. ``kind`` names the sentence in ``kinds.py``, ``params`` fill it, ``url`` leads there.

    ``key`` makes a notice unique for its reader: the same thing is never told twice.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_a_person")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-created_at"], name="notice_list"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["url"], condition=Q(read_at=None), name="notice_unread_about"),
        ]


class Letter(models.Model):
    """An e-mail to somebody outside the house, in one ``language``; address and words are encrypted.

    ``thread`` is the number of the case it belongs to: an answer to its ``message_id`` comes back there. ``answers`` is the
    Message-ID of the letter that it replies to.
    """

    key = models.CharField(max_length=120, unique=True)
    address = EncryptedCharField(max_length=400)
    subject = EncryptedCharField(max_length=400)
    body = EncryptedTextField()
    language = models.CharField(max_length=10)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    answers = models.CharField(max_length=250, blank=True)
    thread = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()


class Hook(models.Model):
    """An address outside that is told when something of ``kinds`` (words of ``hooks.KINDS``) happens to a case.

    A ``line`` leads to one body outside, which is told only of its own matters.
    """

    url = models.CharField(max_length=400)
    kinds = models.JSONField(default=list)
    secret = EncryptedCharField(max_length=400)
    active = models.BooleanField(default=True)
    line = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One thing told to a hook. What becomes of it is the outbox message's business; ``DeliveryAttempt`` keeps each try.

    ``body`` is what a line is told, which may hold personal data; a hook without it is told the message's payload.
    """

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    message = models.OneToOneField(OutboxMessage, models.CASCADE, related_name="delivery")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    body = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)


class DeliveryAttempt(models.Model):
    """One try: the status that the receiver answered with, or why there was no answer; how many milliseconds it took."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    took = models.PositiveIntegerField()

    class Meta:
        ordering = ("-id",)
