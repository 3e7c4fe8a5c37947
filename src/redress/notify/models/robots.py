"""What a robot says in a group of colleagues."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy
from encrypted_fields.fields import EncryptedCharField

from redress.accounts.models import Department
from redress.ledger.models import OutboxMessage


class PlatformCode(models.TextChoices):
    """Whose robot it is."""

    DINGTALK = "dingtalk", pgettext_lazy("robot", "DingTalk")
    FEISHU = "feishu", pgettext_lazy("robot", "Feishu or Lark")
    WECOM = "wecom", pgettext_lazy("robot", "WeCom")


class Robot(models.Model):
    """A robot in a group of DingTalk, Feishu or WeCom, told of ``kinds`` (words of ``robots.kinds``) in cases of a department and below it.

    ``opening`` begins each message; ``mobiles`` are mentioned, apart by spaces. ``failures`` counts refusals in a row. Encrypted fields
    keep an empty text as NULL.
    """

    name = models.CharField(max_length=100, unique=True)
    platform = models.CharField(max_length=10, choices=PlatformCode)
    url = EncryptedCharField(max_length=1000)
    secret = EncryptedCharField(max_length=400, null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    kinds = models.JSONField(default=list)
    language = models.CharField(max_length=10)
    opening = models.CharField(max_length=60, blank=True)
    mobiles = EncryptedCharField(max_length=1000, null=True, blank=True)
    active = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RobotPost(models.Model):
    """One try to say something in a group: the words, of how many notices; taken when ``why`` (of ``robots.platforms.Why``) is empty."""

    robot = models.ForeignKey(Robot, models.CASCADE, related_name="posts")
    at = models.DateTimeField()
    text = models.TextField()
    lines = models.PositiveIntegerField()
    why = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["robot", "-at"], name="robot_post_newest")]


class RobotCall(models.Model):
    """One thing that a robot is to tell: a line of a case's timeline. ``post`` is the last try."""

    robot = models.ForeignKey(Robot, models.CASCADE, related_name="calls")
    message = models.OneToOneField(OutboxMessage, models.CASCADE, related_name="robot_call")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(default=0)
    said = models.JSONField(default=dict)
    post = models.ForeignKey(RobotPost, models.SET_NULL, null=True, blank=True, related_name="calls")
