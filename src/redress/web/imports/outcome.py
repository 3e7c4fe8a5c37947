"""One import as it stands: its progress, its preview, its result; the word to begin, and the undo."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from redress.intake import imports
from redress.intake.files.mapping import mapping_of, write_mapping
from redress.intake.files.refusals import read_refused
from redress.intake.imports import RIGHT
from redress.intake.models import UNDER_WAY, Import, ImportState
from redress.kernel.errors import DomainError, Invalid
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import speak
from redress.web.hx import go, render_part
from redress.web.imports.forms import RememberForm
from redress.web.imports.steps import frame, own_import, say_done, set_off
from redress.web.imports.words import TONES
from redress.web.rights import needs

A_PAGE = 20
STEP = {"file": 1, "looking": 2, "asked": 3, "checking": 4, "checked": 4}
COUNTS = ("taken", "brought_on", "replied", "ended", "known", "refused")


@needs(RIGHT)
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The import in the state it is in; steps that wait for an answer are pages of their own."""
    return _page(request, _import(pk))


def _import(pk: int) -> Import:
    return get_object_or_404(Import.objects.select_related("person", "undone_by"), pk=pk)


def _page(request: HttpRequest, record: Import, *, status: int = 200, undo_error: str = "", remember: RememberForm | None = None) -> HttpResponse:
    mine = record.person_id == request.user.pk
    if mine and not undo_error and record.state in (ImportState.FILE, ImportState.ASKED):
        return go(request, "import-questions" if record.state == ImportState.ASKED else "import-file", record.pk)
    start = _number(request.GET.get("page", "1"))
    names, rows = read_refused(imports.refused_of(record), (start - 1) * A_PAGE, A_PAGE + 1) if mine else ([], [])
    counts = {name: record.counts.get(name, 0) for name in COUNTS}
    context = {
        "mine": mine, "under_way": record.state in UNDER_WAY, "counts": counts, "rows_in_all": sum(counts[name] for name in ("taken", "brought_on", "known", "refused")),
        "percent": round(record.share * 100), "tone": TONES.get(record.state, "quiet"), "undone": record.counts.get("undone", 0),
        "shown": _cases(record, current_policy(request.now)) if mine else [], "names": names, "refused": rows[:A_PAGE],  # type: ignore[attr-defined]
        "number": start, "more": len(rows) > A_PAGE, "undo_error": undo_error, "remember": remember or RememberForm(initial={"name": record.name.rsplit(".", 1)[0]}),
        "may_see": request.actor.holds("case.see"),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render_part(request, "imports/import.html", "state", frame(record, STEP.get(record.state, 5)) | context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1


def _cases(record: Import, policy: Policy) -> list[dict[str, Any]]:
    """The first rows as cases, in words."""
    return [
        {
            **case, "kind": speak(policy.title("kinds", case["kind"])), "channel": speak(policy.title("channels", case["channel"])),
            "category": speak(policy.title("categories", case["category"])) if case["category"] else "",
            "result": speak(policy.title("results", case["result"])) if case["result"] else "",
            **{name: parse_datetime(case[name]) if case[name] else None for name in ("received_at", "replied", "ended")},
        }
        for case in record.shown
    ]  # fmt: skip


@needs(RIGHT)
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Begin, go on, give up, remember as a template, undo."""
    record = _import(pk)
    acts = {"start": _start, "go-on": _go_on, "drop": _drop, "remember": _remember, "undo": _undo}
    if code not in acts:
        raise Http404
    return acts[code](request, record)


def _start(request: HttpRequest, record: Import) -> HttpResponse:
    imports.start(own_import(request, record.pk), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    set_off(record)
    return go(request, "import", record.pk)


def _go_on(request: HttpRequest, record: Import) -> HttpResponse:
    Import.objects.filter(pk=own_import(request, record.pk).pk, state=ImportState.RUNNING).update(trouble="", moved_at=request.now)  # type: ignore[attr-defined]
    set_off(record)
    return go(request, "import", record.pk)


def _drop(request: HttpRequest, record: Import) -> HttpResponse:
    imports.drop(own_import(request, record.pk), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The import was given up; its file is deleted. Nothing was brought in."))
    return go(request, "imports")


def _remember(request: HttpRequest, record: Import) -> HttpResponse:
    form = RememberForm(request.POST)
    if not form.is_valid():
        return _page(request, record, status=422, remember=form)
    imports.remember(own_import(request, record.pk), form.cleaned_data["name"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
    say_done(request)
    return go(request, "import", record.pk)


def _undo(request: HttpRequest, record: Import) -> HttpResponse:
    if request.POST.get("number", "").strip() != str(record.pk):
        return _page(request, record, status=422, undo_error=_("Type the number of the import, %(number)s, to say that you mean it.") % {"number": record.pk})
    try:
        imports.undo(record, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except Invalid as no:
        return _page(request, record, status=422, undo_error=str(no))
    except DomainError as no:
        messages.error(request, str(no))
        return go(request, "import", record.pk)
    set_off(record)
    return go(request, "import", record.pk)


@needs(RIGHT)
@require_GET
def refused(request: HttpRequest, pk: int) -> Any:
    """The refused rows as a file to mend and bring back."""
    record = own_import(request, pk)
    path = imports.refused_of(record)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{slugify(record.name.rsplit('.', 1)[0], allow_unicode=True) or 'import'}-refused.csv", content_type="text/csv; charset=utf-8")


@needs(RIGHT)
@require_GET
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers as a mapping file, which the command takes."""
    record = _import(pk)
    if record.state in (ImportState.FILE, ImportState.LOOKING, ImportState.ASKED, ImportState.DROPPED):
        raise Http404
    response = HttpResponse(content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{record.pk}.yaml"'
    write_mapping(mapping_of(record.answers), response)  # type: ignore[arg-type]
    return response
