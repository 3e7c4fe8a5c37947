"""``redress import``."""

import sys
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from redress.cli import verifying
from redress.cli.words import _
from redress.intake.direct import import_file
from redress.intake.files.bringing import Outcome
from redress.intake.files.mapping import MappingError, read_mapping
from redress.intake.files.refusals import Refusal, RefusedRows
from redress.intake.files.tables import TableError
from redress.intake.imports import undo, work
from redress.intake.models import Import
from redress.intake.whole.coming import import_all
from redress.kernel.actor import SYSTEM

SHOWN = 20


def run(given: Any) -> int:
    """Read a file in, or undo an import; 1 when rows were refused or the mapping or file cannot be read, 2 for wrong usage."""
    if given.all is not None:
        return _everything(given.all)
    if given.undo:
        return _undo(given.undo)
    if given.file is None or given.mapping is None:
        print(_("It needs a FILE and its --mapping, or --undo with a number, or --all with a folder."), file=sys.stderr)
        return 2
    try:
        return _import(given)
    except (MappingError, TableError) as no:
        print(no, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(_("Interrupted. What was brought in stays; the same command goes on from there, --undo takes it out again."), file=sys.stderr)
        raise


def _import(given: Any) -> int:
    mapping = read_mapping(given.mapping)
    path = given.refused or Path(f"{given.file.stem}-refused.csv")
    first: list[str] = []
    with RefusedRows(path) as rows, _bar() as progress:
        job = progress.add_task(_("Reading"), total=1)

        def told(done: Outcome) -> None:
            progress.update(job, completed=done.share, description=_("%(count)s rows") % {"count": done.rows})

        def refused(row: Refusal) -> None:
            rows.add(row)
            if len(first) < SHOWN:
                first.append(_("line %(line)s: %(why)s") % {"line": row[0], "why": "; ".join(row[1])})

        outcome, number = import_file(
            given.file, mapping, by=SYSTEM, at=timezone.now(), dry_run=given.dry_run, skip_refused=given.skip_refused, refused=refused, told=told
        )
    if outcome.refused:
        more = [_("… and %(count)s more") % {"count": outcome.refused - len(first)}] if outcome.refused > len(first) else []
        print(*first, *more, _("Refused rows and reasons: %(path)s") % {"path": path}, sep="\n", file=sys.stderr)
    return _report(outcome, number, given)


def _everything(folder: Path) -> int:
    """An export of everything into an empty installation; the chains are proved afterwards."""
    manifest = import_all(folder)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(_("Everything is in: %(rows)s rows of %(tables)s tables, %(files)s files.") % {"rows": rows, "tables": len(manifest["tables"]), "files": manifest["files"]["count"]})
    return verifying.run(None)


def _undo(number: int) -> int:
    record = Import.objects.filter(pk=number).first()
    if record is None:
        print(_("There is no import %(number)s.") % {"number": number}, file=sys.stderr)
        return 1
    undo(record, by=SYSTEM, at=timezone.now())
    done = work(number, now=timezone.now)
    if done.trouble:
        print(done.trouble, file=sys.stderr)
        return 1
    print(_("Import %(number)s is undone: %(count)s cases were taken out.") % {"number": number, "count": done.counts.get("undone", 0)})
    return 0


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _report(outcome: Outcome, number: int, given: Any) -> int:
    counts = {name: getattr(outcome, name) for name in ("taken", "replied", "ended", "brought_on", "known", "refused")}
    stopped = bool(outcome.refused) and not given.skip_refused
    if stopped:
        print(_("%(refused)s rows are refused, so nothing is imported. Mend them, or use --skip-refused. The others:") % counts)
    elif given.dry_run:
        print(_("Nothing was written. Without --dry-run there would be:"))
    print(_("New complaints: %(taken)s. Known ones brought on: %(brought_on)s. Among these with a reply: %(replied)s, ended: %(ended)s.") % counts)
    print(_("There already: %(known)s. Refused: %(refused)s.") % counts)
    if number:
        print(_("This is import %(number)s; “redress import --undo %(number)s” takes all of it out again.") % {"number": number})
    return 1 if stopped else 0
