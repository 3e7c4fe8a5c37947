"""Opening a case from outside: by number and key, then by a cookie that holds for this one case.

The cookie is signed, sent only to the pages of its case, and holds the fingerprint of the key: a new key ends it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from redress.complaints.keys import KeyLocked, open_with, still_opens
from redress.complaints.models import Case
from redress.deadlines.queries import promised
from redress.web.codes import follow_address, qr
from redress.web.portal.brakes import address_of
from redress.web.portal.forms import Follow
from redress.web.portal.start import private, show

OPEN, KEY = "redress_case", "redress_key"
OPEN_FOR = 7 * 24 * 3600
"""Seconds for which a browser may show a case again; one of a report of wrongdoing forgets it when it is closed."""
KEY_SHOWN_FOR = 15 * 60
"""Seconds for which the receipt can be looked at again, as when a telephone loads it anew; then nobody can show the key again."""


def remember(response: HttpResponse, case: Case) -> HttpResponse:
    """Let this browser open the case without its key for a while."""
    age = None if case.guarded else OPEN_FOR
    _set(response, OPEN, case.key.digest, case.number, age)  # type: ignore[attr-defined]
    return response


def _set(response: HttpResponse, name: str, value: str, number: str, age: int | None) -> None:
    response.set_signed_cookie(
        name, value, salt=f"{name}:{number}", max_age=age, path=reverse("help-case", args=[number]), httponly=True, samesite="Lax",
        secure=settings.ENV.https,
    )  # fmt: skip


def opened(request: HttpRequest, number: str) -> Case | None:
    """The case that this browser opened before; None for any other, whether it exists or not."""
    mark = request.get_signed_cookie(OPEN, default="", salt=f"{OPEN}:{number}", max_age=OPEN_FOR)
    return still_opens(number, mark) if mark else None


def stranger(request: HttpRequest, number: str) -> HttpResponse:
    """The same page for a case that this browser may not open and for one that does not exist."""
    form = Follow(initial={"number": number[:40]}, who=address_of(request), at=request.now, auto_id="follow_%s")  # type: ignore[attr-defined]
    return show(request, "follow", {"form": form, "stranger": True}, status=404)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Number and key; a wrong key and an unknown number are told the same."""
    who = address_of(request)
    form = Follow(request.POST or None, initial={"number": request.GET.get("number", "")[:40]}, who=who, at=request.now, auto_id="follow_%s")  # type: ignore[attr-defined]
    if not form.is_valid():
        return show(request, "follow", {"form": form}, status=429 if form.busy else 422 if form.errors else 200)
    try:
        case = open_with(form.cleaned_data["number"], form.cleaned_data["key"], at=request.now)  # type: ignore[attr-defined]
    except KeyLocked as no:
        form.count()
        form.put({}, no)
        return show(request, "follow", {"form": form}, status=429)
    if case is None:
        form.count()
        if form.question:
            form.ask()
        return show(request, "follow", {"form": form, "stranger": True}, status=404)
    return remember(redirect("help-case", case.number), case)


def send_to_receipt(case: Case, key: str) -> HttpResponse:
    """The way to the receipt, with the key in a cookie of the receipt's own page for a short while."""
    response = redirect("help-receipt", case.number)
    _set(response, KEY, key, case.number, KEY_SHOWN_FOR)
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number, key and code to keep; once they are kept (POST) or time is up, the key cannot be shown again."""
    case = opened(request, number)
    if case is None:
        return stranger(request, number)
    key = request.get_signed_cookie(KEY, default="", salt=f"{KEY}:{number}", max_age=KEY_SHOWN_FOR)
    if request.method == "POST" or not key:
        response: HttpResponse = redirect("help-case", number)
        response.delete_cookie(KEY, path=reverse("help-case", args=[number]), samesite="Lax")
        return response
    code = qr(follow_address(request, number, key))
    return show(request, "receipt", {"case": case, "key": key, "code": code, "promise": promised(case)})


@private
@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Forget the case on this device."""
    response = redirect(f"{reverse('help')}?left")
    for name in (OPEN, KEY):
        response.delete_cookie(name, path=reverse("help-case", args=[number]), samesite="Lax")
    return response
