"""What a person is told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from redress.accounts.models import User


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
