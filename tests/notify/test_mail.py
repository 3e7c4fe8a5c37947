"""Mail through a real SMTP server: once, again after a failure, doubtful after a crash, a digest a day, in the reader's language."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone

from redress.accounts.models import NotifyBy, User
from redress.ledger.models import JournalEntry, OutboxMessage
from redress.ledger.operations import CLAIM_LASTS, claim
from redress.notify.mail import deliver, message_id, queue_digests
from redress.notify.operations import post, read
from tests.house import House

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai."""


class Office:
    """A mail server that keeps what it takes, and refuses or hangs up when told to."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer == "hang up":
            session.peer = None
            server.transport.abort()
            return "421 gone"
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def office(settings) -> Iterator[Office]:
    kept = Office()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    server.stop()


@pytest.fixture
def reader(org: House) -> User:
    """Somebody with an address who wants mail at once."""
    user = org.user("clerk")
    User.objects.filter(pk=user.pk).update(email="zhao@example.com", notify_by=NotifyBy.AT_ONCE, language="en")
    return User.objects.get(pk=user.pk)


def tell(user: User, key: str, at: datetime = MORNING) -> None:
    post("case.message", to=[user.pk], at=at, key=key, url="/cases/TS1/", number="TS1")


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_delivered_once_with_a_link_and_a_stable_id(office: Office, reader: User) -> None:
    tell(reader, "k")
    tell(reader, "k")
    assert deliver(at=MORNING).sent == 1
    assert deliver(at=MORNING + timedelta(days=1)).sent == 0
    (mail,) = office.taken
    assert mail["Subject"] == "New message from the customer in TS1"
    assert mail["To"] == "zhao@example.com"
    assert mail["Message-ID"] == message_id(f"mail:{reader.pk}:k")
    assert "/cases/TS1/" in mail.get_content()
    assert states() == ["sent"]


def test_a_refusal_is_tried_again_later_and_not_at_once(office: Office, reader: User) -> None:
    tell(reader, "k")
    office.answer = "451 later"
    assert deliver(at=MORNING).failed == 1
    office.answer = "250 OK"
    assert deliver(at=MORNING).sent == 0
    assert deliver(at=MORNING + timedelta(minutes=2)).sent == 1
    assert len(office.taken) == 1


def test_one_that_fails_holds_up_no_other(office: Office, org: House, reader: User) -> None:
    gone = org.user("clerk", 1)
    User.objects.filter(pk=gone.pk).update(email="x@example.com", notify_by=NotifyBy.AT_ONCE)
    tell(gone, "a")
    tell(reader, "b")
    User.objects.filter(pk=gone.pk).update(email="")
    done = deliver(at=MORNING)
    assert (done.sent, done.failed) == (1, 1)


def test_a_sender_that_dies_leaves_a_doubtful_message_that_is_not_sent_again(office: Office, reader: User) -> None:
    tell(reader, "k")
    claim("email", at=MORNING)
    deliver(at=MORNING + CLAIM_LASTS + timedelta(minutes=1))
    assert states() == ["doubtful"]
    deliver(at=MORNING + timedelta(days=2))
    assert office.taken == []


def test_a_server_that_breaks_off_without_an_answer_leaves_it_in_doubt(office: Office, reader: User) -> None:
    tell(reader, "k")
    office.answer = "hang up"
    assert deliver(at=MORNING).sent == 0
    office.answer = "250 OK"
    deliver(at=MORNING + timedelta(minutes=5))
    assert states() == ["sending"]
    deliver(at=MORNING + timedelta(hours=1))
    assert states() == ["doubtful"] and office.taken == []


def test_without_a_mail_server_messages_wait(reader: User, settings) -> None:
    settings.EMAIL_HOST = ""
    tell(reader, "k")
    assert deliver(at=MORNING).sent == 0
    assert states() == ["pending"]


def test_a_server_that_cannot_be_reached_is_tried_again(reader: User, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell(reader, "k")
    assert deliver(at=MORNING).failed == 1
    assert states() == ["pending"]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_mail_speaks_the_readers_language(office: Office, reader: User, language: str) -> None:
    from django.utils.translation import gettext, override

    User.objects.filter(pk=reader.pk).update(language=language)
    tell(reader, "k")
    with override("en" if language != "en" else "zh-hans"):
        deliver(at=MORNING)
    with override(language):
        wanted = gettext("New message from the customer in %(number)s") % {"number": "TS1"}
    assert office.taken[0]["Subject"] == wanted
    assert office.taken[0]["Content-Language"] == language


def test_a_digest_leaves_once_a_day_at_eight_with_what_is_unread(office: Office, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(notify_by=NotifyBy.DIGEST)
    for key in ("a", "b", "c"):
        tell(reader, key, MORNING - timedelta(hours=2))
    read(reader, at=MORNING, notice=reader.notices.get(key="c").pk)
    assert queue_digests(at=MORNING - timedelta(minutes=1)) == 0
    assert queue_digests(at=MORNING) == 1
    tell(reader, "d", MORNING + timedelta(minutes=1))
    assert queue_digests(at=MORNING + timedelta(minutes=5)) == 0
    deliver(at=MORNING + timedelta(minutes=6))
    assert queue_digests(at=MORNING + timedelta(days=1)) == 1
    deliver(at=MORNING + timedelta(days=1))
    deliver(at=MORNING + timedelta(days=1, minutes=1))
    first, second = office.taken
    assert first.get_content().count("•") == 2
    assert second.get_content().count("•") == 1
    assert queue_digests(at=MORNING + timedelta(days=2)) == 0


def test_an_administrator_sees_what_did_not_leave_and_sends_it_again(office: Office, org: House, reader: User, client: Client) -> None:
    tell(reader, "k")
    office.answer = "550 no such mailbox"
    for day in range(10):
        deliver(at=MORNING + timedelta(days=day))
    client.force_login(org.user("admin"))
    page = client.get("/mail/").content.decode()
    assert reader.name in page and "no such mailbox" in page and "TS1" not in page
    pk = OutboxMessage.objects.get().pk
    client.force_login(org.user("manager"))
    assert client.post(f"/mail/{pk}/again/").status_code == 403
    client.force_login(org.user("admin"))
    assert client.post(f"/mail/{pk}/again/").status_code == 302
    office.answer = "250 OK"
    assert deliver(at=timezone.now()).sent == 1
    assert client.post(f"/mail/{pk}/again/").status_code == 404
    assert [line.kind for line in JournalEntry.objects.filter(stream="mail")] == ["mail.sent_again"]
    assert "no such mailbox" not in client.get("/mail/").content.decode()
