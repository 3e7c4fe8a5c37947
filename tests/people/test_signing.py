"""The lock after wrong passwords, and standing in for somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redress.accounts.models import Substitution, User
from redress.accounts.operations import end_substitution, substitute
from redress.accounts.queries import actor_for
from redress.accounts.rules import may
from redress.kernel.errors import Invalid, NotAllowed
from redress.ledger.models import JournalEntry
from tests.house import House, complaint

SECRET = "quiet-river-42"
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def tries(client: Client, name: str, password: str) -> str:
    """What the sign-in page says to a wrong password."""
    answer = client.post("/sign-in/", {"username": name, "password": password})
    return answer.content.decode().replace(name, "") if answer.status_code == 422 else "in"


def test_a_locked_account_opens_again_when_an_administrator_unlocks_it(org: House, client: Client, settings: object) -> None:
    clerk, admin = org.user("clerk"), Client()
    admin.force_login(org.user("admin"))
    admin.post(f"/people/{clerk.pk}/password/", {"password": SECRET})
    for _one in range(settings.ENV.sign_in_tries):
        assert tries(client, clerk.username, "wrong") != "in"
    assert tries(client, clerk.username, SECRET) != "in"
    kinds = JournalEntry.objects.filter(stream="people").values_list("kind", flat=True)
    assert list(kinds).count("person.locked") == 1
    assert "person.unlocked" not in kinds
    assert admin.post(f"/people/{clerk.pk}/unlock/").status_code == 302
    assert tries(client, clerk.username, SECRET) == "in"


def test_an_unknown_name_is_told_in_the_words_of_a_wrong_password(org: House, client: Client) -> None:
    clerk = org.user("clerk").username

    def sentence(name: str) -> str:
        page = tries(client, name, "wrong")
        return page[page.index('role="alert"') : page.index("</form>")].split("csrfmiddlewaretoken")[0]

    assert sentence(clerk) == sentence("nobody-of-this-name")


def test_a_substitute_has_the_rights_in_the_span_and_neither_before_nor_after(org: House) -> None:
    case, absent, other = complaint(org), org.user("clerk"), User.objects.create(username="x", name="替", department=org.user("clerk").department)
    by = org.actor(absent)
    substitute(absent, other, since=NOON, until=NOON + DAY, by=by, at=NOON - DAY)
    moments = {NOON - timedelta(seconds=1): False, NOON: True, NOON + DAY - timedelta(seconds=1): True, NOON + DAY: False}
    assert {at: may(actor_for(other, at), "case.assess", case) for at in moments} == moments
    assert not may(actor_for(other, NOON), "people.manage")


def test_a_substitution_that_makes_no_sense_is_refused(org: House, colleague: User) -> None:
    me = org.user("clerk")
    by = org.actor(me)
    for who, since, until in ((me, NOON, NOON + DAY), (colleague, NOON, NOON), (colleague, NOON - 3 * DAY, NOON - 2 * DAY)):
        with pytest.raises(Invalid):
            substitute(me, who, since=since, until=until, by=by, at=NOON)
    row = substitute(me, colleague, since=NOON, until=NOON + DAY, by=by, at=NOON)
    with pytest.raises(Invalid):
        substitute(me, org.user("supervisor"), since=NOON, until=NOON + DAY, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        end_substitution(row, by=org.actor(colleague), at=NOON)
    end_substitution(row, by=by, at=NOON + timedelta(hours=1))
    assert not actor_for(colleague, NOON + timedelta(hours=2)).stands_for


def test_everybody_names_their_own_substitute_and_ends_only_their_own(org: House, client: Client, colleague: User) -> None:
    me = org.user("clerk")
    client.force_login(me)
    today = timezone.now().date()
    data = {"substitute": colleague.pk, "since": today, "until": today + DAY, "reason": "年假"}
    assert client.post("/me/substitute/", {**data, "until": today - 2 * DAY}).status_code == 422
    assert client.post("/me/substitute/", data).status_code == 302
    row = Substitution.objects.get()
    assert (row.absent, row.until - row.since) == (me, 2 * DAY)
    assert f"{today:%Y-%m-%d} – {today + DAY:%Y-%m-%d}" in client.get("/me/").content.decode()
    client.force_login(colleague)
    assert client.post("/me/substitute/", {"row": row.pk}).status_code == 404
    client.force_login(me)
    assert client.post("/me/substitute/", {"row": row.pk}).status_code == 302
    assert not Substitution.objects.filter(until__gt=timezone.now()).exists()


def test_ones_own_page_changes_only_what_is_ones_own(org: House, client: Client) -> None:
    me = org.user("clerk")
    client.force_login(me)
    assert client.post("/me/", {"language": "zh-hant", "notify_by": "digest", "phone": "8002", "name": "假名"}).status_code == 302
    me.refresh_from_db()
    assert (me.language, me.notify_by, me.phone, me.name) == ("zh-hant", "digest", "8002", org.user("clerk").name)
    assert "目前沒有代理人" in client.get("/me/").content.decode()
    assert client.post("/me/", {"language": "xx", "notify_by": "app"}).status_code == 422
