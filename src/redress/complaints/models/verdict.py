"""From the points of a complaint to the customer's verdict."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedCharField

from redress.accounts.models import User
from redress.complaints.states import Finding


class RecordConfirmation(models.Model):
    """The customer confirmed the record (A2, E4): how, when, and with what correction.

    ``signature`` is a picture; ``signed_by`` the name typed where nothing can be drawn.
    """

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="confirmations")
    way = models.CharField(max_length=40)
    agreed = models.BooleanField()
    correction = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    signed_by = EncryptedCharField(max_length=400, null=True)
    declined_to_sign = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class Point(models.Model):
    """One allegation of a complaint with its own finding; no answer leaves while one is open."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="points")
    text = models.TextField()
    finding = models.CharField(max_length=12, choices=Finding, default=Finding.OPEN)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="point_finding_known"),
            models.CheckConstraint(
                condition=Q(finding="open", found_at=None) | (~Q(finding="open") & Q(found_at__isnull=False)),
                name="point_found_at_iff_found",
            ),
        ]


class Decision(models.Model):
    """What the organisation decides in one round: solution, time needed, reasons of what is refused (E8)."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    justified = models.BooleanField()
    solution = models.TextField()
    reasons = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    received_by = models.CharField(max_length=120, blank=True)
    received_signature = models.TextField(blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("round", "id")


class Answer(models.Model):
    """The answer of one round on its way along the pack's path; ``step`` counts the hands it has passed."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()
    path = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    sent_back = models.CharField(max_length=500, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    given_way = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("round", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "round"], name="answer_once_a_round")]


class Verdict(models.Model):
    """What the customer says of the answer of one round, by call-back or questionnaire (A8).

    ``recommend`` is how likely the customer is to recommend the house, 0 to 10 (NPS), where it was asked.
    """

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=40)
    reached = models.BooleanField(default=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    recommend = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("round", "at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reached=False, satisfied=None) | Q(reached=True, satisfied__isnull=False),
                name="verdict_iff_reached",
            ),
            models.CheckConstraint(condition=Q(recommend=None) | Q(recommend__lte=10), name="verdict_recommend_to_ten"),
            models.UniqueConstraint(
                fields=["case", "round"], condition=Q(reached=True), name="verdict_once_a_round"
            ),
        ]
