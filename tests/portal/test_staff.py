"""What staff hand out: keys on slips, posters with codes."""

import re

import pytest
from django.test import Client

from redress.accounts.models import User
from redress.complaints.keys import open_with
from redress.complaints.models import Case
from tests.house import NOON, House, complaint, organisation

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def key_on(page: str) -> str:
    return re.search(r'slip-key">([0-9A-Z-]+)<', page)[1]  # type: ignore[index]


def test_a_key_is_given_on_the_case_page_and_shown_once(org: House) -> None:
    case = complaint(org)
    client = signed_in(org.user("clerk"))
    assert f"/cases/{case.number}/give-key/" in client.get(f"/cases/{case.number}/").content.decode()
    answer = client.post(f"/cases/{case.number}/give-key/", {"seen": case.revision})
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and "<svg" in page
    assert open_with(case.number, key_on(page), at=NOON) == case
    assert key_on(page) not in client.get(f"/cases/{case.number}/").content.decode()
    assert client.get(f"/cases/{case.number}/give-key/").status_code == 200


def test_whoever_may_not_talk_with_customers_gives_no_key(org: House) -> None:
    case = complaint(org)
    auditor = signed_in(org.user("auditor"))
    assert auditor.post(f"/cases/{case.number}/give-key/").status_code == 403
    assert not hasattr(Case.objects.get(pk=case.pk), "key")


def test_the_clerk_prints_a_slip_with_the_registration(org: House) -> None:
    pack = org.policy.pack
    data = {"phone": "13900001234", "name": "欧阳小满", "channel": pack.channels[0].id, "kind": pack.kinds[0].id, "account": "空调不制冷", "customer_kind": "customer", "finish": "later"}
    client = signed_in(org.user("clerk"))
    page = client.post("/register/", {**data, "with_key": "on"}).content.decode()
    case = Case.objects.get()
    assert open_with(case.number, key_on(page), at=NOON) == case


def test_a_poster_leads_to_the_form_of_its_place() -> None:
    house = organisation("mall")
    admin = signed_in(house.user("admin"))
    page = admin.get("/departments/store-taichung/poster/").content.decode()
    assert "/help/lodge/?place=store-taichung" in page and "<svg" in page
    assert admin.get("/departments/nowhere/poster/").status_code == 404
    assert signed_in(house.user("clerk")).get("/departments/store-taichung/poster/").status_code == 403
