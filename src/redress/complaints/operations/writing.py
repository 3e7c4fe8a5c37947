"""How every operation on a case writes: lock, compare, change, and say so on the timeline, in one transaction."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from redress.complaints.events import CaseEvent
from redress.complaints.models import Case, CaseEntry
from redress.complaints.queries import group_may_hear
from redress.complaints.states import ENDED, MOVES, Stage
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Stale
from redress.kernel.rows import update_each
from redress.ledger.chain import next_entry
from redress.notify.hooks import Happened, announce
from redress.notify.robots.calling import Heard, call_out, listening


def hold(case: Case, seen: int | None = None) -> Case:
    """The case as it stands now, locked until the transaction ends.

    ``seen`` is the revision that the reader's page showed. Raises Stale when somebody changed it since.
    """
    fresh = Case.objects.select_for_update(of=("self",)).select_related("department").get(pk=case.pk)
    if seen is not None and seen != fresh.revision:
        raise stale()
    fresh.written = []  # type: ignore[attr-defined]
    return fresh


def stale() -> Stale:
    """The polite refusal of a stale page."""
    return Stale(
        "stale",
        _("Somebody else changed this case in the meantime. Your input is kept below; look at what changed and send it again."),
    )


def check_move(case: Case, to: Stage) -> None:
    """Refuse a move that the table of moves does not list. Raises IllegalMove."""
    if to not in MOVES[Stage(case.stage)]:
        raise IllegalMove(
            f"move:{case.stage}:{to}",
            _("A case that is “%(was)s” cannot become “%(to)s”. Look at what the case needs next.")
            % {"was": Stage(case.stage).label, "to": to.label},
        )


def require_open(case: Case) -> None:
    """Refuse work on a case that has ended. Raises IllegalMove."""
    if case.ended:
        raise IllegalMove("ended", _("This case has ended; nothing more can be added. Reopen it, or register a new one and link it."))


def write(case: Case, *happened: CaseEvent, by: Actor, at: datetime, **changes: object) -> Case:
    """Change a held case and write what happened. A stage among the changes must be a legal move.

    Raises IllegalMove, or Stale when the row changed although it was not locked.
    """
    if "stage" in changes and changes["stage"] != case.stage:
        to = Stage(str(changes["stage"]))
        check_move(case, to)
        if (to in ENDED) != (Stage(case.stage) in ENDED):
            changes["ended_at"] = at if to in ENDED else None
    operation = str(uuid.uuid4())
    count, head, entries = case.entry_count, case.entry_head, []
    for event in happened:
        count += 1
        entry = next_entry(
            CaseEntry, event, seq=count, before=head, by=by, at=at, operation=operation, case_id=case.pk
        )
        head = entry.hash
        entries.append(entry)
    changes |= {"entry_count": count, "entry_head": head, "revision": case.revision + 1}
    if not Case.objects.filter(pk=case.pk, revision=case.revision).update(**changes):
        raise stale()
    CaseEntry.objects.bulk_create(entries)
    for name, value in changes.items():
        setattr(case, name, value)
    _announce([(case, entry) for entry in entries], at=at)
    case.written = [*getattr(case, "written", []), *zip(happened, entries, strict=True)]  # type: ignore[attr-defined]
    return case


def write_many(happened: Sequence[tuple[Case, CaseEvent]], *, by: Actor, at: datetime) -> None:
    """Write events on many cases at once, in this order; a case may come more than once.

    For the machinery, on cases that this transaction holds; what a person does goes through ``write``.
    Raises Stale when a row changed although it was locked.
    """
    revisions = {case.pk: case.revision for case, _event in happened}
    entries = []
    for case, event in happened:
        entry = next_entry(
            CaseEntry, event, seq=case.entry_count + 1, before=case.entry_head, by=by, at=at, operation=str(uuid.uuid4()), case_id=case.pk
        )  # fmt: skip
        case.entry_count, case.entry_head, case.revision = entry.seq, entry.hash, revisions[case.pk] + 1
        entries.append(entry)
    changes = [
        ({"id": case.pk, "revision": revisions[case.pk]},
         {"entry_count": case.entry_count, "entry_head": case.entry_head, "revision": case.revision})
        for case in {case.pk: case for case, _event in happened}.values()
    ]  # fmt: skip
    if update_each(Case, changes) != len(changes):
        raise stale()
    CaseEntry.objects.bulk_create(entries)
    _announce(zip((case for case, _event in happened), entries, strict=True), at=at)


def _announce(written: Iterable[tuple[Case, CaseEntry]], *, at: datetime) -> None:
    """Let webhooks and group robots hear of it; a confidential case is never spoken of outside."""
    spoken_of = [(case, entry) for case, entry in written if not case.guarded]
    announce([Happened(entry.kind, case.number, entry.seq) for case, entry in spoken_of], at=at)
    if robots := listening(entry.kind for _case, entry in spoken_of):
        open_to_groups = {case.pk for case in {case.pk: case for case, _entry in spoken_of}.values() if group_may_hear(case)}
        call_out(
            robots, [Heard(entry.kind, case.number, entry.seq, case.department_id) for case, entry in spoken_of if case.pk in open_to_groups], at=at
        )
