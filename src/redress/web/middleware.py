"""Who asks, in which language, at what moment: settled once per request, before any view runs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from redress.accounts.queries import actor_for
from redress.kernel.actor import Actor
from redress.kernel.errors import DomainError
from redress.web.errors import refusal

NOBODY = Actor(id=None, name="")
OPEN_BEFORE_CHANGE = frozenset({"change-password", "sign-out", "set-language", "set-theme"})
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def language_for(request: HttpRequest) -> str:
    """The reader's own language, else the one chosen in this browser, else the installation's."""
    if request.user.is_authenticated and request.user.language in LANGUAGES:
        return str(request.user.language)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE


class PersonMiddleware:
    """Sets ``request.now`` (UTC), ``request.actor`` (looked up on first use) and the language of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            request.path_info = "/-/"  # no address holds a NUL, and PostgreSQL would refuse to look for one: not found
        request.now = now = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: actor_for(request.user, now) if request.user.is_authenticated else NOBODY
        )
        with translation.override(language_for(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Whoever was given a password by somebody else chooses an own one before anything else."""
        match = request.resolver_match
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        return None if match and match.url_name in OPEN_BEFORE_CHANGE else redirect("change-password")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that a view did not answer itself becomes a page (or a message) that says why."""
        return refusal(request, exception) if isinstance(exception, DomainError) else None
