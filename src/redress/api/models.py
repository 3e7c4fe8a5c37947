"""What the interface remembers: answers already given, so that a repeated request does nothing twice."""

from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedTextField

from redress.accounts.models import Token


class KeptAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key. ``asked`` is the digest of the whole request."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    answer = EncryptedTextField(blank=True, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_a_key")]
        indexes: ClassVar = [models.Index(fields=["at"], name="answer_by_age")]
