"""``redress demo``: builds the demo once, then starts."""

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from redress.cli import serving
from redress.cli.words import _
from redress.complaints.models import Case
from redress.demo.building import play_cases, settle_in, tie
from redress.demo.halves import play_halves


def run(given: Any) -> int:
    """Build what is missing, then serve."""
    home = Path(settings.HOME)
    mark = home / "demo.json"
    if given.fresh or not mark.exists():
        if not _empty_database(home, fresh=given.fresh):
            return 1
        _build(given, home)
        kept = {"pack": given.pack, "cases": Case.objects.count(), "built": timezone.now().isoformat()}
        mark.write_text(json.dumps(kept), encoding="utf-8")
    if given.build_only:
        return 0
    return serving.serve(given.host, given.port, workers=1, demo=True)


def _empty_database(home: Path, *, fresh: bool) -> bool:
    """Throw a demo on SQLite away; a PostgreSQL database must be empty already."""
    if connection.vendor == "sqlite":
        connection.close()
        for path in [*home.glob("redress.sqlite3*"), home / "demo.json"]:
            path.unlink(missing_ok=True)
        for name in ("evidence", "second-half"):
            shutil.rmtree(home / name, ignore_errors=True)
        return True
    if "complaints_case" in connection.introspection.table_names() and Case.objects.exists():
        print(_("The PostgreSQL database is not empty. Drop and create it yourself, then start the demo again."), file=sys.stderr)
        return False
    return True


def _build(given: Any, home: Path) -> None:
    now = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        job = progress.add_task(_("Preparing the database"), total=given.cases)
        call_command("migrate", verbosity=0)
        settle_in(given.pack, now=now)
        progress.update(job, description=_("Playing a year of cases"))
        _play(given.cases, home, now, lambda done, _all: progress.update(job, completed=done))
        tie(now=now)
        progress.update(job, completed=given.cases, description=_("The demo is ready"))


def _play(cases: int, home: Path, now: datetime, told: Any) -> None:
    if connection.vendor == "sqlite" and cases >= 40:
        play_halves(home, now=now, cases=cases, play=play_cases, told=told)
    else:
        play_cases(now=now, cases=cases, told=told)
