"""Speaking to chat platforms: an access token kept and fetched anew, a text sent, a file fetched.

Each call ends in one of three ways, and the outbox must tell them apart: done; ``Refused``, the platform certainly did nothing;
``Unanswered``, nobody knows.
"""

import json
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import filetype
from django.conf import settings
from django.db.models import Q

from redress.notify.errcodes import UNREACHABLE
from redress.notify.models import ChatAccount, Platform

TIMEOUT = 10
"""Seconds to wait for the connection and for each part of the answer."""
EARLY = timedelta(minutes=5)
"""An access token is fetched anew this long before it ends."""
FETCH_LASTS = timedelta(seconds=30)
"""Whoever began to fetch a token and did not come back within this time has failed."""
STALE = frozenset({40001, 40014, 41001, 42001})
"""Errors of a token that is no longer good; WeCom and official accounts share them."""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file or an answer."""


class Refused(Exception):
    """The platform did not do it: ``code`` is its errcode, or ``errcodes.UNREACHABLE`` where it was not reached."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"{code} {said}".strip() if code != UNREACHABLE else said)
        self.code = code


class Unanswered(Exception):
    """The request left and no answer came: the platform may have done it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file fetched from a platform."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Message
    body: bytes


def send_text(account: ChatAccount, to: str, text: str, *, at: datetime) -> None:
    """Send a text of at most 2048 bytes to a peer. Raises Refused, Unanswered."""
    if account.platform == Platform.WECOM:
        told = _call(account, "POST", "/cgi-bin/message/send", at, {"touser": to, "msgtype": "text", "agentid": account.agent, "text": {"content": text}})
        if told.get("invaliduser"):
            raise Refused(81013, "invaliduser")
    else:
        _call(account, "POST", "/cgi-bin/message/custom/send", at, {"touser": to, "msgtype": "text", "text": {"content": text}})


def fetch_file(account: ChatAccount, media: str, *, at: datetime) -> File:
    """A file that somebody sent, kept by the platform for three days. Raises Refused, Unanswered."""
    answer = _asked(account, "GET", "/cgi-bin/media/get", at, None, media_id=media)
    said = _json(answer)
    if said is not None and "errcode" in said:
        raise Refused(int(said.get("errcode", UNREACHABLE)), str(said.get("errmsg", "")))
    name = answer.headers.get_filename() or f"file.{filetype.guess_extension(answer.body) or _ENDINGS.get(answer.headers.get_content_type(), 'bin')}"
    return File(name.replace("/", "_").replace("\\", "_")[-150:], answer.body)


_ENDINGS = {"image/jpeg": "jpg", "image/jpg": "jpg", "audio/amr": "amr", "video/mp4": "mp4", "video/mpeg4": "mp4"}
"""Endings for files that come without a name and do not show by themselves what they are."""


def access(account: ChatAccount, *, at: datetime, anew: bool = False) -> str:
    """The access token, fetched where none is good any more, by one process at a time. Raises Refused, Unanswered.

    An official account uses the stable token, so that another program of the house with the same account keeps its own.
    """
    if not anew and account.access_token and account.access_until and at < account.access_until - EARLY:
        return str(account.access_token)
    rows = ChatAccount.objects.filter(pk=account.pk)
    if not rows.filter(Q(asked_at=None) | Q(asked_at__lte=at - FETCH_LASTS)).update(asked_at=at):
        raise Refused(UNREACHABLE, "another process is fetching the access token")
    try:
        answer = _token(account)
    except Unanswered as no:
        raise Refused(UNREACHABLE, str(no)) from None
    finally:
        rows.update(asked_at=None)
    lasts = min(max(int(answer.get("expires_in", 0)), 0), 86_400)
    account.access_token, account.access_until = str(answer["access_token"]), at + timedelta(seconds=lasts)
    account.save(update_fields=["access_token", "access_until"])
    return str(account.access_token)


def _token(account: ChatAccount) -> dict[str, Any]:
    if account.platform == Platform.WECOM:
        answer = _exchange(account, "GET", "/cgi-bin/gettoken?" + urlencode({"corpid": account.app, "corpsecret": account.secret}), None)
    else:
        asked = {"grant_type": "client_credential", "appid": account.app, "secret": account.secret}
        answer = _exchange(account, "POST", "/cgi-bin/stable_token", asked)
    said = _checked(answer)
    if not said.get("access_token"):
        raise Refused(UNREACHABLE, f"HTTP {answer.status}")
    return said


def _call(account: ChatAccount, method: str, path: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return _checked(_asked(account, method, path, at, data))


def _asked(account: ChatAccount, method: str, path: str, at: datetime, data: dict[str, Any] | None, **query: str) -> _Answer:
    """Ask with the token; once more with a new one where the platform says that it is no longer good."""
    for anew in (False, True):
        token = access(account, at=at, anew=anew)
        answer = _exchange(account, method, f"{path}?{urlencode({'access_token': token, **query})}", data)
        if (_json(answer) or {}).get("errcode") not in STALE:
            break
    return answer


def _checked(answer: _Answer) -> dict[str, Any]:
    """What a platform said. Raises Refused for an errcode, Unanswered where it is not an answer of the platform's at all."""
    said = _json(answer)
    if said is None:
        raise Unanswered(f"HTTP {answer.status}")
    code = said.get("errcode", 0)
    if code:
        raise Refused(int(code) if isinstance(code, int) else UNREACHABLE, str(said.get("errmsg", ""))[:200])
    return said


def _json(answer: _Answer) -> dict[str, Any] | None:
    """The answer as JSON; None for a file, or what a gateway says for itself."""
    if answer.body[:1] != b"{" or len(answer.body) > 100_000:
        return None
    try:
        said = json.loads(answer.body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _exchange(account: ChatAccount, method: str, path: str, data: dict[str, Any] | None) -> _Answer:
    """One request and its answer; redirects are not followed. Secrets stand in the address, so no error repeats it."""
    base = urlsplit(settings.ENV.wecom_api if account.platform == Platform.WECOM else settings.ENV.wechat_api)
    host = str(base.hostname)
    line = HTTPSConnection(host, base.port, timeout=TIMEOUT, context=ssl.create_default_context()) if base.scheme == "https" else HTTPConnection(host, base.port, timeout=TIMEOUT)
    try:
        try:
            line.connect()
        except (OSError, UnicodeError) as error:
            raise Refused(UNREACHABLE, f"{host}: {type(error).__name__}: {error}") from None
        try:
            body = json.dumps(data, ensure_ascii=False).encode() if data is not None else None
            line.request(method, path, body, {"Content-Type": "application/json; charset=utf-8"} if body else {})
            answer = line.getresponse()
            content = answer.read(LARGEST + 1)
        except (OSError, HTTPException) as error:
            raise Unanswered(f"{host}: {type(error).__name__}") from None
        if len(content) > LARGEST:
            raise Refused(UNREACHABLE, "too large")
        return _Answer(answer.status, answer.headers, content)
    finally:
        line.close()
