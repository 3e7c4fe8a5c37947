"""The work on a case: parts of departments, plan, evidence, third parties."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from redress.accounts.models import Department, User
from redress.complaints.states import PartState


class Part(models.Model):
    """A department's part: what it is asked, by when, who took it, what it found."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="parts")
    lead = models.BooleanField(default=False)
    asked = models.TextField(blank=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PartState, default=PartState.OFFERED)
    reason = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-lead", "offered_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="part_state_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(lead=True, state__in=["offered", "accepted", "done"]), name="part_one_lead"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False), name="part_accepted_by_a_person"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["department", "state"], name="part_of_department")]


class PlanStep(models.Model):
    """A measure of the handling plan with its time node and responsible person (A5)."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="plan")
    measure = models.TextField()
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ("due_at", "id")
        indexes: ClassVar = [
            models.Index(fields=["person", "due_at"], condition=Q(done_at=None, dropped=False), name="plan_step_open")
        ]


class Evidence(models.Model):
    """A file or thing kept as evidence; ``sha256`` is taken when it comes in."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="%Y/%m", blank=True, max_length=300)
    file_name = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")


class Custody(models.Model):
    """A change of hands of a piece of evidence."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="custody")
    to = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class ThirdParty(models.Model):
    """A test institute, association, counsel … brought in (D5): what it is asked and what it says."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="third_parties")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    asked = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    said = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
