"""The page that explains the interface to people: drawn from the same description that programs read."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from redress.accounts.scopes import SCOPES
from redress.api.problems import TITLES
from redress.api.service import service


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes, the scopes, the problems."""
    schema = service.get_openapi_schema(path_prefix="api/v1/")
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown = {"method": method.upper(), "path": path, **operation, "fields": list(_fields(operation, schema))}
            groups.setdefault(operation["tags"][0], []).append(shown)
    problems = [{"kind": kind, "status": status, "title": title} for kind, (status, title) in TITLES.items()]
    return render(request, "api/reference.html", {"groups": groups, "scopes": SCOPES, "problems": problems})


def _fields(operation: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The names that a request takes: parameters, then the body."""
    for parameter in operation.get("parameters", ()):
        yield {"name": parameter["name"], "where": parameter["in"], "needed": parameter.get("required", False), "type": _type(parameter["schema"])}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = content["schema"]
        body = schema["components"]["schemas"][body["$ref"].rpartition("/")[2]] if "$ref" in body else body
        for name, value in body.get("properties", {}).items():
            yield {"name": name, "where": "body", "needed": name in body.get("required", ()), "type": _type(value)}


def _type(value: dict[str, Any]) -> str:
    kinds = [value, *value.get("anyOf", ())]
    return next((str(kind.get("format") or kind["type"]) for kind in kinds if "type" in kind), "object")
