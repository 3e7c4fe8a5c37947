"""What leaves the house: notices and letters, what webhooks are told, and chats."""

from redress.notify.models.chats import ChatAccount, ChatLink, ChatMessage, ChatPeer, Platform
from redress.notify.models.told import Delivery, DeliveryAttempt, Hook, Letter, Notice

__all__ = ["ChatAccount", "ChatLink", "ChatMessage", "ChatPeer", "Delivery", "DeliveryAttempt", "Hook", "Letter", "Notice", "Platform"]
