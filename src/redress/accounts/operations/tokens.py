"""Access tokens: keys with which a program acts in a person's name."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from redress.accounts.events import STREAM, TokenMade, TokenRevoked
from redress.accounts.models import Token, User
from redress.accounts.rules import require
from redress.accounts.scopes import SCOPES
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid, NotAllowed
from redress.ledger.operations import journal

LONGEST = 366
"""Days after which a token ends at the latest."""


@transaction.atomic
def make_token(owner: User, *, name: str, scopes: list[str], days: int, by: Actor, at: datetime) -> tuple[Token, str]:
    """A token of one's own, good for ``days``; the key returned beside it is not kept and cannot be shown again.

    Raises NotAllowed for somebody else's, Invalid without a name or scope, or for too long a life.
    """
    if by.id != owner.pk:
        raise NotAllowed("not-own", _("A token is made by the person in whose name it acts."))
    errors: dict[str, object] = {}
    if not name.strip():
        errors["name"] = _("Say what the token is for.")
    if not scopes or set(scopes) - set(SCOPES):
        errors["scopes"] = _("Choose what the token may be used for.")
    if not 1 <= days <= LONGEST:
        errors["days"] = _("A token lives from one day to a year.")
    if errors:
        raise Invalid("token", _("No token was made."), errors)
    key = f"rdr_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        owner=owner, name=name.strip()[:80], scopes=[one for one in SCOPES if one in scopes], prefix=key[:10], digest=_digest(key),
        created_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    happened = TokenMade(owner.username, owner.name, token.name, token.prefix, token.scopes, token.expires_at.isoformat())
    journal(STREAM, happened, by=by, at=at)
    return token, key


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, at: datetime) -> None:
    """End a token at once: one's own, or with the right to administer people anybody's. Raises NotAllowed."""
    if by.id != token.owner_id:
        require(by, "people.manage")
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        journal(STREAM, TokenRevoked(token.owner.username, token.owner.name, token.name, token.prefix), by=by, at=at)


def token_of(key: str, *, at: datetime) -> Token | None:
    """The token of a key that opens the door at ``at``; None for any other."""
    found = Token.objects.select_related("owner").filter(digest=_digest(key), owner__is_active=True).first()
    return found if found is not None and found.alive(at) else None


@dataclass(frozen=True, slots=True)
class Spent:
    """How many requests of the running minute are gone, and how many seconds until the next begins."""

    count: int
    resets_in: int


def spend(token: Token, *, at: datetime) -> Spent:
    """Count one request of a token."""
    minute = at.replace(second=0, microsecond=0)
    mine = Token.objects.filter(pk=token.pk)
    mine.update(spent=Case(When(minute=minute, then=F("spent") + 1), default=Value(1)), minute=minute, last_used_at=at)
    return Spent(mine.values_list("spent", flat=True).get(), 60 - at.second)


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
