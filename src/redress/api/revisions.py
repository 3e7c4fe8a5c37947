"""ETag and If-Match: which revision of a case somebody saw."""

import re

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from redress.api.problems import Problem
from redress.complaints.models import Case
from redress.complaints.queries import seen_case

IF_MATCH = {
    "in": "header", "name": "If-Match", "schema": {"type": "string", "maxLength": 40},
    "description": "The ETag of the case as you saw it; * takes it as it stands.",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "in": "header", "name": "Idempotency-Key", "schema": {"type": "string", "maxLength": 200},
    "description": "Send the same key with a repeated request: it is then done once.",
}  # fmt: skip


def the_case(request: HttpRequest, number: str) -> Case:
    """The case of this number. Raises Http404 for one that is unknown or hidden from the token's owner."""
    found = seen_case(number.replace("\x00", "")[:40], request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def etag(revision: int) -> str:
    """The ETag of a revision."""
    return f'"{revision}"'


def seen_revision(request: HttpRequest, case: Case, *, needed: bool) -> int | None:
    """The revision that If-Match names; None where any will do. Raises Problem: stale (412), or needed and not there (428)."""
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted and needed:
        raise Problem("revision-needed", _("Send the case’s ETag in the header If-Match, so that nobody’s change is lost."))
    if not wanted or wanted == "*":
        return None
    if etag(case.revision) not in re.split(r"\s*,\s*", wanted):
        raise Problem("stale", _("Get the case again, look at what changed, and repeat the request with its new ETag."))
    return case.revision
