"""The first page, and what all pages of the portal have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from redress.flows.outside import NoPortal, portal_of
from redress.policies.models import PolicyVersion
from redress.policies.store import current_policy

View = Callable[..., HttpResponse]


def show(request: HttpRequest, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the portal; each is given the organisation and its door."""
    policy = request.policy  # type: ignore[attr-defined]
    shared = {"organisation": policy.pack.organisation, "door": policy.pack.portal, "policy": policy}
    return render(request, f"portal/{page}.html", shared | context, status=status)


def public(view: View) -> View:
    """A page for everybody, under the policy now in force; where that has no portal, a page that says so."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.policy = current_policy(request.now)  # type: ignore[attr-defined]
            portal_of(request.policy)  # type: ignore[attr-defined]
        except (NoPortal, PolicyVersion.DoesNotExist):
            return render(request, "portal/closed.html", status=404)
        return view(request, *args, **kwargs)

    return opened


def private(view: View) -> View:
    """A page about one person's matter: kept by no cache, found by no search engine."""

    @public
    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return hidden


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Two choices, and how else the organisation can be reached."""
    pack = request.policy.pack  # type: ignore[attr-defined]
    return show(request, "start", {"channels": [one for one in pack.channels if one.public], "outside": pack.satisfaction.exhausted.outside, "left": "left" in request.GET})


@public
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """404 for a mistyped address of the portal, without the staff's links."""
    return show(request, "nothing", {}, status=404)
