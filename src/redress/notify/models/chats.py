"""Accounts of the house at chat platforms, who writes to them, and what is said to those people."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from redress.ledger.models import OutboxMessage


class Platform(models.TextChoices):
    """A chat platform."""

    WECHAT = "wechat", _("WeChat official account")
    WECOM = "wecom", _("WeCom app")


class ChatAccount(models.Model):
    """An account of the house at a platform, under which customers write and are answered.

    ``app`` is the AppID of an official account, the CorpID of WeCom; ``agent`` the AgentID of the WeCom app. ``address`` ends the address
    of its callback. Without ``aes_key`` an official account speaks in plain mode. ``access_token`` is good until ``access_until``;
    ``asked_at`` is when somebody began to fetch a new one. ``trouble`` says why the last call of the platform failed; ``refused``
    counts callbacks that were not taken. Encrypted fields keep an empty text as NULL.
    """

    platform = models.CharField(max_length=10, choices=Platform)
    name = models.CharField(max_length=100, unique=True)
    app = models.CharField(max_length=64)
    agent = models.PositiveIntegerField(null=True, blank=True)
    address = models.SlugField(max_length=40, unique=True)
    token = EncryptedCharField(max_length=400)
    aes_key = EncryptedCharField(max_length=400, null=True)
    secret = EncryptedCharField(max_length=800)
    channel = models.CharField(max_length=40)
    active = models.BooleanField(default=False)
    access_token = EncryptedCharField(max_length=2400, null=True)
    access_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    trouble_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ChatPeer(models.Model):
    """Somebody who writes to an account, known by the platform's id alone; ``index`` is its keyed fingerprint.

    ``heard_at`` is when they last wrote, ``left_at`` when they unsubscribed.
    """

    account = models.ForeignKey(ChatAccount, models.PROTECT, related_name="peers")
    ident = EncryptedCharField(max_length=400)
    index = models.CharField(max_length=64)
    heard_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "index"], name="chat_peer_once")]


class ChatLink(models.Model):
    """The chat in which a case came in: what is said in the ``thread`` of that number goes back there.

    ``mark`` is the fingerprint of the key that opened the case in the chat; empty where the case was registered from it.
    """

    thread = models.CharField(max_length=40, unique=True)
    peer = models.ForeignKey(ChatPeer, models.PROTECT, related_name="links")
    mark = models.CharField(max_length=64, blank=True)


class ChatMessage(models.Model):
    """A text to a peer, one piece of at most 2048 bytes, forgotten once it was sent: it may hold a case's key. What becomes of it is the outbox message's business.

    ``thread`` is the number of the case it belongs to; empty for a talk without one. ``told_at`` is when staff were told that it did not arrive.
    """

    message = models.OneToOneField(OutboxMessage, models.CASCADE, related_name="chat")
    peer = models.ForeignKey(ChatPeer, models.PROTECT, related_name="messages")
    text = EncryptedTextField(null=True)
    thread = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=["peer"], condition=models.Q(text__isnull=False), name="chat_message_not_sent")]
