"""Posting to an address that somebody typed in, without letting it reach into the house's own network.

The name is looked up once; every address it has must be public, and the connection goes to the address that was looked at, so
that a second look-up cannot lead elsewhere. Redirects are not followed.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from redress.kernel.errors import Invalid

TIMEOUT = 10
"""Seconds that one post may take, from the connection to the end of the answer."""
BUDGET = 20
"""Seconds that one receiver may take in a round; what waits for it beyond goes with the next."""
AT_ONCE = 16
"""Receivers spoken to side by side."""
LONGEST = 65_536
"""Bytes of an answer that are read."""
T = TypeVar("T")
_CARRIES_IPV4 = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Unreachable(Exception):
    """Nothing could be sent, and why."""


class Unanswered(Unreachable):
    """It was sent, and no answer came."""


def check_url(url: str) -> SplitResult:
    """The parts of an address that may be posted to, as far as it can be seen from its text. Raises Invalid."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise _bad(_("This is not a web address.")) from None
    if parts.scheme not in ("https", "http") or not host or port == 0 or not url.isascii() or any(letter <= " " for letter in url):
        raise _bad(_("Give a web address that begins with https://."))
    if parts.username is not None or parts.fragment:
        raise _bad(_("The address must carry no user name and nothing after #."))
    if settings.ENV.webhooks_private:
        return parts
    if parts.scheme != "https":
        raise _bad(_("Give a web address that begins with https://."))
    try:
        literal = ip_address(host)
    except ValueError:
        literal = None
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or (literal and not _public(literal)):
        raise _bad(_("Private addresses are not told anything; an administrator can allow them in the settings."))
    return parts


def _bad(sentence: object) -> Invalid:
    return Invalid("url", sentence, {"url": sentence})


def _public(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    carried = inner.version == 6 and any(inner in net for net in _CARRIES_IPV4)
    return inner.is_global and not inner.is_multicast and not carried


def _looked_up(host: str, port: int) -> str:
    """An address of the host. Raises Unreachable when it has none, or one that is not public."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: {error}") from None
    if not settings.ENV.webhooks_private and not all(_public(ip_address(one.partition("%")[0])) for one in found):
        raise Unreachable(f"{host}: private address")
    return sorted(found)[0]


@dataclass(frozen=True, slots=True)
class Post:
    """A JSON text to post."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a post: the status and the beginning of what was answered, or why there was no answer; ``took`` is in milliseconds.

    ``left``: the text went out, so that without an answer it may have arrived all the same.
    """

    status: int | None
    body: bytes = b""
    error: str = ""
    took: int = 0
    left: bool = True

    @property
    def trouble(self) -> str:
        """Empty when the receiver took it, else why not."""
        return self.error if self.status is None else "" if 200 <= self.status < 300 else f"HTTP {self.status}"


def post_each(waiting: Iterable[Sequence[tuple[T, Post]]]) -> Iterator[tuple[T, Reply | None]]:
    """Post what waits, a list for each receiver: each in order, all receivers side by side, so that a slow one holds up no other.

    A receiver that did not answer, or took its ``BUDGET``, is tried no further: the rest of its list comes back without a reply.
    """
    lists = [one for one in waiting if one]
    if not lists:
        return
    with ThreadPoolExecutor(min(len(lists), AT_ONCE)) as pool:
        for finished in as_completed([pool.submit(_in_order, one) for one in lists]):
            yield from finished.result()


def _in_order(posts: Sequence[tuple[T, Post]]) -> list[tuple[T, Reply | None]]:
    """One receiver's posts. Runs in a thread of its own and leaves the database alone."""
    until, quiet, done = monotonic() + BUDGET, False, []
    for what, one in posts:
        reply = None if quiet or monotonic() >= until else send(one)
        quiet = quiet or (reply is not None and reply.status is None)
        done.append((what, reply))
    return done


def send(post: Post) -> Reply:
    """Post once; never raises."""
    started = monotonic()
    try:
        status, body = _posted(post, started + TIMEOUT)
    except (Unreachable, Invalid) as no:
        return Reply(None, error=str(no)[:300], took=_since(started), left=isinstance(no, Unanswered))
    return Reply(status, body, took=_since(started))


def _since(started: float) -> int:
    return round((monotonic() - started) * 1000)


def _posted(post: Post, until: float) -> tuple[int, bytes]:
    parts = check_url(post.url)
    secure = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port or (443 if secure else 80)
    address = _looked_up(host, port)
    line = HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context()) if secure else HTTPConnection(host, port, timeout=TIMEOUT)
    line._create_connection = lambda _address, *rest: socket.create_connection((address, port), *rest)  # type: ignore[attr-defined]
    end = Timer(max(0, until - monotonic()), _hang_up, [line])
    end.start()
    failed = Unreachable
    try:
        line.connect()
        failed = Unanswered
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), post.body, {"Content-Type": "application/json", **post.headers})
        answer = line.getresponse()
        return answer.status, answer.read(LONGEST)
    except (OSError, HTTPException) as error:
        late = "TimeoutError: " if monotonic() >= until else ""
        raise failed(f"{late}{type(error).__name__}: {error}") from None
    finally:
        end.cancel()
        line.close()


def _hang_up(line: HTTPConnection) -> None:
    """End a connection whose time is over, also one that trickles."""
    with suppress(OSError):
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)
