"""What the register holds already of the rows of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from redress.complaints import events
from redress.complaints.models import Case, CaseEntry
from redress.intake.files.reading import Past

_ENDS = {events.Closed.kind, events.Withdrawn.kind, events.NotAComplaint.kind, events.Merged.kind}
NO_WORK = frozenset({events.Escalated.kind})
"""What the machinery writes by itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case that came from this source before; ``worked_on`` by somebody here."""

    pk: int
    received_at: datetime
    answered: bool = False
    ended: bool = False
    worked_on: bool = False

    def lacks(self, past: Past) -> Past:
        """Of ``past`` what the case does not have yet."""
        reply = (past.reply, past.replied_at) if not self.answered and not self.ended else ("", None)
        end = (past.ended_at, past.result) if not self.ended else (None, "")
        return Past(*reply, *end)


def known_of(keys: Iterable[str]) -> dict[str, Known]:
    """The cases of these keys, each with what its timeline says. Two queries."""
    rows = list(Case.objects.filter(source_key__in=list(keys)).values_list("pk", "source_key", "received_at"))
    told: dict[int, list[tuple[str, str]]] = {pk: [] for pk, _key, _at in rows}
    if rows:
        lines = CaseEntry.objects.filter(case__in=told).order_by("case", "seq")
        for pk, kind, operation in lines.values_list("case_id", "kind", "operation"):
            told[pk].append((kind, operation))
    return {key: _known(pk, at, told[pk]) for pk, key, at in rows}


def _known(pk: int, at: datetime, lines: list[tuple[str, str]]) -> Known:
    kinds = {kind for kind, _operation in lines}
    imports = {operation for kind, operation in lines if kind == events.Imported.kind}
    worked_on = any(operation not in imports and kind not in NO_WORK for kind, operation in lines)
    return Known(pk, at, answered=events.Answered.kind in kinds, ended=bool(_ENDS & kinds), worked_on=worked_on)
