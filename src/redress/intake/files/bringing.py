"""Bringing a file into the register: looked over first, then by the hundred, in constant memory, each batch for good.

An import has a number, carries its mapping, and remembers how many batches are in: killed at any point it goes on where
it was, no row twice and none lost. It can be undone (``undoing.py``).
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from redress.accounts.models import User
from redress.accounts.queries import holders
from redress.intake.files.keys import Keys
from redress.intake.files.known import Known, known_of
from redress.intake.files.mapping import Mapping
from redress.intake.files.reading import Arrival, Past, Reader, Refused, too_early
from redress.intake.files.refusals import Refusal
from redress.intake.files.tables import Table, TableError
from redress.intake.files.writing import Writer
from redress.intake.models import Import, ImportState
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid, Stale
from redress.policies.store import current_version, policy_of

BATCH = 500
"""So many rows are in for good at once."""


@dataclass
class Outcome:
    """What became of the rows of a file, so far or in the end; ``share`` of it was read (0 to 1). ``stopped`` before the end."""

    taken: int = 0
    brought_on: int = 0
    replied: int = 0
    ended: int = 0
    known: int = 0
    refused: int = 0
    share: float = 0.0
    stopped: bool = False

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.taken + self.brought_on + self.known + self.refused

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: value for name, value in asdict(self).items() if name not in ("share", "stopped")}


@dataclass(slots=True)
class Batch:
    """Some rows in the order of the file: those that can be read, those refused, and how many came twice."""

    arrivals: list[Arrival] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    known: int = 0
    rows: int = 0


Later = tuple[int, str, Past]
Hears = Callable[[Refusal], None]
Told = Callable[[Outcome], object]


def no_refusal(_row: Refusal) -> None:
    """Hears of refused rows and forgets them."""


def nothing(_outcome: Outcome) -> None:
    """Hears how far it is and forgets it."""


def table_of(path: Path, mapping: Mapping) -> Table:
    """The file as its mapping says that it is to be read."""
    return Table(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet, head=mapping.head)


def check(path: Path, mapping: Mapping, *, at: datetime, refused: Hears = no_refusal, told: Told = nothing, shown: Callable[[Arrival], None] | None = None) -> Outcome:
    """Say of every row what ``bring_in`` will say, and write nothing. ``shown`` hears of the rows that would be new cases.

    Raises TableError, and Invalid for a mapping that does not fit the organisation.
    """
    reader = Reader(mapping, policy_of(current_version(at).pk), now=at)
    _clerk(mapping, at)
    table, outcome = table_of(path, mapping), Outcome()
    for batch in _batches(table, reader):
        fresh, _later, more = _sorted(batch, outcome)
        for row in (*batch.refused, *more):
            refused(row)
        for arrival in fresh if shown else ():
            shown(arrival)  # type: ignore[misc]
        outcome.share = table.share
        told(outcome)
    return outcome


def bring_in(
    number: int, path: Path, mapping: Mapping, *, by: Actor, refused: Hears = no_refusal, told: Told = nothing, stop: Callable[[], bool] = lambda: False,
) -> Outcome:  # fmt: skip
    """Bring in what is left of the import ``number``, batch by batch; rows already there are counted and not doubled.

    Every row is judged as at the moment when the import began to run, so that a second go meets the same batches. Refused rows are
    passed over; ``refused`` hears of all of them, also in a second go. Ends early when ``stop`` says so after a batch: the import is
    then still *running*. Raises TableError, Invalid, and Stale when somebody else brings the same import on.
    """
    record = Import.objects.get(pk=number)
    at = record.run_at
    assert at
    version = current_version(at)
    policy = policy_of(version.pk)
    reader = Reader(mapping, policy, now=at)
    writer = Writer(version, policy, _clerk(mapping, at), mapping.source, by=by, at=at, number=number)
    table, outcome = table_of(path, mapping), Outcome(**record.counts)
    for place, batch in enumerate(_batches(table, reader)):
        if place < record.batches:
            for row in batch.refused:
                refused(row)
            continue
        with transaction.atomic(durable=True):
            _claim(number, place)
            fresh, later, more = _sorted(batch, outcome)
            writer.enter(fresh)
            writer.bring_on(later)
            Import.objects.filter(pk=number).update(batches=place + 1, counts=outcome.counts(), share=table.share)
        for row in (*batch.refused, *more):
            refused(row)
        outcome.share = table.share
        told(outcome)
        if stop():
            outcome.stopped = True
            break
    return outcome


def _claim(number: int, batch: int) -> None:
    """Lock the import, and make sure that this batch is the next one. Raises Stale."""
    if not Import.objects.select_for_update().filter(pk=number, state=ImportState.RUNNING, batches=batch).exists():
        raise Stale("import-elsewhere", _("This import is brought on by another process, or was ended."))


def _clerk(mapping: Mapping, at: datetime) -> User:
    """The first contact of new cases: the person named in the mapping, or the first who holds the role clerk."""
    if mapping.by:
        found = User.objects.select_related("department").filter(username=mapping.by).first()
        if found is None:
            raise Invalid("nobody", _("There is nobody with the sign-in name “%(name)s” (by).") % {"name": mapping.by})
        return found
    found = next(iter(holders("clerk", at)), None)
    if found is None:
        raise Invalid("nobody", _("There is nobody of the role clerk yet who could be first contact. Name somebody in the mapping (by)."))
    return found


def _batches(table: Table, reader: Reader) -> Iterator[Batch]:
    """The rows of a table by the hundred; a key that comes twice in the file counts as there already. Raises TableError."""
    batch = Batch()
    with Keys() as keys:
        for place, (line, row) in enumerate(table):
            if place == 0:
                _check_columns(table, reader.mapping, row)
            batch.rows += 1
            try:
                arrival = reader.read(line, row)
            except Refused as no:
                batch.refused.append((line, no.reasons, row))
            else:
                if keys.new(arrival.key):
                    batch.arrivals.append(arrival)
                else:
                    batch.known += 1
            if batch.rows == BATCH:
                yield batch
                batch = Batch()
    yield batch


def _check_columns(table: Table, mapping: Mapping, row: dict[str, str]) -> None:
    if lost := [name for name in mapping.columns if name not in row]:
        text = _("%(file)s: there is no column %(names)s; the columns are: %(known)s.")
        raise TableError(text % {"file": table.path.name, "names": ", ".join(lost), "known": ", ".join(name for name in row if name)})


def _sorted(batch: Batch, outcome: Outcome) -> tuple[list[Arrival], list[Later], list[Refusal]]:
    """New complaints, known ones of which the file tells more, and rows that the register refuses; counts all rows of the batch."""
    there = known_of(one.key for one in batch.arrivals)
    fresh: list[Arrival] = []
    later: list[Later] = []
    refused: list[Refusal] = []
    outcome.known += batch.known
    outcome.refused += len(batch.refused)
    for one in batch.arrivals:
        known = there.get(one.key)
        past = known.lacks(one.past) if known else one.past
        if reasons := _against(one, known, past):
            refused.append((one.line, reasons, one.row))
            outcome.refused += 1
            continue
        if known is None:
            fresh.append(one)
            outcome.taken += 1
        elif past.tells:
            later.append((known.pk, one.key, past))
            outcome.brought_on += 1
        else:
            outcome.known += 1
            continue
        outcome.replied += past.replied_at is not None
        outcome.ended += past.ended_at is not None
    return fresh, later, refused


def _against(one: Arrival, known: Known | None, past: Past) -> list[str]:
    """Why a readable row cannot be taken, seen what the register holds."""
    if known is None:
        return [] if one.record else [_("No complaint with this key was brought in yet.")]
    if not past.tells:
        return []
    if known.worked_on:
        return [_("Somebody has worked on this case since it was brought in. Add what is missing on its page.")]
    return too_early(past, known.received_at)
