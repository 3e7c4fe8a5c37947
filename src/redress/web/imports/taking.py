"""The list of imports, and a new file for one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from redress.intake.imports import RIGHT, take
from redress.intake.models import Import, ImportTemplate
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.imports.words import TONES
from redress.web.rights import needs

A_PAGE = 20


class FileForm(forms.Form):
    """The file to bring in."""

    file = forms.FileField(
        label=gettext_lazy("File"), allow_empty_file=True, max_length=400, widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )  # fmt: skip


@needs(RIGHT)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, newest first; POST takes a file."""
    form, status = FileForm(), 200
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        made: list[Import] = []
        status = done(form, lambda: made.append(_taken(request, form)))
        if not status:
            return go(request, "import-file", made[0].pk)
    page = Paginator(Import.objects.select_related("person", "undone_by").defer("found", "looked", "shown", "answers"), A_PAGE).get_page(request.GET.get("page"))
    for record in page:
        record.tone = TONES.get(record.state, "quiet")  # type: ignore[attr-defined]
    context = {"form": form, "page": page, "most": settings.ENV.import_limit_mb, "templates": ImportTemplate.objects.all()}
    return render(request, "imports/imports.html", context, status=status)


def _taken(request: HttpRequest, form: FileForm) -> Import:
    upload: Any = form.cleaned_data["file"]
    return take(upload.chunks(), upload.name, by=request.actor, at=request.now)  # type: ignore[attr-defined]


@needs(RIGHT)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a template away."""
    get_object_or_404(ImportTemplate, pk=pk).delete()
    messages.success(request, _("The template is gone. Imports that used it stay as they are."))
    return go(request, "imports")
