"""The robots' side of the three platforms: a real server that checks address and signature as their documentation says, and answers as they do."""

import base64
import hmac
import json
import threading
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

SECRET = "SEC-of-the-group"


class Group:
    """A group with one robot of a platform. ``answer`` is what the platform says next, instead of taking the message."""

    def __init__(self, platform: str) -> None:
        self.platform, self.heard, self.answer = platform, [], None
        self.status, self.breaks_off = 200, False
        self.unsigned: Callable[[dict[str, str], dict[str, Any]], bool] = {"dingtalk": _dingtalk, "feishu": _feishu, "wecom": lambda query, _said: query.get("key") != "k-1"}[platform]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                if outer.breaks_off:
                    outer.heard.append(said)
                    return
                body = json.dumps(outer.reply(query, said)).encode()
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        path = {"dingtalk": "/robot/send?access_token=t-1", "feishu": "/open-apis/bot/v2/hook/t-1", "wecom": "/cgi-bin/webhook/send?key=k-1"}[platform]
        self.url = f"http://127.0.0.1:{self.server.server_port}{path}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reply(self, query: dict[str, str], said: dict[str, Any]) -> dict[str, Any]:
        feishu = self.platform == "feishu"
        if self.answer is not None:
            return self.answer
        if self.unsigned(query, said):
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"} if feishu else {"errcode": 310000, "errmsg": "sign not match"}
        self.heard.append(said)
        return {"code": 0, "msg": "success", "data": {}} if feishu else {"errcode": 0, "errmsg": "ok"}

    @property
    def texts(self) -> list[str]:
        return [said["content"]["text"] if self.platform == "feishu" else said["text"]["content"] for said in self.heard]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _dingtalk(query: dict[str, str], _said: dict[str, Any]) -> bool:
    """HMAC-SHA256 of "milliseconds, line break, secret", keyed with the secret, in the query."""
    wanted = base64.b64encode(hmac.digest(SECRET.encode(), f"{query.get('timestamp')}\n{SECRET}".encode(), "sha256")).decode()
    return query.get("access_token") != "t-1" or len(query.get("timestamp", "")) != 13 or query.get("sign") != wanted


def _feishu(_query: dict[str, str], said: dict[str, Any]) -> bool:
    """HMAC-SHA256 of nothing, keyed with "seconds, line break, secret", in the body."""
    wanted = base64.b64encode(hmac.digest(f"{said.get('timestamp')}\n{SECRET}".encode(), b"", "sha256")).decode()
    return len(said.get("timestamp", "")) != 10 or said.get("sign") != wanted
