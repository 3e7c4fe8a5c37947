"""A chat platform of our own: a real server that gives tokens, takes texts, hands out files and refuses; and somebody who writes.

It seals its callbacks by itself, from the platforms' description, with nothing of the code under test.
"""

import base64
import json
import os
import time
from collections.abc import Callable
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import time_machine
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.http import HttpResponse
from django.test import Client

from redress.notify.models import ChatAccount

APP, CORP, TOKEN = "wx0123456789abcdef", "ww0123456789abcdef", "a-token"
KEY, SECRET = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "the-secret"
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Counterpart:
    """The server: ``texts`` are (to, content) that arrived, ``refusals`` errcodes to answer with next, ``hangs`` breaks off without an answer."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self.refusals: list[int] = []
        self.tokens = 0
        self.token_error = 0
        self.hangs = False
        self.media: dict[str, tuple[str, bytes]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, urlsplit(self.path).path, parse_qs(urlsplit(self.path).query), {})

            def do_POST(self) -> None:
                data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.answer(self, urlsplit(self.path).path, parse_qs(urlsplit(self.path).query), data)

            def log_message(self, *_said: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, to: BaseHTTPRequestHandler, path: str, query: dict[str, list[str]], data: dict[str, Any]) -> None:
        """As the platforms answer."""
        if path == "/cgi-bin/gettoken":
            data = {"secret": query["corpsecret"][0], "appid": query["corpid"][0]}
        if path in ("/cgi-bin/stable_token", "/cgi-bin/gettoken"):
            if self.token_error or data["secret"] != SECRET or data["appid"] not in (APP, CORP):
                return self.say(to, {"errcode": self.token_error or 40125, "errmsg": "invalid appsecret"})
            self.tokens += 1
            return self.say(to, {"access_token": f"access-{self.tokens}", "expires_in": 7200})
        if query.get("access_token") != [f"access-{self.tokens}"]:
            return self.say(to, {"errcode": 40001, "errmsg": "invalid credential"})
        if path == "/cgi-bin/media/get":
            found = self.media.get(query["media_id"][0])
            return self.say(to, {"errcode": 40007, "errmsg": "invalid media_id"}) if found is None else self.hand_out(to, *found)
        if self.hangs:
            self.texts.append((data["touser"], data["text"]["content"]))
            return to.connection.close()
        if self.refusals:
            return self.say(to, {"errcode": self.refusals.pop(0), "errmsg": "refused"})
        assert path in ("/cgi-bin/message/custom/send", "/cgi-bin/message/send") and len(data["text"]["content"].encode()) <= 2048
        self.bodies.append(data)
        self.texts.append((data["touser"], data["text"]["content"]))
        return self.say(to, {"errcode": 0, "errmsg": "ok"})

    def say(self, to: BaseHTTPRequestHandler, said: dict[str, Any]) -> None:
        self._send(to, json.dumps(said).encode(), "application/json; encoding=utf-8")

    def hand_out(self, to: BaseHTTPRequestHandler, kind: str, content: bytes) -> None:
        self._send(to, content, kind)

    def _send(self, to: BaseHTTPRequestHandler, body: bytes, kind: str) -> None:
        to.send_response(200)
        to.send_header("Content-Type", kind)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)


def sealed(text: str | bytes, receiver: str, key: str = KEY) -> str:
    """Encrypted as the platforms do it."""
    said = text.encode() if isinstance(text, str) else text
    plain = os.urandom(16) + len(said).to_bytes(4, "big") + said + receiver.encode()
    fill = 32 - len(plain) % 32
    secret = base64.b64decode(key + "=")
    made = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(made.update(plain + bytes([fill] * fill)) + made.finalize()).decode()


def signed(*parts: str) -> str:
    """The signature over the token and these."""
    return sha1("".join(sorted((TOKEN, *parts))).encode()).hexdigest()


class Chat:
    """Somebody who writes to an account of the house."""

    def __init__(self, admin: Client, platform: Counterpart, clock: time_machine.Traveller, *, platform_kind: str = "wechat", **changes: Any) -> None:
        self.platform, self.clock, self.admin = platform, clock, admin
        self.receiver = CORP if platform_kind == "wecom" else APP
        form = {"platform": platform_kind, "name": f"示范 {platform_kind}", "app": self.receiver, "token": TOKEN, "aes_key": KEY, "secret": SECRET, "channel": "online-service"}
        form |= {"agent": "1000002"} if platform_kind == "wecom" else {}
        answer = admin.post("/chats/new/", form | changes)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        self.account = ChatAccount.objects.latest("pk")
        admin.post(f"/chats/{self.account.pk}/open/")
        self.sent = 0

    @property
    def path(self) -> str:
        return f"/in/chat/{self.account.address}/"

    def xml(self, kind: str = "text", *, who: str = "o-visitor", ident: str = "", **fields: str) -> str:
        """A callback as the platform writes it, before it is sealed."""
        self.sent += 1
        ident = ident or str(23_000_000_000_000_000 + self.sent)
        more = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
        numbered = "" if kind == "event" else f"<MsgId>{ident}</MsgId>"
        return (
            f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{who}]]></FromUserName><CreateTime>{int(time.time()) + self.sent}</CreateTime>"
            f"<MsgType><![CDATA[{kind}]]></MsgType>{more}{numbered}</xml>"
        )

    def post(self, xml: str | bytes, *, ahead: int = 0, spoil: Callable[[str], str] = str, receiver: str = "", **query: str) -> HttpResponse:
        """Send it as the platform would; ``spoil`` changes the ciphertext after it was signed."""
        moment, nonce, text = str(int(time.time()) + ahead), "1372623149", sealed(xml, receiver or self.receiver)
        given = {"timestamp": moment, "nonce": nonce, "signature": signed(moment, nonce), "msg_signature": signed(moment, nonce, text)} | query
        body = f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[{spoil(text)}]]></Encrypt></xml>"
        return self.raw(body.encode(), **given)

    def raw(self, body: bytes, **query: str) -> HttpResponse:
        """Send bytes with this query."""
        return Client(raise_request_exception=False).post(self.path, body, content_type="text/xml", QUERY_STRING="&".join(f"{name}={value}" for name, value in query.items()))

    def say(self, text: str, **more: str) -> HttpResponse:
        """Write a text; it is taken."""
        return self.send("text", Content=text, **more)

    def send(self, kind: str, **more: str) -> HttpResponse:
        """Send something; it is taken."""
        answer = self.post(self.xml(kind, **more))
        assert (answer.status_code, answer.content) == (200, b"success"), answer.content
        return answer
