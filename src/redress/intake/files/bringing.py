"""Bringing arrivals in: registered, and where the file has a reply, carried to the answer with the times of the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from redress.accounts.models import User
from redress.accounts.queries import actor_for, holders
from redress.accounts.rules import require
from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.operations import receipt, verdict
from redress.deadlines.operations import on_event
from redress.flows.receiving import suggestions
from redress.intake.files.mapping import Mapping
from redress.intake.files.reading import Arrival, Reader, Refused
from redress.intake.files.tables import rows
from redress.kernel.actor import SYSTEM, Actor
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import current_version, policy_of

LOOK_UP = 400


class Stopped(Exception):
    """Rows were refused, so nothing was brought in."""


@dataclass
class Outcome:
    """What became of the rows of a file."""

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
    Raises NotAllowed, TableError.
    """
    require(by, "case.import")
    version = current_version(at)
    policy = policy_of(version.pk)
    bringer = _Bringer(mapping, version, policy, at)
    outcome = Outcome()
    try:
        with transaction.atomic():
            seen: set[str] = set()
            for arrivals in _batches(path, mapping, Reader(mapping, policy, now=at), outcome, seen):
                there = set(Case.objects.filter(source_key__in=[one.key for one in arrivals]).values_list("source_key", flat=True))
                for arrival in arrivals:
                    if arrival.key in there:
                        outcome.known += 1
                        continue
                    if not dry_run and (skip_refused or not outcome.refused):
                        bringer.bring(arrival)
                    outcome.taken += 1
                    outcome.replied += bool(arrival.replied_at)
                told(outcome)
            if outcome.refused and not skip_refused:
                raise Stopped
    except Stopped:
        outcome.taken = 0
    return outcome


def _batches(path: Path, mapping: Mapping, reader: Reader, outcome: Outcome, seen: set[str]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
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
        if len(batch) == LOOK_UP:
            yield batch
            batch = []
    yield batch


class _Bringer:
    """Writes arrivals: the same operations as at the desk, without asking for what a file cannot know."""

    def __init__(self, mapping: Mapping, version: PolicyVersion, policy: Policy, at: datetime) -> None:
        self.mapping, self.version, self.policy, self.at = mapping, version, policy, at
        clerk = User.objects.filter(username=mapping.by).first() if mapping.by else next(iter(holders("clerk", at)), None)
        self.clerk = clerk or User.objects.order_by("pk").first()
        self.actor = actor_for(self.clerk, at) if self.clerk else SYSTEM

    def bring(self, arrival: Arrival) -> Case:
        """Register one arrival and carry it as far as the file knows."""
        clerk = self.clerk
        assert clerk is not None
        case = receipt.register(
            arrival.record, version=self.version, policy=self.policy, first_contact=clerk, department=arrival.department or clerk.department,
            received_at=arrival.received_at, by=self.actor, at=arrival.received_at, complete=True,
        )  # fmt: skip
        if arrival.replied_at is not None:
            self._answered(case, arrival, arrival.replied_at)
        self._follow(case)
        return case

    def _answered(self, case: Case, arrival: Arrival, at: datetime) -> None:
        """Through every legal stage to the answer, at the time of the reply."""
        by, title = self.actor, dict(self.policy.title("channels", case.channel))
        told = suggestions(self.policy, facts_of(case, self.policy, at=at))
        axes = {axis: ruling.value for axis, ruling in told.axes.items()}
        titles = {
            "category": dict(self.policy.title("categories", case.category)), "grade": dict(self.policy.title("grades", told.grade.value)),
            "tier": dict(self.policy.title("tiers", told.tier.value)),
        }  # fmt: skip
        steps = [
            lambda held, moment: receipt.assess(
                held, category=held.category, axes=axes, grade=told.grade.value, response=told.response.value, tier=told.tier.value,
                titles=titles, rulings={"grade": told.grade.as_json()}, by=by, at=moment,
            ),
            lambda held, moment: verdict.investigated(held, summary=arrival.reply, by=by, at=moment),
            lambda held, moment: verdict.decide(held, justified=True, solution=arrival.reply, reasons="", correction="", by=by, at=moment),
            lambda held, moment: verdict.draft_answer(held, text=arrival.reply, path=["first-contact"], next_title=title, by=by, at=moment),
            lambda held, moment: verdict.give_answer(held, way=case.channel, way_title=title, by=by, at=moment),
        ]  # fmt: skip
        for step in steps:
            done = step(case, at)
            case.__dict__.update({**done.__dict__, "written": [*getattr(case, "written", []), *getattr(done, "written", [])]})

    def _follow(self, case: Case) -> None:
        """Clocks hear of everything in the order in which it happened; nobody is told of the past."""
        for happened, entry in getattr(case, "written", []):
            if happened.marks:
                on_event(case, *happened.marks, by=self.actor, at=entry.at)


