"""Posting to an address that somebody typed in, without letting it reach into the house's own network.

The name is looked up once; every address it has must be public, and the connection goes to the address that was looked at, so
that a second look-up cannot lead elsewhere. Redirects are not followed.
"""

import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from redress.kernel.errors import Invalid

TIMEOUT = 10
"""Seconds to wait for the connection and for the answer."""
_CARRIES_IPV4 = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Unreachable(Exception):
    """There was no answer, and why."""


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


def post_json(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post a JSON text; the status of the answer. Raises Unreachable, and Invalid for an address that may not be posted to."""
    parts = check_url(url)
    secure = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port or (443 if secure else 80)
    address = _looked_up(host, port)
    line = HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context()) if secure else HTTPConnection(host, port, timeout=TIMEOUT)
    line._create_connection = lambda _address, *rest: socket.create_connection((address, port), *rest)  # type: ignore[attr-defined]
    try:
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, {"Content-Type": "application/json", **headers})
        return line.getresponse().status
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from None
    finally:
        line.close()
