"""Pages by cursor: what comes in meanwhile neither repeats nor hides a row."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from redress.api.problems import Problem

MOST = 100


def place_of(cursor: str) -> int | None:
    """The row after which a page begins; None for the first page. Raises Problem for a cursor that is not ours."""
    if not cursor:
        return None
    try:
        return int(urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")[:18])
    except ValueError:
        raise Problem("invalid", errors={"cursor": _("Take the cursor from “next” of the page before.")}) from None


def page(rows: QuerySet[Any], *, by: str, cursor: str, limit: int) -> tuple[list[Any], str]:
    """``limit`` rows from the highest ``by`` down, and the cursor of the next page, empty at the end."""
    after = place_of(cursor)
    wanted = rows.order_by(f"-{by}") if after is None else rows.filter(**{f"{by}__lt": after}).order_by(f"-{by}")
    found = list(wanted[: limit + 1])
    more = len(found) > limit
    last = getattr(found[limit - 1], by) if more else 0
    return found[:limit], urlsafe_b64encode(str(last).encode()).decode().rstrip("=") if more else ""
