"""Talks of the web messenger and of chat platforms."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedJSONField, EncryptedTextField

from redress.accounts.models import User
from redress.complaints.models import Case, Message
from redress.kernel.actor import Actor
from redress.notify.models import ChatPeer


class TalkEnd(models.TextChoices):
    """With what a talk ended."""

    QUESTION = "question", _("a question, answered")
    CASE = "case", _("taken into a case")
    LEFT = "left", _("the visitor left")


class TalkQuerySet(models.QuerySet["Talk"]):
    """The vocabulary for fetching talks."""

    def visible_to(self, actor: Actor) -> Self:
        """Talks that come in for a role of the actor; of those in a case only where the case may be seen."""
        return self.filter(role__in=actor.roles()).filter(Q(case=None) | Q(case__in=Case.objects.visible_to(actor)))

    def waiting(self) -> Self:
        """Open talks in which nobody has answered yet; an answer on the page of the talk's case is one as well."""
        answered = Message.objects.filter(case=OuterRef("case"), inward=False, at__gte=OuterRef("waiting_since"))
        return self.open().filter(~Exists(answered), waiting_since__isnull=False)

    def open(self) -> Self:
        """Talks that go on."""
        return self.filter(ended_at=None)


class Talk(models.Model):
    """A talk of a visitor with the house. ``token`` is the fingerprint of the secret that the visitor's browser keeps; a talk with a
    ``peer`` is held in a chat of a platform, and nobody has such a secret.

    ``role`` may take it, ``agent`` has it, ``offered_to`` is asked to take it over. Within a ``case`` its lines are those of the case's thread;
    ``case_mark`` is the key's fingerprint by which the visitor may see them, ``key`` the new key until the visitor has kept it.
    ``waiting_since`` is when the visitor wrote what nobody has answered. Encrypted fields keep an empty text as NULL.
    """

    token = models.CharField(max_length=64, unique=True)
    peer = models.ForeignKey(ChatPeer, models.PROTECT, null=True, related_name="talks")
    name = EncryptedCharField(max_length=400, null=True)
    contact = EncryptedJSONField(default=dict)
    language = models.CharField(max_length=10)
    role = models.CharField(max_length=40)
    agent = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    offered_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = EncryptedCharField(max_length=1200, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="talks")
    case_mark = models.CharField(max_length=64, blank=True)
    key = EncryptedCharField(max_length=200, null=True)
    began_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=12, choices=TalkEnd, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ("began_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="talk_ends_as_something",
            ),
            models.UniqueConstraint(fields=["peer"], condition=Q(ended_at=None, peer__isnull=False), name="talk_one_going_on_a_peer"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["role", "began_at"], condition=Q(ended_at=None), name="talk_going_on")
        ]


class TalkLine(models.Model):
    """A line of a talk that is not in a case; ``once`` is the fingerprint of the form that sent it."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="lines")
    text = EncryptedTextField()
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    once = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
