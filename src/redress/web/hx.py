"""Answers to htmx: a page and its part share one template."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

VARIES_BY = ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"]


def wants_part(request: HttpRequest) -> bool:
    """Whether the browser will put the answer into a page that it already shows."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_part(
    request: HttpRequest, page: str, part: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The whole ``page``, or only its partial ``part`` when htmx asks; 409 and 422 are shown by the page as well."""
    template = f"{page}#{part}" if wants_part(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, VARIES_BY)
    return response


def whole_number(text: str) -> int:
    """A number from an address; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def go(request: HttpRequest, to: str, *args: object, **kwargs: object) -> HttpResponse:
    """Send the browser to another page (a path, or a view's name), whether htmx or a plain form asked."""
    response = redirect(to, *args, **kwargs)
    return HttpResponseClientRedirect(response.url) if request.htmx else response  # type: ignore[attr-defined]
