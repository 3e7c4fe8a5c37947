"""The closed loop as a picture: receipt → handling → analysis → correction → verification."""

from django.utils.translation import pgettext_lazy

from redress.complaints.states import Stage

S = Stage
LABELS = (
    pgettext_lazy("loop", "Receipt"), pgettext_lazy("loop", "Handling"), pgettext_lazy("loop", "Analysis"),
    pgettext_lazy("loop", "Correction"), pgettext_lazy("loop", "Verification"),
)  # fmt: skip
_AT: dict[str, int] = {
    S.RECEIVED: 0, S.REGISTERED: 0, S.ASSESSED: 1, S.ASSIGNED: 1, S.RETURNED: 1, S.REOPENED: 1, S.INVESTIGATED: 2,
    S.DECIDED: 3, S.ANSWERED: 4, S.CONFIRMED: 4, S.CLOSED: 5, S.ARCHIVED: 5,
}  # fmt: skip


def ring_of(stage: str) -> list[dict[str, object]]:
    """The five steps with ``done``, ``current`` or ``todo``; a case that ended without answer shows none to do."""
    reached = _AT.get(stage)
    if reached is None:
        return [{"label": label, "state": "missing" if n else "done"} for n, label in enumerate(LABELS)]
    return [
        {"label": label, "state": "done" if n < reached else "current" if n == reached else "todo"}
        for n, label in enumerate(LABELS)
    ]
