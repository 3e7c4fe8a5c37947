"""The filtered list as a file: CSV for other programs, XLSX for people. Names stay masked."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_GET

from redress.accounts.rules import require
from redress.documents.tables import safe, write_xlsx
from redress.insight import queue as insight
from redress.web.desk.queue import COOKIE, selection_of
from redress.web.desk.table import COLUMNS, Table, columns_from, grades_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000
"""What one sheet of a workbook holds."""


class _Echo:
    """A file that hands back what is written, for streaming."""

    def write(self, text: str) -> str:
        return text


@login_required
@require_GET
def download(request: HttpRequest) -> Any:
    """The selection in view, row by row, with the columns in view."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    require(actor, "case.export")
    require(actor, "case.see")
    chosen = selection_of(request)
    shown = columns_from(request.GET.get("columns") or request.COOKIES.get(COOKIE, ""))
    cases = insight.ordered(insight.selected(chosen.wanted, actor), chosen.wanted, grades_of(chosen.policy))
    found = cases.values(*insight.ROW)[:MOST_ROWS].iterator(chunk_size=1000)
    rows = _lines(found, shown, Table(request.now), request.user.language)  # type: ignore[attr-defined,union-attr]
    heads = [str(COLUMNS[name]) for name in shown]
    name = f"redress-{timezone.localtime(request.now):%Y%m%d-%H%M}"  # type: ignore[attr-defined]
    return as_file(request.GET.get("format", ""), heads, rows, name)


def as_file(kind: str, heads: list[str], rows: Iterator[list[str]], name: str) -> Any:
    """A table as an answer: a workbook for the kind ``xlsx``, else CSV."""
    return _xlsx(heads, rows, name) if kind == "xlsx" else _csv(heads, rows, name)


def _lines(found: Iterable[dict[str, Any]], shown: list[str], table: Table, language: str) -> Iterator[list[str]]:
    """Each case as its cells. The language is set anew for each, since rows are made after the view has returned."""
    for case in found:
        with override(language):
            row = table.row(case)
            row["stage"], row["due"] = str(row["stage_label"]), _moment(row["due"])
            row["received"] = _moment(case["received_at"])
            cells = [str(row[name]) for name in shown]
        yield cells


def _moment(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _csv(heads: list[str], rows: Iterator[list[str]], name: str) -> HttpResponse | StreamingHttpResponse:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(heads)
        for row in rows:
            yield writer.writerow([safe(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _xlsx(heads: list[str], rows: Iterator[list[str]], name: str) -> FileResponse:
    """A workbook, written row by row to a file that goes away once it was sent."""
    kept = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  (the response closes it)
    write_xlsx(kept, heads, rows)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
