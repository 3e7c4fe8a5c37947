"""Whether a message is from whom it claims, and of now: the specification "Standard Webhooks", as our own webhooks follow it."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from redress.intake.models import Source
from redress.intake.sources.refusing import REASONS
from redress.kernel.errors import NotAllowed
from redress.notify.hooks import signed

WINDOW = timedelta(minutes=5)
"""How far the moment of signing may be from ours, both ways."""


def check(source: Source, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
    """The id of a message whose signature is right and fresh. Raises NotAllowed, coded "signature" or "moment"."""
    ident, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()
    if not (0 < len(ident) <= 120 and ident.isascii() and seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        raise NotAllowed("signature", REASONS["signature"])
    moment = datetime.fromtimestamp(int(seconds), UTC)
    wanted = signed(str(source.secret), ident, body, moment)["webhook-signature"].encode()
    if not any(hmac.compare_digest(wanted, one.encode()) for one in given[:4]):
        raise NotAllowed("signature", REASONS["signature"])
    if abs(at - moment) > WINDOW:
        raise NotAllowed("moment", REASONS["moment"])
    return ident
