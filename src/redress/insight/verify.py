"""Proof of the histories: every chain of every case, and every stream of the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from redress.complaints.models import Case, CaseEntry
from redress.ledger.chain import Break, first_break
from redress.ledger.models import JournalEntry

BATCH = 500


@dataclass
class Report:
    """What was checked, and the first broken entry of each chain that does not hold (at most ``MOST``)."""

    cases: int = 0
    streams: int = 0
    entries: int = 0
    broken: list[dict[str, object]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The three counts by name."""
        return {"cases": self.cases, "streams": self.streams, "entries": self.entries}

    def note(self, where: str, found: Break | None) -> None:
        """Keep a break with the name of its chain."""
        if found is not None:
            self.broken.append({"where": where, "seq": found.seq, "kind": found.kind, "fault": found.fault})


def verify() -> Report:
    """Check everything, in constant memory."""
    report = Report()
    for number, entries, count, head in _cases():
        report.cases += 1
        report.entries += len(entries)
        report.note(number, first_break(entries, count=count, head=head))
    for stream in JournalEntry.objects.order_by("stream").values_list("stream", flat=True).distinct():
        entries = list(JournalEntry.objects.filter(stream=stream).order_by("seq"))
        report.streams += 1
        report.entries += len(entries)
        report.note(stream, first_break(entries))
    return report


def _cases() -> Iterator[tuple[str, list[CaseEntry], int, str]]:
    last = 0
    while rows := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "number", "entry_count", "entry_head")[:BATCH]):
        last = rows[-1][0]
        found = CaseEntry.objects.filter(case_id__gte=rows[0][0], case_id__lte=last).order_by("case_id", "seq")
        by_case = {pk: list(entries) for pk, entries in groupby(found, key=lambda entry: entry.case_id)}
        for pk, number, count, head in rows:
            yield number, by_case.get(pk, []), count, head
