"""How cases hang together beyond the keys on the case itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from redress.accounts.models import User


class Link(models.Model):
    """Two cases that have to do with each other, and why."""

    one = models.ForeignKey("complaints.Case", models.CASCADE, related_name="links_out")
    other = models.ForeignKey("complaints.Case", models.CASCADE, related_name="links_in")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="link_lower_id_first"),
        ]


class Slip(models.Model):
    """An enquiry slip (咨询业务处理单) on an earlier case: the customer asked again, no new order is made (E5)."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="slips")
    number = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    channel = models.CharField(max_length=40)
    answer = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")


class OutsideMatter(models.Model):
    """Under which ``number`` a body outside, an authority say, passed a case on, and by when it wants an answer.

    One number of one body belongs to one case; ``key`` is the body's name without what is not meant (case, width, blanks, script).
    """

    case = models.ForeignKey("complaints.Case", models.PROTECT, related_name="outside_matters")
    authority = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    due_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "number"], name="outside_number_once")]
