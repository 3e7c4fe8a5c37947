"""Bringing arrivals in, by the hundred: the same rows as the desk would write, up to the answer where the file has one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from redress.accounts.models import User
from redress.accounts.queries import actor_for, holders
from redress.accounts.rules import require
from redress.complaints.models import Case
from redress.intake.files.mapping import Mapping
from redress.intake.files.reading import Arrival, Reader, Refused
from redress.intake.files.tables import rows
from redress.intake.files.writing import Writer
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.policies.store import current_version, policy_of

BATCH = 400


class _Stopped(Exception):
    """Rows were refused, so nothing is brought in."""


@dataclass
class Outcome:
    """What became of the rows of a file; ``refused`` holds line, reasons and the row."""

    taken: int = 0
    known: int = 0
    replied: int = 0
    refused: list[tuple[int, list[str], dict[str, str]]] = field(default_factory=list)


def bring_in(
    path: Path, mapping: Mapping, *, by: Actor, at: datetime, dry_run: bool = False, skip_refused: bool = False,
    told: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:  # fmt: skip
    """Read a file into the register in one transaction; rows already there are counted and not doubled.

    Refused rows stop the whole unless ``skip_refused``; the outcome then says why, and nothing was written.
    Raises NotAllowed, TableError, and Invalid when nobody can register.
    """
    require(by, "case.import")
    version = current_version(at)
    policy = policy_of(version.pk)
    clerk = _clerk(mapping, at)
    writer = Writer(version, policy, clerk, actor_for(clerk, at), at)
    outcome = Outcome()
    try:
        with transaction.atomic():
            for arrivals in _batches(path, mapping, Reader(mapping, policy, now=at), outcome):
                there = set(Case.objects.filter(source_key__in=[one.key for one in arrivals]).values_list("source_key", flat=True))
                fresh = [arrival for arrival in arrivals if arrival.key not in there]
                if not dry_run and (skip_refused or not outcome.refused):
                    writer.write(fresh)
                outcome.known += len(arrivals) - len(fresh)
                outcome.taken += len(fresh)
                outcome.replied += sum(arrival.replied_at is not None for arrival in fresh)
                told(outcome)
            if outcome.refused and not skip_refused and not dry_run:
                raise _Stopped
    except _Stopped:
        outcome.taken = outcome.replied = 0
    return outcome


def _clerk(mapping: Mapping, at: datetime) -> User:
    """Who registers: the person named in the mapping, or the first who holds the role clerk."""
    people = User.objects.select_related("department")
    found = people.filter(username=mapping.by).first() if mapping.by else next(iter(holders("clerk", at)), None)
    if found is None:
        raise Invalid("nobody", _("There is nobody of the role clerk yet who could register. Name somebody in the mapping (by)."))
    return found


def _batches(path: Path, mapping: Mapping, reader: Reader, outcome: Outcome) -> Iterator[list[Arrival]]:
    """Arrivals by the hundred; a key that comes twice in the file counts as there already."""
    batch: list[Arrival] = []
    seen: set[str] = set()
    for line, row in rows(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet):
        try:
            arrival = reader.read(line, row)
        except Refused as no:
            outcome.refused.append((line, no.reasons, row))
            continue
        if arrival.key in seen:
            outcome.known += 1
            continue
        seen.add(arrival.key)
        batch.append(arrival)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
