"""What holds for every request to the interface: the language asked for, problems instead of pages, the headers of the limit."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header

from redress.api.problems import MEDIA_TYPE, answer_with, of_status

PREFIXES = ("/api/v1/", "/in/hook/")


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that we speak; else the installation's."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


class ApiGate:
    """Lets pages pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return self.get_response(request)
        with override(language_of(request)):
            response = self.get_response(request)
            if response.status_code >= 400 and response["Content-Type"] != MEDIA_TYPE:
                allow = response.get("Allow")
                response = answer_with(of_status(response.status_code))
                if allow:
                    response["Allow"] = allow
            response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return _with_limit(request, response)


def _with_limit(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    spent, most = getattr(request, "spent", None), settings.ENV.api_rate
    if spent is not None:
        response["RateLimit-Policy"] = f'"minute";q={most};w=60'
        response["RateLimit"] = f'"minute";r={max(0, most - spent.count)};t={spent.resets_in}'
        if response.status_code == 429:
            response["Retry-After"] = str(spent.resets_in)
    return response
