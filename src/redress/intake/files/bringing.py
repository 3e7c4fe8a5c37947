"""Bringing a file into the register: whole or not at all, by the hundred, in constant memory."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from redress.accounts.models import User
from redress.accounts.queries import holders
from redress.accounts.rules import require
from redress.intake.files.keys import Keys
from redress.intake.files.known import Known, known_of
from redress.intake.files.mapping import Mapping
from redress.intake.files.reading import Arrival, Past, Reader, Refused, too_early
from redress.intake.files.tables import Table, TableError
from redress.intake.files.writing import Writer
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.policies.store import current_version, policy_of

BATCH = 500

Refusal = tuple[int, list[str], dict[str, str]]
"""Line, reasons, and the row as it stood."""


class _Stopped(Exception):
    """Rows were refused, so nothing is brought in."""


@dataclass
class Outcome:
    """What became of the rows of a file, so far or in the end; ``share`` of it was read (0 to 1)."""

    taken: int = 0
    brought_on: int = 0
    replied: int = 0
    ended: int = 0
    known: int = 0
    refused: int = 0
    share: float = 0.0

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.taken + self.brought_on + self.known + self.refused


def bring_in(
    path: Path, mapping: Mapping, *, by: Actor, at: datetime, dry_run: bool = False, skip_refused: bool = False,
    refused: Callable[[Refusal], None] = lambda _row: None, told: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:  # fmt: skip
    """Read a file into the register in one transaction; rows already there are counted and not doubled.

    Refused rows stop the whole unless ``skip_refused``; ``refused`` hears each of them, and nothing was written.
    A dry run says the same of every row and writes nothing. Raises NotAllowed, TableError, and Invalid for a
    mapping that does not fit the organisation.
    """
    require(by, "case.import")
    version = current_version(at)
    policy = policy_of(version.pk)
    reader = Reader(mapping, policy, now=at)
    writer = Writer(version, policy, _clerk(mapping, at), mapping.source, by=by, at=at)
    outcome = Outcome()

    def refuse(line: int, reasons: list[str], row: dict[str, str]) -> None:
        outcome.refused += 1
        refused((line, reasons, row))

    table = Table(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
    try:
        with nullcontext() if dry_run else transaction.atomic(durable=True):
            for arrivals in _batches(table, reader, outcome, refuse):
                fresh, later = _sorted(arrivals, outcome, refuse)
                if not dry_run and (skip_refused or not outcome.refused):
                    writer.enter(fresh)
                    writer.bring_on(later)
                outcome.share = table.share
                told(outcome)
            if outcome.refused and not skip_refused and not dry_run:
                raise _Stopped
    except _Stopped:
        pass
    return outcome


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


def _batches(
    table: Table, reader: Reader, outcome: Outcome, refuse: Callable[[int, list[str], dict[str, str]], None]
) -> Iterator[list[Arrival]]:
    """Arrivals by the hundred; a key that comes twice in the file counts as there already. Raises TableError."""
    batch: list[Arrival] = []
    with Keys() as keys:
        for place, (line, row) in enumerate(table):
            if place == 0:
                _check_columns(table, reader.mapping, row)
            try:
                arrival = reader.read(line, row)
            except Refused as no:
                refuse(line, no.reasons, row)
            else:
                if keys.new(arrival.key):
                    batch.append(arrival)
                else:
                    outcome.known += 1
            if len(batch) == BATCH:
                yield batch
                batch = []
    yield batch


def _check_columns(table: Table, mapping: Mapping, row: dict[str, str]) -> None:
    if lost := [name for name in mapping.columns if name not in row]:
        text = _("%(file)s: there is no column %(names)s; the columns are: %(known)s.")
        raise TableError(text % {"file": table.path.name, "names": ", ".join(lost), "known": ", ".join(name for name in row if name)})


def _sorted(
    arrivals: list[Arrival], outcome: Outcome, refuse: Callable[[int, list[str], dict[str, str]], None]
) -> tuple[list[Arrival], list[tuple[int, str, Past]]]:
    """New complaints, and known ones of which the file tells more; counts all of them."""
    there = known_of(one.key for one in arrivals)
    fresh: list[Arrival] = []
    later: list[tuple[int, str, Past]] = []
    for one in arrivals:
        known = there.get(one.key)
        past = known.lacks(one.past) if known else one.past
        if reasons := _against(one, known, past):
            refuse(one.line, reasons, one.row)
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
    return fresh, later


def _against(one: Arrival, known: Known | None, past: Past) -> list[str]:
    """Why a readable row cannot be taken, seen what the register holds."""
    if known is None:
        return [] if one.record else [_("No complaint with this key was brought in yet.")]
    if not past.tells:
        return []
    if known.worked_on:
        return [_("Somebody has worked on this case since it was brought in. Add what is missing on its page.")]
    return too_early(past, known.received_at)
