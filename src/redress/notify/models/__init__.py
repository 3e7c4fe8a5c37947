"""What leaves the house: notices and letters, what webhooks are told, chats, and what robots say in groups."""

from redress.notify.models.chats import ChatAccount, ChatLink, ChatMessage, ChatPeer, Platform
from redress.notify.models.robots import PlatformCode, Robot, RobotCall, RobotPost
from redress.notify.models.told import Delivery, DeliveryAttempt, Hook, Letter, Notice

__all__ = [
    "ChatAccount", "ChatLink", "ChatMessage", "ChatPeer", "Delivery", "DeliveryAttempt", "Hook", "Letter", "Notice", "Platform", "PlatformCode", "Robot",
    "RobotCall", "RobotPost",
]
