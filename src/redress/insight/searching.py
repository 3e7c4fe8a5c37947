"""Search over the cases a person may see, newest first."""

from typing import Any

from redress.complaints.models import Case
from redress.complaints.search import found, newest_first
from redress.insight.queue import ROW
from redress.kernel.actor import Actor

PAGE = 50


def search(text: str, actor: Actor, page: int) -> tuple[list[dict[str, Any]], bool]:
    """One page of the visible cases that contain ``text``, with their account, and whether there are more."""
    start = (page - 1) * PAGE
    cases = newest_first(found(Case.objects.visible_to(actor), text)) if text else Case.objects.none()
    listed = list(cases.values(*ROW, "account")[start : start + PAGE + 1])
    return listed[:PAGE], len(listed) > PAGE
