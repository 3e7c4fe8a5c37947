"""Notices in words."""

from typing import Any

from django.utils.translation import get_language

from redress.accounts.models import User
from redress.notify.kinds import KINDS, sentence
from redress.notify.models import Notice

ICONS = {
    "case.assigned": "arrow-right", "case.named": "user-check", "case.returned": "arrow-back-up", "case.arbitrate": "scale",
    "case.handed-over": "user-check", "case.message": "message", "case.answer-waiting": "send", "case.reopened": "refresh",
    "case.due-warning": "clock", "case.overdue": "clock-exclamation", "case.overdue-late": "clock-exclamation",
    "case.extension-asked": "hourglass", "case.step-given": "checklist", "case.alert": "alert-triangle",
    "call.waiting": "phone-call", "visit.began": "bell-ringing",
    "robot.stopped": "alert-triangle", "talk.waiting": "messages", "talk.offered": "messages", "talk.declined": "messages",
}  # fmt: skip


def line(notice: Notice) -> dict[str, Any]:
    """One notice as the page shows it, in the reader's language."""
    known = notice.kind in KINDS
    words = sentence(notice.kind, notice.params, get_language() or "zh-hans") if known else notice.kind
    return {
        "pk": notice.pk, "words": words, "icon": ICONS.get(notice.kind, "bell"), "at": notice.created_at, "unread": notice.read_at is None,
        "late": notice.kind.startswith("case.overdue") or notice.kind in ("case.alert", "call.waiting", "visit.began", "talk.waiting"),
    }  # fmt: skip


def newest(user: User, *, unread: bool, most: int, start: int = 0) -> list[dict[str, Any]]:
    """The newest notices of a person, unread ones only where asked."""
    mine = Notice.objects.filter(user=user)
    if unread:
        mine = mine.filter(read_at=None)
    return [line(notice) for notice in mine.order_by("-created_at", "-pk")[start : start + most]]
