"""The snippet of the web messenger: to copy, with a preview."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from redress.policies.store import current_policy
from redress.web.codes import public_address
from redress.web.people.tree import tabs
from redress.web.rights import needs


@needs("people.manage")
@require_GET
def messenger(request: HttpRequest) -> HttpResponse:
    """What a web site puts into its pages, in each language, and which sites may."""
    door = current_policy(request.now).pack.portal  # type: ignore[attr-defined]
    address = public_address(request, reverse("messenger-script"))
    snippets = [(name, format_html('<script src="{}" data-language="{}" async></script>', address, code)) for code, name in settings.LANGUAGES]
    context = {
        "tabs": tabs(),
        "snippets": snippets,
        "sites": settings.ENV.messenger_sites,
        "rule": door.messenger if door else None,
    }
    return render(request, "people/messenger.html", context)
