"""The archive by month: what waits, the button that files a month, and the month's list on paper or as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_q.tasks import async_task

from redress.accounts.models import Department
from redress.accounts.queries import departments
from redress.accounts.rules import require
from redress.complaints.filing import bounds, month_of
from redress.complaints.states import Stage
from redress.flows.filing import Filed, file_month
from redress.insight import filing
from redress.policies.store import current_policy, policy_of
from redress.web.casefile.packforms import speak
from redress.web.desk.export import as_file
from redress.web.desk.table import COLUMNS, Table
from redress.web.hx import go
from redress.web.rights import needs

AT_ONCE = 200
"""So many cases are filed while the reader waits; a longer month goes to the background."""
MOST_SHOWN = 2000
"""Lines on the page; a longer list is whole in the exported file."""
SECTIONS = {"kind": "kinds", "category": "categories", "grade": "grades", "result": "results"}
HEADS = {
    "number": COLUMNS["number"], "title": COLUMNS["title"], "customer": COLUMNS["customer"], "kind": COLUMNS["kind"],
    "category": COLUMNS["category"], "result": pgettext_lazy("column", "Result"), "department": COLUMNS["department"],
    "received": COLUMNS["received"], "ended": pgettext_lazy("column", "Ended"), "filed": pgettext_lazy("column", "Filed"),
    "keep": pgettext_lazy("column", "Keep until"), "place": pgettext_lazy("column", "Place in the archive"),
}  # fmt: skip


@needs("case.archive")
@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Every month in which cases ended."""
    now = request.now  # type: ignore[attr-defined]
    zone = current_policy(now).pack.zone
    listed = [{"item": one, "title": _title(one.month)} for one in filing.months(request.actor, zone)]  # type: ignore[attr-defined]
    return render(request, "desk/months.html", {"months": listed, "running": month_of(now, zone)})


@needs("case.archive")
@require_GET
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One month by type and result, and its list."""
    return _page(request, month)


def _page(request: HttpRequest, month: str, told: Filed | None = None) -> HttpResponse:
    cases = _cases(request, month)
    zone = current_policy(request.now).pack.zone  # type: ignore[attr-defined]
    found, table = filing.groups(cases), Table(request.now)  # type: ignore[attr-defined]
    groups = [{"item": one, "title": " · ".join(_place(one.policy, what, code) for what, code in one.places)} for one in found]
    rows = [_row(case, table) for case in filing.lines(cases, MOST_SHOWN)]
    context = {
        "month": month, "title": _title(month), "groups": groups, "rows": rows, "heads": HEADS, "told": told,
        "waiting": sum(one.waiting for one in found), "filed": sum(one.filed for one in found),
        "running": month == month_of(request.now, zone), "policy": current_policy(request.now),  # type: ignore[attr-defined]
        "more": len(rows) == MOST_SHOWN, "may_export": request.actor.holds("case.export"),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "desk/month.html", context)


@needs("case.archive")
@require_POST
def file(request: HttpRequest, month: str) -> HttpResponse:
    """File the month now, or begin to."""
    cases = _cases(request, month).exclude(stage=Stage.ARCHIVED)
    waiting = cases[: AT_ONCE + 1].count()
    if waiting > AT_ONCE:
        here = reverse("archive-month", args=[month])
        async_task("redress.jobs.filing.run", month, request.user.pk, here)
        messages.info(request, gettext("The month is being filed. You will be told when it is done; you may leave this page."))
        return go(request, here)
    told = file_month(month, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    n = len(told.done)
    messages.success(request, ngettext("%(n)s case was filed.", "%(n)s cases were filed.", n) % {"n": n})
    return _page(request, month, told) if told.refused else go(request, "archive-month", month)


@needs("case.archive")
@require_GET
def export(request: HttpRequest, month: str) -> Any:
    """The month's list as a file. Names stay masked."""
    require(request.actor, "case.export")  # type: ignore[attr-defined]
    cases, table = _cases(request, month), Table(request.now)  # type: ignore[attr-defined]
    rows = _lines(cases.values(*filing.ENTRY).iterator(chunk_size=1000), table, request.user.language)  # type: ignore[union-attr]
    return as_file(request.GET.get("format", ""), [str(head) for head in HEADS.values()], rows, f"redress-{month}")


def _lines(found: Iterator[dict[str, Any]], table: Table, language: str) -> Iterator[list[str]]:
    """Each case as its cells; the language is set anew, since rows are made after the view has returned."""
    for case in found:
        with override(language):
            row = _row(case, table)
            cells = [str(row[name] or "") for name in HEADS]
        yield cells


def _cases(request: HttpRequest, month: str) -> Any:
    zone = current_policy(request.now).pack.zone  # type: ignore[attr-defined]
    try:
        bounds(month, zone)
    except (ValueError, OverflowError):
        raise Http404 from None
    return filing.of_month(request.actor, month, zone)  # type: ignore[attr-defined]


def _row(case: dict[str, Any], table: Table) -> dict[str, Any]:
    return {
        **table.row(case), "result": _result(case), "ended": _day(case["ended_at"]), "filed": _day(case["archived_at"]),
        "keep": case["keep_until"] and date_format(case["keep_until"], "SHORT_DATE_FORMAT"), "place": case["archive_key"],
    }  # fmt: skip


def _result(case: dict[str, Any]) -> str:
    """The result in words; of what ended without one, how it ended, which a filed case keeps in its place only."""
    ways = policy_of(case["policy_id"]).pack.archive.by
    filed = dict(zip(ways, case["archive_key"].split("/")[1:], strict=False))
    return _place(case["policy_id"], "result", case["result"] or filed.get("result") or case["stage"])


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT") if moment else ""


def _place(version: int, what: str, code: str) -> str:
    """A code of the archive's order in words."""
    if code in ("", "-"):
        return "—"
    if what == "department":
        found: Department | None = next((one for one in departments().values() if one.code == code), None)
        return speak(found.title) if found else code
    if what == "result" and code in Stage.values:
        return str(Stage(code).label)
    return speak(policy_of(version).title(SECTIONS[what], code))


def _title(month: str) -> str:
    return date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT")
