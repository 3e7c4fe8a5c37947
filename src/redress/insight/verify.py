"""Proof that no history was touched: every case's chain and every journal, read once, in constant memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby

from redress.complaints.models import Case, CaseEntry
from redress.ledger.chain import Break, first_break
from redress.ledger.models import JournalEntry, Stream

CASES = "cases"
"""The name under which all timelines of cases are verified; every other name is a journal."""
BATCH = 500
MOST = 100
"""So many broken chains are named; of the rest only the number is kept."""

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first broken entry of one chain: ``chain`` is the number of a case or the name of a journal."""

    stream: str
    chain: str
    seq: int
    kind: str
    fault: str


@dataclass
class Report:
    """What was read and what does not fit. ``broken`` holds the first ``MOST`` chains, ``faults`` counts all."""

    cases: int = 0
    journals: int = 0
    entries: int = 0
    faults: int = 0
    broken: list[Broken] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every chain is unbroken."""
        return not self.faults

    def as_json(self) -> dict[str, object]:
        """For storing and for ``--json``."""
        return {**asdict(self), "whole": self.whole}

    def note(self, stream: str, chain: str, found: Break | None) -> None:
        """Take the result of one chain."""
        if found is not None:
            self.faults += 1
            if len(self.broken) < MOST:
                self.broken.append(Broken(stream, chain, found.seq, found.kind, found.fault))


def chains() -> int:
    """How many chains there are to verify."""
    return Case.objects.count() + len(journals())


def journals() -> list[str]:
    """Names of the journals: those with a remembered end, and those with lines."""
    written = JournalEntry.objects.order_by().values_list("stream", flat=True).distinct()
    return sorted({*Stream.objects.values_list("name", flat=True), *written})


def verify(streams: Iterable[str] | None = None, *, told: Told = lambda _done: None) -> Report:
    """Check the chains of ``streams`` (``cases`` and names of journals; all of them without).

    ``told`` hears how many chains are done, every few hundred. Raises KeyError for a journal that is not there.
    """
    known = [CASES, *journals()]
    wanted = list(known if streams is None else streams)
    unknown = set(wanted) - set(known)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    report = Report()
    for name in wanted:
        if name == CASES:
            _cases(report, told)
        else:
            _journal(report, name)
    told(report.cases + report.journals)
    return report


def _cases(report: Report, told: Told) -> None:
    """Cases and entries run side by side in the order of their ids, so nothing is looked up twice."""
    entries = CaseEntry.objects.order_by("case_id", "seq").iterator(chunk_size=BATCH)
    grouped = groupby(entries, key=lambda entry: entry.case_id)
    waiting = next(grouped, None)
    for pk, number, count, head in (
        Case.objects.order_by("pk").values_list("pk", "number", "entry_count", "entry_head").iterator(chunk_size=BATCH)
    ):
        while waiting is not None and waiting[0] < pk:
            waiting = next(grouped, None)
        mine: Iterator[CaseEntry] = iter(())
        if waiting is not None and waiting[0] == pk:
            mine = waiting[1]
        report.note(CASES, number, first_break(_counted(mine, report), count=count, head=head))
        if waiting is not None and waiting[0] == pk:
            waiting = next(grouped, None)
        report.cases += 1
        if report.cases % BATCH == 0:
            told(report.cases)


def _journal(report: Report, name: str) -> None:
    entries = JournalEntry.objects.filter(stream=name).order_by("seq").iterator(chunk_size=BATCH)
    end = Stream.objects.filter(name=name).first()
    count, head = (end.count, end.head) if end else (0, "")
    report.note(name, name, first_break(_counted(entries, report), count=count, head=head))
    report.journals += 1


def _counted(entries: Iterable, report: Report) -> Iterator:
    for entry in entries:
        report.entries += 1
        yield entry
