"""What every page needs to draw its frame."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from redress.web.shell.navigation import address, places_for
from redress.web.shell.reads import unread
from redress.web.shell.words import BROWSER

THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """Rail, languages, theme and the moment of the request; cheap for a part of a page, which reads none of it."""
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("redress_theme", "auto")
    return {
        "actor": actor,
        "now": getattr(request, "now", None),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "auto",
        "places": cache(lambda: places_for(actor, request.now) if actor is not None else []),
        "register_url": lambda: address("register") if actor is not None and actor.holds("case.register") else "",
        "search_url": lambda: address("search"),
        "unread": cache(lambda: unread(request.user) if request.user.is_authenticated else 0),
        "notices_url": lambda: address("notices") if actor is not None and actor.id else "",
        "preferences_url": lambda: address("preferences"),
        "browser_words": lambda: {key: str(words) for key, words in BROWSER.items()},
        "demo": settings.ENV.demo,
    }
