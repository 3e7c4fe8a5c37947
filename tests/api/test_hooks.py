"""Webhooks told over a real socket: signed, tried again, sent once more by hand; never to the house's own network unasked."""

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import timezone

from redress.kernel.errors import Invalid
from redress.ledger.models import OutboxMessage
from redress.ledger.operations import CLAIM_LASTS, claim
from redress.notify.hooks import CHANNEL, add_hook, deliver_hooks
from redress.notify.models import Delivery, Hook
from redress.notify.posting import check_url
from tests.api.conftest import Program
from tests.house import NOON, House, complaint

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Receiver:
    """A program that hears, and answers as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.awaits: threading.Event | None = None
        self.spoken_to = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                outer.spoken_to.set()
                if outer.awaits is not None and not outer.awaits.wait(8):
                    return
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/heard?from=redress"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.ENV = settings.ENV.model_copy(update={"webhooks_private": True})
    kept = Receiver()
    yield kept
    kept.server.shutdown()
    kept.server.server_close()


def admin_of(org: House) -> Any:
    return next(user for user in org.users if org.actor(user).holds("people.manage"))


def hooked(org: House, receiver: Receiver, *kinds: str) -> tuple[Hook, str]:
    return add_hook(receiver.url, kinds or ("case.registered",), by=org.actor(admin_of(org)), at=NOON)


def genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does to verify; written from the specification, not from our code."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = base64.b64encode(hmac.digest(base64.b64decode(secret.split("_", 1)[1]), text, sha256)).decode()
    return f"v1,{mark}" in headers["webhook-signature"].split(" ")


def test_what_happened_is_told_signed_and_without_personal_data(org: House, receiver: Receiver) -> None:
    _hook, secret = hooked(org, receiver)
    case = complaint(org)
    assert deliver_hooks(at=NOON).sent == 1 and deliver_hooks(at=NOON).sent == 0
    ((headers, body),) = receiver.heard
    assert genuine(secret, headers, body) and not genuine(secret, headers, body + b" ")
    told = json.loads(body)
    assert told["type"] == "case.registered" and told["data"]["number"] == case.number and told["data"]["url"].endswith(f"/cases/{case.number}/")
    assert "欧阳" not in body.decode() and case.title not in body.decode()


def test_a_receiver_that_fails_is_told_again_later_with_the_same_id(org: House, receiver: Receiver) -> None:
    hooked(org, receiver)
    complaint(org)
    receiver.status = 500
    assert deliver_hooks(at=NOON).failed == 1
    assert deliver_hooks(at=NOON + MINUTE / 2).failed == 0
    receiver.status = 200
    assert deliver_hooks(at=NOON + MINUTE).sent == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.heard}) == 1 and len(receiver.heard) == 2
    assert [(one.status, one.error) for one in Delivery.objects.get().attempts.order_by("pk")] == [(500, "HTTP 500"), (200, "")]


def test_a_slow_receiver_holds_up_no_other(org: House, receiver: Receiver) -> None:
    """The slow one answers only once the other was told."""
    quick = Receiver()
    receiver.awaits = quick.spoken_to
    hooked(org, quick)
    hooked(org, receiver)
    complaint(org)
    assert deliver_hooks(at=NOON).sent == 2
    quick.server.shutdown()
    quick.server.server_close()


def test_a_receiver_that_is_gone_is_tried_once_a_round(org: House, receiver: Receiver) -> None:
    hooked(org, receiver)
    receiver.server.shutdown()
    receiver.server.server_close()
    complaint(org)
    complaint(org)
    assert deliver_hooks(at=NOON).failed == 1
    assert sorted(OutboxMessage.objects.filter(channel=CHANNEL).values_list("state", "attempts")) == [("pending", 0), ("pending", 1)]


def test_a_delivery_whose_sender_died_is_sent_again(org: House, receiver: Receiver) -> None:
    hooked(org, receiver)
    complaint(org)
    assert len(claim(CHANNEL, at=NOON)) == 1
    assert deliver_hooks(at=NOON + MINUTE).sent == 0
    assert deliver_hooks(at=NOON + CLAIM_LASTS + MINUTE).sent == 1


def test_nothing_is_told_of_confidential_cases_other_kinds_or_while_resting(org: House, receiver: Receiver, program: Callable[..., Program]) -> None:
    hook, _secret = hooked(org, receiver, "case.answered")
    complaint(org)
    assert not Delivery.objects.exists()
    Hook.objects.filter(pk=hook.pk).update(kinds=["case.registered"])
    secret = next((kind.id for kind in org.policy.pack.kinds if kind.confidential), None)
    assert secret
    complaint(org, kind=secret)
    assert not Delivery.objects.exists()
    assert program(admin_of(org)).post(f"/webhooks/{hook.pk}/switch", {"active": False}).json()["active"] is False
    complaint(org)
    assert not OutboxMessage.objects.filter(channel=CHANNEL).exists()


def test_an_administrator_adds_looks_and_replays_over_the_interface(org: House, receiver: Receiver, program: Callable[..., Program]) -> None:
    asks = program(admin_of(org))
    added = asks.post("/webhooks", {"url": receiver.url, "kinds": ["case.registered"]})
    assert added.status_code == 201 and added.json()["secret"].startswith("whsec_")
    assert asks.get("/webhooks").json()[0]["secret"] is None
    complaint(org)
    path = f"/webhooks/{added.json()['id']}/deliveries"
    (one,) = asks.get(path).json()["items"]
    assert one["state"] == "pending" and asks.post(f"{path}/{one['id']}/replay", None).status_code == 409
    deliver_hooks(at=NOON)
    assert asks.post(f"{path}/{one['id']}/replay", None).json()["state"] == "pending"
    assert deliver_hooks(at=timezone.now()).sent == 1 and len(receiver.heard) == 2
    assert program(org.user("clerk")).get("/webhooks").status_code == 403


def test_pages_show_deliveries_and_send_again(org: House, receiver: Receiver, client: Any) -> None:
    client.force_login(admin_of(org))
    page = client.post("/people/webhooks/", {"url": receiver.url, "kinds": ["case.registered"]})
    assert "whsec_" in page.content.decode() and "whsec_" not in client.get("/people/webhooks/").content.decode()
    number = complaint(org).number
    deliver_hooks(at=NOON)
    hook = Hook.objects.get()
    shown = client.get(f"/people/webhooks/{hook.pk}/").content.decode()
    assert number in shown and "HTTP 204" in shown
    client.post(f"/people/webhooks/{hook.pk}/deliveries/{Delivery.objects.get().pk}/")
    assert Delivery.objects.get().message.state == "pending"
    assert client.post(f"/people/webhooks/{hook.pk}/switch/").status_code == 302 and not Hook.objects.get().active
    refused = client.post("/people/webhooks/", {"url": "ftp://x", "kinds": ["case.registered"]})
    assert refused.status_code == 422
    client.force_login(org.user("clerk"))
    assert client.get("/people/webhooks/").status_code == client.get(f"/people/webhooks/{hook.pk}/").status_code == 403


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/",
     "https://user@example.com/", "https://example.com:0/", "https://a b/", "ftp://example.com/", "https://", "https://[x/", "nonsense"],
)  # fmt: skip
def test_addresses_of_the_house_itself_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url)


def test_a_name_that_leads_into_the_house_is_not_followed(org: House, receiver: Receiver, settings: Any) -> None:
    hooked(org, receiver)
    Hook.objects.update(url="https://ip6-localhost:1/")
    settings.ENV = settings.ENV.model_copy(update={"webhooks_private": False})
    complaint(org)
    assert deliver_hooks(at=NOON).failed == 1
    assert Delivery.objects.get().attempts.get().status is None and not receiver.heard
