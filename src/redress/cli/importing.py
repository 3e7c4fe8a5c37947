"""``redress import``."""

import csv
import sys
from pathlib import Path
from typing import Any, TextIO

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from redress.cli.words import _
from redress.intake.files.bringing import Outcome, Refusal, bring_in
from redress.intake.files.mapping import MappingError, read_mapping
from redress.intake.files.tables import TableError
from redress.kernel.actor import SYSTEM

SHOWN = 20


def run(given: Any) -> int:
    """Read a file in; 1 when rows were refused or the mapping or file cannot be read."""
    refused = RefusedRows(given.refused or Path(f"{given.file.stem}-refused.csv"))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    try:
        mapping = read_mapping(given.mapping)
        with refused, Progress(*columns, console=Console(stderr=True)) as progress:
            job = progress.add_task(_("Reading"), total=1)

            def told(done: Outcome) -> None:
                progress.update(job, completed=done.share, description=_("%(count)s rows") % {"count": done.rows})

            outcome = bring_in(
                given.file, mapping, by=SYSTEM, at=timezone.now(), dry_run=given.dry_run, skip_refused=given.skip_refused,
                refused=refused.add, told=told,
            )  # fmt: skip
    except (MappingError, TableError) as no:
        print(no, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(_("Interrupted: nothing was imported."), file=sys.stderr)
        raise
    refused.report(outcome.refused)
    return _report(outcome, given)


class RefusedRows:
    """Refused rows as they come, with line and reasons, into a file that is made for the first one; the first few are named."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first: list[str] = []
        self._file: TextIO | None = None

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, refusal: Refusal) -> None:
        """Take one row."""
        line, reasons, row = refusal
        why = "; ".join(reasons)
        if len(self.first) < SHOWN:
            self.first.append(_("line %(line)s: %(why)s") % {"line": line, "why": why})
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._rows = csv.writer(self._file)
            self._rows.writerow([_("line"), _("reasons"), *row])
        self._rows.writerow([line, why, *row.values()])

    def report(self, count: int) -> None:
        """Say which were refused, and where all of them are."""
        if not count:
            return
        more = [_("… and %(count)s more") % {"count": count - len(self.first)}] if count > len(self.first) else []
        print(*self.first, *more, _("Refused rows and reasons: %(path)s") % {"path": self.path}, sep="\n", file=sys.stderr)


def _report(outcome: Outcome, given: Any) -> int:
    counts = {name: getattr(outcome, name) for name in ("taken", "replied", "ended", "brought_on", "known", "refused")}
    stopped = bool(outcome.refused) and not given.skip_refused
    if stopped:
        print(_("%(refused)s rows are refused, so nothing is imported. Mend them, or use --skip-refused. The others:") % counts)
    elif given.dry_run:
        print(_("Nothing was written. Without --dry-run there would be:"))
    print(_("New complaints: %(taken)s. Known ones brought on: %(brought_on)s. Among these with a reply: %(replied)s, ended: %(ended)s.") % counts)
    print(_("There already: %(known)s. Refused: %(refused)s.") % counts)
    return 1 if stopped else 0
