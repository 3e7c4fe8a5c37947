"""Who asks: the access token in the header, what it is good for, and how often it may ask."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import activate
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from redress.accounts.models import Token
from redress.accounts.operations import spend, token_of
from redress.accounts.queries import actor_for
from redress.api.problems import Problem


class Bearer(HttpBearer):
    """Lets a token pass that holds one of ``scopes`` (any token, when none is named).

    The request then carries ``token``, ``spent`` and, in place of any session's, the ``actor`` of the token's owner.
    """

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> Token:
        found = super().__call__(request)
        if found is None:
            raise Problem("no-token", _("Send the header “Authorization: Bearer …” with a token from your own settings page."))
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = token_of(token, at=request.now)  # type: ignore[attr-defined]
        if found is None:
            return None
        request.token, request.spent = found, spend(found, at=request.now)  # type: ignore[attr-defined]
        request.actor = actor_for(found.owner, request.now)  # type: ignore[attr-defined]
        if "Accept-Language" not in request.headers:
            activate(found.owner.language)
        if request.spent.count > settings.ENV.api_rate:  # type: ignore[attr-defined]
            raise Problem("too-many", _("This token may ask again when the minute is over; see the header Retry-After."))
        if self.scopes and not set(self.scopes) & set(found.scopes):
            raise Problem("not-allowed", _("This token was not made for that. It needs the scope: %(scope)s.") % {"scope": self.scopes[0]}, code="scope")
        return found
