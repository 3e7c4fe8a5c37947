"""Access tokens on pages, and the page that explains the interface."""

from typing import Any

import pytest

from redress.accounts.models import Token, User
from redress.ledger.models import JournalEntry
from tests.api.conftest import Program
from tests.house import House

pytestmark = pytest.mark.django_db
ASKED = {"name": "门店系统", "scopes": ["cases:read"], "days": "30"}


def made(client: Any) -> str:
    page = client.post("/me/tokens/", ASKED).content.decode()
    return "rdr_" + page.split("rdr_", 1)[1].split("<")[0]


def test_a_token_is_shown_once_and_works_until_it_is_revoked(client: Any, owner: User) -> None:
    client.force_login(owner)
    key = made(client)
    assert Program(key).get("/token").json() | {"expires_at": ""} == {"name": "门店系统", "owner": owner.username, "scopes": ["cases:read"], "expires_at": ""}
    listed = client.get("/me/tokens/").content.decode()
    assert "门店系统" in listed and key not in listed and key[:10] in listed
    client.post(f"/me/tokens/{Token.objects.get().pk}/revoke/")
    assert Program(key).get("/token").status_code == 401
    assert [entry.kind for entry in JournalEntry.objects.filter(stream="people", kind__startswith="token")] == ["token.made", "token.revoked"]
    assert key not in str(list(JournalEntry.objects.values()))


def test_only_the_owner_or_an_administrator_revokes(client: Any, org: House, owner: User, colleague: User) -> None:
    client.force_login(owner)
    made(client)
    token = Token.objects.get()
    client.force_login(colleague)
    assert "门店系统" not in client.get("/me/tokens/").content.decode()
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404 and client.get("/people/tokens/").status_code == 403
    client.force_login(next(user for user in org.users if org.actor(user).holds("people.manage")))
    assert "门店系统" in client.get("/people/tokens/").content.decode()
    assert client.post(f"/me/tokens/{token.pk}/revoke/", {"from": "all"})["Location"] == "/people/tokens/"
    assert Token.objects.get().revoked_at


def test_a_token_needs_a_name_and_a_scope(client: Any, owner: User) -> None:
    client.force_login(owner)
    assert client.post("/me/tokens/", {"name": "x", "days": "9999"}).status_code == 422 and not Token.objects.exists()


def test_the_interface_explains_itself(client: Any, owner: User) -> None:
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    client.force_login(owner)
    page = client.get("/api/").content.decode()
    assert "/api/v1/cases/{number}/acts/assign" in page and "cases:read" in page and "urn:redress:problem" in page
