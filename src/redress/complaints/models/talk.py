"""What is said: the customer's thread, internal notes, promised call-backs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from redress.accounts.models import User


class Message(models.Model):
    """A line of the one thread with the customer; ``inward`` came from the customer."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="messages")
    inward = models.BooleanField()
    channel = models.CharField(max_length=40)
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class Note(models.Model):
    """An internal remark; never shown to the customer."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class CallBack(models.Model):
    """A call promised to the customer (E6), tracked until it was made."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="call_backs")
    promised_for = models.DateTimeField()
    about = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    promised_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ("promised_for", "id")
        indexes: ClassVar = [models.Index(fields=["promised_for"], condition=Q(made_at=None), name="call_back_open")]
