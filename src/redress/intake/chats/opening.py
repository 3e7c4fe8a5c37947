"""Whether a callback comes from the platform, is of now and meant for us; and what it says."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from redress.intake.chats import sealing
from redress.intake.chats.reading import Callback, fields, read
from redress.intake.chats.refusing import REASONS
from redress.kernel.errors import NotAllowed
from redress.notify.models import ChatAccount, Platform

WINDOW = timedelta(minutes=5)
"""How far the moment of signing may be from ours, both ways. The platform repeats a callback within seconds, with a new moment."""


def _refuse(reason: str) -> NotAllowed:
    return NotAllowed(reason, REASONS[reason])


def echo(account: ChatAccount, query: Mapping[str, str], *, at: datetime) -> str:
    """What the platform wants to hear when the address is entered there. Raises NotAllowed.

    WeCom sends it encrypted, an official account in the clear whatever its mode.
    """
    given = query.get("echostr", "")[:2000]
    if account.platform == Platform.WECOM:
        _signed(account, query, "msg_signature", given, at=at)
        return _opened(account, given)
    _signed(account, query, "signature", at=at)
    return given


def opened(account: ChatAccount, query: Mapping[str, str], body: bytes, *, at: datetime) -> Callback:
    """The callback in this body. Raises NotAllowed, Unreadable.

    With an EncodingAESKey only what is encrypted counts: the signature of plain mode says nothing of the body.
    """
    if account.aes_key:
        outer = fields(body)
        if "Encrypt" not in outer:
            raise _refuse("plain")
        sealed = outer["Encrypt"].strip()
        _signed(account, query, "msg_signature", sealed, at=at)
        callback = read(_opened(account, sealed))
    else:
        _signed(account, query, "signature", at=at)
        callback = read(body)
    if account.platform == Platform.WECOM and callback.agent and callback.agent != str(account.agent):
        raise _refuse("receiver")
    return callback


def _signed(account: ChatAccount, query: Mapping[str, str], name: str, *sealed: str, at: datetime) -> None:
    moment, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not sealing.fits(query.get(name, ""), str(account.token), moment, nonce, *sealed):
        raise _refuse("signature")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 10) or abs(at - datetime.fromtimestamp(int(moment), UTC)) > WINDOW:
        raise _refuse("moment")


def _opened(account: ChatAccount, sealed: str) -> str:
    try:
        text, receiver = sealing.unseal(sealed, str(account.aes_key))
    except sealing.Broken:
        raise _refuse("broken") from None
    if receiver != account.app:
        raise _refuse("receiver")
    return text
