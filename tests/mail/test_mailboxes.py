"""A mailbox on a real IMAP server: tried, opened, read, read again after a crash, and what the administrator sees of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.intake.mail.fetching import fetch, fetch_all
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.ledger.models import JournalEntry
from redress.notify.models import Letter as Sent
from tests.house import House
from tests.mail.letters import letter
from tests.mail.postoffice import USER, PostOffice, post_office, program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.skipif(program() is None, reason="needs Dovecot (dovecot-imapd)")]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as running:
        yield running


@pytest.fixture
def admin(org: House) -> Client:
    client = Client()
    user = next(user for user in org.users if org.actor(user).holds("people.manage"))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def entered(admin: Client, office: PostOffice, **changes: str) -> Mailbox:
    since = timezone.localtime(timezone.now() - timedelta(days=400))
    form = {
        "name": "Service", "address": USER, "host": "127.0.0.1", "port": str(office.port), "username": USER, "password": "secret", "folder": "INBOX",
        "channel": "email", "taken_from": f"{since:%Y-%m-%dT%H:%M}", "acknowledge": "on",
    }  # fmt: skip
    answer = admin.post("/mailboxes/new/", form | changes)
    assert answer.status_code == 302, answer.content.decode()
    return Mailbox.objects.get()


def test_a_mailbox_is_tried_without_effect_then_opened_and_read(admin: Client, office: PostOffice, settings: object) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    now = timezone.now()
    office.put(letter("不热。", at=now - timedelta(hours=1)), letter("去年的事", at=now - timedelta(days=300), mid="<old@x>"))
    box = entered(admin, office)
    page = admin.post(f"/mailboxes/{box.pk}/try/").content.decode()
    assert "热水器不出热水" in page and "xiaoman@example.com" not in page
    assert not Case.objects.exists() and not MailIn.objects.exists()
    assert fetch_all(at=now).counts.total() == 0, "it is not read before it is opened"
    admin.post(f"/mailboxes/{box.pk}/open/")
    assert fetch_all(at=now).counts == {Outcome.NEW: 2}
    assert fetch_all(at=now).counts.total() == 0
    assert Sent.objects.count() == 1, "only the letter of today is acknowledged"
    assert office.unseen() == 2, "the mailbox stays as it is"
    page = admin.get(f"/mailboxes/{box.pk}/").content.decode()
    assert all(case.number in page for case in Case.objects.all())
    assert {"mailbox.set", "mailbox.opened"} <= set(JournalEntry.objects.filter(stream="doors").values_list("kind", flat=True))


def test_a_reader_that_died_goes_on_and_doubles_nothing(admin: Client, office: PostOffice) -> None:
    now = timezone.now()
    office.put(*(letter(f"第{n}件", at=now, mid=f"<n{n}@x>", sender=f"p{n}@example.com") for n in range(3)))
    box = entered(admin, office)
    fetch(box, at=now)
    Mailbox.objects.update(last_uid=1)  # as if the server had died after the second letter, before it noted how far it was
    fetch(Mailbox.objects.get(), at=now)
    assert Case.objects.count() == 3


def test_letters_before_the_day_named_are_left_alone(admin: Client, office: PostOffice) -> None:
    now = timezone.now()
    office.put(letter("旧事", at=now - timedelta(days=9)))
    box = entered(admin, office, taken_from=f"{timezone.localtime(now - timedelta(days=2)):%Y-%m-%dT%H:%M}")
    assert fetch(box, at=now).counts == {"old": 1}
    assert not Case.objects.exists()


def test_a_held_letter_is_let_in_by_a_person(admin: Client, office: PostOffice) -> None:
    now = timezone.now()
    office.put(*(letter(f"第{n}件", at=now, mid=f"<n{n}@x>") for n in range(21)))
    box = entered(admin, office)
    fetch(box, at=now)
    held = MailIn.objects.get(outcome=Outcome.HELD)
    admin.post(f"/mailboxes/letters/{held.pk}/take/")
    held.refresh_from_db()
    assert held.outcome == Outcome.NEW and Case.objects.filter(number=held.case).exists()


def test_a_mailbox_that_cannot_be_reached_says_so_and_holds_up_no_other(admin: Client, office: PostOffice) -> None:
    office.put(letter("不热。", at=timezone.now()))
    entered(admin, office)
    wrong = Mailbox.objects.create(
        name="A wrong one", address="x@example.com", host="127.0.0.1", port=9, tls=False, username="u", password="p", channel="email",
        taken_from=timezone.now(), active=True,
    )  # fmt: skip
    Mailbox.objects.update(active=True)
    assert fetch_all(at=timezone.now()).counts == {Outcome.NEW: 1}
    wrong.refresh_from_db()
    assert wrong.trouble and wrong.trouble in admin.get("/mailboxes/").content.decode().replace("&#x27;", "'")


def test_a_wrong_password_is_told_and_kept_out_of_the_page(admin: Client, office: PostOffice) -> None:
    box = entered(admin, office, password="wrong-secret")
    page = admin.post(f"/mailboxes/{box.pk}/try/").content.decode()
    assert "The mailbox could not be read" in page and "wrong-secret" not in page


def test_an_unchanged_password_stays_and_a_form_in_error_keeps_what_was_typed(admin: Client, office: PostOffice) -> None:
    box = entered(admin, office)
    form = {field: str(getattr(box, field)) for field in ("name", "address", "host", "port", "username", "folder", "channel")}
    since = f"{timezone.localtime(box.taken_from):%Y-%m-%dT%H:%M}"
    answer = admin.post(f"/mailboxes/{box.pk}/", form | {"name": "New name", "port": "many", "taken_from": since})
    assert answer.status_code == 422 and "New name" in answer.content.decode()
    assert admin.post(f"/mailboxes/{box.pk}/", form | {"name": "New name", "taken_from": since}).status_code == 302
    box.refresh_from_db()
    assert (box.name, box.password, box.acknowledge) == ("New name", "secret", False)


def test_only_administrators_see_mailboxes(org: House) -> None:
    client = Client()
    client.force_login(org.user("clerk"))
    assert client.get("/mailboxes/").status_code == 403
