"""Evidence files leave only through here: right checked, never shown as a page of ours."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from redress.complaints.queries import seen_case


@login_required
@require_GET
def download(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """The file as it came in, as a download."""
    case = seen_case(number, request.actor)  # type: ignore[attr-defined]
    kept = case.evidence.filter(pk=pk).exclude(file="").first() if case else None
    if kept is None:
        raise Http404
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.file_name, content_type="application/octet-stream")
