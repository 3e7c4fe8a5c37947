"""Refusals as RFC 9457 problem details, in the reader's language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from redress.kernel.errors import DomainError, IllegalMove, Invalid, NotAllowed, Stale

MEDIA_TYPE = "application/problem+json"
TITLES: dict[str, tuple[int, object]] = {
    "unreadable": (400, _("The request cannot be read")),
    "no-token": (401, _("A valid access token is needed")),
    "not-signed": (403, _("The message is not signed as agreed")),
    "not-allowed": (403, _("You may not do this")),
    "not-found": (404, _("There is nothing here that you may see")),
    "method": (405, _("This address does not take this method")),
    "not-now": (409, _("This makes no sense as things stand")),
    "stale": (412, _("Somebody changed it in the meantime")),
    "too-large": (413, _("The request is too large")),
    "invalid": (422, _("What was sent is not acceptable")),
    "key-reused": (422, _("This Idempotency-Key was used for another request")),
    "revision-needed": (428, _("Say which revision you saw")),
    "too-many": (429, _("Too many requests")),
    "broken": (500, _("Something went wrong on our side")),
}
"""Every kind of problem with its status and title; ``type`` is ``urn:redress:problem:`` and the kind."""
_OF_STATUS = {
    400: "unreadable", 401: "no-token", 403: "not-allowed", 404: "not-found", 405: "method", 409: "not-now", 413: "too-large",
    422: "invalid", 429: "too-many",
}  # fmt: skip
_KINDS: tuple[tuple[type[DomainError], str], ...] = (
    (NotAllowed, "not-allowed"), (IllegalMove, "not-now"), (Stale, "stale"), (Invalid, "invalid"),
)  # fmt: skip


class Problem(Exception):
    """A refusal on its way to the caller."""

    def __init__(self, kind: str, detail: object = "", *, code: str = "", errors: Mapping[str, object] | None = None) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.code, self.errors = kind, detail, code, errors or {}


def answer_with(problem: Problem) -> HttpResponse:
    """The answer that tells of a problem."""
    status, title = TITLES[problem.kind]
    told: dict[str, Any] = {"type": f"urn:redress:problem:{problem.kind}", "title": str(title), "status": status}
    told |= {"detail": str(problem.detail)} if problem.detail else {}
    told |= {"code": problem.code} if problem.code else {}
    told |= {"errors": {name: str(sentence) for name, sentence in problem.errors.items()}} if problem.errors else {}
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="redress"'
    return response


def of_refusal(no: DomainError) -> Problem:
    """The problem that a refusal of ours is."""
    kind = next((kind for of, kind in _KINDS if isinstance(no, of)), "not-now")
    return Problem(kind, no.message, code=no.code, errors=no.errors if isinstance(no, Invalid) else None)


def of_status(status: int) -> Problem:
    """The problem that a bare status stands for."""
    return Problem(_OF_STATUS.get(status, "broken" if status >= 500 else "unreadable"))


_SENTENCES: dict[str, object] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such name here."),
    "string_type": _("Give a text."),
    "string_too_short": _("This must not be empty."),
    "string_too_long": _("This is too long."),
    "int_type": _("Give a whole number."),
    "bool_type": _("Give true or false."),
    "datetime": _("Give a moment with its zone, as in 2026-03-04T12:00:00+08:00."),
    "dict_type": _("Give an object."),
    "list_type": _("Give a list."),
}


def of_fields(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of fields that do not fit the schema; each is named with its path, as ``assisting.0.department``."""
    told: dict[str, object] = {}
    for error in errors:
        kind, place = str(error.get("type", "")), [str(part) for part in error.get("loc", ())]
        path = ".".join(place[2:] if place[:1] == ["body"] and len(place) > 2 else place[-1:]) or "body"
        told[path] = _sentence(kind)
    return Problem("invalid", errors=told)


def _sentence(kind: str) -> object:
    fallback = _SENTENCES["datetime"] if "datetime" in kind or "timezone" in kind else _("This value is not taken.")
    return _SENTENCES.get(kind, fallback)
