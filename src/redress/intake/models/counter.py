"""Calls of the hotline, and receptions in person."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedCharField

from redress.accounts.models import Department, User
from redress.complaints.models import Case
from redress.kernel.actor import Actor


class CallQuerySet(models.QuerySet["Call"]):
    """The vocabulary for fetching calls."""

    def visible_to(self, actor: Actor) -> Self:
        """Calls that the actor may write up: their own, those within reach of their right to register, and those that are nobody's."""
        if actor.everywhere("case.register"):
            return self.all()
        reached = Q(agent__in=actor.people()) | Q(agent=None) | Q(agent__department__in=actor.departments_for("case.register"))
        return self.filter(reached) if actor.holds("case.register") else self.none()

    def live(self, *, at: datetime) -> Self:
        """Calls that go on, as far as the call-centre system told."""
        return self.filter(ended_at=None, started_at__gt=at - Call.LONGEST)

    def waiting(self, *, at: datetime) -> Self:
        """Calls that are over and of which nobody has written a record, or said why none is needed."""
        return self.filter(Q(ended_at__isnull=False) | Q(started_at__lte=at - Call.LONGEST), settled_at=None)


class Call(models.Model):
    """A call on the hotline, as the call-centre system told of it; ``key`` is its id there.

    ``agent`` is None where nobody here has the sign-in name or extension ``agent_given``; a caller who withholds the number has no
    ``caller``. A call is settled when its record stands in ``case``, or ``reason`` says why it needs none.
    Encrypted fields keep an empty text as NULL.
    """

    LONGEST = timedelta(hours=4)
    """A call of which no end was told counts as over after this time."""

    key = models.CharField(max_length=120, unique=True)
    agent = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agent_given = models.CharField(max_length=80, blank=True)
    caller = EncryptedCharField(max_length=400, null=True)
    caller_index = models.CharField(max_length=24, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recording = EncryptedCharField(max_length=4000, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="calls")
    reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at=None, case=None, reason="") | (Q(settled_at__isnull=False) & (Q(case__isnull=False) | ~Q(reason=""))),
                name="call_settled_by_case_or_reason",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")), name="call_ends_after_it_began"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["started_at"], condition=Q(settled_at=None), name="call_without_record"),
            models.Index(fields=["agent", "started_at"], condition=Q(ended_at=None), name="call_going_on"),
        ]

    def __str__(self) -> str:
        return self.key


class Visit(models.Model):
    """A reception in person, from the first word until the customer leaves; ``room`` is the quiet room they talk in.

    It ends with its record in ``case``, or with the ``reason`` why it needs none. ``told`` names who was told when it began.
    """

    host = models.ForeignKey(User, models.PROTECT, related_name="+")
    place = models.ForeignKey(Department, models.PROTECT, related_name="+")
    room = models.CharField(max_length=100, blank=True)
    told = models.CharField(max_length=400, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="visits")
    reason = models.CharField(max_length=300, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(case__isnull=False) | ~Q(reason=""), name="visit_ends_with_case_or_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["host"], condition=Q(ended_at=None), name="visit_open_of_host")]
