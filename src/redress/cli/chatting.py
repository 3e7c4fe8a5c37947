"""``redress chat``: a chat platform for trying that door. It sends a sealed message to a running server and prints what comes back."""

import json
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

from django.utils import timezone

from redress.accounts.queries import actor_for
from redress.cli.administrator import administrator
from redress.cli.words import _
from redress.intake.chats import entering, sealing
from redress.notify.models import ChatAccount, Platform
from redress.policies.store import current_policy

TRIAL = "redress chat"
"""Name of the account that is made where none is named; it is off while the command does not run."""
TAKES_WITHIN = 10


class Refused(Exception):
    """The server did not take it, and why."""


def run(given: Any) -> int:
    """Play the platform for ``seconds``; 1 when the server refuses or cannot be reached."""
    try:
        with _account(given.account) as account, _platform(given.port, given.file) as address:
            name = "REDRESS_WECOM_API" if account.platform == Platform.WECOM else "REDRESS_WECHAT_API"
            print(_("The pretended platform is at %(url)s; the server must run with %(name)s=%(url)s.") % {"url": address, "name": name})
            if given.text:
                _send(given.url, account, given.sender, "text", f"<Content>{escape(given.text)}</Content>")
            if given.file:
                _send(given.url, account, given.sender, "image", f"<MediaId>{_media(given.file)}</MediaId>")
            print(_("It was taken. Answer it at %(url)s; what comes back is printed here.") % {"url": f"{given.url.rstrip('/')}/talks/"}, flush=True)
            time.sleep(max(0, given.seconds))
    except Refused as no:
        print(no, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _account(name: str) -> Iterator[ChatAccount]:
    """The account of this name, which must be on; without a name the one for trying, on as long as this runs. Raises Refused."""
    if name:
        found = ChatAccount.objects.filter(name=name, active=True).first()
        if found is None:
            raise Refused(_("There is no chat account of this name that is on: %(name)s") % {"name": name})
        yield found
        return
    now = timezone.now()
    owner = administrator(now)
    if owner is None:
        raise Refused(_("There is no administrator in this home folder (REDRESS_HOME); found or build an organisation first."))
    by, door = actor_for(owner, now), current_policy(now).pack.portal
    trial = ChatAccount.objects.filter(name=TRIAL).first()
    if trial is None:
        trial = entering.set_account(
            ChatAccount(platform=Platform.WECHAT, name=TRIAL, app=f"wx{secrets.token_hex(8)}"), channel=door.channel if door else "",
            token=secrets.token_hex(8), aes_key=secrets.token_hex(32)[:43], secret=secrets.token_hex(16), by=by, at=now,
        )  # fmt: skip
    entering.switch_account(trial, active=True, by=by, at=now)
    try:
        yield trial
    finally:
        entering.switch_account(trial, active=False, by=by, at=timezone.now())


def _media(file: Path) -> str:
    return f"try-{sha256(str(file).encode()).hexdigest()[:16]}"


@contextmanager
def _platform(port: int, file: Path | None) -> Iterator[str]:
    """A server that gives tokens, hands out ``file`` and prints the texts sent to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "media_id" in parse_qs(urlsplit(self.path).query) and file is not None:
                self._answer(file.read_bytes(), "application/octet-stream", **{"Content-Disposition": f'attachment; filename="picture{file.suffix}"'})
            else:
                self._say(access_token="try", expires_in=7200)

        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if "text" in data:
                print(f"← {data['text']['content']}", flush=True)
                self._say(errcode=0, errmsg="ok")
            else:
                self._say(access_token="try", expires_in=7200)

        def _say(self, **said: object) -> None:
            self._answer(json.dumps(said).encode(), "application/json")

        def _answer(self, body: bytes, kind: str, **headers: str) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            pass

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as no:
        raise Refused(_("The port %(port)s cannot be used: %(why)s") % {"port": port, "why": no}) from None
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _send(url: str, account: ChatAccount, sender: str, kind: str, inner: str) -> None:
    """Send a message as the platform does. Raises Refused."""
    now, nonce = str(int(time.time())), secrets.token_hex(5)
    agent = f"<AgentID>{account.agent}</AgentID>" if account.agent is not None else ""
    xml = (
        f"<xml><ToUserName>{escape(account.app)}</ToUserName><FromUserName>{escape(sender)}</FromUserName><CreateTime>{now}</CreateTime>"
        f"<MsgType>{kind}</MsgType>{inner}<MsgId>{secrets.randbits(60)}</MsgId>{agent}</xml>"
    )
    query = {"timestamp": now, "nonce": nonce, "signature": sealing.signature(str(account.token), now, nonce)}
    if account.aes_key:
        sealed = sealing.seal(xml, str(account.aes_key), account.app)
        query["msg_signature"] = sealing.signature(str(account.token), now, nonce, sealed)
        xml = f"<xml><ToUserName>{escape(account.app)}</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    where = f"{url.rstrip('/')}{entering.address_of(account)}?{urlencode(query)}"
    try:
        urllib.request.urlopen(urllib.request.Request(where, xml.encode(), {"Content-Type": "text/xml"}), timeout=TAKES_WITHIN).close()
    except urllib.error.HTTPError as no:
        raise Refused(_("The server refused it: %(why)s") % {"why": no}) from None
    except OSError as no:
        raise Refused(_("The server cannot be reached at %(url)s: %(why)s") % {"url": url, "why": no}) from None
