"""One address an act, made from the table of acts: ``POST /cases/{number}/acts/{code}``."""

from hashlib import sha256
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router
from ninja.files import UploadedFile

from redress.accounts.rules import require
from redress.api import shapes
from redress.api.actbodies import arguments, body_of, takes_revision
from redress.api.bearer import Bearer
from redress.api.cases import done
from redress.api.once import Answer, once
from redress.api.revisions import IDEMPOTENCY_KEY, IF_MATCH, seen_revision, the_case
from redress.api.values import Given, Line
from redress.complaints.models import Case
from redress.flows.acts import ACTS, Act
from redress.kernel.errors import IllegalMove
from redress.policies.store import policy_of

router = Router()
SCOPE_OF = {"evidence": "evidence", "hand-on-evidence": "evidence", "reveal": "customers:read"}
BY_HAND = {"evidence"}
"""Acts that take a file and have their own address."""


def scope_of(act: Act) -> str:
    """The scope that a token needs for an act."""
    return SCOPE_OF.get(act.code) or ("talk" if act.right == "case.talk" else "cases:write")


def _open(act: Act) -> None:
    body, needed = body_of(act), takes_revision(act)

    def view(request: HttpRequest, number: str, body: body) -> HttpResponse:  # type: ignore[valid-type]
        return once(request, lambda: _act(request, number, act, body))

    view.__name__ = f"act_{act.code.replace('-', '_')}"
    view.__doc__ = (act.run.__doc__ or "").partition("\n")[0]
    router.post(
        f"/cases/{{number}}/acts/{act.code}", auth=Bearer(scope_of(act)), response=shapes.Done, tags=["acts"],
        summary=act.code, openapi_extra={"parameters": [IDEMPOTENCY_KEY, {**IF_MATCH, "required": needed}]},
    )(view)  # fmt: skip


def _act(request: HttpRequest, number: str, act: Act, body: Given) -> Answer:
    actor, at = request.actor, request.now  # type: ignore[attr-defined]
    case = the_case(request, number)
    require(actor, act.right, case)
    seen = seen_revision(request, case, needed=takes_revision(act))
    given: dict[str, Any] = arguments(act, body, case=case, policy=policy_of(case.policy_id), actor=actor)
    if takes_revision(act):
        given["seen"] = seen
    if case.stage in act.stages and not act.when(case):
        raise IllegalMove(f"act:{act.code}", _("This is not possible as the case stands now."))
    changed = act.run.inside(case, by=actor, at=at, **given)  # type: ignore[attr-defined]
    return done(changed, actor, **_shown_once(act, changed))


def _shown_once(act: Act, case: Case) -> dict[str, Any]:
    if act.code in ("give-key", "ask-confirmation"):
        return {"key": case.key_given}  # type: ignore[attr-defined]
    return {"contact": dict(case.customer.contact)} if act.code == "reveal" else {}


for _act_of_table in ACTS.values():
    if _act_of_table.code not in BY_HAND:
        _open(_act_of_table)


@router.get(
    "/cases/{number}/messages", auth=Bearer("talk"), response=list[shapes.MessageOut], tags=["talk"],
    summary=_("Read the customer’s thread"),
)  # fmt: skip
def messages(request: HttpRequest, number: str) -> Any:
    """Oldest first; write with the acts ``tell`` and ``hear``."""
    return [shapes.message(one) for one in the_case(request, number).messages.select_related("author")]


@router.get(
    "/cases/{number}/evidence", auth=Bearer("evidence"), response=list[shapes.EvidenceOut], tags=["evidence"], summary=_("List evidence"),
)  # fmt: skip
def evidence(request: HttpRequest, number: str) -> Any:
    """Files and things kept with the case."""
    return [shapes.evidence(one) for one in the_case(request, number).evidence.select_related("added_by")]


class EvidenceBody(Given):
    """What it is, where it comes from, who holds the original."""

    title: Line = ""
    source: Line = ""
    holder: Line = ""


@router.post(
    "/cases/{number}/evidence", auth=Bearer("evidence"), response={201: shapes.EvidenceOut}, tags=["evidence"], summary=_("Add evidence"),
    openapi_extra={"parameters": [IDEMPOTENCY_KEY]},
)  # fmt: skip
def add_evidence(request: HttpRequest, number: str, body: Form[EvidenceBody], file: File[UploadedFile]) -> HttpResponse:
    """A file; the answer carries its SHA-256."""

    def do() -> Answer:
        case = the_case(request, number)
        given = {"title": body.title, "source": body.source, "holder": body.holder[:120], "upload": file}
        ACTS["evidence"].run.inside(case, by=request.actor, at=request.now, **given)  # type: ignore[attr-defined]
        kept = case.evidence.select_related("added_by").order_by("-pk")[0]
        return Answer(shapes.evidence(kept), 201, {"Location": f"/api/v1/cases/{case.number}/evidence/{kept.pk}/file"})

    return once(request, do, asked=f"{body.model_dump_json()}:{file.name}:{_digest(file)}" if "Idempotency-Key" in request.headers else "")


def _digest(file: UploadedFile) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@router.get(
    "/cases/{number}/evidence/{int:pk}/file", auth=Bearer("evidence"), tags=["evidence"], summary=_("Fetch a piece of evidence"),
    response={200: None}, openapi_extra={"responses": {200: {"description": "The file", "content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def file_of(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """The file as it came in."""
    kept = the_case(request, number).evidence.filter(pk=pk).exclude(file="").first()
    if kept is None:
        raise Http404
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.file_name, content_type="application/octet-stream")
