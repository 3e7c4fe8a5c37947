"""The three platforms: where their robots are, how a message is signed and written, and what their answers mean.

Each is documented by its maker: "Custom robot access" (DingTalk), "Custom bot usage guide" (Feishu, Lark), "Group robot configuration" (WeCom).
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redress.notify.models import PlatformCode
from redress.notify.posting import Post, Reply


class Why(models.TextChoices):
    """Why a message did not reach the group; each has its advice in ``ADVICE``."""

    SIGNATURE = "signature", pgettext_lazy("robot", "the signature is wrong")
    KEYWORD = "keyword", pgettext_lazy("robot", "the keyword is missing")
    ADDRESS = "address", pgettext_lazy("robot", "this server's address is not allowed")
    UNKNOWN_ROBOT = "unknown", pgettext_lazy("robot", "the platform does not know the robot")
    CONTENT = "content", pgettext_lazy("robot", "the platform does not take the text")
    BUSY = "busy", pgettext_lazy("robot", "too many messages at the moment")
    SILENT = "silent", pgettext_lazy("robot", "the platform was not reached")
    DOUBTFUL = "doubtful", pgettext_lazy("robot", "no answer; it may have arrived")
    OTHER = "other", pgettext_lazy("robot", "refused")


ADVICE: Mapping[str, object] = {
    Why.SIGNATURE: _("Copy the signing secret from the robot's settings anew. If it is right, the clock of this server is wrong by more than an hour."),
    Why.KEYWORD: _("The robot takes only messages with its keywords: put one of them into the opening words."),
    Why.ADDRESS: _("The robot takes only messages from addresses on its list: add the address by which this server reaches the internet."),
    Why.UNKNOWN_ROBOT: _("The robot was removed or stopped, or its address is incomplete: copy the whole address from the robot's settings anew."),
    Why.CONTENT: _("Look at the opening words: the platform found something in the message that it does not allow."),
    Why.BUSY: _("Nothing to do: it is tried again by itself."),
    Why.SILENT: _("It is tried again by itself. If it stays so, this server may not be allowed to reach the platform."),
    Why.DOUBTFUL: _("Look into the group; if it is not there, send it again."),
    Why.OTHER: _("Compare the platform's own words with its documentation, then send it again."),
}
"""What to do about it."""
LATER = frozenset({Why.BUSY, Why.SILENT})
"""Troubles that pass by themselves."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the platform made of a message: taken when ``why`` is empty; ``code`` and ``words`` are its own."""

    why: str = ""
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. ``token`` must stand in a robot's address; ``longest`` is in bytes of UTF-8."""

    hosts: tuple[str, ...]
    token: str
    longest: int
    signs: bool
    mentions: bool
    write: Callable[[str, Sequence[str]], dict[str, object]]
    code: str
    codes: Mapping[str, Why]
    sign: Callable[[str, dict[str, object], str, datetime], tuple[str, dict[str, object]]] = lambda url, body, _secret, _at: (url, body)

    def post(self, url: str, secret: str, text: str, mobiles: Sequence[str], at: datetime) -> Post:
        """A text for the group, signed where the robot has a secret."""
        body = self.write(text, mobiles if self.mentions else ())
        if secret and self.signs:
            url, body = self.sign(url, body, secret, at)
        return Post(url, json.dumps(body, ensure_ascii=False).encode())

    def judge(self, reply: Reply) -> Verdict:
        """What an answer means. Success is told in the body: an error comes with HTTP 200 as well."""
        if reply.status is None:
            return Verdict(Why.DOUBTFUL if reply.left else Why.SILENT, words=reply.error)
        try:
            found = json.loads(reply.body)
        except ValueError:
            found = None
        said = found if isinstance(found, dict) else {}
        code = said.get(self.code, said.get("StatusCode"))
        words = str(said.get("errmsg") or said.get("msg") or "")[:200]
        if code is None:
            return Verdict(Why.BUSY if reply.status == 429 or reply.status >= 500 else Why.UNKNOWN_ROBOT, f"HTTP {reply.status}", words)
        if code in (0, "0"):
            return Verdict()
        return Verdict(self.codes.get(str(code)) or _read(words), str(code)[:20], words)


def _read(words: str) -> Why:
    """The trouble by the platform's words, where one code stands for several."""
    heard = words.lower()
    for why, marks in _MARKS.items():
        if any(mark in heard for mark in marks):
            return why
    return Why.OTHER


_MARKS: Mapping[Why, tuple[str, ...]] = {
    Why.KEYWORD: ("keyword", "关键词"),
    Why.ADDRESS: ("whitelist", "白名单", "ip "),
    Why.SIGNATURE: ("sign", "签名", "timestamp"),
    Why.BUSY: ("too fast", "frequency", "limit", "busy"),
}


def _mac(key: str, words: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), words.encode(), sha256).digest()).decode()


def _sign_dingtalk(url: str, body: dict[str, object], secret: str, at: datetime) -> tuple[str, dict[str, object]]:
    """Milliseconds and secret, joined by a line break, signed with the secret; in the query."""
    moment = str(round(at.timestamp() * 1000))
    signed = urlencode({"timestamp": moment, "sign": _mac(secret, f"{moment}\n{secret}")})
    return f"{url}{'&' if '?' in url else '?'}{signed}", body


def _sign_feishu(url: str, body: dict[str, object], secret: str, at: datetime) -> tuple[str, dict[str, object]]:
    """Seconds and secret, joined by a line break, are the key; nothing is signed; in the body."""
    moment = str(int(at.timestamp()))
    return url, {"timestamp": moment, "sign": _mac(f"{moment}\n{secret}", "")} | body


def _write_dingtalk(text: str, mobiles: Sequence[str]) -> dict[str, object]:
    named = "".join(f" @{mobile}" for mobile in mobiles)
    return {"msgtype": "text", "text": {"content": text + named}, "at": {"atMobiles": list(mobiles), "isAtAll": False}}


def _write_feishu(text: str, _mobiles: Sequence[str]) -> dict[str, object]:
    return {"msg_type": "text", "content": {"text": text}}


def _write_wecom(text: str, mobiles: Sequence[str]) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": list(mobiles)}}


PLATFORMS: Mapping[str, Platform] = {
    PlatformCode.DINGTALK: Platform(
        hosts=("oapi.dingtalk.com", "api.dingtalk.com"), token="access_token=", longest=15_000, signs=True, mentions=True,
        write=_write_dingtalk, sign=_sign_dingtalk, code="errcode",
        codes={
            "-1": Why.BUSY, "130101": Why.BUSY, "410100": Why.BUSY, "300001": Why.UNKNOWN_ROBOT, "300005": Why.UNKNOWN_ROBOT, "400013": Why.UNKNOWN_ROBOT,
            "400101": Why.UNKNOWN_ROBOT, "400102": Why.UNKNOWN_ROBOT, "400106": Why.UNKNOWN_ROBOT, "430101": Why.CONTENT, "430102": Why.CONTENT,
            "430103": Why.CONTENT, "430104": Why.CONTENT,
        },
    ),
    PlatformCode.FEISHU: Platform(
        hosts=("open.feishu.cn", "open.larksuite.com"), token="/bot/v2/hook/", longest=15_000, signs=True, mentions=False,
        write=_write_feishu, sign=_sign_feishu, code="code",
        codes={
            "19001": Why.UNKNOWN_ROBOT, "19021": Why.SIGNATURE, "19022": Why.ADDRESS, "19024": Why.KEYWORD, "19025": Why.CONTENT,
            "11232": Why.BUSY, "99991400": Why.BUSY,
        },
    ),
    PlatformCode.WECOM: Platform(
        hosts=("qyapi.weixin.qq.com",), token="key=", longest=2_048, signs=False, mentions=True,
        write=_write_wecom, code="errcode",
        codes={
            "-1": Why.BUSY, "45009": Why.BUSY, "45033": Why.BUSY, "93000": Why.UNKNOWN_ROBOT, "93004": Why.UNKNOWN_ROBOT, "93008": Why.UNKNOWN_ROBOT,
            "40058": Why.CONTENT, "45002": Why.CONTENT, "44004": Why.CONTENT,
        },
    ),
}  # fmt: skip
