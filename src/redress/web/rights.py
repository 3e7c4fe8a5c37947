"""Who may open an area of pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from redress.accounts.rules import require

View = Callable[..., HttpResponse]


def needs(act: str) -> Callable[[View], View]:
    """Open a page to people who hold ``act`` (a word of ``kernel.acts``); everybody else is refused in words."""

    def declare(view: View) -> View:
        @login_required
        @wraps(view)
        def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            require(request.actor, act)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return asked

    return declare
