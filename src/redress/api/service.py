"""The interface as a whole: how it describes itself, and how refusals leave it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from redress.api.problems import MEDIA_TYPE, Problem, answer_with, of_fields, of_refusal, of_status
from redress.kernel.errors import DomainError


class ProblemOut(Schema):
    """RFC 9457 problem details. ``errors`` names the fields; ``code`` says more exactly what was refused."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    errors: dict[str, str] = {}


class Service(NinjaAPI):
    """Says of every operation that it may answer with a problem, and which headers it takes."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = ProblemOut.model_json_schema()
        schema["components"]["responses"] = {
            "Problem": {
                "description": str(_("A refusal, in the language asked for by Accept-Language.")),
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        }
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
        return schema


service = Service(
    title="Redress", version="1", urls_namespace="api-v1", docs_url=None, openapi_url="/openapi.json",
    description=_("Complaints, their clocks, evidence and talk. Every act runs under the rights of the token’s owner."),  # type: ignore[arg-type]
)  # fmt: skip


@service.exception_handler(Problem)
def _problem(_request: HttpRequest, no: Problem) -> HttpResponse:
    return answer_with(no)


@service.exception_handler(DomainError)
def _refused(_request: HttpRequest, no: DomainError) -> HttpResponse:
    return answer_with(of_refusal(no))


@service.exception_handler(ValidationError)
def _unfit(_request: HttpRequest, no: ValidationError) -> HttpResponse:
    return answer_with(of_fields(no.errors))


@service.exception_handler(Http404)
def _missing(_request: HttpRequest, _no: Http404) -> HttpResponse:
    return answer_with(of_status(404))


@service.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, no: HttpError) -> HttpResponse:
    return answer_with(of_status(no.status_code))
