"""``redress export``: the list of cases, names and contact data masked; or everything."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from redress.cli.words import _
from redress.complaints.customers import mask_name
from redress.complaints.models import Case
from redress.documents.tables import write_csv, write_xlsx
from redress.intake.whole.leaving import export_all
from redress.kernel.localised import say
from redress.policies.store import policy_of


def run(given: Any) -> int:
    """Write the file, or everything; 2 for XLSX without a file."""
    if given.all is not None:
        return _everything(given)
    if given.format == "xlsx" and given.out is None:
        print(_("An XLSX file needs --out."), file=sys.stderr)
        return 2
    rows = _rows(_wanted(given))
    if given.out is None:
        write_csv(sys.stdout, HEADS(), rows)
    elif given.format == "csv":
        with given.out.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(file, HEADS(), rows)
    else:
        write_xlsx(given.out, HEADS(), rows)
    return 0


def _everything(given: Any) -> int:
    manifest = export_all(given.all, secrets=given.with_secrets)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(_("Everything was written to %(folder)s: %(rows)s rows of %(tables)s tables, %(files)s files. Names and contact data are in the clear: guard it.") % {
        "folder": given.all, "rows": rows, "tables": len(manifest["tables"]), "files": manifest["files"]["count"],
    })  # fmt: skip
    if not given.with_secrets:
        print(_("Passwords of mailboxes, secrets of webhooks and of chat accounts were left out; --with-secrets takes them along."))
    return 0


def HEADS() -> list[str]:
    """The head line."""
    return [
        _("Number"), _("Received"), _("Kind"), _("Category"), _("Title"), _("Customer"), _("Channel"), _("Stage"), _("Grade"),
        _("Department"), _("Ended"), _("Result"),
    ]  # fmt: skip


def _wanted(given: Any) -> Any:
    cases = Case.objects.order_by("pk").select_related("customer", "department")
    names = {"stage": "stage", "kind": "kind", "category": "category", "grade": "grade", "department": "department__code"}
    cases = cases.filter(**{column: getattr(given, name) for name, column in names.items() if getattr(given, name)})
    for name, lookup in (("since", "received_at__gte"), ("until", "received_at__lt")):
        if getattr(given, name):
            day = datetime.strptime(getattr(given, name), "%Y-%m-%d")  # noqa: DTZ007 - made aware in the next line
            cases = cases.filter(**{lookup: timezone.make_aware(day)})
    return cases.open() if given.open else cases


def _rows(cases: Any) -> Iterator[list[object]]:
    language = settings.LANGUAGE_CODE
    for case in cases.iterator(chunk_size=500):
        policy = policy_of(case.policy_id)
        title = {name: say(policy.title(section, code), language) if code else "" for name, section, code in (
            ("kind", "kinds", case.kind), ("category", "categories", case.category), ("channel", "channels", case.channel),
            ("grade", "grades", case.grade), ("result", "results", case.result),
        )}  # fmt: skip
        yield [
            case.number, timezone.localtime(case.received_at), title["kind"], title["category"], case.title, mask_name(case.customer.name),
            title["channel"], case.get_stage_display(), title["grade"], say(case.department.title, language),
            timezone.localtime(case.ended_at) if case.ended_at else "", title["result"],
        ]  # fmt: skip
