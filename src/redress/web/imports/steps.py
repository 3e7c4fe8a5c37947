"""The steps between a file and its preview: how it is read, what its columns mean, and what must be asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_q.tasks import async_task

from redress.intake import imports
from redress.intake.files.guessing import suggested
from redress.intake.files.mapping import MappingError
from redress.intake.files.safety import MIB
from redress.intake.imports import RIGHT
from redress.intake.models import Import, ImportState, ImportTemplate
from redress.kernel.errors import Invalid
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.imports.forms import ColumnsForm, QuestionsForm, ReadForm, tree_of
from redress.web.imports.words import STEPS
from redress.web.rights import needs

AT_ONCE = MIB
"""A file up to this size is worked on while the reader waits; a larger one in the background."""
OPEN = (ImportState.FILE, ImportState.ASKED, ImportState.CHECKED)
EXAMPLES = 3


def own_import(request: HttpRequest, pk: int) -> Import:
    """An import whose rows the reader may see: the one who handed the file in. Raises Http404."""
    return get_object_or_404(Import.objects.select_related("person"), pk=pk, person=request.user)


def _open_import(request: HttpRequest, pk: int) -> Import:
    record = own_import(request, pk)
    if record.state not in OPEN:
        raise Http404
    return record


def set_off(record: Import) -> None:
    """Let an import under way be worked on, here and now where it is small."""
    if record.size <= AT_ONCE:
        imports.work(record.pk, now=timezone.now)
    else:
        async_task("redress.jobs.importing.run", record.pk)


def frame(record: Import, step: int) -> dict[str, Any]:
    """What every step shows."""
    return {"record": record, "steps": [{"label": label, "place": place, "done": place < step, "now": place == step} for place, label in enumerate(STEPS, 1)]}


@needs(RIGHT)
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read, with its first rows, so that a person can correct what was found out."""
    record, status = _open_import(request, pk), 200
    form = ReadForm(request.POST or None, found=record.found)
    if request.method == "POST":
        status = done(form, lambda: imports.read_as(record, **form.cleaned_data, by=request.actor, at=request.now))  # type: ignore[attr-defined]
        if not status and "look" not in request.POST:
            return go(request, "import-columns", pk)
        if not status:
            return go(request, "import-file", pk)
    rows = record.found["rows"][record.found["head"] :]
    context = {"form": form, "heads": record.found["columns"], "rows": [row[: len(record.found["columns"])] for row in rows]}
    return render(request, "imports/file.html", frame(record, 1) | context, status=status)


@needs(RIGHT)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column means: suggested by its name or by a template, decided by a person."""
    record, status = _open_import(request, pk), 200
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    before = _before(record, request.GET.get("template", ""))
    form = ColumnsForm(
        request.POST or None, columns=record.found["columns"], policy=policy, chosen=_chosen(before, record, policy),
        initial={"separator": before.get("category", {}).get("separator", "")},
    )  # fmt: skip
    if request.method == "POST":
        status = done(form, lambda: _set_columns(request, record, form, _before(record, request.POST.get("template", ""))))
        if not status:
            set_off(record)
            record.refresh_from_db()
            return go(request, "import-questions" if record.state == ImportState.ASKED else "import", pk)
    rows = record.found["rows"][record.found["head"] :]
    lines = [{"field": field, "examples": [row[place] for row in rows if place < len(row) and row[place].strip()][:EXAMPLES]} for place, field in enumerate(form.lines())]
    templates = ImportTemplate.objects.filter(mark=record.mark)
    context = {"form": form, "lines": lines, "templates": templates, "template": request.GET.get("template", request.POST.get("template", ""))}
    return render(request, "imports/columns.html", frame(record, 2) | context, status=status)


def _set_columns(request: HttpRequest, record: Import, form: ColumnsForm, before: dict[str, Any]) -> None:
    tree = tree_of(form.chosen(), form.cleaned_data["separator"], before)
    imports.set_columns(record, tree, by=request.actor, at=request.now)  # type: ignore[attr-defined]


def _before(record: Import, template: str) -> dict[str, Any]:
    """What is known already: what was answered for this file, else the template asked for, else the newest for such a file."""
    fitting = ImportTemplate.objects.filter(mark=record.mark).order_by("-saved_at")
    if template.isascii() and template.isdigit() and (named := fitting.filter(pk=int(template[:15])).first()):
        return dict(named.answers)
    newest = fitting.first()
    return dict(record.answers or (newest.answers if newest and template != "0" else {}))


def _chosen(tree: dict[str, Any], record: Import, policy: Policy) -> dict[str, str]:
    if not tree:
        return suggested(record.found["columns"], policy)
    fields = {**{name: value for name, value in tree.items() if isinstance(value, dict) and name != "fields"}, **{f"fields.{name}": value for name, value in tree.get("fields", {}).items()}}
    chosen: dict[str, str] = {}
    for name, source in fields.items():
        for column in (*source.get("join", ()), *((source["column"],) if source.get("column") else ())):
            chosen.setdefault(column, name)
    return chosen


@needs(RIGHT)
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file alone cannot tell: what values stand for, how dates are written, in which time zone."""
    record, status = _open_import(request, pk), 200
    if not record.looked:
        return go(request, "import-columns", pk)
    form = QuestionsForm(request.POST or None, record=record, policy=current_policy(request.now), at=request.now)  # type: ignore[attr-defined]
    if request.method == "POST":
        status = done(form, lambda: _answer(request, record, form))
        if not status:
            set_off(record)
            return go(request, "import", pk)
    tables = [
        {**table, "rows": [{"value": value, "count": count, "field": form[field]} for value, count, field in table["values"]], "rest": form[table["other"]]}
        for table in form.tables
    ]
    plain = [form[name] for name in ("source", "by", *imports.CODED) if name in form.fields]
    dates = [{**one, "fields": [form[name] for name in one["fields"]]} for one in form.dates]
    return render(request, "imports/questions.html", frame(record, 3) | {"form": form, "plain": plain, "tables": tables, "dates": dates}, status=status)


def _answer(request: HttpRequest, record: Import, form: QuestionsForm) -> None:
    try:
        imports.answer(record, form.answered(), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except MappingError as no:
        raise Invalid("mapping", str(no)) from no


def say_done(request: HttpRequest) -> None:
    """A word that the template is kept."""
    messages.success(request, _("The template is kept. It is suggested for files with the same columns."))
