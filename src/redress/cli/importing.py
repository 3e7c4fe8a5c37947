"""``redress import``."""

import csv
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from redress.cli.words import _
from redress.intake.files.bringing import Outcome, bring_in
from redress.intake.files.mapping import MappingError, read_mapping
from redress.intake.files.tables import TableError
from redress.kernel.actor import SYSTEM

SHOWN = 20


def run(given: Any) -> int:
    """Read a file in; 1 when rows were refused or the mapping or file cannot be read."""
    try:
        mapping = read_mapping(given.mapping)
        with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True)) as progress:
            job = progress.add_task(_("Reading"), total=None)

            def told(done: Outcome) -> None:
                progress.update(job, description=_("%(count)s rows") % {"count": done.taken + done.known + len(done.refused)})

            outcome = bring_in(
                given.file, mapping, by=SYSTEM, at=timezone.now(), dry_run=given.dry_run, skip_refused=given.skip_refused, told=told
            )
    except (MappingError, TableError) as no:
        print(no, file=sys.stderr)
        return 1
    return _report(outcome, given)


def _report(outcome: Outcome, given: Any) -> int:
    for line, reasons, _row in outcome.refused[:SHOWN]:
        print(_("line %(line)s: %(why)s") % {"line": line, "why": "; ".join(reasons)}, file=sys.stderr)
    if len(outcome.refused) > SHOWN:
        print(_("… and %(count)s more") % {"count": len(outcome.refused) - SHOWN}, file=sys.stderr)
    if outcome.refused:
        path = given.refused or Path(f"{given.file.stem}-refused.csv")
        _write(path, outcome)
        print(_("Refused rows and reasons: %(path)s") % {"path": path}, file=sys.stderr)
    stopped = bool(outcome.refused) and not given.skip_refused
    counts = {"taken": outcome.taken, "replied": outcome.replied, "known": outcome.known, "refused": len(outcome.refused)}
    if given.dry_run:
        print(_("Dry run: %(taken)s would be taken (%(replied)s with a reply), %(known)s are there already, %(refused)s refused.") % counts)
    elif stopped:
        print(_("Nothing was imported: %(refused)s rows are refused. Mend them, or use --skip-refused.") % counts)
    else:
        print(_("Imported: %(taken)s (%(replied)s with a reply); %(known)s were there already; %(refused)s refused.") % counts)
    return 1 if stopped else 0


def _write(path: Path, outcome: Outcome) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("line"), _("reasons"), *outcome.refused[0][2]])
        writer.writerows([line, "; ".join(reasons), *row.values()] for line, reasons, row in outcome.refused)
