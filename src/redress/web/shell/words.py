"""How the pages say how long is left. The browser's countdown fills in the same patterns, so both always agree."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOON_SECONDS = 4 * 3600
"""Within this many seconds of its moment a clock is shown as soon due."""

LONG_SECONDS = 10 * 86400
"""From here on whole days are enough."""

PATTERNS: dict[str, Promise] = {
    "left.long": _("{d} d left"),
    "left.days": _("{d} d {h} h left"),
    "left.hours": _("{h} h {m} min left"),
    "left.minutes": _("{m} min left"),
    "left.seconds": _("{m} min {s} s left"),
    "late.long": _("{d} d overdue"),
    "late.days": _("{d} d {h} h overdue"),
    "late.hours": _("{h} h {m} min overdue"),
    "late.minutes": _("{m} min overdue"),
    "late.now": _("just overdue"),
}
"""Patterns of a remaining or exceeded time, by key; ``{d} {h} {m} {s}`` are whole numbers."""


def due_words(due: datetime, now: datetime) -> str:
    """The time from ``now`` to ``due`` (both aware) in words of the current language: whole days from the tenth, seconds under ten minutes."""
    seconds = int((due - now).total_seconds())
    late, seconds = seconds < 0, abs(seconds)
    parts = {"d": seconds // 86400, "h": seconds % 86400 // 3600, "m": seconds % 3600 // 60, "s": seconds % 60}
    if seconds >= 86400:
        size = "days" if seconds < LONG_SECONDS else "long"
    elif seconds >= 3600:
        parts["h"], size = seconds // 3600, "hours"
    elif late:
        size = "minutes" if seconds >= 60 else "now"
    else:
        size = "minutes" if seconds >= 600 else "seconds"
    return str(PATTERNS[f"{'late' if late else 'left'}.{size}"]).format(**parts)


def due_tone(due: datetime, now: datetime) -> str:
    """``late`` after the moment, ``soon`` within four hours of it, else ``calm``."""
    seconds = (due - now).total_seconds()
    return "late" if seconds < 0 else "soon" if seconds <= SOON_SECONDS else "calm"


BROWSER: dict[str, Promise] = {
    **PATTERNS,
    "draft.saved": _("Draft saved {time}"),
    "draft.local": _("No connection: your draft is kept on this computer"),
    "draft.restored": _("Your draft of {time} was restored."),
    "draft.discard": _("Discard draft"),
    "rows.selected": _("{n} selected"),
    "net.lost": _("No connection to the server. What you typed is still here; try again in a moment."),
    "net.failed": _("The server could not do that. Nothing was changed; what you typed is still here."),
    "toast.close": _("Dismiss"),
}
"""Every sentence that the small scripts show; the page hands them over as JSON."""
