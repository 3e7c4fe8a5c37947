"""The address to which chat platforms send what customers write."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from redress.intake.chats.opening import echo, opened
from redress.intake.chats.reading import LARGEST
from redress.intake.chats.refusing import REASONS, note_refusal
from redress.intake.chats.taking import take
from redress.kernel.errors import DomainError
from redress.notify.models import ChatAccount

TAKEN = "success"
"""What both platforms read as: taken, and nothing to show at once. Any other answer makes them send it again."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, address: str) -> HttpResponse:
    """Prove to the platform who we are (GET), take what somebody wrote (POST). A refusal is kept for the administrator; outside only its status shows."""
    at: datetime = request.now  # type: ignore[attr-defined]
    account = ChatAccount.objects.filter(address=address, active=True).first()
    if account is None:
        return _plain("", 404)
    try:
        if request.method == "GET":
            return _plain(echo(account, request.GET, at=at))
        size = request.headers.get("Content-Length", "")
        if size.isdigit() and int(size) > LARGEST:
            return _refused(account, "too-large", 413, at)
        callback = opened(account, request.GET, request.body, at=at)
    except DomainError as no:
        return _refused(account, no.code, 400 if no.code == "unreadable" else 403, at)
    try:
        take(account, callback, at=at)
    except DomainError as no:  # it is from the platform: sending it again would not help
        return _refused(account, no.code, 200, at)
    return _plain(TAKEN)


def _refused(account: ChatAccount, code: str, status: int, at: datetime) -> HttpResponse:
    note_refusal(account, code if code in REASONS else "not-now", at=at)
    return _plain(TAKEN if status == 200 else "", status)


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
