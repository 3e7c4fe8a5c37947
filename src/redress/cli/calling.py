"""``redress call``: a call-centre system for trying the hotline; it speaks to a running server as a real one would."""

import json
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from redress.accounts.operations import make_token, revoke_token
from redress.accounts.queries import actor_for
from redress.cli.administrator import administrator
from redress.cli.words import _

SCOPE = "calls:report"


class Refused(Exception):
    """The server did not take it, and why."""


def run(given: Any) -> int:
    """Post the beginning, wait, post the end; 1 when the server refuses or cannot be reached."""
    try:
        with _key(given.token) as key:
            _play(given, key)
    except Refused as no:
        print(no, file=sys.stderr)
        return 1
    return 0


def _play(given: Any, key: str) -> None:
    base = given.url.rstrip("/")
    call = {"call": f"try-{secrets.token_hex(6)}"}
    told = _post(f"{base}/api/v1/calls/started", key, call | {"agent": given.agent, "caller": given.caller, "started_at": _now()})
    who = told["agent"] or _("nobody of this name or extension: it waits for anybody")
    print(_("The call is on the line (%(who)s). Look at %(url)s") % {"who": who, "url": f"{base}/calls/"})
    try:
        time.sleep(max(0, given.seconds))
    finally:
        _post(f"{base}/api/v1/calls/ended", key, call | {"ended_at": _now(), "recording": given.recording})
    print(_("The call is over; it waits for its record."))


def _now() -> str:
    moment: datetime = timezone.now()
    return moment.isoformat()


@contextmanager
def _key(given: str) -> Iterator[str]:
    """The key to speak with: the one given, or one made for an administrator here and ended afterwards. Raises Refused."""
    if given:
        yield given
        return
    now = timezone.now()
    owner = administrator(now)
    if owner is None:
        raise Refused(_("There is no administrator in this home folder (REDRESS_HOME) to make a token for; give --token."))
    by = actor_for(owner, now)
    token, key = make_token(owner, name=_("redress call"), scopes=[SCOPE], days=1, by=by, at=now)
    try:
        yield key
    finally:
        revoke_token(token, by=by, at=timezone.now())


def _post(url: str, key: str, body: dict[str, str]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as no:
        raise Refused(_("The server refused it: %(why)s") % {"why": _why(no)}) from None
    except (OSError, ValueError) as no:
        raise Refused(_("The server cannot be reached at %(url)s: %(why)s") % {"url": url, "why": no}) from None


def _why(no: urllib.error.HTTPError) -> str:
    try:
        told = json.load(no)
    except ValueError:
        return str(no)
    return " ".join([told["title"], told.get("detail", ""), *told.get("errors", {}).values()]).strip()
