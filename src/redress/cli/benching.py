"""``redress bench``."""

import json
import shutil
from typing import Any

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from redress.bench.running import run as measure
from redress.cli.words import _


def run(given: Any) -> int:
    """Measure, print a table, write the file."""
    try:
        with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True)) as progress:
            job = progress.add_task(_("Preparing the database"), total=None)
            found = measure(
                cases=given.cases, clocks=given.clocks, rounds=given.rounds, workers=given.workers, now=timezone.now(),
                told=lambda what, done: progress.update(job, description=f"{what} {done or ''}"),
            )  # fmt: skip
    finally:
        shutil.rmtree(settings.HOME, ignore_errors=True)
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    _show(found)
    return 0


def _show(found: dict[str, Any]) -> None:
    console = Console()
    title = _("%(cases)s cases on %(engine)s; %(machine)s") % found
    table = Table(title=title)
    for head in (_("what"), "p50 ms", "p95 ms", _("queries"), _("bytes"), _("per second")):
        table.add_column(head, justify="left" if head == _("what") else "right")
    for figure in found["figures"]:
        values = [figure["p50"], figure["p95"], figure["queries"], figure["bytes"], figure["rate"]]
        table.add_row(figure["name"], *("" if value in (None, 0) else str(value) for value in values))
    console.print(table)
    console.print(
        _("Sweep of %(open_clocks)s open clocks: %(steps)s steps in %(seconds)s s.") % found["sweep"],
        _("First page %(first_page_seconds)s s after start; all processes %(memory_mib)s MiB.") % found,
        sep="\n",
    )
